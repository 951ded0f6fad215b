"""Workbooks: every sheet, wherever its table stands, whatever it hides."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.comments import Comment
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, PasswordNeeded, UnknownTable
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

MOMENT = dt.datetime.fromisoformat("2024-05-06T07:08:09")


def save(folder, build, name="book.xlsx"):
    book = openpyxl.Workbook()
    build(book)
    book.save(folder / name)
    return folder / name


def rebuilt(path, changes):
    """The same workbook with some of its parts replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {member: old.read(member) for member in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member, content in (parts | changes).items():
            new.writestr(member, content)
    return path


def simple(book):
    for row in [["id", "name"], [1, "anna"], [2, "ben"]]:
        book.active.append(row)


def test_cells_of_every_kind(tmp_path):
    def build(book):
        book.active.append(["whole", "part", "day", "moment", "time", "long", "yes", "text", "phone"])
        book.active.append(
            [7, 1.25, MOMENT.date(), MOMENT, dt.time(7, 8), dt.timedelta(hours=30), True, "007", 4930123456789]
        )
        book.active.append([None] * 7 + ["x", 0.1])

    (table,) = read(save(tmp_path, build))
    assert table.name == "book"
    assert table.columns == ("whole", "part", "day", "moment", "time", "long", "yes", "text", "phone")
    assert cells(table) == [
        ["7", "1.25", "2024-05-06", "2024-05-06T07:08:09", "07:08:00", "30:00:00", "true", "007", "4930123456789"],
        [*[None] * 7, "x", "0.1"],
    ]
    assert cells(table, ["phone", "whole"]) == [["4930123456789", "7"], ["0.1", None]]


def test_hidden_sheets_columns_and_rows_are_read_and_told(tmp_path):
    def build(book):
        simple(book)
        book.active.column_dimensions["B"].hidden = True
        book.active.row_dimensions[3].hidden = True
        book.active["A1"].comment = Comment("CANARY", "someone")
        secret = book.create_sheet("secret")
        secret.sheet_state = "veryHidden"
        secret.append(["plate", "state"])
        secret.append(["B-AB 1", "open"])
        book.create_sheet("blank")

    first, second, comments = read(save(tmp_path, build))
    assert cells(comments) == [["Sheet", "someone", "CANARY"]]
    assert (first.name, second.name) == ("book - Sheet", "book - secret")
    assert cells(first) == [["1", "anna"], ["2", "ben"]]
    assert cells(second) == [["B-AB 1", "open"]]
    notes = codes(first)
    assert notes["hidden-columns"] == {"count": 1, "columns": "name"}
    assert notes["hidden-rows"] == {"count": 1}
    assert notes["empty-sheet"] == {"sheet": "blank"}
    assert codes(second)["hidden-sheet"] == {"sheet": "secret"}


def test_a_table_that_stands_somewhere_else(tmp_path):
    def build(book):
        sheet = book.active
        sheet["C3"] = "Complaints of 2024"
        for position, name in enumerate(["id", "place", "n"], 3):
            sheet.cell(5, position, name)
        for row in range(6, 10):
            for position, value in enumerate([row, "north", row * 2], 3):
                sheet.cell(row, position, value)
        sheet.cell(12, 3, 99)
        sheet.column_dimensions["D"].hidden = True

    table, above = read(save(tmp_path, build))
    assert cells(above) == [["3", "Complaints of 2024"]]
    assert table.columns == ("id", "place", "n")
    assert cells(table) == [*([str(row), "north", str(row * 2)] for row in range(6, 10)), ["99", None, None]]
    notes = codes(table)
    assert notes["title-lines-skipped"] == {"count": 1}
    assert notes["header-row"] == {"row": 5}
    assert notes["hidden-columns"] == {"count": 1, "columns": "place"}


def test_a_sheet_without_names(tmp_path):
    def build(book):
        for row in [["anna@example.org", 1], ["ben@example.org", 2], ["eva@example.org", 3]]:
            book.active.append(row)

    (table,) = read(save(tmp_path, build))
    assert table.columns == ("column-1", "column-2")
    assert len(cells(table)) == 3


def test_one_sheet_may_be_chosen(tmp_path):
    path = save(tmp_path, lambda book: (simple(book), book.create_sheet("two").append(["kind", "n"])))
    (table,) = read(path, ReadOptions(sheet="two"))
    assert codes(table)["sheet"] == {"sheet": "two"}
    with pytest.raises(UnknownTable):
        read(path, ReadOptions(sheet="three"))


def test_empty_workbooks(tmp_path):
    with pytest.raises(FileEmpty):
        read(save(tmp_path, lambda book: book.create_sheet("more")))


SHEET = "xl/worksheets/sheet1.xml"
SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_cells_far_apart_do_not_fill_the_memory(tmp_path):
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = rebuilt(
        save(tmp_path, simple), {SHEET: b"<worksheet " + SPACE + b"><sheetData>" + far + b"</sheetData></worksheet>"}
    )
    with pytest.raises(LimitExceeded) as caught:
        read(path)
    assert caught.value.values["limit"] == "cells"


def test_bombs(tmp_path):
    path = rebuilt(save(tmp_path, simple), {"xl/media/image1.bin": b"\0" * 200_000_000})
    with pytest.raises(LimitExceeded):
        read(path)
    path = save(tmp_path, simple)
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(workbook_bytes=1000)))


def test_entities_are_refused(tmp_path):
    path = save(tmp_path, simple)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET)
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(FileDamaged) as caught:
        read(rebuilt(path, {SHEET: entity + sheet}))
    assert caught.value.values["where"] == SHEET


def test_tags_that_never_end_cost_no_time(tmp_path):
    path = rebuilt(save(tmp_path, simple), {"xl/workbook.xml": b"<sheets>" + b"<sheet " * 300_000})
    with pytest.raises(FileDamaged):
        read(path)


def test_damage(tmp_path):
    path = save(tmp_path, simple)
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    for broken in (content[: len(content) // 2], content[:-200]):
        path.write_bytes(broken)
        with pytest.raises(FileDamaged):
            read(path)
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        read(rebuilt(path, {SHEET: sheet[: len(sheet) // 2]}))


def test_encrypted_workbooks(tmp_path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )
    with pytest.raises(PasswordNeeded):
        read(path)


def test_opendocument(tmp_path):
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in [["id", "name"], ["1", "anna"], ["2", "ben"]]
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    sheet = f'<office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{sheet}</office:body></office:document-content>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    path = tmp_path / "book.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    (table,) = read(path)
    assert cells(table) == [["1", "anna"], ["2", "ben"]]
    assert codes(table)["sheet"] == {"sheet": "T"}
    many = content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="9000000">')
    rebuilt(path, {"content.xml": many.encode()})
    with pytest.raises(LimitExceeded):
        read(path, replace(ReadOptions(), limits=Limits(cells=1_000_000)))
