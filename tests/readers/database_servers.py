"""Real database servers for the tests, where their programs are installed: started empty, thrown away at the end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from reader_checks import cells

from pia_toolkit.readers.databases.address_reader import read_database

SECRET = "s3cret/p@ss:wörd?#1"  # noqa: S105  # of servers that live for seconds
OTHER = "word?"
CANARY = "anna.canary@example.org"
_HIDDEN = (SECRET, quote(SECRET, safe=""), CANARY, OTHER, quote(OTHER), "p@ss")
_PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/sbin"), Path("/usr/bin"))


@dataclass(frozen=True)
class Server:
    """Where a server listens, on the loopback only."""

    port: int
    folder: Path


def program(*names: str) -> str | None:
    """Return where one of these programs is, on the path or where distributions put it."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, _PLACES)])
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


@contextmanager
def postgresql() -> Iterator[Server]:
    """Start PostgreSQL, whose administrator is `admin` with the password `SECRET`."""
    initdb, control = program("initdb"), program("pg_ctl")
    if not initdb or not control:
        pytest.skip("PostgreSQL is not installed: no initdb or pg_ctl")
    with _place("postgres", "nobody") as (folder, user):
        password, data, port = folder / "password", folder / "data", free_port()
        password.write_text(SECRET, encoding="utf-8")
        flags = ["-U", "admin", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", f"--pwfile={password}"]
        _run([initdb, "-D", str(data), *flags], user)
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB"
        _run([control, "-D", str(data), "-o", settings, "-l", str(folder / "log"), "-w", "start"], user)
        try:
            yield Server(port, folder)
        finally:
            _run([control, "-D", str(data), "-m", "immediate", "stop"], user)


@contextmanager
def mysql() -> Iterator[Server]:
    """Start MariaDB or MySQL, whose administrator is `root` without a password."""
    daemon, install = program("mariadbd", "mysqld"), program("mariadb-install-db")
    if not daemon:
        pytest.skip("neither MariaDB nor MySQL is installed: no mariadbd, no mysqld")
    with _place("mysql", "nobody") as (folder, user):
        data, port = folder / "data", free_port()
        if install:
            flags = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]
            _run([install, "--no-defaults", f"--datadir={data}", *flags], user)
        else:
            _run([daemon, "--no-defaults", f"--datadir={data}", "--initialize-insecure"], user)
        command = [daemon, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1"]
        command += [f"--socket={folder / 's'}", f"--pid-file={folder / 'pid'}"]
        running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)
        try:
            _wait_for(port)
            yield Server(port, folder)
        finally:
            running.terminate()
            running.wait(30)


def postgresql_address(
    server: Server, user: str = "reader", password: str = SECRET, database: str = "stadt", parameters: str = ""
) -> str:
    """Return the address of a database; without a password in it when that is empty."""
    login = f"{user}:{quote(password, safe='')}" if password else user
    return f"postgresql://{login}@127.0.0.1:{server.port}/{database}{parameters}"


def run(server: Server, statements: str, database: str = "stadt") -> None:
    """Run statements on PostgreSQL, as its administrator; what they answer is taken and forgotten."""
    import adbc_driver_postgresql.dbapi

    uri = postgresql_address(server, "admin", SECRET, database)
    connection = adbc_driver_postgresql.dbapi.connect(uri, autocommit=True)
    with closing(connection), closing(connection.cursor()) as cursor:
        for statement in filter(str.strip, statements.split(";")):
            cursor.execute(statement)
            cursor.fetchall()


def refused(kind, *args):
    """Read and be refused: whatever goes wrong, nothing that is secret shows, however deep one digs."""
    with pytest.raises(kind) as caught:
        for table in read_database(*args):
            cells(table)
    problem = caught.value
    assert problem.__context__ is None
    assert problem.__cause__ is None
    told = "".join(traceback.format_exception_only(problem)) + repr(problem) + str(problem) + str(problem.values)
    assert not any(word in told for word in _HIDDEN)
    return problem


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _place(*users: str) -> Iterator[tuple[Path, dict[str, object]]]:
    """Make a folder, and say as whom to run: database servers do not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="pia-"))
    user: dict[str, object] = {}
    if os.getuid() == 0:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = next((known[name] for name in users if name in known), None)
        if entry is None:
            pytest.skip(f"no unprivileged user to run a database server as: {', '.join(users)}")
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    try:
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], user: dict[str, object]) -> None:
    done = subprocess.run(
        command,
        check=False,
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        **user,
    )
    assert done.returncode == 0, command[0]


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError
