"""A database as a source of a case: the password is asked for or taken from the environment, and kept nowhere."""

import json

import pytest
from database_servers import SECRET, postgresql
from reader_checks import cells

from pia_toolkit.errors import DatabasePasswordNeeded
from pia_toolkit.readers.databases.address_reader import with_password
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read, read_source


@pytest.fixture(scope="module")
def address():
    """A database with one table that has rows."""
    import adbc_driver_postgresql.dbapi

    with postgresql() as server:
        place = f"postgresql://admin@127.0.0.1:{server.port}/postgres"
        with (
            adbc_driver_postgresql.dbapi.connect(with_password(place, SECRET)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("CREATE TABLE visits AS SELECT n AS id, 20 + n % 50 AS age FROM generate_series(1, 90) AS n")
            connection.commit()
        yield place


def test_the_password_is_asked_for_where_somebody_can_be_asked(address, monkeypatch):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    asked = []

    def answer(shown):
        asked.append(shown)
        return SECRET

    (table,) = read(address, ReadOptions(ask_password=answer))
    assert len(cells(table)) == 90
    assert asked == [address.replace("admin@", "")]
    for nobody in (None, lambda _shown: None):
        with pytest.raises(DatabasePasswordNeeded):
            read_source(address, ReadOptions(ask_password=nobody))


def test_a_database_is_scanned_kept_measured_and_reported(pia_here, tmp_path, address, monkeypatch):
    monkeypatch.setenv("PGUSER", "admin")
    monkeypatch.setenv("PGPASSWORD", SECRET)
    spoken = ""
    for command in (
        ("new", "case"),
        ("scan", address),
        ("scan", address, "--case", "case"),
        ("measure", "case"),
        ("assess", "case"),
        ("report", "case", "--format", "html,json,md,xlsx"),
    ):
        done = pia_here(*command)
        assert done.returncode == 0, (command, done.stderr)
        spoken += done.stdout + done.stderr
    files = [path for path in (tmp_path / "case").rglob("*") if path.is_file()]
    kept = "".join(path.read_bytes().decode(errors="replace") for path in files)
    assert SECRET not in spoken + kept
    assert "admin@" not in spoken + kept
    (dataset,) = json.loads((tmp_path / "case" / "datasets.json").read_text())["files"]
    assert (dataset["path"], dataset["sha256"]) == (address.replace("admin@", ""), "")
    assert "a database, not a file" in (tmp_path / "case" / "reports" / "assessment.md").read_text()
