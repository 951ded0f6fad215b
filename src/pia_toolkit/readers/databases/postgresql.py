"""PostgreSQL: each table is copied out by one query whose cells the server writes as text."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pia_toolkit.domain.dataset import Source
from pia_toolkit.errors import DatabaseEmpty
from pia_toolkit.readers.databases.address import Address
from pia_toolkit.readers.databases.postgresql_catalogue import COLUMNS, RELATIONS, Column, Entry
from pia_toolkit.readers.databases.postgresql_session import Session, open_session
from pia_toolkit.readers.databases.query_table import (
    Batches,
    DatabaseTable,
    Relation,
    Undecodable,
    chosen,
    left_out,
    table_of,
)
from pia_toolkit.readers.options import ReadOptions

_ABOUT = "SELECT current_database()::text, current_setting('server_encoding') = 'SQL_ASCII'"


def read_postgresql(address: Address, options: ReadOptions) -> tuple[DatabaseTable, ...]:
    """Read every table and view of a PostgreSQL database that the user may read, schemas of the system left out.

    Tables that may not be read, and views that fail, are told and left out. Raises what `read_database` raises.
    """
    seconds = options.limits.statement_seconds

    def open_query(relation: Relation, positions: Sequence[int], _: Undecodable) -> Batches:
        with open_session(address, seconds) as session:
            yield from session.batches(relation.query(positions), relation.name, any_bytes=any_bytes)

    with open_session(address, seconds) as session:
        ((title, any_bytes),) = session.rows(_ABOUT)
        entries, readable = _look(session)
        failing = [entry.name for entry, relation in readable if entry.may_fail and not session.answers(relation)]
    found = [relation for _, relation in readable if relation.name not in failing]
    if not found:
        raise DatabaseEmpty(path=address.shown)
    wanted = chosen(found, options, address.shown)
    told = (
        *left_out("tables-not-permitted", [entry.name for entry in entries if not entry.readable]),
        *left_out("tables-not-read", failing),
    )
    wanted = (replace(wanted[0], notes=(*wanted[0].notes, *told)), *wanted[1:])
    source = Source(name=title, format="postgresql", bytes=0, sha256="")
    return tuple(table_of(relation, title, source, options, open_query) for relation in wanted)


def _look(session: Session) -> tuple[list[Entry], list[tuple[Entry, Relation]]]:
    """Return what the catalogue lists, and how to read those that the user may read and that have columns."""
    session.run("SET LOCAL search_path = pg_catalog")
    entries = [Entry(*row) for row in session.rows(RELATIONS)]
    columns = [Column(*row) for row in session.rows(COLUMNS)]
    session.run("SET LOCAL search_path TO DEFAULT")
    of = {oid: tuple(group) for oid, group in groupby(columns, key=lambda column: column.relation)}
    pairs = [(entry, entry.relation(of.get(entry.oid, ()))) for entry in entries if entry.readable]
    return entries, [(entry, relation) for entry, relation in pairs if relation.parts]
