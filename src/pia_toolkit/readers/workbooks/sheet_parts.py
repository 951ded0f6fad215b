"""What the parts of a zipped workbook that hold cells tell beforehand: what is hidden, and how far the cells spread."""

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from pia_toolkit.errors import LimitExceeded
from pia_toolkit.readers.options import MIB, Limits
from pia_toolkit.readers.workbooks.hidden import Hidden
from pia_toolkit.readers.workbooks.xlsb import records

_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
_UNSEEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']|\bwidth=[\"']0(?:\.0*)?[\"']")
_BOUNDS = re.compile(rb"\b(min|max)=[\"']([0-9]{1,5})[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*\b(?:hidden=[\"'](?:1|true)[\"']|ht=[\"']0(?:\.0*)?[\"'])")
_CELL = re.compile(rb"\sr=[\"']([A-Z]{1,3})[0-9]+[\"'][^<>/]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?[\s]r=[\"']([0-9]{1,7})")
_END = re.compile(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>")
_LAST_COLUMN, _LONGEST_TAIL = 16_384, 16 * MIB

_BINARY_ROW, _BINARY_COLUMN, _BINARY_CELLS = 0, 60, frozenset(range(2, 12))
_BINARY_HIDDEN_ROW, _BINARY_HIDDEN_COLUMN = 0x10, 0x1


@dataclass(repr=False)
class SheetPart:
    """What is hidden in one sheet, how far its cells spread, and what follows them in an XML part."""

    hidden: Hidden = field(default_factory=Hidden)
    columns: int = 0
    rows: int = 0
    tail: bytes = b""


def inspect_sheet(archive: zipfile.ZipFile, member: str, path: str, limits: Limits) -> SheetPart:
    """Read a sheet of an XLSX or XLSB workbook once, all of it, so that no size can lie. Raises `LimitExceeded`."""
    part = _binary_part(archive, member) if member.endswith(".bin") else _markup_part(archive, member)
    if part.columns * part.rows > limits.cells:
        raise LimitExceeded(path=path, limit="cells", allowed=limits.cells, found=part.columns * part.rows)
    return part


def _markup_part(archive: zipfile.ZipFile, member: str) -> SheetPart:
    part, letters, in_tail = SheetPart(), set[bytes](), False
    for text in pieces(archive, member):
        if in_tail:
            part.tail += text if len(part.tail) < _LONGEST_TAIL else b""
            continue
        if not part.rows:  # columns are described before the first row
            for tag in _COLUMN.findall(text):
                if _UNSEEN.search(tag):
                    bounds = {name: int(value) for name, value in _BOUNDS.findall(tag)}
                    last = min(bounds.get(b"max", 0), _LAST_COLUMN)
                    part.hidden.columns.update(range(bounds.get(b"min", 1) - 1, last))
        if b"hidden=" in text or b"ht=" in text:
            part.hidden.rows += len(_HIDDEN_ROW.findall(text))
        letters.update(_CELL.findall(text))
        part.rows = max(part.rows, max(map(int, _ROW.findall(text)), default=0))
        end = _END.search(text) if b"sheetData" in text else None
        if end:
            in_tail, part.tail = True, text[end.end() :]
    part.tail = part.tail[: max(0, part.tail.rfind(b"</"))]
    part.columns = max(map(column_number, letters), default=0)
    return part


def _binary_part(archive: zipfile.ZipFile, member: str) -> SheetPart:
    part, row = SheetPart(), 0
    with archive.open(member) as stream:
        for kind, data in records(stream):
            if kind == _BINARY_ROW and len(data) > 11:  # noqa: PLR2004  # as long as its flags need
                row = int.from_bytes(data[:4], "little") + 1
                part.hidden.rows += bool(data[11] & _BINARY_HIDDEN_ROW)
            elif kind in _BINARY_CELLS:
                part.rows = max(part.rows, row)
                part.columns = max(part.columns, int.from_bytes(data[:4], "little") + 1)
            elif kind == _BINARY_COLUMN and len(data) >= 18:  # noqa: PLR2004  # as above
                first, last, width, _, flags = struct.unpack_from("<IIIIH", data)
                if flags & _BINARY_HIDDEN_COLUMN or not width:
                    part.hidden.columns.update(range(first, min(last + 1, _LAST_COLUMN)))
    return part


def pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Yield a member in pieces that end with a tag."""
    with archive.open(member) as part:
        held = b""
        while chunk := part.read(MIB):
            text = held + chunk
            cut = text.rfind(b">") + 1
            held = text[cut:][-MIB:]
            yield text[:cut]


def column_number(letters: bytes) -> int:
    """Return the number of a column from its letters: 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
