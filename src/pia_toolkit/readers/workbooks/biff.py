"""What the records of an XLS workbook say beside its cells, and what they hide. Source: [MS-XLS]."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.workbooks.asides import Asides
from pia_toolkit.readers.workbooks.hidden import Hidden
from pia_toolkit.readers.workbooks.number_formats import DigitFormat, FormattedCells, digit_format
from pia_toolkit.readers.workbooks.ole import OleDamaged, OleFile
from pia_toolkit.readers.workbooks.property_set import properties

_BOF, _CONTINUE, _TEXT_OBJECT, _VERSION = 0x809, 0x3C, 0x1B6, 0x600
_HIDDEN_ROW, _HIDDEN_COLUMN, _BUILT_IN_NAME, _LIST_TYPE, _LIST_IN_TEXT = 0x20, 0x1, 0x20, 3, 0x80
_LAST_COLUMN = 255
_NUMBERS = (0x203, 0x27E, 0x06)
"""Cells with a number, a short number, a formula."""


@dataclass(repr=False)
class XlsFacts:
    """What an XLS workbook says beside its cells.

    `hidden`: what its sheets hide, and `formatted`: which cells show more digits than they hold, by the sheets' names.
    """

    asides: Asides = field(default_factory=Asides)
    hidden: dict[str, Hidden] = field(default_factory=dict)
    formatted: dict[str, FormattedCells] = field(default_factory=dict)


def inspect_xls(data: bytes) -> XlsFacts:
    """Walk through an XLS file; what cannot be read is told in a note."""
    found = XlsFacts()
    asides, walk = found.asides, _Walk(found)
    for part, read in (("SummaryInformation", _read_properties), ("Workbook", walk.read)):
        try:
            read(OleFile(data), asides)
        except (OleDamaged, struct.error, LookupError, ValueError, OverflowError):
            asides.notes.append(ReadingNote(code="part-not-read", values={"part": part}))
    return found


def _read_properties(file: OleFile, asides: Asides) -> None:
    for stream in ("\x05SummaryInformation", "\x05DocumentSummaryInformation"):
        for name, text in properties(file.stream(stream)):
            asides.set_property(name, text)


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and content of each record; a text object together with the pieces that follow it."""
    at, kind, start, held = 0, 0, 0, b""
    while at + 4 <= len(data):
        following, length = struct.unpack_from("<HH", data, at)
        piece = data[at + 4 : at + 4 + length]
        if following == _CONTINUE and kind == _TEXT_OBJECT:
            held += struct.pack("<H", len(piece)) + piece
        else:
            yield start, kind, held
            start, kind, held = at, following, piece
        at += 4 + length
    yield start, kind, held


