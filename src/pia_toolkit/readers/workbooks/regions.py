"""Several tables in one sheet, set apart by empty rows or columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pia_toolkit.readers.text.header import header_evidence
from pia_toolkit.readers.text.table_start import usual_width

Rows = Sequence[Sequence[str]]

_SURE, _FEWEST_ROWS, _MOST_REGIONS = 4.0, 3, 100
_SAME_RECORDS, _SAME_NAMES, _MOST_BANDS = 0.8, 0.8, 50


@dataclass(frozen=True)
class Region:
    """A part of a sheet: rows from `top` to before `bottom` (None: to the end), columns from `left` to before `right`.

    Counted from 0, within the rows and columns looked at.
    """

    top: int
    bottom: int | None
    left: int
    right: int


def find_regions(rows: Rows, width: int, *, whole: bool) -> tuple[Region, ...]:
    """Find the tables among the first rows of a sheet; rows without any content are empty lists.

    A part is a table of its own only when it has column names of its own; in doubt there is one table. Together the
    regions hold every cell, also of columns that fill up further below unless the rows are the `whole` sheet.
    """
    regions: list[Region] = []
    for left, right in _bands(rows, width):
        band = [_part(row, left, right) for row in rows]
        tops = _tops(band)
        regions += [Region(top, bottom, left, right) for top, bottom in zip(tops, [*tops[1:], None], strict=True)]
    if not 1 < len(regions) <= _MOST_REGIONS:
        return (Region(0, None, 0, width),)
    return tuple(_without_gap(region, rows) for region in regions) if whole else tuple(regions)


def _without_gap(region: Region, rows: Rows) -> Region:
    """Leave out the columns to the right in which a table has nothing."""
    right, inside = region.right, rows[region.top : region.bottom]
    while right - region.left > 1 and not any(any(row[right - 1 : right]) for row in inside):
        right -= 1
    return replace(region, right=right)


def _part(row: Sequence[str], left: int, right: int) -> Sequence[str]:
    cells = row[left:right]
    return cells if any(cell.strip() for cell in cells) else []


def _bands(rows: Rows, width: int) -> list[tuple[int, int]]:
    """Cut at empty columns where what stands to the right is other records than what stands to the left."""
    filled = [False] * width
    for row in rows:
        for column, cell in enumerate(row):
            filled[column] = filled[column] or bool(cell.strip())
    edges = [0, *(at for at in range(1, width) if filled[at] and not filled[at - 1] and any(filled[:at])), width]
    bands: list[tuple[int, int]] = []
    if len(edges) > _MOST_BANDS:
        return [(0, width)]
    for left, right in pairwise(edges):
        if bands and not _apart([_part(row, *bands[-1]) for row in rows], [_part(row, left, right) for row in rows]):
            bands[-1] = (bands[-1][0], right)
        else:
            bands.append((left, right))
    return bands


def _apart(left: Rows, right: Rows) -> bool:
    """Tell whether two bands are tables of their own: names of their own, and rows that do not go together."""
    tables = [[row for row in band if sum(bool(cell.strip()) for cell in row) > 1] for band in (left, right)]
    if not all(map(_is_table, tables)):
        return False
    both = sum(bool(one) and bool(other) for one, other in zip(left, right, strict=True))
    longest = max(sum(map(bool, left)), sum(map(bool, right)))
    return _same(_names(tables[0][0]), _names(tables[1][0])) or both < _SAME_RECORDS * longest


def _same(names: list[str], others: list[str]) -> bool:
    """Tell whether nearly all names are the same: a header that comes again, with another date in its corner."""
    longer, common = max(len(names), len(others)), len(set(names) & set(others))
    return common > 1 and common >= min(longer - 1, _SAME_NAMES * longer)


def _names(row: Sequence[str]) -> list[str]:
    return [cell.strip().casefold() for cell in row if cell.strip()]


def _tops(band: Rows) -> list[int]:
    """Return where tables begin that stand below each other; titles belong to the table that follows them."""
    tops, names, titles = [0], list[str](), None
    for start, stop in _blocks(band):
        block = band[start:stop]
        wide = next((at for at, row in enumerate(block) if len(_names(row)) > 1), None)
        if wide is None:
            titles = start if titles is None else titles
            continue
        is_table = _is_table(block[wide:])
        if is_table and not names:
            names = _names(block[wide])
        elif is_table and not _same(_names(block[wide]), names):
            tops.append(start if titles is None else titles)
            names = _names(block[wide])
        titles = None
    return tops


def _is_table(rows: Rows) -> bool:
    """Tell whether the first row surely names the columns of the rows below it."""
    if len(rows) < _FEWEST_ROWS or usual_width(rows) < 2 or len(_names(rows[0])) < 2:  # noqa: PLR2004  # two columns
        return False
    return header_evidence(rows[0], rows[1:]) >= _SURE


def _blocks(band: Rows) -> list[tuple[int, int]]:
    """Return where rows with content begin and end that follow each other without a gap."""
    blocks: list[tuple[int, int]] = []
    start = None
    for at, row in enumerate([*band, []]):
        if row and start is None:
            start = at
        elif not row and start is not None:
            blocks.append((start, at))
            start = None
    return blocks
