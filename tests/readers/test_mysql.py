"""MySQL or MariaDB, a real one: everything one may read is read, nothing can be written, no secret is told."""

from contextlib import closing
from urllib.parse import quote

import pymysql
import pytest
from database_servers import CANARY, OTHER, SECRET, free_port, mysql, refused
from reader_checks import cells, codes

from pia_toolkit.errors import (
    AddressNotUnderstood,
    DatabaseEmpty,
    DatabasePasswordNeeded,
    DatabaseRefused,
    DatabaseTimeout,
    DatabaseUnreachable,
    TableNotReadable,
    UnknownTable,
)
from pia_toolkit.readers.databases.address import parse_address
from pia_toolkit.readers.databases.address_reader import read_database
from pia_toolkit.readers.databases.mysql_session import open_session
from pia_toolkit.readers.options import Limits, ReadOptions

ANY = ReadOptions()
SETUP = """
CREATE TABLE people (id varchar(8), name varchar(40) CHARACTER SET latin1, born date, paid decimal(12,4), score double,
    about json, alive bit(1), photo blob, `order by` int, at datetime(3), kind enum('a','b'));
INSERT INTO people VALUES ('007', 'anna.canary@example.org', '1980-02-29', 12.5, 0.1, '{"k": 1}', b'1', x'ff00', NULL,
    '2024-05-01 10:00:00.250', 'b');
INSERT INTO people (id, name) VALUES ('008', ''), ('009', 'Jürgen');
CREATE VIEW adults AS SELECT id, name FROM people;
CREATE VIEW fails AS SELECT born FROM people;
CREATE TABLE empty_one (a int);
CREATE TABLE `Öffentlich ``Plätze`` 场所 %s` (`Größe m²` int, `A` int, `a.b` int);
INSERT INTO `Öffentlich ``Plätze`` 场所 %s` VALUES (1, 2, 3);
CREATE TABLE secret_one (a int);
CREATE TABLE half (open_part varchar(9), closed_part varchar(9));
INSERT INTO half VALUES ('x', 'y');
CREATE TABLE places (p point, l linestring, m multipoint);
INSERT INTO places VALUES (ST_GeomFromText('POINT(7.5 51.25)'), ST_GeomFromText('LINESTRING(7 51, 8 52)'),
    ST_GeomFromText('MULTIPOINT(7 51, 8 52)')), (ST_GeomFromText('POINT(404000 5757000)'), NULL, NULL)
"""


@pytest.fixture(scope="module")
def server():
    with mysql() as running:
        run(running, "CREATE DATABASE stadt", None)
        run(running, SETUP)
        run(running, f"CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{SECRET}'")
        for name in ("people", "adults", "fails", "empty_one", "`Öffentlich ``Plätze`` 场所 %s`", "places"):
            run(running, f"GRANT SELECT ON stadt.{name} TO reader@'127.0.0.1'")
        run(running, "GRANT SELECT (open_part) ON stadt.half TO reader@'127.0.0.1'")
        run(running, "GRANT INSERT ON stadt.* TO reader@'127.0.0.1'")
        run(running, "ALTER TABLE people CHANGE born birth date")
        yield running


def address(running, user="reader", password=SECRET, database="stadt", parameters=""):
    login = f"{user}:{quote(password, safe='')}" if password else user
    return f"mysql://{login}@127.0.0.1:{running.port}/{database}{parameters}"


def run(running, statements, database="stadt"):
    login = {"host": "127.0.0.1", "port": running.port, "user": "root", "database": database, "charset": "utf8mb4"}
    with closing(pymysql.connect(autocommit=True, **login)) as connection, connection.cursor() as cursor:
        for statement in filter(str.strip, statements.split(";")):
            cursor.execute(statement)


def by_name(tables):
    return {table.name.removeprefix("stadt - "): table for table in tables}


def test_everything_one_may_read(server):
    tables = by_name(read_database(address(server), ANY))
    assert list(tables) == ["adults", "empty_one", "half", "people", "places", "Öffentlich `Plätze` 场所 %s"]
    first = codes(tables["adults"])
    assert first["database-view"] == {"table": "adults"}
    assert first["tables-not-permitted"] == {"tables": "secret_one", "count": 1}
    assert first["tables-not-read"] == {"tables": "fails", "count": 1}
    assert cells(tables["empty_one"]) == []
    assert (tables["half"].columns, cells(tables["half"])) == (("open_part",), [["x"]])
    odd = tables["Öffentlich `Plätze` 场所 %s"]
    assert (odd.columns, cells(odd)) == (("Größe m²", "A", "a.b"), [["1", "2", "3"]])
    source = tables["people"].source
    assert (source.name, source.format, source.bytes, source.sha256) == ("stadt", "mysql", 0, "")
    assert isinstance(tables["people"].rows, int)