class _Walk:
    """One way through the records: which sheet it is in, and the texts whose meaning a later record tells."""

    def __init__(self, found: XlsFacts) -> None:
        self._found, self._asides = found, found.asides
        self._formats: dict[int, DigitFormat | None] = {}
        self._styles: list[DigitFormat | None] = []
        self._names: dict[int, str] = {}
        self._sheet = ""
        self._object = 0
        self._boxes: dict[int, str] = {}
        self._takers: dict[int, Callable[[bytes], None]] = {
            0x85: self._name_sheet,
            0x7D: self._hide_columns,
            0x208: self._hide_row,
            0x14: self._page_text,
            0x15: self._page_text,
            0x5C: self._user,
            0x18: self._name,
            0x5D: self._begin_object,
            _TEXT_OBJECT: self._text_object,
            0x1C: self._comment,
            0x1B8: self._link,
            0x1BE: self._choices,
            0x41E: self._format,
            0xE0: self._style,
            0xBD: self._numbers,
            **dict.fromkeys(_NUMBERS, self._number),
        }

    def read(self, file: OleFile, asides: Asides) -> None:
        """Read all records, and name what else is in the file."""
        version = _VERSION
        for place, kind, data in _records(file.stream("Workbook", "Book")):
            if kind == _BOF and place in {0, *self._names}:
                version = struct.unpack_from("<H", data)[0]
                self._finish_sheet()
                self._sheet = self._names.get(place, "")
            elif kind in self._takers and version == _VERSION:
                self._takers[kind](data)
        self._finish_sheet()
        names = [name.casefold() for name in file.names]
        if "_sx_db_cur" in names:
            asides.notes.append(ReadingNote(code="pivot-data-not-read"))
        embedded = sum(name.startswith(("mbd", "lnk")) or name == "_vba_project_cur" for name in names)
        if embedded:
            asides.notes.append(ReadingNote(code="embedded-not-read", values={"count": embedded}))

    def _finish_sheet(self) -> None:
        for text in self._boxes.values():
            self._asides.add_text(self._sheet, "text box", text)
        self._boxes.clear()

    def _hidden(self) -> Hidden:
        return self._found.hidden.setdefault(self._sheet, Hidden())

    def _format(self, data: bytes) -> None:
        self._formats[struct.unpack_from("<H", data)[0]] = digit_format(_long_text(data, 2))

    def _style(self, data: bytes) -> None:
        self._styles.append(self._formats.get(struct.unpack_from("<H", data, 2)[0]))

    def _number(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<3H", data)
        if any(self._formats.values()) and style < len(self._styles):
            cells = self._found.formatted.setdefault(self._sheet, FormattedCells())
            cells.add(row + 1, column, self._styles[style])

    def _numbers(self, data: bytes) -> None:
        row, first = struct.unpack_from("<HH", data)
        for column, at in enumerate(range(4, len(data) - 2, 6), first):
            self._number(struct.pack("<HH", row, column) + data[at : at + 2])

    def _name_sheet(self, data: bytes) -> None:
        self._names[struct.unpack_from("<I", data)[0]] = _text(data, 7, data[6])

    def _hide_columns(self, data: bytes) -> None:
        first, last, width, _, flags = struct.unpack_from("<5H", data)
        if flags & _HIDDEN_COLUMN or not width:
            self._hidden().columns.update(range(first, min(last, _LAST_COLUMN) + 1))

    def _hide_row(self, data: bytes) -> None:
        if struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
            self._hidden().rows += 1

    def _page_text(self, data: bytes) -> None:
        if data:
            self._asides.add_print_text(self._sheet, _long_text(data, 0))

    def _user(self, data: bytes) -> None:
        self._asides.set_property("written by", _long_text(data, 0))

    def _name(self, data: bytes) -> None:
        flags, _, length = struct.unpack_from("<HBB", data)
        name = _text(data, 14, length)
        if not flags & _BUILT_IN_NAME and not name.startswith("_xl"):
            self._asides.names.append((name, ""))

    def _begin_object(self, data: bytes) -> None:
        self._object = struct.unpack_from("<H", data, 6)[0]

    def _text_object(self, data: bytes) -> None:
        count, at, text = struct.unpack_from("<H", data, 10)[0], 18, ""
        while at + 3 <= len(data) and len(text) < count:
            (length,) = struct.unpack_from("<H", data, at)
            text += _decoded(data[at + 3 : at + 2 + length], wide=data[at + 2])
            at += 2 + length
        self._boxes[self._object] = text[:count]

    def _comment(self, data: bytes) -> None:
        self._asides.comments.append(
            (self._sheet, _long_text(data, 8), self._boxes.pop(struct.unpack_from("<H", data, 6)[0], ""))
        )

    def _link(self, data: bytes) -> None:
        for start in ("mailto:", "http"):
            at = data.find(start.encode("utf-16-le"))
            if at >= 0:
                target = data[at:].decode("utf-16-le", errors="ignore").split("\0")[0]
                self._asides.add_text(self._sheet, "link", target)

    def _choices(self, data: bytes) -> None:
        flags, at = struct.unpack_from("<I", data)[0], 4
        for _ in range(4):
            length, wide = struct.unpack_from("<HB", data, at)
            self._asides.add_text(self._sheet, "prompt", _long_text(data, at).strip("\0"))
            at += 3 + length * (1 + (wide & 1))
        if flags & 0xF == _LIST_TYPE and flags & _LIST_IN_TEXT:
            shown = _text(data, at + 6, data[at + 5])
            self._asides.add_text(self._sheet, "list of choices", ", ".join(shown.split("\0")))


def _long_text(data: bytes, at: int) -> str:
    return _text(data, at + 2, struct.unpack_from("<H", data, at)[0])


def _text(data: bytes, at: int, length: int) -> str:
    """Return a text of so many signs; whether one takes two bytes is told by the byte before the first."""
    return _decoded(data[at + 1 : at + 1 + length * (1 + (data[at] & 1))], wide=data[at])


def _decoded(text: bytes, *, wide: int) -> str:
    return text.decode("utf-16-le" if wide & 1 else "latin-1", errors="replace")
