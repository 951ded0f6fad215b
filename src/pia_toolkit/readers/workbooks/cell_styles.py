"""Which cells of XLSX and XLSB sheets are shown with more digits than they hold."""

import re
import zipfile
from collections.abc import Mapping

from pia_toolkit.readers.workbooks.number_formats import DigitFormat, FormattedCells, digit_format
from pia_toolkit.readers.workbooks.ooxml import Package
from pia_toolkit.readers.workbooks.sheet_parts import column_number, pieces
from pia_toolkit.readers.workbooks.xlsb import records, wide_texts
from pia_toolkit.readers.workbooks.xml_elements import elements

_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_PLACE, _STYLE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']"), re.compile(rb"\bs=[\"']([0-9]{1,6})[\"']")

_FORMAT, _BEGIN_STYLES, _END_STYLES, _OF_CELL = 44, 617, 618, 47
_ROW, _NUMBERS = 0, frozenset({2, 5, 9})
"""Records of XLSB: a row, and cells that hold numbers ([MS-XLSB] 2.1.4)."""

Styles = Mapping[int, DigitFormat]


def digit_styles(package: Package) -> Styles:
    """Return the cell styles of a workbook that show more digits than the cells hold, by their numbers."""
    part = next(iter(package.related(package.workbook(), "styles")), "")
    if not part:
        return {}
    listed = _binary_styles(package, part) if part.endswith(".bin") else _markup_styles(package, part)
    return {number: shown for number, shown in enumerate(listed) if shown}


def _markup_styles(package: Package, part: str) -> list[DigitFormat | None]:
    formats: dict[str, DigitFormat | None] = {}
    listed: list[DigitFormat | None] = []
    with package.archive.open(part) as stream:
        for element in elements(stream, {"numFmt", "xf"}, {"numFmts", "cellXfs"}):
            told = element.attributes
            if element.name == "numFmt" and "numFmts" in element.around:
                formats[told.get("numFmtId", "")] = digit_format(told.get("formatCode", ""))
            elif "cellXfs" in element.around:
                listed.append(formats.get(told.get("numFmtId", "")))
    return listed


def _binary_styles(package: Package, part: str) -> list[DigitFormat | None]:
    formats: dict[int, DigitFormat | None] = {}
    listed: list[DigitFormat | None] = []
    of_cells = False
    with package.archive.open(part) as stream:
        for kind, data in records(stream, frozenset({_FORMAT, _BEGIN_STYLES, _END_STYLES, _OF_CELL})):
            if kind == _FORMAT:
                formats[int.from_bytes(data[:2], "little")] = digit_format("".join(wide_texts(data, 2)[:1]))
            elif kind == _OF_CELL and of_cells:
                listed.append(formats.get(int.from_bytes(data[2:4], "little")))
            else:
                of_cells = kind == _BEGIN_STYLES
    return listed


def formatted_cells(archive: zipfile.ZipFile, member: str, styles: Styles) -> FormattedCells:
    """Return which cells of a sheet have one of these styles."""
    found = FormattedCells()
    if styles and member.endswith(".bin"):
        _find_in_binary(archive, member, styles, found)
    elif styles:
        for text in pieces(archive, member):
            for attributes in _CELL.findall(text):
                place, style = _PLACE.search(attributes), _STYLE.search(attributes)
                if place:
                    column, shown = column_number(place[1]) - 1, styles.get(int(style[1])) if style else None
                    found.add(int(place[2]), column, shown)
    return found


def _find_in_binary(archive: zipfile.ZipFile, member: str, styles: Styles, found: FormattedCells) -> None:
    row = 0
    with archive.open(member) as stream:
        for kind, data in records(stream, _NUMBERS | {_ROW}):
            if kind == _ROW:
                row = int.from_bytes(data[:4], "little") + 1
            else:
                style = int.from_bytes(data[4:7], "little")
                found.add(row, int.from_bytes(data[:4], "little"), styles.get(style))
