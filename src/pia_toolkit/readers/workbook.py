"""Look into a workbook before it is read: whether it is a bomb, what it hides, what of it will not be read."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pia_toolkit.errors import FileDamaged, LimitExceeded
from pia_toolkit.readers.compressed import DAMAGED, EXPANSION_LOOKED_AT
from pia_toolkit.readers.options import MIB, Limits

_OVERLAP = 4096
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*?\b(?:\w+:)?id=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)=[\"']([^\"']*)[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*>")
_BOUNDS = re.compile(rb"\b(min|max)=[\"']([0-9]{1,5})[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*\bhidden=[\"'](?:1|true)[\"']")
_CELL = re.compile(rb"[\s]r=[\"']([A-Z]{1,3})[0-9]")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?[\s]r=[\"']([0-9]{1,7})")
_ODS_PART = re.compile(rb"<table:table-row\b[^<>]*>|<table:(?:covered-)?table-cell\b[^<>]*office:value-type[^<>]*>")
_ODS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"']([0-9]+)[\"']")


@dataclass(frozen=True)
class SheetFacts:
    """What one sheet hides: itself, positions of hidden columns, counted from 0, and how many rows."""

    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: int = 0


@dataclass(frozen=True)
class WorkbookFacts:
    """What is hidden in the sheets, in their order, and what beside the cells may hold data."""

    sheets: tuple[SheetFacts, ...] = ()
    comments: int = 0
    pivot_caches: int = 0


def inspect_workbook(stream: BinaryIO, path: str, limits: Limits) -> WorkbookFacts:
    """Look into a zipped workbook (XLSX, XLSB, ODS) without trusting it.

    Raises `FileDamaged` for broken archives and for document types, which no workbook needs, and `LimitExceeded`
    when it would unfold too far or its cells span too wide an area.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_size(archive, path, limits)
            for member in archive.namelist():
                if member.endswith((".xml", ".rels", ".vml")):
                    _check_entities(archive, member, path)
            names = archive.namelist()
            if "content.xml" in names:
                _check_repeated(archive, path, limits)
            sheets = tuple(_inspect_sheet(archive, member, path, limits) for member in _sheet_members(archive))
    except DAMAGED:
        raise FileDamaged(path=path, where="zip") from None
    return WorkbookFacts(
        sheets,
        comments=sum("/comments" in name.lower() or "/threadedcomments" in name.lower() for name in names),
        pivot_caches=sum("pivotcacherecords" in name.lower() for name in names),
    )


def _check_size(archive: zipfile.ZipFile, path: str, limits: Limits) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    packed = sum(member.compress_size for member in archive.infolist())
    allowed = min(limits.workbook_bytes, max(EXPANSION_LOOKED_AT, limits.expansion * packed))
    if unpacked > allowed:
        raise LimitExceeded(path=path, limit="uncompressed-bytes", allowed=allowed, found=unpacked)
    if len(archive.infolist()) > limits.members:
        raise LimitExceeded(path=path, limit="members", allowed=limits.members, found=len(archive.infolist()))


def _check_entities(archive: zipfile.ZipFile, member: str, path: str) -> None:
    with archive.open(member) as part:
        if _ENTITY.search(part.read(_OVERLAP)):
            raise FileDamaged(path=path, where=member)


def _sheet_members(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the member that holds each sheet of an XLSX workbook, in the order of the sheets."""
    if "xl/workbook.xml" not in archive.namelist():
        return
    relations = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        values = dict(_ATTRIBUTE.findall(tag))
        relations[values.get(b"Id")] = values.get(b"Target", b"").decode(errors="replace")
    for identifier in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = relations.get(identifier, "")
        yield target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _inspect_sheet(archive: zipfile.ZipFile, member: str, path: str, limits: Limits) -> SheetFacts:
    """Find hidden columns and rows, and how wide an area the cells span. Reads all of it, so that no size can lie."""
    if member not in archive.namelist():
        return SheetFacts()
    hidden: set[int] = set()
    letters: set[bytes] = set()
    hidden_rows, rows = 0, 0
    for text in _pieces(archive, member):
        for tag in _COLUMN.findall(text):
            bounds = {name: int(value) for name, value in _BOUNDS.findall(tag)}
            hidden.update(range(bounds.get(b"min", 1) - 1, min(bounds.get(b"max", 0), limits.columns)))
        hidden_rows += len(_HIDDEN_ROW.findall(text))
        letters.update(_CELL.findall(text))
        rows = max(rows, max(map(int, _ROW.findall(text)), default=0))
    width = max(map(_column_number, letters), default=0)
    if width * rows > limits.cells:
        raise LimitExceeded(path=path, limit="cells", allowed=limits.cells, found=width * rows)
    return SheetFacts(hidden_columns=frozenset(hidden), hidden_rows=hidden_rows)


def _check_repeated(archive: zipfile.ZipFile, path: str, limits: Limits) -> None:
    """Count the cells of an OpenDocument sheet with all their repetitions."""
    cells, times = 0, 1
    for text in _pieces(archive, "content.xml"):
        for tag in _ODS_PART.findall(text):
            found = _ODS_REPEATED.search(tag)
            number = int(found[1]) if found else 1
            if tag.startswith(b"<table:table-row"):
                times = number
            else:
                cells += times * number
        if cells > limits.cells:
            raise LimitExceeded(path=path, limit="cells", allowed=limits.cells, found=cells)


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Yield a member in pieces that end with a tag."""
    with archive.open(member) as part:
        held = b""
        while chunk := part.read(MIB):
            text = held + chunk
            cut = text.rfind(b">") + 1
            held = text[cut:][-MIB:]
            yield text[:cut]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
