"""Workbooks of old programs: XLS and XLSB built record by record, HTML and XML under the name of a workbook."""

import struct
import zipfile

import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import CannotRead, FileDamaged, LimitExceeded, WebPage
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read
from pia_toolkit.readers.workbooks.ole import OleDamaged, OleFile

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(streams):
    """An OLE compound file; streams are filled up to the length from which they stand in sectors of their own."""
    streams = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors, chains, entries = [b""], [TABLE], []
    for name, data in streams.items():
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        entries.append((name, 2, len(sectors), len(data)))
        chains += [*range(len(sectors) + 1, len(sectors) + len(pieces)), END]
        sectors += pieces
    directory = b"".join(entry(*one) for one in [("Root Entry", 5, END, 0), *entries]).ljust(SECTOR, b"\0")
    chains.append(END)
    sectors[0] = struct.pack(f"<{len(chains)}I", *chains).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<IIIIIIII", 1, len(sectors), 0, 4096, END, 0, END, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return header + b"".join(sectors) + directory


def entry(name, kind, first, size):
    wide = name.encode("utf-16-le")
    links = struct.pack("<3I", FREE, FREE, 1 if kind == 5 else FREE)
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBB", len(wide) + 2, kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", first, size)
    )


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def text(content):
    return struct.pack("<HB", len(content), 0) + content.encode("latin-1")


def label(row, column, content):
    return record(0x204, struct.pack("<HHH", row, column, 0) + text(content))


def xls(styles=b"", numbers=b""):
    note = struct.pack("<HHHH", 1, 0, 0, 1) + text("Ben Maier") + b"\0"
    box = record(0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x19, 1) + b"\0" * 14)
    box += record(0x1B6, struct.pack("<HH6xHH4x", 0, 0, 8, 16)) + record(0x3C, b"\0Ask Anna") + record(0x3C, b"\0" * 16)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + record(0x14, text("&LFor Eva"))
    sheet += record(0x7D, struct.pack("<5HH", 1, 1, 9, 0, 1, 0)) + record(0x200, struct.pack("<IIHHH", 0, 3, 0, 2, 0))
    sheet += record(0x208, struct.pack("<8H", 2, 0, 2, 255, 0, 0, 0x20, 0))
    for row, cells_of_row in enumerate([("id", "name"), ("a1", "anna"), ("b2", "ben")]):
        sheet += b"".join(label(row, column, cell) for column, cell in enumerate(cells_of_row))
    sheet += numbers + box + record(0x1C, note) + record(0x0A)
    globals_begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(
        0x5C, text("Ina Groß").ljust(112)
    )
    globals_begin += record(0x42, struct.pack("<H", 1200)) + styles
    place = len(globals_begin) + 4 + 6 + 2 + len("People") + 4
    bound = record(0x85, struct.pack("<IBBBB", place, 0, 0, len("People"), 0) + b"People")
    return globals_begin + bound + record(0x0A) + sheet


def summary():
    parts = {
        1: struct.pack("<II", 2, 1252),
        4: struct.pack("<II", 30, 12) + b"Cleo K\xf6nig\0",
        6: struct.pack("<II", 30, 4) + b"x\0\0\0",
    }
    places, body = b"", b""
    for identifier, part in parts.items():
        places += struct.pack("<II", identifier, 8 + 8 * len(parts) + len(body))
        body += part
    section = struct.pack("<II", 8 + len(places) + len(body), len(parts)) + places + body
    kind = b"\xe0\x85\x9f\xf2\xf9\x4f\x68\x10\xab\x91\x08\x00\x2b\x27\xb3\xd9"
    return struct.pack("<HHI16sI", 0xFFFE, 0, 0, b"", 1) + kind + struct.pack("<I", 48) + section


WORKBOOK = ole({"Workbook": xls(), "\x05SummaryInformation": summary()})


def test_xls(tmp_path):
    (tmp_path / "book.xls").write_bytes(WORKBOOK)
    first, *beside = read(tmp_path / "book.xls")
    assert cells(first) == [["a1", "anna"], ["b2", "ben"]]
    assert codes(first)["hidden-columns"] == {"count": 1, "columns": "name"}
    assert codes(first)["hidden-rows"] == {"count": 1}
    assert {table.name: (table.columns, cells(table)) for table in beside} == {
        "book - document properties": (
            ("author", "description", "written by"),
            [["Cleo König", "x", "Ina Groß"]],
        ),
        "book - comments": (("sheet", "author", "comment"), [["People", "Ben Maier", "Ask Anna"]]),
        "book - text beside the cells": (("sheet", "kind", "text"), [["People", "header or footer", "For Eva"]]),
    }


