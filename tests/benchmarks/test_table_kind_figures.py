from argparse import Namespace

import polars as pl
import pytest
import table_kinds
from fetch import SOURCES
from table_kinds import KnownTable, Told, known_tables, measure_table_kinds, table_lines, tell

from pia_toolkit.detection.feeds.standards import Kind

PAGE = "# Page\n\n<!-- table-kinds: begin -->\n<!-- table-kinds: end -->\n"


def test_every_listed_table_has_a_source_and_kinds_that_there_are():
    sources = {source.repository for source in SOURCES} | {"sample_datasets"}
    listed = known_tables()
    assert {table.source for table in listed} <= sources
    assert {kind for table in listed for kind in table.kinds} == set(Kind.__args__)
    assert len({(table.source, table.path) for table in listed}) == len(listed)
    assert all(table.file() for table in listed if table.source == "sample_datasets")


@pytest.fixture
def two_tables(monkeypatch, tmp_path):
    folder = tmp_path / "fetched"
    folder.mkdir()
    rows = range(12)
    pl.DataFrame({"contact": [f"someone{row}@example.org" for row in rows]}).write_csv(folder / "people.csv")
    tables = [
        KnownTable("here", "people.csv", ("records",), ("contact",)),
        KnownTable("here", "gone.csv", ("aggregate",), (None,)),
    ]
    monkeypatch.setattr(table_kinds, "_fetched", lambda _: folder)
    monkeypatch.setattr(table_kinds, "known_tables", lambda: tables)
    return tables


def test_what_is_told_stands_on_the_page_and_what_is_absent_is_said(two_tables, tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    measure_table_kinds(Namespace(results=tmp_path / "results", page=page))
    text = page.read_text(encoding="utf-8")
    assert "Right kind: 1 of 1 tables; right column of the unit: 1 of 1." in text
    assert "1 of 2 tables could not be had." in text
    assert "| `people.csv` | here | records | records | `contact` | `contact` |" in text
    assert "gone.csv: skipped" in capsys.readouterr().err
    assert (tmp_path / "results" / "table-kinds.json").is_file()


def test_a_wrong_kind_and_a_wrong_unit_are_marked():
    table = KnownTable("here", "t.csv", ("traces",), ("plate",))
    (*_, line) = table_lines([Told(table, "records", None)], 1)
    assert line == "| `t.csv` | here | traces | **records** | `plate` | **–** |"


def test_a_table_that_is_not_there_is_left_out():
    assert tell(KnownTable("sample_datasets", "nowhere.csv", ("records",), (None,))) is None
