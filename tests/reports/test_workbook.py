"""The workbook: text is text, figures are numbers, lists to choose from, nothing that runs."""

import io
import re
import zipfile

import openpyxl
import pytest
from example_report import example_report
from hypothesis import given, settings
from hypothesis import strategies as some

from pia_toolkit.i18n import words
from pia_toolkit.reports.plain_text import may_be_a_formula, show_controls
from pia_toolkit.reports.sheets import level_colours
from pia_toolkit.reports.xlsx_workbook import place_text, write_xlsx

LANGUAGES = ["en", "zh"]
NAMES = [
    "summary",
    "columns",
    "singling-out",
    "rights",
    "risks",
    "actions",
    "decision",
    "answers",
    "evidence",
    "read-me",
    "lists",
]
LISTS = ["columns", "singling-out", "rights", "risks", "actions", "answers", "evidence"]
NASTY = [
    '=HYPERLINK("https://example.org","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "=1+1\x00\x0b",
]


def opened(report, language="en"):
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(report, words(language))))


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request):
    return request.param, opened(example_report(request.param), request.param)


def sheet(book, name):
    language, workbook = book
    return workbook[words(language)(f"report.sheets.{name}")]


def column(page, title):
    (number,) = [cell.column for cell in page[1] if cell.value == title]
    return [row[number - 1] for row in page.iter_rows(min_row=2)]


def test_sheets_have_local_names_and_the_lists_are_hidden(book):
    language, workbook = book
    assert workbook.sheetnames == [words(language)(f"report.sheets.{name}") for name in NAMES]
    hidden = [page.title for page in workbook if page.sheet_state == "hidden"]
    assert hidden == [words(language)("report.sheets.lists")]
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in workbook.sheetnames)


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_filters_frozen_heads_widths_and_print_settings(book, name):
    page = sheet(book, name)
    assert page.auto_filter.ref == page.dimensions
    assert page.freeze_panes.endswith("2")
    assert page.freeze_panes != "A2"
    assert page.print_title_rows == "$1:$1"
    assert page.max_row > 1
    assert all(cell.value and cell.font.bold for cell in page[1])
    assert all(page.column_dimensions[cell.column_letter].width >= 6 for cell in page[1])
    assert all(cell.alignment.wrap_text for row in page.iter_rows(min_row=2) for cell in row if cell.value is not None)


def test_every_sheet_prints_on_the_width_of_a_landscape_page(book):
    for page in book[1]:
        if page.sheet_state == "visible":
            assert page.page_setup.orientation == "landscape"
            assert page.sheet_properties.pageSetUpPr.fitToPage
            assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)


def test_actions_offer_status_owner_and_due_from_the_lists(book):
    language = book[0]
    page, lists = sheet(book, "actions"), sheet(book, "lists")
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    for title in ("status", "owner", "due"):
        cells = column(page, words(language)(f"report.actions.{title}"))
        rule = rules[f"{cells[0].column_letter}2"]
        assert rule.type == "list"
        letter, last = re.search(r"!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)$", rule.formula1).groups()
        offered = [lists[f"{letter}{row}"].value for row in range(2, int(last) + 1)]
        assert all(offered)
        assert {cell.value for cell in cells} <= set(offered)
        assert lists[f"{letter}{int(last) + 1}"].value is None


def test_levels_and_states_are_words_that_a_colour_repeats(book):
    language, _ = book
    page = sheet(book, "risks")
    coloured = {
        rule.formula[0].strip('"') for ranges in page.conditional_formatting for rule in ranges.rules if rule.dxf.fill
    }
    assert coloured == set(level_colours(words(language)))
    levels = column(page, words(language)("report.workbook.inherent-level"))
    assert {cell.value for cell in levels} <= coloured
    states = column(sheet(book, "rights"), words(language)("report.rights.state"))
    assert all(" " in cell.value for cell in states)


def test_figures_are_numbers_and_shares_are_percentages(book):
    language, _ = book
    page = sheet(book, "columns")
    for cell in column(page, words(language)("report.workbook.confidence")):
        assert isinstance(cell.value, int | float)
        assert cell.number_format == "0.0%"
    assert {cell.value for cell in column(page, words(language)("report.workbook.rows"))} == {10240}
    values = column(sheet(book, "singling-out"), words(language)("report.workbook.value"))
    assert 840 in [cell.value for cell in values]


def test_counts_of_few_people_are_words(book):
    language, _ = book
    few = words(language)("report.number.few", floor=5)
    page = sheet(book, "singling-out")
    units = (words(language)("singled.units"), words(language)("singled.share"), words(language)("singled.rows"))
    figures = column(page, words(language)("report.workbook.figure"))
    values = column(page, words(language)("report.workbook.value"))
    told = [value.value for figure, value in zip(figures, values, strict=True) if figure.value in units]
    assert few in told
    assert not [count for count in told if isinstance(count, int) and 0 < count < 5]
    filled = column(sheet(book, "columns"), words(language)("report.workbook.filled"))
    assert few in [cell.value for cell in filled]


def test_the_properties_name_the_case(book):
    properties = book[1].properties
    assert properties.identifier == "9f2c1d77e0b4"
    assert "4be1" * 16 in properties.description
    custom = {entry.name: entry.value for entry in book[1].custom_doc_props.props}
    assert custom == {"pia-case-id": "9f2c1d77e0b4", "pia-history-head": "4be1" * 16}


@pytest.mark.parametrize("text", NASTY)
def test_nothing_from_a_data_file_becomes_a_formula(text):
    report = example_report(title=text, trips=text, odd_column=text)
    content = write_xlsx(report, words("en"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert "<f>" not in archive.read(name).decode()
                assert "<hyperlink" not in archive.read(name).decode()
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    shown = [cell for page in workbook for row in page.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in {"s", "n"} for cell in shown)
    risky = [cell for cell in shown if isinstance(cell.value, str) and may_be_a_formula(cell.value)]
    assert len(risky) >= 3 or not may_be_a_formula(show_controls(text))
    assert all(cell.quotePrefix for cell in risky)


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=40))
def test_any_text_comes_back_as_text(text):
    workbook = openpyxl.Workbook()
    place_text(workbook.active["A1"], text)
    place_text(workbook.active["A2"], "end")
    content = io.BytesIO()
    workbook.save(content)
    cell = openpyxl.load_workbook(io.BytesIO(content.getvalue())).active["A1"]
    assert cell.data_type in {"s", "n"}
    assert cell.value is None or isinstance(cell.value, str)
    if text[:1] in tuple("=+-@"):
        assert cell.quotePrefix
        assert cell.value[0] == text[0]


@pytest.mark.parametrize("text", ["", "plain", "a=b", "价格", "5 - 3", "№ 7"])
def test_harmless_text_is_left_alone(text):
    assert not may_be_a_formula(text)