def test_numbers_of_xls_as_they_are_shown(tmp_path):
    styles = record(0x41E, struct.pack("<H", 164) + text("00000"))
    styles += b"".join(record(0xE0, struct.pack("<HH16x", 0, shown)) for shown in (0, 164))
    numbers = record(0x203, struct.pack("<HHHd", 3, 0, 1, 1067)) + record(0x203, struct.pack("<HHHd", 3, 1, 0, 1067))
    short = [(1, 99 << 2 | 2), (0, 7 << 2 | 2)]
    numbers += record(0xBD, struct.pack("<HH", 4, 0) + b"".join(struct.pack("<HI", *one) for one in short) + b"\1\0")
    numbers += record(0x27E, struct.pack("<HHHI", 5, 0, 1, 5 << 2 | 2))
    (tmp_path / "book.xls").write_bytes(ole({"Workbook": xls(styles, numbers)}))
    first, *_ = read(tmp_path / "book.xls")
    assert cells(first)[2:] == [["01067", "1067"], ["00099", "7"], ["00005", None]]


def test_damaged_xls(tmp_path):
    path = tmp_path / "book.xls"
    for place, value in [
        (48, 0xFFFFFF00),
        (44, 3),
        (76, 0),
        (30, 0xFFFF),
        (SECTOR + 4, 0),
        (SECTOR * 2 + 2, 0x7FFFFFFF),
    ]:
        broken = bytearray(WORKBOOK)
        struct.pack_into("<I", broken, place, value)
        path.write_bytes(broken)
        try:
            for table in read(path):
                cells(table)
        except CannotRead as error:
            assert "anna" not in str(error)


def test_a_chain_of_sectors_in_a_circle_is_refused():
    broken = bytearray(WORKBOOK)
    struct.pack_into("<I", broken, SECTOR + 4, 1)
    with pytest.raises(OleDamaged):
        OleFile(bytes(broken)).stream("workbook")


def number(value, size):
    return bytes((value >> 7 * at & 0x7F) | (0x80 if at < size - 1 else 0) for at in range(size))


def bin_record(kind, data=b""):
    return number(kind, 1 if kind < 128 else 2) + number(len(data), 4) + data


def wide(content):
    return struct.pack("<I", len(content)) + content.encode("utf-16-le")


def styles_of_xlsb():
    shown_as = bin_record(44, struct.pack("<H", 164) + wide("00000"))
    styles = bin_record(278) + bin_record(615, struct.pack("<I", 1)) + shown_as + bin_record(616)
    styles += bin_record(626, struct.pack("<I", 1)) + bin_record(47, struct.pack("<HH12x", 0, 164)) + bin_record(627)
    styles += bin_record(617, struct.pack("<I", 2))
    styles += b"".join(bin_record(47, struct.pack("<HH12x", 0, shown)) for shown in (0, 164)) + bin_record(618)
    return styles


