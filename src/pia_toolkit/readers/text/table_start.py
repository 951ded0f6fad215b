"""The top of a table: titles and comments, the rows with the column names, and where the data begin."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.column_names import ColumnNames, numbered, safe_names
from pia_toolkit.readers.text.header import Row, header_evidence, is_header, stands_above_typed

_MOST_TITLES = 40
_MOST_HEADER_ROWS = 3
_SECOND_ROW_EVIDENCE = 5.0
_SPARSE, _ENOUGH_BELOW = 0.75, 3
"""A row so far filled, compared to the usual one, may be a title in several cells, or a heading above columns."""
_RULE = re.compile(r"[-=+:|_\s]*[-=_]{2}[-=+:|_\s]*")


@dataclass(frozen=True, repr=False)
class TableStart:
    """What was found at the top of a table.

    `columns`: safe names; `first`: position, within the rows looked at, of the first row of data; `notes`: what was
    understood; `above`: the lines above the table that belong to no record, each with its number.
    """

    columns: tuple[str, ...]
    first: int
    notes: tuple[ReadingNote, ...]
    above: tuple[tuple[int, Row], ...] = ()


def find_start(rows: Sequence[Row], *, header: bool | None = None, row: int = 1) -> TableStart:
    """Find column names and the first row of data among the first rows of a table, blank ones included.

    `header` is what the user said about a header row; None: find out. `row` is the number of the first of the rows.
    """
    width = usual_width(rows)
    at = _header_row(rows, width, header=header)
    if at is None:
        first = _first_untitled(rows, width) if header is None else _first_filled(rows)
        above = _lines(rows[:first], row)
        return TableStart(numbered(width), first, (*_titles(above), ReadingNote(code="no-header")), above)
    last = _last_header_row(rows, at)
    groups = _groups(rows, at, width)
    top = at - 1 if groups else at
    safe = _fitted(_joined(rows[at : last + 1], groups), width, rows[last + 1 :])
    place = ReadingNote(code="header-row", values={"row": at + row})
    if last > top:
        place = ReadingNote(code="header-rows", values={"row": top + row, "last": last + row})
    first = next((at for at in range(last + 1, len(rows)) if rows[at] and not _is_rule(rows[at])), len(rows))
    above = _lines(rows[:top], row)
    return TableStart(safe.names, first, (*_titles(above), place, *safe.notes), above)


def _header_row(rows: Sequence[Row], width: int, *, header: bool | None) -> int | None:
    """Return the position of the row with the column names: the first one, or below rows with too few cells.

    Of two that may be, a row as full as those below it is taken before one that may be a title.
    """
    at = _first_row(rows, width)
    if at >= len(rows) or header is not None:
        return at if header and at < len(rows) else None
    usual, tried, sparse = _usual_filling(rows), 0, None
    for position in range(at, min(at + _MOST_TITLES, len(rows))):
        if not _filled(rows[position]):
            continue
        below = [row for row in rows[position + 1 :] if _filled(row)]
        is_sparse = len(below) >= _ENOUGH_BELOW and _filled(rows[position]) < _SPARSE * usual
        tried += 1
        if is_header(_uncommented(rows[position]), below):
            if not is_sparse:
                return position
            sparse = position if sparse is None else sparse
        elif not is_sparse and (len(rows[position]) == width or tried >= _MOST_HEADER_ROWS):
            break
    return sparse


def _usual_filling(rows: Sequence[Row]) -> float:
    """Return how many cells of a row are usually filled, rows at the top left aside."""
    return median([_filled(row) for row in rows[len(rows) // 4 :] if _filled(row)] or [0])


def usual_width(rows: Sequence[Row]) -> int:
    """Return the commonest number of cells of rows that are not blank, those at the top counting less."""
    widths = [len(row) for row in rows if _filled(row)]
    counted, below = Counter(widths), Counter(widths[min(len(widths) // 4, _MOST_TITLES) :])
    if not below:
        return len(rows[0]) if rows else 0
    return max(below, key=lambda width: (below[width], counted[width], width))


def _is_rule(row: Row) -> bool:
    """Tell whether a row is a drawn line, as between names and data in Markdown and in printed tables."""
    return all(not cell.strip() or _RULE.fullmatch(cell) for cell in row) and any(cell.strip() for cell in row)


def _filled(row: Row) -> int:
    return sum(map(bool, map(str.strip, row)))


def _first_filled(rows: Sequence[Row]) -> int:
    return next((position for position, row in enumerate(rows) if _filled(row)), len(rows))


def _comments(rows: Sequence[Row], width: int) -> set[int]:
    """Return the positions of comments: lines that begin with # or // where most do not, and `sep=;`."""
    marked = {
        position
        for position, row in enumerate(rows)
        if row and row[0].lstrip().startswith(("#", "//")) and (width == 1 or len(row) != width)
    }
    unmarked = [position for position, row in enumerate(rows) if _filled(row) and position not in marked]
    leading = {position for position in marked if unmarked and position < unmarked[0]}
    comments = marked if len(marked) < len(rows) / 2 else (leading if width > 1 and len(unmarked) > 1 else set())
    return comments | {position for position, row in enumerate(rows[:1]) if row and row[0].lower().startswith("sep=")}


