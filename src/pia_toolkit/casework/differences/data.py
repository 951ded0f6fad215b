"""Tables and columns: new, gone, or read as something else."""

from collections.abc import Iterator

from pia_toolkit.casework.differences.leaves import Said, differing_aspects
from pia_toolkit.domain.difference import Area, Change, Direction, Gravity, How
from pia_toolkit.domain.inventory import ColumnVerdict, Inventory, Role, TableVerdict

_NAMING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE, Role.FREE_TEXT)
"""Roles that say who somebody is, or what nobody need know about them."""
_MINOR = {"rows", "source", "decided", "not-checked"}


def data(before: Inventory, after: Inventory) -> Iterator[Change]:
    """Compare what two scans found, as people decided about it."""
    old, new = ({table.name: table for table in inventory.tables} for inventory in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _table(name, old.get(name), new.get(name))


def _table(name: str, before: TableVerdict | None, after: TableVerdict | None) -> Iterator[Change]:
    there = [side for side in (before, after) if side]
    personal = any(table.contains_personal_data for table in there)
    for change in _differing((name,), _said_of_table(before), _said_of_table(after)):
        gravity = Gravity.NOTABLE
        if change.how is not How.CHANGED or change.aspect == "personal":
            gravity = Gravity.MAJOR if personal else Gravity.NOTABLE
        elif change.aspect in _MINOR:
            gravity = Gravity.MINOR
        yield change.model_copy(update={"gravity": gravity, "direction": _towards(change, personal=personal)})
    columns = {column.name: None for side in there for column in side.columns}
    for column in columns:
        pair = (side.column(column) if side else None for side in (before, after))
        yield from _column((name, column), *pair)


def _column(place: tuple[str, str], before: ColumnVerdict | None, after: ColumnVerdict | None) -> Iterator[Change]:
    verdicts = [side for side in (before, after) if side]
    personal = any(column.contains_personal_data for column in verdicts)
    naming = any(column.contains_personal_data and column.role in _NAMING for column in verdicts)
    for change in _differing(place, _said_of_column(before), _said_of_column(after)):
        minor = change.aspect in _MINOR or not personal
        major = naming and change.aspect != "category"
        gravity = Gravity.MINOR if minor else Gravity.MAJOR if major else Gravity.NOTABLE
        yield change.model_copy(update={"gravity": gravity, "direction": _towards(change, personal=personal)})


def _towards(change: Change, *, personal: bool) -> Direction:
    """Say who is better off: more personal data is worse, less is better, another kind of them says nothing."""
    if change.aspect == "personal":
        return Direction.WORSE if change.after else Direction.BETTER
    if change.how is How.CHANGED or not personal:
        return Direction.NEITHER
    return Direction.WORSE if change.how is How.NEW else Direction.BETTER


def _said_of_table(table: TableVerdict | None) -> Said:
    if table is None:
        return {}
    return {
        "kind": table.kind,
        "personal": table.contains_personal_data,
        "unit": table.unit.kind.value,
        "unit-column": table.unit.column,
        "rows": table.rows,
        "source": table.source.sha256,
        "not-checked": len(table.not_checked),
    }


def _said_of_column(column: ColumnVerdict | None) -> Said:
    if column is None:
        return {}
    return {
        "role": column.role.value,
        "category": column.category,
        "personal": column.contains_personal_data,
        "decided": column.decision.ruling.value if column.decision else None,
    }


def _differing(subject: tuple[str, ...], before: Said, after: Said) -> Iterator[Change]:
    """Return what differs; of something that is on one side only, what it is, not how many rows it has."""
    for change in differing_aspects(Area.DATA, subject, before, after):
        if change.how is How.CHANGED or change.aspect not in _MINOR:
            yield change
