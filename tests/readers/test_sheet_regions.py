"""Several tables in one sheet are told apart; one table with gaps in it stays one."""

import openpyxl
import pytest
from reader_checks import cells, codes

from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read
from pia_toolkit.readers.workbooks.regions import Region, find_regions

PERSONS = [["name", "city", "age"], ["Anna", "Ulm", "5"], ["Ben", "Bonn", "6"], ["Eva", "Ulm", "7"]]
LAMPS = [["lamp", "watts", "built"], ["L1", "60", "1999"], ["L2", "75", "2001"]]


def beside(left, right, gap=1):
    rows = max(len(left), len(right))
    padded = [part + [[""] * 3] * (rows - len(part)) for part in (left, right)]
    return [one + [""] * gap + other for one, other in zip(*padded, strict=True)]


def test_tables_below_each_other():
    rows = [*PERSONS, [], ["Lamps of 2024", "", ""], [], *LAMPS]
    assert find_regions(rows, 3, whole=True) == (Region(0, 5, 0, 3), Region(5, None, 0, 3))


def test_tables_beside_each_other():
    rows = beside(PERSONS, LAMPS, gap=2)
    assert find_regions(rows, 8, whole=True) == (Region(0, None, 0, 3), Region(0, None, 5, 8))
    assert find_regions(rows, 8, whole=False) == (Region(0, None, 0, 5), Region(0, None, 5, 8))


@pytest.mark.parametrize(
    "rows",
    [
        PERSONS,
        [*PERSONS[:3], [], *PERSONS[3:], [], ["Total", "", "18"]],
        [["Report", "", ""], [], *PERSONS],
        [*PERSONS, [], *PERSONS],
        [["4 May", *PERSONS[0][1:]], *PERSONS[1:], [], ["5 May", *PERSONS[0][1:]], *PERSONS[1:]],
        [[one[0], "", *one[1:]] for one in PERSONS],
        [[*one[:2], "", one[2], "x"] for one in PERSONS],
        [PERSONS[0], [], *PERSONS[1:]],
        [],
    ],
)
def test_one_table_stays_one(rows):
    assert len(find_regions(rows, 5, whole=True)) == 1


def test_a_sheet_with_many_gaps_costs_no_time():
    rows = [["x", ""] * 5000] * 30
    assert find_regions(rows, 10_000, whole=True) == (Region(0, None, 0, 10_000),)


def test_each_table_of_a_sheet_is_read(tmp_path):
    book = openpyxl.Workbook()
    for row in [*beside(PERSONS, LAMPS), [], [], ["street", "holes"], ["A", 1], ["B", 2], ["C", 3]]:
        book.active.append(row)
    book.active.column_dimensions["F"].hidden = True
    book.save(tmp_path / "book.xlsx")
    tables = read(tmp_path / "book.xlsx")
    assert [table.name for table in tables] == [f"book - table {number}" for number in (1, 2, 3)]
    assert [cells(table) for table in tables] == [PERSONS[1:], [["A", "1"], ["B", "2"], ["C", "3"]], LAMPS[1:]]
    assert codes(tables[1])["table-in-sheet"] == {"number": 2, "count": 3, "row": 7}
    assert codes(tables[1])["header-row"] == {"row": 7}
    assert codes(tables[2])["hidden-columns"] == {"count": 1, "columns": "watts"}
    assert len(read(tmp_path / "book.xlsx", ReadOptions(header=True))) == 1
