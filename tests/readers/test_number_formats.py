"""Numbers that a workbook shows with more digits than it holds are read as they are shown."""

import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader_checks import cells

from pia_toolkit.readers.read import read
from pia_toolkit.readers.workbooks.number_formats import digit_format


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("00000", 1234, "01234"),
        ("00000", 123456, "123456"),
        ("00000", 0, "00000"),
        ('00000_);"("00000")"', 1234, "01234"),
        (r"00000\-0000", 12345678, "01234-5678"),
        (r"000\-00\-0000", 12345678, "012-34-5678"),
        ("000-00-0000", 12345678, "012-34-5678"),
        ('"D-"00000', 1234, "D-01234"),
        ("[$-407]00000", 1234, "01234"),
        ("[Red]000", 7, "007"),
        ("##-##-##", 12345, "1-23-45"),
        ("00 00 00 00 00", 612345678, "06 12 34 56 78"),
    ],
)
def test_what_a_format_shows(code, number, shown):
    assert digit_format(code).shown(number) == shown


@pytest.mark.parametrize(
    "code", ["General", "0", "#,##0", "0.00", "0%", "yyyy-mm-dd", "hh:mm", "00.00", '0 "m"', "@", "", "0E+00", "# ?/?"]
)
def test_other_formats_are_left(code):
    found = digit_format(code)
    assert found is None or code == "# ?/?"


@given(st.integers(0, 10**12), st.integers(2, 12))
def test_no_digit_is_lost(number, width):
    assert digit_format("0" * width).shown(number) == str(number).zfill(width)


@pytest.mark.parametrize("suffix", ["xlsx", "xlsm"])
def test_a_postcode_is_read_as_shown(tmp_path, suffix):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["C2"], sheet["D2"] = "postcode", "count"
    for row, (postcode, count) in enumerate([(1234, 5), (99999, 6), (1067, 7), ("x", 8), (8.5, 9), (-5, 9)], 3):
        sheet[f"C{row}"], sheet[f"D{row}"] = postcode, count
        sheet[f"C{row}"].number_format = "00000"
    sheet["C9"], sheet["D9"] = 42, 1
    sheet["C11"], sheet["D11"] = 43, 1
    sheet["C11"].number_format = r"000\-00"
    path = tmp_path / f"t.{suffix}"
    workbook.save(path)
    table, *_ = read(path)
    assert table.columns == ("postcode", "count")
    assert [row[0] for row in cells(table)] == ["01234", "99999", "01067", "x", "8.5", "-5", "42", "000-43"]
    assert [row[1] for row in cells(table)] == ["5", "6", "7", "8", "9", "9", "1", "1"]


OF_ODS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
SPACES = " ".join(
    f'xmlns:{short}="{OF_ODS.format(name)}"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    + (("style", "style"), ("number", "datastyle"))
)


def test_numbers_of_opendocument_as_they_are_shown(tmp_path):
    def number(value, more="", times=1):
        repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
        return f'<table:table-cell{more}{repeated} office:value-type="float" office:value="{value}"/>'

    def row(*parts, times=1):
        return f'<table:table-row table:number-rows-repeated="{times}">{"".join(parts)}</table:table-row>'

    named = [
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>' for name in "abc"
    ]
    styles = """<number:number-style style:name="N1"><number:number number:min-integer-digits="5"/>
        </number:number-style><number:number-style style:name="N2"><number:text>D-</number:text>
        <number:number number:min-integer-digits="9">
        <number:embedded-text number:position="4">-</number:embedded-text>
        <number:embedded-text number:position="6">-</number:embedded-text></number:number></number:number-style>
        <number:number-style style:name="N3"><number:number number:min-integer-digits="5" number:decimal-places="2"/>
        </number:number-style>
        <style:style style:name="ce1" style:data-style-name="N1"/>
        <style:style style:name="ce2" style:data-style-name="N2"/>
        <style:style style:name="ce3" style:data-style-name="N3"/>"""
    columns = '<table:table-column table:default-cell-style-name="ce1"/><table:table-column/>'
    columns += '<table:table-column table:default-cell-style-name="ce3"/>'
    rows = [row(*named), row(number(1067), number(1067), number(7)), row(number(5, times=2), number(6), times=2)]
    rows.append(row(number(12345678, ' table:style-name="ce2"'), number(3, ' table:style-name="ce1"'), number(8)))
    content = f"""<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>
        <office:body><office:spreadsheet><table:table table:name="t">{columns}{"".join(rows)}</table:table>
        </office:spreadsheet></office:body></office:document-content>"""
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    table, *_ = read(path)
    repeated = ["00005", "5", "6"]
    assert cells(table) == [["01067", "1067", "7"], repeated, repeated, ["D-012-34-5678", "00003", "8"]]