def xlsb(folder, last_row=1, *, numbers=False):
    def row(at, hidden):
        return bin_record(0, struct.pack("<IIHBBBI", at, 0, 300, 0, 0x10 if hidden else 0, 0, 0))

    def string(column, content):
        return bin_record(6, struct.pack("<II", column, 0) + wide(content))

    sheet = bin_record(129) + bin_record(148, struct.pack("<4I", 0, last_row, 0, 1))
    sheet += bin_record(390) + bin_record(60, struct.pack("<4IH", 1, 1, 2304, 0, 1)) + bin_record(391) + bin_record(145)
    for at, hidden, line in [(0, False, ("id", "name")), (last_row, True, ("a1", "anna"))]:
        sheet += row(at, hidden) + b"".join(string(column, cell) for column, cell in enumerate(line))
    if numbers:
        sheet += row(last_row + 1, hidden=False) + bin_record(5, struct.pack("<IId", 0, 1, 1067))
        sheet += bin_record(2, struct.pack("<III", 1, 0, 7 << 2 | 2))
    sheet += bin_record(146) + bin_record(130)
    book = bin_record(131) + bin_record(143) + bin_record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("People"))
    name = struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + wide("boss") + bytes(8)
    book += bin_record(144) + bin_record(39, name) + bin_record(132)
    comments = (
        bin_record(628) + bin_record(630) + bin_record(632, wide("Ben Maier")) + bin_record(631) + bin_record(633)
    )
    comments += bin_record(635, struct.pack("<I", 0) + b"\0" * 32) + bin_record(637, b"\0" + wide("Ask Eva"))
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = '<Relationships><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    with zipfile.ZipFile(folder / "book.xlsb", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", one.format(links, "officeDocument", "xl/workbook.bin"))
        sheets = one.format(links, "worksheet", "worksheets/sheet1.bin")
        more = f'<Relationship Id="rId2" Type="{links}/styles" Target="styles.bin"/></Relationships>'
        archive.writestr("xl/_rels/workbook.bin.rels", sheets.replace("</Relationships>", more) if numbers else sheets)
        archive.writestr("xl/styles.bin", styles_of_xlsb())
        archive.writestr("xl/worksheets/_rels/sheet1.bin.rels", one.format(links, "comments", "../comments1.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/comments1.bin", comments)
    return folder / "book.xlsb"


def test_xlsb(tmp_path):
    first, *beside = read(xlsb(tmp_path))
    assert cells(first) == [["a1", "anna"]]
    assert codes(first)["hidden-columns"] == {"count": 1, "columns": "name"}
    assert codes(first)["hidden-rows"] == {"count": 1}
    assert {table.name: cells(table) for table in beside} == {
        "book - comments": [["People", "Ben Maier", "Ask Eva"]],
        "book - defined names": [["boss", None]],
    }


def test_numbers_of_xlsb_as_they_are_shown(tmp_path):
    first, *_ = read(xlsb(tmp_path, numbers=True))
    assert cells(first) == [["a1", "anna"], ["01067", "7"]]


def test_cells_of_xlsb_far_apart_do_not_fill_the_memory(tmp_path):
    with pytest.raises(LimitExceeded):
        read(xlsb(tmp_path, last_row=1_000_000), ReadOptions(limits=Limits(cells=1_000_000)))


HTML = """<html><head><style>td {a}</style></head><body><table><tr><td>menu</td></tr></table>
<table><tr><th rowspan=2>id<th colspan=2>person</tr><tr><th>name<th>city</tr>
<tr><td>1<td>Anna<br>M&uuml;ller<td rowspan="2">Ulm</tr>
<tr><td>2</td><td><table><tr><td>in</td></tr></table>Ben</td></tr>
</table></body></html>"""


def test_html_under_the_name_of_a_workbook(tmp_path):
    (tmp_path / "report.xls").write_text(HTML)
    (table,) = read(tmp_path / "report.xls", ReadOptions(header=False))
    assert cells(table) == [
        ["id", "person", None],
        [None, "name", "city"],
        ["1", "Anna Müller", "Ulm"],
        ["2", "Ben", None],
    ]
    assert codes(table)["read-as"] == {"kind": "HTML"}
    (tmp_path / "page.html").write_text(HTML + HTML)
    assert [table.name for table in read(tmp_path / "page.html")] == ["page - table 1", "page - table 2"]


@pytest.mark.parametrize("page", ["<html><body>Please log in</body></html>", "<table><tr><td>CANARY</td></tr></table>"])
def test_a_page_without_a_table_is_told_as_such(tmp_path, page):
    (tmp_path / "report.xls").write_text(page)
    with pytest.raises(WebPage) as caught:
        read(tmp_path / "report.xls")
    assert "CANARY" not in str(caught.value)


def test_text_under_the_name_of_a_workbook(tmp_path):
    (tmp_path / "report.xls").write_text("id\tname\n1\tAnna\n2\tBen\n")
    (table,) = read(tmp_path / "report.xls")
    assert cells(table) == [["1", "Anna"], ["2", "Ben"]]
    assert codes(table)["read-as"] == {"kind": "CSV"}


SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
MARKUP = f"""<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}" xmlns:o="urn:o">
<o:DocumentProperties><o:Author>Anna</o:Author></o:DocumentProperties><Worksheet ss:Name="one"><Table>
<Row ss:Index="3"><Cell><Data>id</Data></Cell><Cell ss:Index="3"><Data>city</Data><Comment ss:Author="Ben"><ss:Data>Ask
<B>Eva</B></ss:Data></Comment></Cell></Row><Row><Cell ss:MergeAcross="1"><Data>1</Data></Cell><Cell><Data>Ulm</Data>
</Cell></Row></Table></Worksheet><Worksheet ss:Name="two"><Table><Row><Cell><Data>5</Data></Cell></Row></Table>
</Worksheet><Worksheet ss:Name="none"><Table/></Worksheet></Workbook>"""


@pytest.mark.parametrize("name", ["book.xls", "book.xml"])
def test_the_xml_form_of_workbooks(tmp_path, name):
    (tmp_path / name).write_text(MARKUP)
    first, second, *beside = read(tmp_path / name)
    assert (first.name, first.columns, cells(first)) == ("book - one", ("id", "column-2", "city"), [["1", None, "Ulm"]])
    assert codes(first)["header-row"] == {"row": 3}
    assert cells(second) == [["5"]]
    assert [cells(table) for table in beside] == [[["Anna"]], [["one", "Ben", "Ask\nEva"]]]
    (chosen,) = read(tmp_path / name, ReadOptions(sheet="two"))
    assert cells(chosen) == [["5"]]


@pytest.mark.parametrize(
    ("changed", "to", "error"),
    [
        ("</Workbook>", "", FileDamaged),
        ('ss:Index="3"><Cell>', 'ss:Index="9999999"><Cell>', LimitExceeded),
        ('Cell ss:Index="3"', 'Cell ss:Index="30000"', LimitExceeded),
        ("<?xml", f"<!-- {SPACE} --><!DOCTYPE a [<!ENTITY x 'y'>]><?xml", FileDamaged),
    ],
)
def test_damaged_markup(tmp_path, changed, to, error):
    (tmp_path / "book.xls").write_text(MARKUP.replace(changed, to, 1))
    with pytest.raises(error) as caught:
        read(tmp_path / "book.xls")
    assert "Ulm" not in str(caught.value)
