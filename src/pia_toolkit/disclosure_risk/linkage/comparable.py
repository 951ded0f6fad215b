"""Two columns made comparable: the finer one is taken down to what the coarser one tells."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from pia_toolkit.cells.timestamps import DAY, Moments, Order, read_moments
from pia_toolkit.disclosure_risk.linkage import forms
from pia_toolkit.disclosure_risk.linkage.rules import Method, comparisons
from pia_toolkit.domain.linkage_risk import ComparedAs

_MOST = 0.5
"""Share of the different values that must be dates or numbers; below it the cells are compared as text."""

_YEAR_ALONE = r"^\s*[12][0-9]{3}\s*年?\s*$"
_MONTH_ALONE = r"^\s*[12][0-9]{3}\s*[-/.年]\s*[0-9]{1,2}\s*月?\s*$"
_LEVELS: tuple[Literal[ComparedAs.DAY, ComparedAs.MONTH, ComparedAs.YEAR], ...] = (
    ComparedAs.DAY,
    ComparedAs.MONTH,
    ComparedAs.YEAR,
)
_FEWEST_CHARACTERS = 2
"""A shorter beginning of a code says too little to link by."""

_INWARD = 3
"""Characters of a British postcode behind its district."""


@dataclass(frozen=True)
class Comparable:
    """The different values of two columns in one form, of one type; null where a value cannot be compared."""

    how: ComparedAs
    precision: int | None
    ours: pl.Series = field(repr=False)
    theirs: pl.Series = field(repr=False)


def make_comparable(method: Method, kind: str, ours: pl.Series, theirs: pl.Series) -> Comparable:
    """Return the different values of two columns in a form in which equal values say the same."""
    found: Comparable | None = None
    if method == "date":
        found = _as_dates(ours, theirs)
    elif method == "number":
        found = _as_numbers(ours, theirs)
    elif method == "band":
        found = _as_bands(ours, theirs)
    elif method == "beginning":
        found = _as_beginnings(ours, theirs)
    elif method == "meaning":
        found = _as_meanings(kind, ours, theirs)
    elif method == "code":
        found = Comparable(ComparedAs.CODE, None, forms.code(ours), forms.code(theirs))
    elif method == "name":
        found = Comparable(ComparedAs.NAME, None, forms.name(ours), forms.name(theirs))
    return found or Comparable(ComparedAs.TEXT, None, forms.text(ours), forms.text(theirs))


def shared_values(one: pl.Series, other: pl.Series) -> int:
    """Count the different values that both have."""
    return int(one.drop_nulls().unique().is_in(other.drop_nulls().unique().implode()).sum())


def _as_dates(ours: pl.Series, theirs: pl.Series) -> Comparable | None:
    """Compare to the coarser of the two precisions, in the orders of day and month that most cells allow."""
    level = max(_level(ours), _level(theirs))
    best: Comparable | None = None
    shared = -1
    for one in _readings(ours):
        for other in _readings(theirs):
            both = Comparable(_LEVELS[level], None, _at_level(one, level), _at_level(other, level))
            found = shared_values(both.ours, both.theirs)
            if found > shared:
                best, shared = both, found
    return best


def _readings(values: pl.Series) -> list[Moments]:
    """Return the readings of dates, one for each order of day and month under which as many as possible are dates."""
    by_order = read_moments(values.to_arrow())
    dates = {order: int(np.count_nonzero(reading.known & reading.dated)) for order, reading in by_order.items()}
    most = max(dates.values(), default=0)
    if most < _MOST * max(len(values), 1):
        return []
    same = by_order[Order.DAY_FIRST] is by_order[Order.MONTH_FIRST]
    orders = (Order.DAY_FIRST,) if same else (Order.DAY_FIRST, Order.MONTH_FIRST)
    return [by_order[order] for order in orders if dates[order] == most]


def _level(values: pl.Series) -> int:
    """Return 0 for days, 1 for months, 2 for years; dates that are all the first of January are years."""
    if not len(values):
        return 0
    if values.str.contains(_YEAR_ALONE).sum() > _MOST * len(values):
        return 2
    readings = _readings(values)
    if readings:
        known = readings[0].known & readings[0].dated
        date = (readings[0].microseconds[known] // DAY).astype("datetime64[D]")
        if np.all(date == date.astype("datetime64[Y]").astype("datetime64[D]")):
            return 2
        if np.all(date == date.astype("datetime64[M]").astype("datetime64[D]")):
            return 1
    return 1 if values.str.contains(_MONTH_ALONE).sum() > _MOST * len(values) else 0


def _at_level(moments: Moments, level: int) -> pl.Series:
    date = (moments.microseconds // DAY).astype("datetime64[D]")
    number = date.astype(f"datetime64[{'DMY'[level]}]").astype(np.int64)
    found = pl.Series(number)
    return pl.select(pl.when(pl.Series(moments.known & moments.dated)).then(found)).to_series()


def _as_numbers(ours: pl.Series, theirs: pl.Series) -> Comparable | None:
    """Compare at the decimals of the coarser column, rounded or cut off, whichever finds more."""
    if min(_share(forms.numbers(side)) for side in (ours, theirs)) < _MOST:
        return None
    decimals = min(forms.decimals_of(ours), forms.decimals_of(theirs))
    ways = [
        Comparable(
            ComparedAs.NUMBER,
            decimals,
            forms.number(ours, decimals, cut=cut),
            forms.number(theirs, decimals, cut=cut),
        )
        for cut in (False, True)
    ]
    return max(ways, key=lambda way: shared_values(way.ours, way.theirs))


def _as_bands(ours: pl.Series, theirs: pl.Series) -> Comparable | None:
    """Compare numbers with numbers, or put the numbers of one column into the ranges of the other."""
    sides = [forms.bands(side) for side in (ours, theirs)]
    if min(_share(side["low"]) for side in sides) < _MOST:
        return None
    wide = [side.filter(pl.col("high") > pl.col("low")) for side in sides]
    edges = wide[0] if len(wide[0]) >= len(wide[1]) else wide[1]
    if not len(edges):
        return Comparable(ComparedAs.NUMBER, 0, sides[0]["low"], sides[1]["low"])
    steps = edges.unique().sort("low", "high")
    ours_in, theirs_in = (_band_of(side, steps) for side in sides)
    return Comparable(ComparedAs.BAND, None, ours_in, theirs_in)


def _band_of(side: pl.DataFrame, steps: pl.DataFrame) -> pl.Series:
    """Return the lower end of the last range that begins below and holds the whole of each; null where none does."""
    places = np.searchsorted(steps["low"].to_numpy(), side["low"].fill_null(-1).to_numpy(), "right") - 1
    low = steps["low"].gather(np.maximum(places, 0))
    ends = side["high"] <= steps["high"].gather(np.maximum(places, 0))
    holds = pl.Series(places >= 0) & side["low"].is_not_null() & ends
    return pl.select(pl.when(holds).then(low)).to_series()


def _as_beginnings(ours: pl.Series, theirs: pl.Series) -> Comparable:
    """Compare codes whole or, where one column has shorter ones, as many first characters as both have.

    A British postcode is shortened by its last three characters, whatever its length.
    """
    whole = Comparable(ComparedAs.CODE, None, forms.code(ours), forms.code(theirs))
    (our_length, our_digits), (their_length, their_digits) = forms.lengths(ours), forms.lengths(theirs)
    characters = min(our_length, their_length)
    if our_length == their_length or characters < _FEWEST_CHARACTERS:
        return whole
    cut = Comparable(
        ComparedAs.BEGINNING,
        characters,
        forms.beginning(ours, characters, our_digits),
        forms.beginning(theirs, characters, their_digits),
    )
    shortened = Comparable(
        ComparedAs.BEGINNING,
        None,
        whole.ours if our_length < their_length else whole.ours.str.head(-_INWARD),
        whole.theirs if their_length < our_length else whole.theirs.str.head(-_INWARD),
    )
    coarse = max((shortened, cut), key=lambda way: shared_values(way.ours, way.theirs))
    enough = _MOST * shared_values(coarse.ours, coarse.theirs)
    return whole if shared_values(whole.ours, whole.theirs) > enough else coarse


def _as_meanings(kind: str, ours: pl.Series, theirs: pl.Series) -> Comparable | None:
    """Compare what words mean, where most words of both columns are known; otherwise the words."""
    meanings = comparisons().meanings[kind]
    sides = [forms.meaning(side, meanings) for side in (ours, theirs)]
    if min(_share(side) for side in sides) < _MOST:
        return None
    return Comparable(ComparedAs.MEANING, None, *sides)


def _share(values: pl.Series) -> float:
    """Return the share that is not null."""
    return 1 - values.null_count() / len(values) if len(values) else 0.0
