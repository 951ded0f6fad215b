"""Columns that a person names on the command line, found in the inventory."""

from collections.abc import Sequence

from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.errors import PiaError, raise_all, unknown_column


def by_table(chosen: Sequence[str], inventory: Inventory) -> dict[str, tuple[str, ...]]:
    """Assign chosen columns to their tables: COLUMN or TABLE:COLUMN, several in one text with commas between them.

    Raises `UnknownColumn` for each that is in no table, all of them at once.
    """
    found: dict[str, tuple[str, ...]] = {}
    problems: list[PiaError] = []
    for entry in (name for text in chosen for name in _names(text, inventory)):
        matches = _matches(entry, inventory)
        for table, column in matches:
            found[table] = tuple(dict.fromkeys((*found.get(table, ()), column)))
        if not matches:
            names = [column.name for table in inventory.tables for column in table.columns]
            tables = ", ".join(table.name for table in inventory.tables)
            problems.append(unknown_column(entry, tables, names))
    raise_all(problems)
    return found


def _names(text: str, inventory: Inventory) -> list[str]:
    """Return the names in a text; a column whose name has a comma in it is one name."""
    if _matches(text, inventory):
        return [text]
    return [name.strip() for name in text.split(",") if name.strip()]


def _matches(entry: str, inventory: Inventory) -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in inventory.tables
        for column in table.columns
        if entry in (column.name, f"{table.name}:{column.name}")
    ]
