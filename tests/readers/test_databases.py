"""PostgreSQL, a real one: everything one may read is read, nothing can be written, no secret is told."""

import contextlib
from urllib.parse import quote

import pytest
from database_servers import CANARY, OTHER, SECRET, free_port, postgresql, refused, run
from database_servers import postgresql_address as address
from reader_checks import cells, codes

from pia_toolkit.errors import (
    DatabaseEmpty,
    DatabasePasswordNeeded,
    DatabaseRefused,
    DatabaseTimeout,
    DatabaseUnreachable,
    LimitExceeded,
    TableNotReadable,
    UnknownTable,
)
from pia_toolkit.readers.databases.address import parse_address
from pia_toolkit.readers.databases.address_reader import read_database, with_password
from pia_toolkit.readers.databases.postgresql_session import open_session
from pia_toolkit.readers.options import Limits, ReadOptions

ANY = ReadOptions()

SETUP = """
CREATE TABLE people (id text, name varchar(40), born date, paid numeric(12,4), score float8, tags text[], about jsonb,
    code char(5), uid uuid, at timestamptz, host inet, alive boolean, photo bytea, "order by" int, gone interval);
INSERT INTO people VALUES ('007', 'anna.canary@example.org', '1980-02-29', 12.5000, 0.1, '{a,"b c"}', '{"k": 1}', 'ab',
    '6f1c6a52-6f3c-4f6e-9a41-0c1f2d3e4f50', '2024-05-01 10:00:00+00', '10.0.0.1', true, '\\xff00', NULL, '1 day');
INSERT INTO people (id, name) VALUES ('008', '');
CREATE VIEW adults AS SELECT id, name FROM people;
CREATE MATERIALIZED VIEW stored AS SELECT id FROM people;
CREATE TABLE empty_one (a int);
CREATE TABLE nothing ();
CREATE TABLE "Öffentlich ""Plätze"" 场所" ("Größe m²" int, "a.b" int, "A" int, "a" int);
INSERT INTO "Öffentlich ""Plätze"" 场所" VALUES (1, 2, 3, 4);
CREATE TABLE parted (day date, n int) PARTITION BY RANGE (day);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO parted VALUES ('2024-03-01', 1);
CREATE TABLE base (a int);
CREATE TABLE derived (b int) INHERITS (base);
INSERT INTO derived VALUES (1, 2);
CREATE VIEW fails AS SELECT 1 AS a FROM pg_catalog.pg_authid;
CREATE TABLE other."T" (x int);
INSERT INTO other."T" VALUES (5);
CREATE TABLE secret_one (a int);
CREATE TABLE half (open_part text, closed_part text);
INSERT INTO half VALUES ('x', 'y');
CREATE TABLE ruled (a int, owner text);
INSERT INTO ruled VALUES (1, 'reader'), (2, 'admin');
ALTER TABLE ruled ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON ruled USING (owner = current_user);
CREATE DOMAIN picture AS bytea;
CREATE TABLE domains (p picture, q int4range);
INSERT INTO domains VALUES ('\\x00', '[1,5)');
"""