def _first_row(rows: Sequence[Row], width: int) -> int:
    """Return the first row that can hold names: titles, comments and blank lines stand above it."""
    enough = max(2, _usual_filling(rows) / 2) if width > 1 else 1
    comments = _comments(rows, width)
    for position, row in enumerate(rows[:_MOST_TITLES]):
        if _filled(row) >= enough and position not in comments:
            return position
    return _first_filled(rows)


def _first_untitled(rows: Sequence[Row], width: int) -> int:
    """Where no header was found: skip blank lines, comments and lines of a single cell, nothing that may be data."""
    comments = _comments(rows, width)
    for position, row in enumerate(rows):
        alone = len(row) == 1 and width > 2  # noqa: PLR2004  # of two cells one may well be missing
        if _filled(row) and position not in comments and not alone:
            return position
    return _first_filled(rows)


def _last_header_row(rows: Sequence[Row], at: int) -> int:
    """Return the last of the rows that hold names: units or a second line of names may stand below the first."""
    last = at
    while last - at + 1 < _MOST_HEADER_ROWS and last + 2 < len(rows):
        row, below = rows[last + 1], [other for other in rows[last + 2 :] if _filled(other)]
        repeated = list(row) == list(rows[at]) and _filled(row) > 1  # as when exports are put together
        if not repeated and (header_evidence(row, below) < _SECOND_ROW_EVIDENCE or not stands_above_typed(row, below)):
            break
        last += 1
    return last


def _groups(rows: Sequence[Row], at: int, width: int) -> Row:
    """Return the row of group headings directly above the names, if there is one."""
    above = rows[at - 1] if at else ()
    groups = len(above) == width and _filled(above) > 1 and at - 1 not in _comments(rows, width)
    return above if groups and all(not cell.strip() or not _looks_like_number(cell) for cell in above) else ()


def _looks_like_number(cell: str) -> bool:
    return not any(sign.isalpha() for sign in cell) and len(cell.strip()) > len("2024")


def _joined(header: Sequence[Row], groups: Row) -> list[str]:
    """Join several rows of names into one; a heading above several columns counts for all of them."""
    levels = [list(row) for row in ((groups, *header) if groups else header)]
    names = [""] * max(len(level) for level in levels)
    for depth, level in enumerate(levels):
        heading = ""
        for position, cell in enumerate(level):
            text = _uncommented((cell,))[0].strip() if depth == 0 and position == 0 else cell.strip()
            is_lowest = depth == len(levels) - 1
            named_below = any(position < len(lower) and lower[position].strip() for lower in levels[depth + 1 :])
            heading = text or (heading if not is_lowest and named_below else "")
            if heading and heading not in names[position].split(" | "):
                names[position] = f"{names[position]} | {heading}" if names[position] else heading
    return [name.replace(" | ", " ") for name in names]


def _fitted(names: list[str], width: int, below: Sequence[Row]) -> ColumnNames:
    """Fit the names to the data: drop empty names beyond them, add empty ones, allow for unnamed row names."""
    while len(names) > width and not names[-1].strip():
        names.pop()
    if len(names) == width - 1 and any(len(row) == width and row[-1].strip() for row in below):
        names.insert(0, "")
    return safe_names(names + [""] * (width - len(names)))


def _uncommented(row: Row) -> Row:
    return (row[0].lstrip().removeprefix("#").lstrip(), *row[1:]) if row and row[0].lstrip().startswith("#") else row


def _lines(rows: Sequence[Row], number: int) -> tuple[tuple[int, Row], ...]:
    """Return the lines that hold anything, with their numbers; `sep=;` is for programs only."""
    return tuple((at, row) for at, row in enumerate(rows, number) if _filled(row) and not _tells_separator(at, row))


def _tells_separator(number: int, row: Row) -> bool:
    return number == 1 and row[0].lower().startswith("sep=") and _filled(row) == 1


def _titles(above: Sequence[tuple[int, Row]]) -> tuple[ReadingNote, ...]:
    return (ReadingNote(code="title-lines-skipped", values={"count": len(above)}),) if above else ()
