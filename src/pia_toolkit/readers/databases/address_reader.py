"""Databases on servers: every table and view that one may read, in a session that cannot write."""

from pia_toolkit.readers.databases.address import MYSQL, is_address, parse_address, shown_address, with_password
from pia_toolkit.readers.databases.query_table import DatabaseTable
from pia_toolkit.readers.options import ReadOptions

__all__ = ["is_address", "read_database", "shown_address", "with_password"]


def read_database(address: str, options: ReadOptions) -> tuple[DatabaseTable, ...]:
    """Read the tables and views of the database at an address, `postgresql://…` or `mysql://…`.

    User and password stand in the address or in the environment, as the database's own programs take them.
    Nothing is written, neither there nor here; each table is read as it is at one moment.

    Raises `AddressNotUnderstood`, `DatabasePasswordNeeded`, `DatabaseUnreachable`, `DatabaseRefused`,
    `DatabaseTimeout`, `DatabaseEmpty`, `TableNotReadable`, `UnknownTable` or `LimitExceeded`.
    """
    parsed = parse_address(address)
    if parsed.scheme in MYSQL:
        from pia_toolkit.readers.databases.mysql import read_mysql

        return read_mysql(parsed, options)
    from pia_toolkit.readers.databases.postgresql import read_postgresql

    return read_postgresql(parsed, options)