@pytest.fixture(scope="module")
def server():
    with postgresql() as running:
        run(running, "CREATE DATABASE stadt", "postgres")
        run(running, "CREATE SCHEMA other")
        run(running, SETUP)
        run(running, f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'")
        run(
            running,
            "GRANT USAGE ON SCHEMA other TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA public, other TO reader",
        )
        run(running, "REVOKE SELECT ON secret_one, half FROM reader; GRANT SELECT (open_part) ON half TO reader")
        run(running, "GRANT SELECT ON fails TO reader; REVOKE ALL ON pg_catalog.pg_authid FROM reader")
        run(running, "CREATE ROLE owner_of_view; GRANT USAGE ON SCHEMA public TO owner_of_view")
        run(running, "ALTER VIEW fails OWNER TO owner_of_view")
        yield running


def by_name(tables):
    return {table.name.removeprefix("stadt - "): table for table in tables}


def test_everything_one_may_read(server):
    tables = by_name(read_database(address(server), ANY))
    assert list(tables) == [
        "other.T", "public.adults", "public.base", "public.derived", "public.domains", "public.empty_one",
        "public.half", "public.parted", "public.people", "public.ruled", "public.stored",
        'public.Öffentlich "Plätze" 场所',
    ]  # fmt: skip
    first = codes(tables["other.T"])
    assert first["tables-not-permitted"] == {"tables": "public.secret_one", "count": 1}
    assert first["tables-not-read"] == {"tables": "public.fails", "count": 1}
    assert cells(tables["other.T"]) == [["5"]]
    source = tables["public.people"].source
    assert (source.name, source.format, source.bytes, source.sha256) == ("stadt", "postgresql", 0, "")


def test_cells_are_as_the_server_writes_them(server):
    people = by_name(read_database(address(server), ANY))["public.people"]
    full, bare = cells(people)
    assert full[:6] == ["007", CANARY, "1980-02-29", "12.5000", "0.1", '{a,"b c"}']
    assert full[6:9] == ['{"k": 1}', "ab", "6f1c6a52-6f3c-4f6e-9a41-0c1f2d3e4f50"]
    assert full[9].startswith("2024-05-01 ")
    assert full[10:] == ["10.0.0.1/32", "true", None, None, "1 day"]
    assert bare == ["008"] + [None] * 14
    assert codes(people)["bytes-column-not-read"] == {"column": "photo"}
    assert cells(people, ["name", "id"])[0] == [CANARY, "007"]
    assert CANARY not in repr(people) + str(people.notes)


def test_views_names_parts_and_rows_hidden(server):
    tables = by_name(read_database(address(server), ANY))
    assert codes(tables["public.adults"])["database-view"] == {"table": "public.adults"}
    assert "database-view" in codes(tables["public.stored"])
    odd = tables['public.Öffentlich "Plätze" 场所']
    assert odd.columns == ("Größe m²", "a.b", "A", "a")
    assert cells(odd) == [["1", "2", "3", "4"]]
    assert cells(tables["public.empty_one"]) == []
    assert cells(tables["public.parted"]) == [["2024-03-01", "1"]]
    assert (cells(tables["public.base"]), cells(tables["public.derived"])) == ([["1"]], [["1", "2"]])
    assert "rows-repeated" in codes(tables["public.derived"])
    assert tables["public.half"].columns == ("open_part",)
    assert codes(tables["public.half"])["columns-not-permitted"] == {"count": 1}
    assert cells(tables["public.ruled"]) == [["1", "reader"]]
    assert "row-security" in codes(tables["public.ruled"])
    assert cells(tables["public.domains"]) == [[None, "[1,5)"]]


def test_one_table_can_be_picked(server):
    for sheet in ("other.T", "T"):
        (table,) = read_database(address(server), ReadOptions(sheet=sheet))
        assert table.name == "stadt - other.T"
    for sheet in ("t", "public.secret_one", "cars"):
        refused(UnknownTable, address(server), ReadOptions(sheet=sheet))


def test_nothing_can_be_written(server):
    as_admin = parse_address(address(server, "admin"))
    for statement in ("CREATE TABLE w (a int)", "INSERT INTO base VALUES (9)", "SET TRANSACTION READ WRITE"):
        with open_session(as_admin, 10) as session:
            assert session.rows("SELECT 1::text") == [("1",)]
            with pytest.raises(TableNotReadable):
                session.run(statement)
    with open_session(as_admin, 10) as session:
        assert session.rows("SELECT current_setting('transaction_isolation'), current_setting('application_name')") == [
            ("repeatable read", "pia")
        ]


def test_a_query_that_takes_too_long(server):
    run(server, "CREATE VIEW slow AS SELECT pg_sleep(0.3)::text AS a FROM generate_series(1, 20)")
    try:
        problem = refused(
            DatabaseTimeout, address(server, "admin"), ReadOptions(sheet="slow", limits=Limits(statement_seconds=1))
        )
        assert problem.values["seconds"] == 1
    finally:
        run(server, "DROP VIEW slow")


def test_a_view_that_fails_halfway_tells_no_cell(server):
    run(server, "CREATE VIEW breaks AS SELECT name::int AS n FROM people")
    try:
        problem = refused(TableNotReadable, address(server, "admin"), ReadOptions(sheet="breaks"))
        assert problem.values["table"] == "public.breaks"
    finally:
        run(server, "DROP VIEW breaks")


def test_who_is_not_let_in(server, monkeypatch):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(server.folder / "none"))
    refused(DatabaseRefused, address(server, password=OTHER), ANY)
    refused(DatabaseRefused, address(server, database="nowhere"), ANY)
    refused(DatabaseRefused, address(server, parameters="?sslmode=require"), ANY)
    refused(DatabasePasswordNeeded, address(server, password=""), ANY)
    refused(DatabaseUnreachable, f"postgresql://reader:word%3F@127.0.0.1:{free_port()}/stadt", ANY)
    refused(DatabaseUnreachable, "postgresql://reader:word%3F@no-such-host.invalid/stadt", ANY)
    run(server, "CREATE DATABASE bare", "postgres")
    refused(DatabaseEmpty, address(server, database="bare"), ANY)


def test_the_password_may_come_from_elsewhere(server, monkeypatch, tmp_path):
    asked = with_password(address(server, password=""), SECRET)
    assert read_database(asked, ReadOptions(sheet="T"))
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert read_database(address(server, password=""), ReadOptions(sheet="T"))
    monkeypatch.setenv("PGUSER", "reader")
    assert read_database(f"postgres://127.0.0.1:{server.port}/stadt", ReadOptions(sheet="T"))
    monkeypatch.delenv("PGPASSWORD")
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"*:*:*:*:{SECRET.replace(':', chr(92) + ':')}\n", encoding="utf-8")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    by_socket = f"postgresql://{quote(str(server.folder), safe='')}:{server.port}/stadt"
    assert read_database(by_socket, ReadOptions(sheet="T"))


