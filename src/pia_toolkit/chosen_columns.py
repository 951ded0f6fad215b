"""Columns that a person names on the command line, found in the inventory."""

from collections.abc import Sequence

from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.errors import PiaError, UnknownColumn, raise_all


def by_table(chosen: Sequence[str], inventory: Inventory) -> dict[str, tuple[str, ...]]:
    """Assign chosen columns to their tables. Raises `UnknownColumn` for each that is in none."""
    found: dict[str, tuple[str, ...]] = {}
    problems: list[PiaError] = []
    for entry in chosen:
        matches = [
            (table.name, column.name)
            for table in inventory.tables
            for column in table.columns
            if entry in (column.name, f"{table.name}:{column.name}")
        ]
        for table, column in matches:
            found[table] = (*found.get(table, ()), column)
        if not matches:
            names = ", ".join(column.name for table in inventory.tables for column in table.columns)
            tables = ", ".join(table.name for table in inventory.tables)
            problems.append(UnknownColumn(column=entry, table=tables, known=names))
    raise_all(problems)
    return found
