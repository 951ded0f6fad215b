"""A session with a PostgreSQL server: it cannot write, waits only so long, and repeats nothing the server says."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr

from pia_toolkit.errors import (
    CannotRead,
    DatabasePasswordNeeded,
    DatabaseRefused,
    DatabaseTimeout,
    DatabaseUnreachable,
    TableNotReadable,
)
from pia_toolkit.readers.databases.address import Address
from pia_toolkit.readers.databases.query_table import Batches, Relation
from pia_toolkit.readers.options import MIB

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

T = TypeVar("T")

_BATCH_BYTES = 4 * MIB
_SETTINGS = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL lock_timeout = '10s'",
    "SET LOCAL statement_timeout = '{seconds}s'",
    "SET LOCAL extra_float_digits = 3",
    "SET LOCAL datestyle = 'ISO, YMD'",
)
_ALWAYS = {"client_encoding": "UTF8", "application_name": "pia"}
_UNLESS_SAID = {"connect_timeout": "10"}

_NO_PASSWORD = "no password supplied"  # noqa: S105  # what the driver says, in English everywhere
_NO_WAY_THERE = (
    "could not translate host name",
    "onnection refused",
    "onnection reset",
    "timeout expired",
    "timed out",
    "No such file or directory",
    "No route to host",
    "unreachable",
    "server closed the connection unexpectedly",
)
"""How the driver itself says, in English everywhere, that there is no way to the server."""
_TIMEOUTS = ("57014", "55P03", "25P04")
_LOST = ("08", "57P")


@dataclass(frozen=True)
class Session:
    """An open transaction that only reads. `table`: what to name in an error when a query fails."""

    cursor: "Cursor" = field(repr=False)
    shown: str
    seconds: int

    def run(self, statement: str) -> None:
        """Run a statement that returns nothing. Raises what `rows` raises."""
        self._asked(lambda: self.cursor.execute(statement))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows of a short query. Raises `TableNotReadable`, `DatabaseTimeout`, `DatabaseUnreachable`."""

        def ask() -> list[tuple[Any, ...]]:
            self.cursor.execute(query)
            return list(self.cursor.fetchall())

        return self._asked(ask)

    def answers(self, relation: Relation) -> bool:
        """Tell whether the server can begin to read a relation."""
        self.run("SAVEPOINT pia")
        try:
            self.rows(f"{relation.query(range(len(relation.parts)))} LIMIT 0")
        except (TableNotReadable, DatabaseTimeout):
            return False
        finally:
            self.run("ROLLBACK TO SAVEPOINT pia")
        return True

    def batches(self, query: str, table: str, *, any_bytes: bool) -> Batches:
        """Yield the answer to a long query in small batches, as bytes if the server does not know its encoding.

        Raises what `rows` raises.
        """
        import pyarrow as pa

        if any_bytes:
            self.run("SET LOCAL client_encoding = 'SQL_ASCII'")

        began = monotonic()

        def start() -> "pa.RecordBatchReader":
            statement = self.cursor.adbc_statement
            statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH_BYTES)})
            self.cursor.execute(query)
            return self.cursor.fetch_record_batch()

        def following() -> "pa.RecordBatch | None":
            try:
                return next(reader, None)
            except OSError:
                reader.close()
            raise self._broken_off(table, monotonic() - began)

        with closing(self._asked(start, table)) as reader:
            while (batch := following()) is not None:
                if any_bytes:
                    bare = [column.view(pa.binary()) for column in batch.columns]
                    yield pa.RecordBatch.from_arrays(bare, names=batch.schema.names)
                else:
                    yield batch

    def _broken_off(self, table: str, passed: float) -> CannotRead:
        """Say why an answer broke off, for errors within an answer have no code: by the time, and by trying again."""
        if passed >= self.seconds:
            return DatabaseTimeout(path=self.shown, seconds=self.seconds)
        try:
            self.run("ROLLBACK")
        except CannotRead:
            return DatabaseUnreachable(path=self.shown)
        return TableNotReadable(path=self.shown, table=table)

    def _asked(self, ask: Callable[[], T], table: str = "pg_catalog") -> T:
        return _asked(ask, lambda error: _problem(error, self.shown, self.seconds, table))


@contextmanager
def open_session(address: Address, seconds: int) -> Iterator[Session]:
    """Connect and begin a transaction that only reads, at most `seconds` for each query.

    Raises `DatabasePasswordNeeded`, `DatabaseUnreachable`, `DatabaseRefused`.
    """
    from adbc_driver_postgresql import dbapi

    whole = _with_settings(address)
    connection = _asked(
        lambda: dbapi.connect(whole.get_secret_value(), autocommit=True),
        lambda error: _refusal(error, address.shown),
    )
    with closing(connection), closing(connection.cursor()) as cursor:
        session = Session(cursor, address.shown, seconds)
        for statement in _SETTINGS:
            session.run(statement.format(seconds=seconds))
        yield session


def _with_settings(address: Address) -> SecretStr:
    parameters = tuple((_UNLESS_SAID | dict(address.parameters) | _ALWAYS).items())
    known = {name: getattr(address, name) for name in ("host", "database", "user", "password")}
    return Address(scheme="postgresql", parameters=parameters, **known).complete


def _asked(ask: Callable[[], T], understood: Callable[[Exception], CannotRead]) -> T:
    """Ask the driver. What it complains of may quote data or a password: neither it nor its chain goes further."""
    import pyarrow as pa
    from adbc_driver_manager import Error

    try:
        return ask()
    except (Error, pa.ArrowException, OSError) as error:
        problem = understood(error)
    raise problem


def _refusal(error: Exception, shown: str) -> CannotRead:
    """Say why there is no connection."""
    said = str(error)
    if _NO_PASSWORD in said:
        return DatabasePasswordNeeded(path=shown)
    lost = any(phrase in said for phrase in _NO_WAY_THERE)
    return DatabaseUnreachable(path=shown) if lost else DatabaseRefused(path=shown)


def _problem(error: Exception, shown: str, seconds: int, table: str) -> CannotRead:
    """Say why a query failed, by the standard code of the error."""
    state = getattr(error, "sqlstate", None) or ""
    if state in _TIMEOUTS:
        return DatabaseTimeout(path=shown, seconds=seconds)
    if state.startswith(_LOST) or any(phrase in str(error) for phrase in _NO_WAY_THERE):
        return DatabaseUnreachable(path=shown)
    return TableNotReadable(path=shown, table=table)