def test_a_large_table_passes_through_little_memory(server):
    run(server, "CREATE VIEW large AS SELECT i, md5(i::text) AS m FROM generate_series(1, 400000) AS i")
    try:
        (table,) = read_database(address(server, "admin"), ReadOptions(sheet="large"))
        sizes = [(batch.num_rows, batch.nbytes) for batch in table.batches()]
        assert sum(rows for rows, _ in sizes) == 400_000
        assert len(sizes) > 3
        assert max(size for _, size in sizes) < 8 * 2**20
        started = table.batches(["m"])
        assert next(started).num_rows
        started.close()
        assert cells(read_database(address(server), ReadOptions(sheet="T"))[0]) == [["5"]]
    finally:
        run(server, "DROP VIEW large")


def test_a_connection_that_breaks_off(server):
    run(
        server,
        "CREATE VIEW endless AS SELECT md5(i::text) AS m FROM generate_series(1, 9999) AS i, generate_series(1, 9999)",
    )
    try:
        (table,) = read_database(address(server, "admin"), ReadOptions(sheet="endless"))
        started = table.batches()
        assert next(started).num_rows
        run(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pia'")
        with pytest.raises(DatabaseUnreachable) as caught:
            list(started)
        assert caught.value.__context__ is None
    finally:
        run(server, "DROP VIEW endless")


def test_a_table_of_1600_columns(server):
    columns = ", ".join(f"c{number} int" for number in range(1600))
    run(server, f"CREATE TABLE wide ({columns})")
    run(server, "INSERT INTO wide (c0, c1599) VALUES (1, 2)")
    try:
        (wide,) = read_database(address(server, "admin"), ReadOptions(sheet="wide"))
        (row,) = cells(wide)
        assert (len(row), row[0], row[1599]) == (1600, "1", "2")
        refused(LimitExceeded, address(server, "admin"), ReadOptions(sheet="wide", limits=Limits(columns=1599)))
    finally:
        run(server, "DROP TABLE wide")


def test_a_table_that_is_dropped_meanwhile(server):
    run(server, "CREATE TABLE gone AS SELECT i FROM generate_series(1, 5) AS i")
    (table,) = read_database(address(server, "admin"), ReadOptions(sheet="gone"))
    assert len(cells(table)) == 5
    run(server, "DROP TABLE gone")
    with pytest.raises(TableNotReadable):
        cells(table)


def test_estimates_for_progress(server):
    run(server, "ANALYZE people")
    tables = by_name(read_database(address(server), ANY))
    assert tables["public.people"].rows == 2
    assert tables["public.adults"].rows is None


def test_a_database_of_any_bytes(server):
    run(server, "CREATE DATABASE old TEMPLATE template0 ENCODING 'SQL_ASCII'", "postgres")
    run(server, "CREATE TABLE t (a text)", "old")
    run(server, r"INSERT INTO t VALUES ('ok'), (E'caf\xe9 \xff'), (NULL)", "old")
    (table,) = read_database(address(server, "admin", database="old"), ANY)
    assert cells(table) == [["ok"], ["caf\ufffd \ufffd"], [None]]
    assert codes(table)["undecodable"] == {"count": 2, "row": 2}


def test_places_in_any_coordinate_system(server):
    with contextlib.suppress(Exception):
        run(server, "CREATE EXTENSION postgis")
    try:
        run(server, "CREATE TABLE places (g geometry, w geography)")
    except Exception:  # noqa: BLE001  # the type is not known
        pytest.skip("PostGIS is not installed")
    run(
        server,
        "INSERT INTO places VALUES (ST_GeomFromText('POINT(404000 5757000)', 25832), 'POINT(7.1 51.2)'),"
        " (ST_GeomFromText('LINESTRING(7 51, 8 52, 9 53)', 4326), NULL), (ST_GeomFromText('POINT(1 2)'), NULL),"
        " (ST_GeomFromText('POLYGON EMPTY', 4326), NULL)",
    )
    tables = by_name(read_database(address(server, "admin"), ANY))
    assert not {"public.spatial_ref_sys", "public.geometry_columns"} & set(tables)
    place = tables["public.places"]
    assert place.columns[:4] == ("g.type", "g.longitude", "g.latitude", "g.points")
    rows = cells(place)
    assert rows[0][0] == "Point"
    assert (float(rows[0][1]), float(rows[0][2])) == pytest.approx((7.6017, 51.9549), abs=0.01)
    assert rows[0][5:7] == ["7.1000000", "51.2000000"]
    assert rows[1][:4] == ["LineString", "7.0000000", "51.0000000", "3"]
    assert rows[2][:4] == ["Point", None, None, "1"]
    assert rows[3][1:4] == [None, None, "0"]
    assert codes(place)["geometry-by-database"]
    run(server, "DROP TABLE places")
