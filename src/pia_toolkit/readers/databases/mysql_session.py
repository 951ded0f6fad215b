"""A session with a MySQL or MariaDB server: it cannot write, waits only so long, and repeats nothing it is told."""

import getpass
import os
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pia_toolkit.errors import (
    AddressNotUnderstood,
    CannotRead,
    DatabasePasswordNeeded,
    DatabaseRefused,
    DatabaseTimeout,
    DatabaseUnreachable,
    FileMissing,
    TableNotReadable,
)
from pia_toolkit.readers.databases.address import Address

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import SSCursor

T = TypeVar("T")

_SETTINGS = (
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    "SET SESSION lock_wait_timeout = 10",
    "SET SESSION net_write_timeout = 600",
)
_SNAPSHOT = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
_CONNECT_SECONDS, _GRACE_SECONDS = 10, 60
_ROWS = 256
_PARAMETERS = ("ssl-mode", "ssl-ca", "socket")
_MODES = ("disabled", "preferred", "required", "verify-ca", "verify-identity")
_KNOWN = f"mysql://user@host:3306/database?ssl-mode={'|'.join(_MODES)}&ssl-ca=FILE&socket=FILE"

_NO_LOGIN, _NOT_ENCRYPTED = 1045, 2026
_TIMEOUTS = frozenset({1205, 1317, 1969, 3024})
"""Error numbers: a lock or a query took too long."""
_LOST = frozenset({1040, 1053, 1152, 1158, 1159, 1160, 1161, 1927, 2002, 2003, 2005, 2006, 2013, 2055})
"""Error numbers: there is no way to the server, or no longer."""


@dataclass(frozen=True)
class Session:
    """An open transaction that only reads; cells arrive as bytes. `is_mariadb`: else it is MySQL."""

    cursor: "SSCursor" = field(repr=False)
    shown: str
    seconds: int
    is_mariadb: bool

    def rows(self, query: str, table: str = "information_schema") -> Iterator[Sequence[bytes | None]]:
        """Yield the rows of a query as they arrive.

        Raises `TableNotReadable`, `DatabaseTimeout`, `DatabaseUnreachable`.
        """
        self._asked(lambda: self.cursor.execute(query), table)
        while rows := self._asked(lambda: self.cursor.fetchmany(_ROWS), table):
            yield from rows

    def _asked(self, ask: Callable[[], T], table: str) -> T:
        return _asked(ask, lambda number: _problem(number, self, table))


@contextmanager
def open_session(address: Address, seconds: int) -> Iterator[Session]:
    """Connect and begin a transaction that only reads, at most `seconds` for each query.

    Raises `AddressNotUnderstood`, `DatabasePasswordNeeded`, `DatabaseUnreachable`, `DatabaseRefused`.
    """
    import pymysql
    from pymysql.converters import encoders
    from pymysql.cursors import SSCursor

    said = _login(address)

    def connect() -> "Connection[SSCursor]":
        return pymysql.connect(
            **said,
            charset="utf8mb4",
            use_unicode=False,
            conv=encoders,
            cursorclass=SSCursor,
            program_name="pia",
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=seconds + _GRACE_SECONDS,
        )

    connection = _asked(connect, lambda number: _refusal(number, address.shown, given=bool(said["password"])))
    with closing(connection), closing(connection.cursor()) as cursor:
        try:
            yield _prepared(cursor, address.shown, seconds)
        finally:
            if cursor._result is not None:  # noqa: SLF001  # the driver would read all rows that are left, only to close
                cursor._result.unbuffered_active = False  # noqa: SLF001  # as above


def _prepared(cursor: "SSCursor", shown: str, seconds: int) -> Session:
    """Return a session in which nothing can be written."""
    session = Session(cursor, shown, seconds, is_mariadb=False)
    ((version,),) = session.rows("SELECT VERSION()")
    is_mariadb = b"mariadb" in (version or b"").lower()
    limit = f"max_statement_time = {seconds}" if is_mariadb else f"max_execution_time = {1000 * seconds}"
    for statement in (*_SETTINGS, f"SET SESSION {limit}", _SNAPSHOT):
        list(session.rows(statement))
    return Session(cursor, shown, seconds, is_mariadb)


def _login(address: Address) -> dict[str, Any]:
    """Return who connects where, from the address and, where it is silent, from the environment."""
    said = {key.replace("_", "-").lower(): value for key, value in address.parameters}
    host, _, port = address.host.rpartition(":") if not address.host.endswith("]") else (address.host, "", "")
    host, port = (host, port) if host else (address.host, "")
    if not set(said) <= set(_PARAMETERS) or not (port or "3306").isdigit() or not address.database:
        raise AddressNotUnderstood(path=address.shown, known=_KNOWN)
    password = address.password.get_secret_value() if address.password else os.environ.get("MYSQL_PWD", "")
    return {
        "host": host.strip("[]") or "localhost",
        "port": int(port or 3306),
        "user": address.user or getpass.getuser(),
        "password": password.encode(),
        "database": address.database,
        "unix_socket": said.get("socket"),
        **_encryption(said, address),
    }


def _encryption(said: dict[str, str], address: Address) -> dict[str, Any]:
    """Return how the way to the server is encrypted; when nothing is said, where the server can."""
    authority = said.get("ssl-ca")
    mode = said.get("ssl-mode", "verify-ca" if authority else "preferred").replace("_", "-").lower()
    if mode not in _MODES:
        raise AddressNotUnderstood(path=address.shown, known=_KNOWN)
    if mode in {"disabled", "preferred"}:
        return {"ssl_disabled": mode == "disabled"}
    context = _asked(lambda: ssl.create_default_context(cafile=authority), lambda _: FileMissing(path=str(authority)))
    context.check_hostname = mode == "verify-identity"
    if mode == "required":
        context.verify_mode = ssl.CERT_NONE
    return {"ssl": context}


def _asked(ask: Callable[[], T], understood: Callable[[int], CannotRead]) -> T:
    """Ask the driver. What it complains of may quote data: neither it nor its chain goes further."""
    import pymysql

    try:
        return ask()
    except (pymysql.Error, OSError, RuntimeError, UnicodeError) as error:
        number = _number(error)
    raise understood(number)


def _number(error: Exception) -> int:
    """Return the number of an error; that of encryption if it was only hidden in one of the network."""
    if isinstance(getattr(error, "original_exception", None), ssl.SSLError):
        return _NOT_ENCRYPTED
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def _refusal(number: int, shown: str, *, given: bool) -> CannotRead:
    """Say why there is no connection. `given`: whether there was a password to try."""
    if number == _NO_LOGIN and not given:
        return DatabasePasswordNeeded(path=shown)
    return DatabaseUnreachable(path=shown) if number in _LOST else DatabaseRefused(path=shown)


def _problem(number: int, session: Session, table: str) -> CannotRead:
    """Say why a query failed, by the number of the error."""
    if number in _TIMEOUTS:
        return DatabaseTimeout(path=session.shown, seconds=session.seconds)
    if number in _LOST:
        return DatabaseUnreachable(path=session.shown)
    return TableNotReadable(path=session.shown, table=table)
