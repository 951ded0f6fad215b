"""Which columns of a table are wanted."""

from collections.abc import Sequence

from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import UnknownColumn


def wanted_columns(table: Table, columns: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names asked for, or all names when none were. Raises `UnknownColumn`."""
    if columns is None:
        return table.columns
    known = set(table.columns)
    for column in columns:
        if column not in known:
            raise UnknownColumn(column=column, table=table.name, known=", ".join(table.columns))
    return tuple(columns)


def positions_of(table: Table, columns: Sequence[str]) -> list[int]:
    """Return where the columns stand in the table."""
    places = {name: position for position, name in enumerate(table.columns)}
    return [places[column] for column in columns]
