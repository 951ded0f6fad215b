"""DuckDB files are read, never written, and open no other file."""

import struct
import zipfile

import duckdb
import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import (
    DatabaseEncrypted,
    DatabasePacked,
    DatabaseTimeout,
    DatabaseVersion,
    FileDamaged,
    FileEmpty,
    LimitExceeded,
    TableNotReadable,
    UnknownTable,
)
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

SETUP = """
CREATE TABLE people (id VARCHAR, born DATE, paid DECIMAL(12, 4), score DOUBLE, tags VARCHAR[], "order by" INTEGER,
    photo BLOB, seen TIMESTAMP, uid UUID, large HUGEINT);
INSERT INTO people VALUES ('007', '1980-02-29', 12.5, 0.1, ['a', 'b c'], NULL, '\\xFF'::BLOB, '2024-05-01 10:00:00',
    '6f1c6a52-6f3c-4f6e-9a41-0c1f2d3e4f50', 170141183460469231731687303715884105727), ('', NULL, NULL, NULL, NULL, 3,
    NULL, NULL, NULL, NULL);
CREATE VIEW adults AS SELECT id FROM people;
CREATE TABLE "Öffentlich ""Plätze"" 场所" ("Größe m²" INTEGER);
INSERT INTO "Öffentlich ""Plätze"" 场所" VALUES (1);
CREATE SCHEMA other;
CREATE TABLE other.t AS SELECT 5 AS x;
CREATE TABLE empty_one (a INTEGER);
"""


def made(path, script):
    with duckdb.connect(str(path)) as connection:
        for statement in filter(str.strip, script.split(";")):
            connection.execute(statement)
    return path


@pytest.fixture
def database(tmp_path):
    return made(tmp_path / "city.duckdb", SETUP)


def test_every_table_and_view(database):
    tables = {table.name.removeprefix("city - "): table for table in read(database)}
    assert list(tables) == ["adults", "empty_one", "people", 'Öffentlich "Plätze" 场所', "other.t"]
    first, second = cells(tables["people"])
    assert first[:7] == ["007", "1980-02-29", "12.5000", "0.1", "[a, b c]", None, None]
    assert first[7:9] == ["2024-05-01 10:00:00", "6f1c6a52-6f3c-4f6e-9a41-0c1f2d3e4f50"]
    assert first[9] == "170141183460469231731687303715884105727"
    assert second == [None] * 5 + ["3"] + [None] * 4
    assert codes(tables["people"])["bytes-column-not-read"] == {"column": "photo"}
    assert cells(tables["people"], ["seen", "id"])[0] == ["2024-05-01 10:00:00", "007"]
    assert codes(tables["adults"])["database-view"] == {"table": "adults"}
    assert cells(tables['Öffentlich "Plätze" 场所']) == [["1"]]
    assert cells(tables["empty_one"]) == []
    for sheet in ("other.t", "t"):
        assert cells(read(database, ReadOptions(sheet=sheet))[0]) == [["5"]]
    with pytest.raises(UnknownTable):
        read(database, ReadOptions(sheet="cars"))
    with pytest.raises(LimitExceeded):
        read(database, ReadOptions(limits=Limits(columns=3)))


def test_nothing_is_written(database):
    content = database.read_bytes()
    for table in read(database):
        cells(table)
    assert database.read_bytes() == content
    assert [path.name for path in database.parent.iterdir()] == ["city.duckdb"]


def test_known_by_its_bytes(database):
    for name in ("city.db", "city"):
        other = database.with_name(name)
        other.write_bytes(database.read_bytes())
        assert len(read(other)) == 5


def test_views_that_reach_out_or_fail_are_told(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a,b\n1,canary\n", encoding="utf-8")
    script = """
        CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE gone (y INTEGER);
        CREATE VIEW reaching AS SELECT * FROM read_csv('PLACE'); CREATE VIEW lost AS SELECT y FROM gone;
        DROP TABLE gone
    """
    (table,) = read(made(tmp_path / "views.duckdb", script.replace("PLACE", str(outside))))
    assert codes(table)["tables-not-read"] == {"tables": "lost, reaching", "count": 2}


def test_a_view_that_fails_halfway_tells_no_cell(tmp_path):
    script = "CREATE TABLE a AS SELECT 'anna' AS x; CREATE VIEW v AS SELECT x::INTEGER AS n FROM a"
    _, view = read(made(tmp_path / "half.duckdb", script))
    with pytest.raises(TableNotReadable) as caught:
        cells(view)
    assert "anna" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_view_without_end_is_stopped(tmp_path):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    path = made(tmp_path / "endless.duckdb", f"CREATE VIEW endless AS {endless}")
    (table,) = read(path, ReadOptions(limits=Limits(statement_seconds=1)))
    with pytest.raises(DatabaseTimeout):
        cells(table)


def test_a_large_table_passes_in_small_batches(tmp_path):
    script = "CREATE TABLE large AS SELECT i, md5(i::VARCHAR) AS m FROM range(200000) AS r(i)"
    (table,) = read(made(tmp_path / "large.duckdb", script))
    sizes = [(batch.num_rows, batch.nbytes) for batch in table.batches()]
    assert sum(rows for rows, _ in sizes) == table.rows == 200_000
    assert max(size for _, size in sizes) < 16 * 2**20
    started = table.batches(["m"])
    assert next(started).num_rows
    started.close()
    assert next(iter(table.batches())).num_rows


def test_what_cannot_be_opened(database, tmp_path):
    content = database.read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.write(database, "city.duckdb")
    with pytest.raises(DatabasePacked):
        read(tmp_path / "one.zip")
    for damaged in (content[:5000], content[:4096] + b"\xff" * 8192 + content[12_288:]):
        database.write_bytes(damaged)
        with pytest.raises(FileDamaged):
            read(database)
    database.write_bytes(of_version(content, 100_000))
    with pytest.raises(DatabaseVersion):
        read(database)
    with pytest.raises(FileEmpty):
        read(made(tmp_path / "none.duckdb", "CHECKPOINT"))


def test_an_encrypted_file(tmp_path):
    path = tmp_path / "locked.duckdb"
    with duckdb.connect() as connection:
        try:
            connection.execute("SET force_mbedtls_unsafe = 'true'")
            connection.execute(f"ATTACH '{path}' AS locked (ENCRYPTION_KEY 'key')")
            connection.execute("CREATE TABLE locked.t AS SELECT 1 AS a")
        except duckdb.Error:
            pytest.skip("this DuckDB does not encrypt")
    with pytest.raises(DatabaseEncrypted):
        read(path)


def of_version(content, version):
    """A database whose header tells another version, with the checksum that goes with it."""

    def mixed(words):
        total = words[0]
        for word in words[1:]:
            total ^= word * 0xBF58476D1CE4E5B9 % 2**64
        return total

    changed = bytearray(content)
    struct.pack_into("<Q", changed, 12, version)
    before, after = struct.unpack_from("<3Q", content), struct.unpack_from("<3Q", changed)
    struct.pack_into("<Q", changed, 0, mixed(before) ^ mixed((0, *after[1:])))
    return bytes(changed)
