"""What a workbook says beside its cells: tables of their own, which tell that they are no records."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read
from pia_toolkit.readers.workbooks.xml_elements import MarkupRefused, elements

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def save(folder, build=lambda book: None):
    book = openpyxl.Workbook()
    for row in [["id", "name"], [1, "anna"], [2, "ben"]]:
        book.active.append(row)
    build(book)
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def with_parts(path, parts):
    with zipfile.ZipFile(path) as old:
        whole = {member: old.read(member) for member in old.namelist()} | parts
    with zipfile.ZipFile(path, "w") as new:
        for member, content in whole.items():
            new.writestr(member, content)
    return path


def relations(*links):
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{LINKS}/{kind}" Target="{target}" {mode}/>'
        for number, (kind, target, mode) in enumerate(links)
    )
    return f"<Relationships {RELATIONS}>{inner}</Relationships>"


def asides(path):
    """Rows, with their column names, of the tables that tell what stands beside the records."""
    return {
        table.name.removeprefix("book - "): [dict(zip(table.columns, row, strict=True)) for row in cells(table)]
        for table in read(path)
        if "beside-the-table" in codes(table)
    }


def test_document_properties(tmp_path):
    def build(book):
        about = book.properties
        about.creator, about.lastModifiedBy, about.title = "Anna Schmidt", "Ben Maier", "Wohngeld"
        book.custom_doc_props.append(StringProperty(name="case worker", value="Eva Klein"))

    assert asides(save(tmp_path, build)) == {
        "document properties": [
            {
                "author": "Anna Schmidt",
                "last modified by": "Ben Maier",
                "title": "Wohngeld",
                "case worker": "Eva Klein",
            }
        ]
    }


def test_a_program_that_signs_with_its_own_name_is_no_author(tmp_path):
    assert asides(save(tmp_path)) == {}


def test_comments_names_links_lists_and_page_texts(tmp_path):
    def build(book):
        sheet = book.active
        sheet["A2"].comment = Comment("Call Anna on 0731 1234", "Ben Maier")
        sheet["B2"].hyperlink = "mailto:anna@example.org"
        sheet.oddFooter.left.text = "Printed for Eva Klein, page &P"
        choices = DataValidation(type="list", formula1='"Anna,Ben"', prompt="Ask Ina", promptTitle="Who")
        choices.add("B2:B9")
        sheet.add_data_validation(choices)
        book.defined_names["boss"] = DefinedName("boss", attr_text='"Ina Groß"')

    found = asides(save(tmp_path, build))
    assert found["comments"] == [{"sheet": "Sheet", "author": "Ben Maier", "comment": "Call Anna on 0731 1234"}]
    assert found["defined names"] == [{"name": "boss", "value": "Ina Groß"}]
    assert {(row["kind"], row["text"]) for row in found["text beside the cells"]} == {
        ("link", "mailto:anna@example.org"),
        ("header or footer", "Printed for Eva Klein, page"),
        ("list of choices", "Anna, Ben"),
        ("prompt", "Ask Ina"),
        ("prompt", "Who"),
    }


def test_threads_of_comments_text_boxes_and_copies_of_other_workbooks(tmp_path):
    thread = '<threadedComment ref="A1" personId="{P}"><text>Ask Eva</text></threadedComment>'
    person = '<person displayName="Ina" id="{P}" userId="ina@x.org"/>'
    box = "<d><sp><txBody><p><r><t>Dr. </t></r><r><t>Anna</t></r></p><p><r><t>Ulm</t></r></p></txBody></sp></d>"
    copy = '<sheetData><row><cell r="A1" t="str"><v>Ben Maier</v></cell></row></sheetData>'
    path = with_parts(
        save(tmp_path),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("threadedComment", "../threadedComments/threadedComment1.xml", "")
            ),
            "xl/threadedComments/threadedComment1.xml": f"<ThreadedComments {MAIN}>{thread}</ThreadedComments>",
            "xl/persons/person.xml": f"<personList {MAIN}>{person}</personList>",
            "xl/drawings/drawing1.xml": box,
            "xl/externalLinks/externalLink1.xml": f"<externalLink {MAIN}>{copy}</externalLink>",
            "xl/media/image1.png": b"\x89PNG",
        },
    )
    found = asides(path)
    assert found["comments"] == [{"sheet": "Sheet", "author": "Ina", "comment": "Ask Eva"}]
    assert {(row["kind"], row["text"]) for row in found["text beside the cells"]} == {
        ("person", "Ina ina@x.org"),
        ("text box", "Dr. Anna\nUlm"),
        ("copy of another workbook", "Ben Maier"),
    }
    assert codes(read(path)[0])["embedded-not-read"] == {"count": 1}


DEFINITION = (
    f'<pivotCacheDefinition {MAIN}><cacheFields count="2"><cacheField name="name"><sharedItems>'
    '<s v="Anna"/><s v="Ben"/><m/></sharedItems></cacheField><cacheField name="n"><sharedItems/></cacheField>'
    "</cacheFields></pivotCacheDefinition>"
)
RECORDS = '<r><x v="1"/><n v="5"/></r><r><x v="0"/><n v="6"/></r><r><x v="9"/></r>'
CACHE = "xl/pivotCache/pivotCacheDefinition1.xml"


def test_what_a_pivot_table_keeps(tmp_path):
    path = with_parts(save(tmp_path), {CACHE: DEFINITION})
    (table,) = [table for table in read(path) if "pivot-cache" in codes(table)]
    assert (table.name, table.columns) == ("book - pivot cache", ("name", "n"))
    assert cells(table) == [["Anna", None], ["Ben", None], [None, None]]
    links = relations(("pivotCacheRecords", "pivotCacheRecords1.xml", ""))
    path = with_parts(
        path,
        {
            "xl/pivotCache/pivotCacheRecords1.xml": f"<pivotCacheRecords {MAIN}>{RECORDS}</pivotCacheRecords>",
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": links,
        },
    )
    (table,) = [table for table in read(path) if "pivot-cache" in codes(table)]
    assert cells(table) == [["Ben", "5"], ["Anna", "6"], [None, None]]
    assert cells(table, ["n"]) == [["5"], ["6"], [None]]


def test_a_part_that_is_broken_is_told_and_the_cells_are_read(tmp_path):
    path = with_parts(save(tmp_path), {"xl/drawings/drawing1.xml": "<d><txBody>CANARY", CACHE: "<x><y></x>"})
    (table,) = read(path)
    assert cells(table) == [["1", "anna"], ["2", "ben"]]
    notes = codes(table)
    assert notes["part-not-read"] == {"part": "xl/drawings/drawing1.xml"}
    assert "pivot-data-not-read" in notes
    assert "CANARY" not in repr(table.notes)


def test_one_sheet_asked_for_is_all_that_is_read(tmp_path):
    path = save(tmp_path, lambda book: setattr(book.properties, "creator", "Anna"))
    assert len(read(path)) == 2
    assert [table.name for table in read(path, ReadOptions(sheet="Sheet"))] == ["book"]


def test_a_sheet_may_have_the_name_of_such_a_table(tmp_path):
    def build(book):
        book.active["A2"].comment = Comment("Ask Eva", "Ben")
        book.create_sheet("comments").append([5, 6])

    assert [table.name for table in read(save(tmp_path, build))] == [
        "book - Sheet",
        "book - comments",
        "book - comments-2",
    ]


def test_lines_above_the_table(tmp_path):
    def build(book):
        sheet = book.active
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Made by Anna Schmidt"

    assert asides(save(tmp_path, build)) == {"lines outside the table": [{"row": "1", "text": "Made by Anna Schmidt"}]}


def test_no_value_shows_in_a_repr(tmp_path):
    path = save(tmp_path, lambda book: setattr(book.properties, "creator", "CANARY"))
    assert "CANARY" not in repr(read(path))


SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text", "meta", "dc", "xlink")
)
STRING = '<table:table-cell office:value-type="string">'
NOTE = "<dc:creator>Ben</dc:creator><dc:date>2024</dc:date><text:p>Ask <text:span>Eva</text:span></text:p>"
ODS_CELLS = (
    '<table:table table:name="T"><table:table-column/><table:table-column table:visibility="collapse"/>'
    f"<table:table-row>{STRING}<text:p>id</text:p></table:table-cell>{STRING}<office:annotation>{NOTE}</office:annotation>"
    "<text:p>name</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
    '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    f'{STRING}<text:p><text:a xlink:href="mailto:a@x.org">anna</text:a></text:p></table:table-cell></table:table-row>'
    '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"><table:table-cell/>'
    "</table:table-row></table:table><table:named-expressions>"
    '<table:named-expression table:name="boss" table:expression="of:=&quot;Ina&quot;"/></table:named-expressions>'
)


def opendocument(folder, body, extra=""):
    path = folder / "book.ods"
    meta = "<meta:initial-creator>Anna</meta:initial-creator><dc:creator>Eva</dc:creator>"
    own = '<meta:user-defined meta:name="case">Ina</meta:user-defined>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        sheets = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<office:document-content {SPACES}>{sheets}</office:document-content>")
        about = f"<office:document-meta {SPACES}><office:meta>{meta}{own}</office:meta></office:document-meta>"
        archive.writestr("meta.xml", about)
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        archive.writestr("META-INF/manifest.xml", f"{manifest}{extra}</manifest:manifest>")
    return path


def test_opendocument(tmp_path):
    path = opendocument(tmp_path, ODS_CELLS)
    first = read(path)[0]
    assert cells(first) == [["1", "anna"], ["1", "anna"]]
    assert codes(first)["hidden-columns"] == {"count": 1, "columns": "name"}
    assert codes(first)["hidden-rows"] == {"count": 2}
    assert asides(path) == {
        "document properties": [{"author": "Anna", "last modified by": "Eva", "case": "Ina"}],
        "comments": [{"sheet": "T", "author": "Ben", "comment": "Ask Eva"}],
        "defined names": [{"name": "boss", "value": "Ina"}],
        "text beside the cells": [{"sheet": "T", "kind": "link", "text": "mailto:a@x.org"}],
    }


@pytest.mark.parametrize(
    "broken",
    [
        b"<a><b></a>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        b"<a>" * 300 + b"</a>" * 300,
        b"<a>" + b"x" * 2000 + b"</a>",
        b"",
    ],
)
def test_xml_is_not_trusted(broken):
    with pytest.raises(MarkupRefused) as caught:
        list(elements(io.BytesIO(broken), {"a"}, longest=1000))
    assert caught.value.args == ()


def test_texts_of_elements_keep_their_words_apart():
    (found,) = elements(io.BytesIO(b"<x:a k:n='1'><p>An<b>na</b></p><p>Ulm</p></x:a>"), {"a"})
    assert (found.text(), found.attributes) == ("Anna\nUlm", {"n": "1"})


def test_damaged_workbooks_tell_nothing(tmp_path):
    path = with_parts(save(tmp_path), {"xl/workbook.xml": "<workbook>CANARY"})
    with pytest.raises(FileDamaged) as caught:
        read(path)
    assert "CANARY" not in str(caught.value)
    assert caught.value.__suppress_context__
