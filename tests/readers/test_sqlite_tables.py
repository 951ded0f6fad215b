"""SQLite databases are read, never written."""

import sqlite3
import zipfile

import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "city.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            CREATE TABLE people (id INTEGER, name TEXT, score REAL, photo BLOB, "order by" TEXT);
            INSERT INTO people VALUES (1, 'anna', 2.0, x'ff00', 'x'), (2, NULL, 0.5, CAST('text' AS BLOB), '');
            CREATE TABLE "odd ""name" (a);
            INSERT INTO "odd ""name" VALUES ('v');
            CREATE TABLE empty_one (a);
            CREATE TABLE gpkg_contents (a);
            INSERT INTO gpkg_contents VALUES (1);
            CREATE VIEW names AS SELECT name FROM people;
            """
        )
    connection.close()
    return path


def test_every_table_that_holds_rows(database):
    odd, people = read(database)
    assert (odd.name, people.name) == ('city - odd "name', "city - people")
    assert people.columns == ("id", "name", "score", "photo", "order by")
    assert cells(people) == [["1", "anna", "2", None, "x"], ["2", None, "0.5", "text", None]]
    assert codes(people)["bytes-column"] == {"column": "photo"}
    assert codes(odd)["database-table"] == {"table": 'odd "name'}
    assert [table.name for table in read(database, ReadOptions(sheet="people"))] == ["city - people"]
    with pytest.raises(UnknownTable):
        read(database, ReadOptions(sheet="cars"))


def test_nothing_is_written(database):
    content = database.read_bytes()
    before = sorted(path.name for path in database.parent.iterdir())
    for table in read(database):
        cells(table)
    assert database.read_bytes() == content
    assert sorted(path.name for path in database.parent.iterdir()) == before


def test_within_an_archive(database, tmp_path):
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as archive:
        archive.write(database, "city.sqlite")
    assert cells(read(tmp_path / "city.zip")[1])[0][1] == "anna"


def test_damage_and_limits(database):
    with pytest.raises(LimitExceeded):
        read(database, ReadOptions(limits=Limits(columns=3)))
    content = database.read_bytes()
    database.write_bytes(content[:100] + b"\xff" * 5000)
    with pytest.raises(FileDamaged):
        read(database)


def test_an_empty_database(tmp_path):
    path = tmp_path / "none.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    with pytest.raises(FileEmpty):
        read(path)