def test_cells_are_as_the_server_writes_them(server):
    people = by_name(read_database(address(server).replace("mysql:", "mariadb:"), ANY))["people"]
    full, bare, third = cells(people)
    assert full[:5] == ["007", CANARY, "1980-02-29", "12.5000", "0.1"]
    assert full[5:] == ['{"k": 1}', "1", None, None, "2024-05-01 10:00:00.250", "b"]
    assert bare == ["008"] + [None] * 10
    assert third[1] == "Jürgen"
    assert codes(people)["bytes-column-not-read"] == {"column": "photo"}
    assert cells(people, ["name", "id"])[0] == [CANARY, "007"]


def test_places(server):
    places = by_name(read_database(address(server), ANY))["places"]
    assert places.columns[:3] == ("p.type", "p.longitude", "p.latitude")
    assert cells(places) == [
        ["POINT", "7.5", "51.25", "LINESTRING", "7", "51", "MULTIPOINT", None, None],
        ["POINT", None, None] + [None] * 6,
    ]
    assert codes(places)["geometry-in-degrees"]


def test_nothing_can_be_written(server):
    for statement in ("INSERT INTO empty_one VALUES (1)", "CREATE TABLE w (a int)", "DELETE FROM people"):
        with open_session(parse_address(address(server, "root", "")), 10) as session, pytest.raises(TableNotReadable):
            list(session.rows(statement))
    (table,) = read_database(address(server), ReadOptions(sheet="empty_one"))
    assert cells(table) == []


def test_a_query_that_takes_too_long(server):
    run(server, "CREATE VIEW slow AS SELECT COUNT(*) AS n FROM people a, people b WHERE SLEEP(0.4) = 0")
    try:
        refused(
            DatabaseTimeout, address(server, "root", ""), ReadOptions(sheet="slow", limits=Limits(statement_seconds=1))
        )
    finally:
        run(server, "DROP VIEW slow")


def test_who_is_not_let_in(server, monkeypatch):
    monkeypatch.delenv("MYSQL_PWD", raising=False)
    refused(DatabaseRefused, address(server, password=OTHER), ANY)
    refused(DatabaseRefused, address(server, database="nowhere"), ANY)
    refused(DatabaseRefused, address(server, parameters="?ssl-mode=required"), ANY)
    refused(DatabasePasswordNeeded, address(server, password=""), ANY)
    refused(DatabaseUnreachable, f"mysql://reader:word%3F@127.0.0.1:{free_port()}/stadt", ANY)
    refused(DatabaseUnreachable, "mysql://reader:word%3F@no-such-host.invalid/stadt", ANY)
    refused(AddressNotUnderstood, address(server, parameters="?ssl_mod=required"), ANY)
    refused(AddressNotUnderstood, address(server, parameters="?ssl-mode=maybe"), ANY)
    refused(AddressNotUnderstood, address(server, database=""), ANY)
    refused(UnknownTable, address(server), ReadOptions(sheet="cars"))
    run(server, "CREATE DATABASE bare", None)
    refused(DatabaseEmpty, address(server, "root", "", "bare"), ANY)
    monkeypatch.setenv("MYSQL_PWD", SECRET)
    assert read_database(address(server, password=""), ANY)


def test_by_socket(server):
    place = quote(str(server.folder / "s"), safe="")
    assert read_database(f"mysql://root@localhost/stadt?socket={place}", ANY)


def test_a_large_table_passes_in_small_batches(server):
    run(
        server,
        "CREATE TABLE large (i int PRIMARY KEY AUTO_INCREMENT, m varchar(64)); INSERT INTO large (m) VALUES ('a')",
    )
    run(server, 16 * "INSERT INTO large (m) SELECT MD5(i) FROM large;")
    (table,) = read_database(address(server, "root", ""), ReadOptions(sheet="large"))
    sizes = [batch.num_rows for batch in table.batches()]
    assert sum(sizes) == 65_536
    assert len(sizes) > 2
    started = table.batches(["m"])
    assert next(started).num_rows
    started.close()
    assert cells(read_database(address(server), ReadOptions(sheet="half"))[0]) == [["x"]]
    run(server, "DROP TABLE large")
    with pytest.raises(TableNotReadable):
        cells(table)
