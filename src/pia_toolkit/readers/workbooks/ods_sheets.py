"""What the cells of an OpenDocument workbook tell beforehand: what is hidden, and how many cells there are in truth."""

import re
import zipfile
from dataclasses import dataclass, field

from pia_toolkit.errors import LimitExceeded
from pia_toolkit.readers.options import Limits
from pia_toolkit.readers.workbooks.hidden import Hidden
from pia_toolkit.readers.workbooks.sheet_parts import pieces

_TAG = re.compile(rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s>/])([^<>]*)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"']([0-9]{1,18})[\"']")
_NAME = re.compile(rb"table:name=[\"']([^\"']*)[\"']")
_UNSEEN = re.compile(rb"table:visibility=[\"'](?:collapse|filter)[\"']")
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
        elif kind == b"table-row":
            self.row += times
            self.times, self.column, self.unseen_row = times, 0, unseen
        else:
            self.column += times
            if b"value-type=" in attributes:
                self.filled += self.times * times
                self.hidden.rows += self.times if self.unseen_row else 0
                self.unseen_row = False
                self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


def inspect_ods(archive: zipfile.ZipFile, path: str, limits: Limits) -> dict[str, Hidden]:
    """Return what each sheet hides, by its name. Raises `LimitExceeded` for too many cells, or cells too far apart."""
    sheets: dict[str, Hidden] = {}
    spread = _Spread()
    for text in pieces(archive, "content.xml"):
        for kind, attributes in _TAG.findall(text):
            if kind == b"table":
                name = _NAME.search(attributes)
                spread = _Spread()
                sheets[_unescaped(name[1]) if name else ""] = spread.hidden
            else:
                spread.take(kind, attributes)
        found = max(spread.filled, spread.rows * spread.columns)
        if found > limits.cells:
            raise LimitExceeded(path=path, limit="cells", allowed=limits.cells, found=found)
    return sheets


def _unescaped(name: bytes) -> str:
    from html import unescape

    return unescape(name.decode(errors="replace"))
