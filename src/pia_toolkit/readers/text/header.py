"""Which row holds the column names. In doubt none does: a person's data must never become a column name."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from pia_toolkit.content import read_yaml
from pia_toolkit.readers.column_names import looks_personal, shape_of
from pia_toolkit.readers.text.cell_kinds import CellKind, kind_of

Row = Sequence[str]

_ROWS_BELOW, _COLUMNS_LOOKED_AT = 200, 100
_ENOUGH = 2.0
_SHORTEST_RUN, _FEWEST_TO_REPEAT = 3, 5
_LONGEST_LIKELY_NAME = 60

# The weights below are the toolkit's own, set on synthetic tables in eleven languages, with and without header.
_FAMILY = {
    CellKind.INTEGER: "number",
    CellKind.DECIMAL: "number",
    CellKind.DATE: "moment",
    CellKind.TIME: "moment",
    CellKind.EMAIL: "address",
    CellKind.LINK: "address",
    CellKind.DEVICE: "device",
    CellKind.CODE: "code",
    CellKind.WORDS: "words",
}


def header_evidence(row: Row, below: Sequence[Row]) -> float:
    """How much speaks for `row` holding column names rather than being one more row like those `below`.

    A sum of log-likelihood ratios over the columns: positive for a header. A word above numbers counts the more, the
    fewer words there are among them; a word above words counts when it is never met again where most are; words
    known from headers count. A cell like those below it, or one that looks like a person's data, speaks against.
    """
    others = _without_repeats(row, below[:_ROWS_BELOW])
    sequence = _counts_up(row, others)
    evidence = sum(
        _column_evidence(cell, [other[position] for other in others if position < len(other)])
        for position, cell in enumerate(row[:_COLUMNS_LOOKED_AT])
        if cell.strip() and position not in sequence
    )
    if not others:
        evidence -= 1.5 * sum(not _is_header_word(cell) for cell in row if cell.strip())
    filled = [cell.strip().casefold() for cell in row if cell.strip()]
    evidence -= 0.5 * (len(filled) - len(set(filled)))
    evidence -= 8.0 * sum(looks_personal(cell) for position, cell in enumerate(row) if position not in sequence)
    return evidence + (2.0 if sequence else 0.0)


def is_header(row: Row, below: Sequence[Row]) -> bool:
    """Tell whether `row` holds column names."""
    return header_evidence(row, below) >= _ENOUGH


def stands_above_typed(row: Row, below: Sequence[Row]) -> bool:
    """Tell whether some cell of `row` is a word above nothing but numbers, dates, addresses or device numbers."""
    for position, cell in enumerate(row[:_COLUMNS_LOOKED_AT]):
        kinds = {kind_of(other[position]) for other in below[:_ROWS_BELOW] if position < len(other)}
        typed = kinds - {CellKind.EMPTY, CellKind.MISSING}
        if kind_of(cell) is CellKind.WORDS and typed and not typed & {CellKind.WORDS, CellKind.CODE}:
            return True
    return False


def _without_repeats(row: Row, below: Sequence[Row]) -> Sequence[Row]:
    """Leave out rows equal to `row`: files that were put together repeat their header now and then."""
    others = [other for other in below if list(other) != list(row)]
    seldom = len(below) - len(others) <= 0.1 * len(below)
    return others if seldom and len(row) >= _SHORTEST_RUN else below


def _column_evidence(cell: str, below: Sequence[str]) -> float:
    """Evidence from one cell and the cells below it."""
    kinds = [(other, kind_of(other)) for other in map(str.strip, below)]
    values = [other for other, kind in kinds if kind in _FAMILY]
    families = Counter(_FAMILY[kind] for _, kind in kinds if kind in _FAMILY)
    family, agreeing = families.most_common(1)[0] if families else ("words", 0)
    kind = kind_of(cell)
    if kind is CellKind.MISSING:
        return 0.0
    own = _FAMILY[kind]
    if family in {"words", "code"} or agreeing < 0.7 * len(values):
        return _evidence_above_text(cell.strip(), own, values)
    if own == family:
        return -8.0
    if own in {"words", "code"}:
        surprise = min(5.0, math.log((len(values) + 1) / (len(values) - agreeing + 0.5)))
        likely = _is_header_word(cell) or _asks(cell)
        return surprise * (1.0 if own == "words" else 0.6) + (1.0 if likely else 0.0)
    return -2.0 if own in {"address", "device"} else 0.5


def _evidence_above_text(cell: str, own: str, values: Sequence[str]) -> float:
    """Evidence from a cell above words or codes."""
    if own not in {"words", "code"}:
        return -3.0
    if any(value.casefold() == cell.casefold() for value in values):
        return -4.0
    outline = _outline(cell)
    same_shape = sum(_outline(value) == outline for value in values)
    if own == "code" and (same_shape or not values):
        return -4.0 if same_shape else -1.5
    evidence = _evidence_of_novelty(cell, values) + _evidence_of_wording(cell, values)
    if len(values) >= _SHORTEST_RUN and all(shape_of(value) == shape_of(cell) for value in values):
        evidence -= 3.0
    if same_shape > 0.5 * max(1, len(values)) and not _is_header_word(cell):
        evidence -= 1.0
    return evidence


def _evidence_of_novelty(cell: str, values: Sequence[str]) -> float:
    """Evidence from a cell not being among values that mostly repeat, or having no digit where others do."""
    evidence = 0.0
    if len(values) >= _FEWEST_TO_REPEAT:
        once = sum(count == 1 for count in Counter(values).values())
        evidence += min(4.0, math.log((len(values) + 1) / (once + 0.5)))
    with_digits = sum(any(map(str.isdigit, value)) for value in values)
    if with_digits and not any(map(str.isdigit, cell)):
        evidence += min(3.0, max(0.0, math.log((len(values) + 1) / (len(values) - with_digits + 0.5))))
    return evidence


def _evidence_of_wording(cell: str, values: Sequence[str]) -> float:
    """Evidence from a cell being worded as names of columns are, and the values below it not."""
    signs: tuple[tuple[float, Callable[[str], bool]], ...] = (
        (1.5, _is_identifier),
        (1.5, _asks),
        (1.0, str.isupper),
    )
    evidence = sum(weight for weight, shows in signs if shows(cell) and not any(map(shows, values)))
    if _is_header_word(cell) and sum(map(_is_header_word, values)) <= 0.2 * len(values):
        evidence += 2.5
    return evidence - (2.0 if len(cell) > _LONGEST_LIKELY_NAME else 0.0)


def _counts_up(row: Row, others: Sequence[Row]) -> frozenset[int]:
    """Positions of whole numbers that rise evenly along the row, as years or hours do in a header, but not below."""
    run = _longest_run(row)
    below = [_longest_run(other) for other in others[:20]]
    years = len(run) > 1 and _are_years(row, run)
    if years and not any(_are_years(other, found) for other, found in zip(others, below, strict=False) if found):
        return frozenset(run)
    alike = sum(len(found) >= len(run) for found in below)
    return frozenset(run) if len(run) >= _SHORTEST_RUN and alike < len(below) / 4 else frozenset()


def _are_years(row: Row, run: Sequence[int]) -> bool:
    return all(1900 <= int(row[position]) <= 2100 for position in run)  # noqa: PLR2004  # plausible years


def _longest_run(row: Row) -> list[int]:
    """Return the positions of the longest run of neighbouring whole numbers that rise by one step."""
    best: list[int] = []
    run: list[int] = []
    for position, cell in enumerate(row):
        if not re.fullmatch(r"[0-9]{1,4}", cell.strip()):
            run = []
            continue
        rise = int(cell) - int(row[run[-1]]) if run else 0
        if len(run) > 1 and rise != int(row[run[-1]]) - int(row[run[-2]]):
            run = run[-1:]
        run = [*run, position] if not run or rise > 0 else [position]
        best = max(best, run, key=len)
    return best if len(best) > 1 else []


def _asks(text: str) -> bool:
    """Tell whether a text is put as a question or ends as a label does."""
    return text.rstrip().endswith(("?", "？", ":", "："))


def _outline(text: str) -> str:
    """Return a coarse shape: `Aa Aa` for `Anna Schmidt`, `A-9` for `BX-1234`."""
    return _without_runs(shape_of(text))


@lru_cache(maxsize=4096)
def _without_runs(shape: str) -> str:
    return "".join(sign for sign, _ in groupby(shape))


def _is_identifier(text: str) -> bool:
    """Tell whether a text is written as programs write names: `opened_at`, `deviceId`, `plate`."""
    return bool(
        re.fullmatch(
            r"[a-z][a-z0-9]*([_.-][a-z0-9]+)+|[a-z]+([A-Z][a-z0-9]+)+|[A-Z0-9]+(_[A-Z0-9]+)+|[a-z]{2,20}",
            text,
        )
    )


def _is_header_word(text: str) -> bool:
    """Tell whether at least half of the words of a short text are known from headers."""
    if len(text) > _LONGEST_LIKELY_NAME or (text.endswith((".", "。", "!")) and " " in text):
        return False
    words = [word.casefold() for word in re.findall(r"[A-Z]?[^\W\d_A-Z]+|[^\W\d_]+", text)]
    known = sum(_knows(word) for word in words)
    return bool(words) and known * 2 >= len(words)


@lru_cache(maxsize=65_536)
def _knows(word: str) -> bool:
    known = _header_words()
    if word in known:
        return True
    if any("\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in word):
        return len(word) <= 6 and any(word[-length:] in known for length in (2, 3, 4))  # noqa: PLR2004  # lengths of endings
    return any(word[start:] in known for start in range(2, len(word) - 3))


@cache
def _header_words() -> frozenset[str]:
    content: dict[str, str] = read_yaml(Path(__file__).with_name("header_words.yaml"))
    return frozenset(word.casefold() for words in content.values() for word in words.split())
