"""Values that differ as errors make them differ: a letter wrong, day and month swapped, the postcode next door."""

import numpy as np
import numpy.typing as npt
import polars as pl

from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.domain.linkage_risk import ComparedAs

LEAST_JARO_WINKLER = 0.92
"""Similarity from which two names are close (Winkler 1990; the threshold is the toolkit's choice)."""

_FEWEST_CHARACTERS = 3
"""Of shorter texts one sign is too much of the whole for an error."""

_LETTERS_AT_ONCE = 4_000_000
_CAN_BE_CLOSE = frozenset(
    {
        ComparedAs.NAME, ComparedAs.TEXT, ComparedAs.CODE, ComparedAs.BEGINNING, ComparedAs.NUMBER, ComparedAs.DAY,
        ComparedAs.MONTH, ComparedAs.YEAR,
    }
)  # fmt: skip

Flags = npt.NDArray[np.bool_]


def are_close(how: ComparedAs, values: pl.Series, first: Numbers, second: Numbers) -> Flags:
    """Tell which pairs of different values may be the same but for an error; `first` and `second` are codes from 1."""
    if how not in _CAN_BE_CLOSE or not len(first):
        return np.zeros(len(first), np.bool_)
    one, other = values.gather(first - 1), values.gather(second - 1)
    if how is ComparedAs.DAY:
        return _close_days(one, other)
    if how in (ComparedAs.MONTH, ComparedAs.YEAR, ComparedAs.NUMBER):
        distance = (one.cast(pl.Int64) - other.cast(pl.Int64)).abs()
        neighbours: Flags = (distance == 1).to_numpy()
        return neighbours
    close = one_edit_apart(one, other)
    if how in (ComparedAs.NAME, ComparedAs.TEXT):
        rest = np.flatnonzero(~close)
        close[rest] = jaro_winkler(one.gather(rest), other.gather(rest)) >= LEAST_JARO_WINKLER
    return close


def one_edit_apart(one: pl.Series, other: pl.Series) -> Flags:
    """Tell which texts become equal by one sign put in, left out or changed, or two neighbours swapped."""
    lengths, others = (side.str.len_chars().to_numpy().astype(np.int64) for side in (one, other))
    near = (np.abs(lengths - others) <= 1) & (np.minimum(lengths, others) >= _FEWEST_CHARACTERS)
    # Texts of like lengths go together, so that one long text does not make the room of all as wide as itself.
    magnitude = np.where(near, np.ceil(np.log2(np.maximum(lengths, 1))), -1.0)
    found = np.zeros(len(one), np.bool_)
    for power in np.unique(magnitude[near]):
        alike = np.flatnonzero(magnitude == power)
        step = max(1, _LETTERS_AT_ONCE >> int(power))
        for start in range(0, len(alike), step):
            rows = alike[start : start + step]
            found[rows] = _one_edit(one.gather(rows), other.gather(rows))
    return found


def jaro_winkler(one: pl.Series, other: pl.Series) -> npt.NDArray[np.float64]:
    """Return the Jaro-Winkler similarity of texts, 0 to 1; 0 where one of them is not plain Latin.

    DuckDB counts bytes, not letters, which is the same for plain Latin letters only.
    """
    import duckdb

    latin = r"^[\x00-\x7f]*$"
    plain = (one.str.contains(latin) & other.str.contains(latin)).to_numpy()
    found = np.zeros(len(one), np.float64)
    rows = np.flatnonzero(plain)
    if not len(rows):
        return found
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "temp_directory": "",
        "python_enable_replacements": "false",
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        pairs = pl.DataFrame({"one": one.gather(rows), "other": other.gather(rows)})
        connection.register("pairs", pairs.to_arrow())
        query = "SELECT jaro_winkler_similarity(one, other) AS similarity FROM pairs"
        found[rows] = connection.execute(query).fetchnumpy()["similarity"]
    return found


def _one_edit(one: pl.Series, other: pl.Series) -> Flags:
    """Tell it of texts whose lengths differ by one at most."""
    first, second = _letters(one), _letters(other)
    width = max(first.shape[1], second.shape[1]) + 1
    first, second = _widened(first, width), _widened(second, width)
    lengths, others = np.count_nonzero(first, axis=1), np.count_nonzero(second, axis=1)
    longest = np.maximum(lengths, others)
    place = np.arange(width)
    begins = np.argmax((first != second) | (place >= longest[:, None]), axis=1)
    rows = np.arange(len(first))[:, None]
    from_end = (
        first[rows, np.maximum(lengths[:, None] - 1 - place, 0)]
        != second[rows, np.maximum(others[:, None] - 1 - place, 0)]
    ) | (place >= np.minimum(lengths, others)[:, None])
    ends = np.argmax(from_end, axis=1)
    edited = begins + ends >= longest - 1
    line = rows[:, 0]
    following = np.minimum(begins + 1, width - 1)
    swapped = (
        (lengths == others)
        & (begins + ends >= longest - 2)
        & (first[line, begins] == second[line, following])
        & (first[line, following] == second[line, begins])
    )
    result: Flags = edited | swapped
    return result


def _letters(texts: pl.Series) -> npt.NDArray[np.uint32]:
    """Return texts as rows of code points, filled with zeros."""
    array = np.array(texts.to_list(), dtype=np.str_)
    width = max(array.dtype.itemsize // 4, 1)
    return array.astype(f"<U{width}").view(np.uint32).reshape(len(array), width)


def _widened(letters: npt.NDArray[np.uint32], width: int) -> npt.NDArray[np.uint32]:
    wide = np.zeros((len(letters), width), np.uint32)
    wide[:, : letters.shape[1]] = letters
    return wide


def _close_days(one: pl.Series, other: pl.Series) -> Flags:
    """Tell which days differ in one digit, or have day and month swapped."""
    first, second = (side.cast(pl.Int32).cast(pl.Date) for side in (one, other))
    swapped = (
        (first.dt.year() == second.dt.year())
        & (first.dt.month() == second.dt.day())
        & (first.dt.day() == second.dt.month())
    )
    written = [side.dt.strftime("%Y%m%d") for side in (first, second)]
    result: Flags = swapped.to_numpy() | one_edit_apart(*written)
    return result
