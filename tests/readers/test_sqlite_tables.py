"""SQLite databases are read, never written."""

import random
import sqlite3
import zipfile

import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import (
    DatabaseEncrypted,
    DatabaseTimeout,
    FileDamaged,
    FileEmpty,
    LimitExceeded,
    NotDecodable,
    TableNotReadable,
    UnknownTable,
)
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
    names, odd, people = read(database)
    assert cells(names) == [["anna"], [None]]
    assert codes(names)["database-view"] == {"table": "names"}
    assert codes(names)["tables-empty"] == {"tables": "empty_one", "count": 1}
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
    assert cells(read(tmp_path / "city.zip")[2])[0][1] == "anna"


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


def made(path, script):
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    connection.close()
    return read(path)


def test_tables_of_every_build(tmp_path):
    tables = made(
        tmp_path / "builds.db",
        """
        CREATE TABLE strict_one (a INTEGER, b ANY) STRICT;
        INSERT INTO strict_one VALUES (1, 'x');
        CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
        INSERT INTO keyed VALUES ('b', 1), ('a', 2);
        CREATE TABLE made_up (a INTEGER, twice INTEGER GENERATED ALWAYS AS (a * 2), stored TEXT AS (a || '!') STORED);
        INSERT INTO made_up (a) VALUES (4);
        CREATE VIRTUAL TABLE words USING fts5(said);
        INSERT INTO words VALUES ('hello');
        """,
    )
    found = {table.name.removeprefix("builds - "): cells(table) for table in tables}
    assert found["strict_one"] == [["1", "x"]]
    assert found["keyed"] == [["a", "2"], ["b", "1"]]
    assert found["made_up"] == [["4", "8", "4!"]]
    assert found["words_content"] == [["1", "hello"]]
    assert codes(tables[0])["virtual-tables-not-read"] == {"tables": "words", "count": 1}


def test_views_that_fail_are_told(tmp_path):
    (table,) = made(
        tmp_path / "views.db",
        """
        CREATE TABLE a (x); INSERT INTO a VALUES (1);
        CREATE VIEW lost AS SELECT x FROM nowhere;
        CREATE VIEW reaching_out AS SELECT load_extension('x') AS y;
        """,
    )
    assert codes(table)["tables-not-read"] == {"tables": "lost, reaching_out", "count": 2}
    with pytest.raises(TableNotReadable):
        read(tmp_path / "views.db", ReadOptions(sheet="lost"))


def test_a_view_without_end_is_stopped(tmp_path):
    path = tmp_path / "endless.db"
    made(
        path,
        """
        CREATE TABLE a (x); INSERT INTO a VALUES (1);
        CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
        """,
    )
    (table,) = read(path, ReadOptions(sheet="endless", limits=Limits(statement_seconds=1)))
    rows = 0
    with pytest.raises(DatabaseTimeout):
        for batch in table.batches():
            rows += batch.num_rows
    assert rows


def test_a_view_that_fails_halfway_tells_no_cell(tmp_path):
    path = tmp_path / "half.db"
    made(
        path,
        "CREATE TABLE a (x); INSERT INTO a VALUES (1), (-9223372036854775808); CREATE VIEW v AS SELECT abs(x) FROM a",
    )
    (view,) = read(path, ReadOptions(sheet="v"))
    with pytest.raises(TableNotReadable) as caught:
        cells(view)
    assert caught.value.__context__ is None


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "old.db"
    (table,) = made(path, "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), (CAST(x'4ae972fc' AS TEXT))")
    assert cells(table) == [["x"], ["J\ufffdr\ufffd"]]
    assert codes(table)["undecodable"] == {"count": 2, "row": 2}
    with pytest.raises(NotDecodable):
        read(path, ReadOptions(encoding="klingon"))
    (table,) = read(path, ReadOptions(encoding="cp1252"))
    assert cells(table) == [["x"], ["Jérü"]]
    assert "undecodable" not in codes(table)


def test_an_encrypted_database(tmp_path):
    path = tmp_path / "locked.db"
    path.write_bytes(random.Random(1).randbytes(8192))
    with pytest.raises(DatabaseEncrypted):
        read(path)
