"""What the cells of an OpenDocument workbook tell beforehand: what is hidden, and how many cells there are in truth."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from pia_toolkit.errors import LimitExceeded
from pia_toolkit.readers.options import Limits
from pia_toolkit.readers.workbooks.hidden import Hidden
from pia_toolkit.readers.workbooks.number_formats import DigitFormat, FormattedCells
from pia_toolkit.readers.workbooks.ods_styles import digit_styles_of_ods
from pia_toolkit.readers.workbooks.sheet_parts import pieces

_TAG = re.compile(rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s>/])([^<>]*)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"']([0-9]{1,18})[\"']")
_NAME = re.compile(rb"table:name=[\"']([^\"']*)[\"']")
_UNSEEN = re.compile(rb"table:visibility=[\"'](?:collapse|filter)[\"']")
_STYLE = re.compile(rb"table:(?:default-cell-)?style-name=[\"']([^\"']*)[\"']")
_LAST_COLUMN = 16_384


@dataclass(repr=False)
class _Spread:
    """Where one sheet's cells with a value lie, all repetitions counted."""

    filled: int = 0
    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0
    times: int = 1
    unseen_row: bool = False
    columns_declared: int = 0
    hidden: Hidden = field(default_factory=Hidden)
    styles: Mapping[str, DigitFormat] = field(default_factory=dict)
    formatted: FormattedCells = field(default_factory=FormattedCells)
    of_columns: list[tuple[int, DigitFormat | None]] = field(default_factory=list)

    def take(self, kind: bytes, attributes: bytes) -> None:
        """Take one tag: a column, a row or a cell."""
        found = _REPEATED.search(attributes)
        times = int(found[1]) if found else 1
        unseen = bool(_UNSEEN.search(attributes))
        if kind == b"table-column":
            if unseen:
                last = min(self.columns_declared + times, _LAST_COLUMN)
                self.hidden.columns.update(range(self.columns_declared, last))
            self.columns_declared += times
            self.of_columns.append((self.columns_declared, self._style_of(attributes)))
        elif kind == b"table-row":
            self.row += times
            self.times, self.column, self.unseen_row = times, 0, unseen
        else:
            if self.styles and b'value-type="float"' in attributes:
                self._format(attributes, min(times, _LAST_COLUMN))
            self.column += times
            if b"value-type=" in attributes:
                self.filled += self.times * times
                self.hidden.rows += self.times if self.unseen_row else 0
                self.unseen_row = False
                self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)

    def _style_of(self, attributes: bytes) -> DigitFormat | None:
        named = _STYLE.search(attributes)
        return self.styles.get(_unescaped(named[1])) if named else None

    def _format(self, attributes: bytes, times: int) -> None:
        """Note how numbers are shown in cells, by their own style or that of their column."""
        row, own = self.row - self.times + 1, _STYLE.search(attributes) is not None
        for column in range(self.column, self.column + times):
            of_column = next((shown for end, shown in self.of_columns if column < end), None)
            self.formatted.add(row, column, self._style_of(attributes) if own else of_column)


def inspect_ods(
    archive: zipfile.ZipFile, path: str, limits: Limits
) -> tuple[dict[str, Hidden], dict[str, FormattedCells]]:
    """Return what each sheet hides, and which cells show more digits than they hold, by the sheets' names.

    Raises `LimitExceeded` for too many cells, or cells too far apart.
    """
    sheets: dict[str, Hidden] = {}
    formatted: dict[str, FormattedCells] = {}
    styles = digit_styles_of_ods(archive)
    spread = _Spread()
    for text in pieces(archive, "content.xml"):
        for kind, attributes in _TAG.findall(text):
            if kind == b"table":
                name = _NAME.search(attributes)
                spread, called = _Spread(styles=styles), _unescaped(name[1]) if name else ""
                sheets[called], formatted[called] = spread.hidden, spread.formatted
            else:
                spread.take(kind, attributes)
        found = max(spread.filled, spread.rows * spread.columns)
        if found > limits.cells:
            raise LimitExceeded(path=path, limit="cells", allowed=limits.cells, found=found)
    return sheets, formatted


def _unescaped(name: bytes) -> str:
    from html import unescape

    return unescape(name.decode(errors="replace"))
