"""People's decisions applied to what a scan found: columns as they say, and what follows for each table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.detection.table_kind import kind_of
from pia_toolkit.detection.verdicts import CATEGORY_OF_KIND
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import (
    ABOUT_THE_FILE,
    ColumnVerdict,
    Inventory,
    Role,
    Ruling,
    TableVerdict,
    Unit,
    UnitKind,
)
from pia_toolkit.domain.review import Decision, Decisions

_PLACES_AND_TIMES = (Role.LOCATION, Role.TIME)
_TELLING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_UNIT_ORDER = (UnitKind.PERSON, UnitKind.HOUSEHOLD, UnitKind.VEHICLE, UnitKind.DEVICE)
_MOSTLY_FILLED = 0.5


@dataclass(frozen=True)
class DataKind:
    """A kind of data a column can be said to be: what recognizers know of one category."""

    category: str
    role: Role
    personal: bool
    signals: tuple[FactCode, ...] = ()
    unit: UnitKind | None = None


Kinds = Mapping[str, DataKind]


def kinds_of(recognizers: Iterable[Recognizer]) -> dict[str, DataKind]:
    """Return every kind of data by its category; of several recognizers of one category the one with a unit speaks."""
    kinds = {category: DataKind(category, role, personal=False) for category, role in CATEGORY_OF_KIND.values()}
    for entry in sorted(recognizers, key=lambda entry: (entry.unit is not None, entry.id)):
        kinds[entry.category] = DataKind(entry.category, entry.role, entry.personal, entry.signals, entry.unit)
    return dict(sorted(kinds.items()))


def apply_decisions(scanned: Inventory, decisions: Decisions, kinds: Kinds) -> Inventory:
    """Return an inventory as people decided; decisions applied to it before are replaced by these.

    A decision about a column that is not there any more is told in the notes of its table, or of the first one.
    """
    tables = [_decided_table(table.scanned or table, decisions, kinds) for table in scanned.tables]
    for lost in decisions.without_column(scanned):
        note = ReadingNote(code="decision-without-column", values={"table": lost.table, "column": lost.column})
        place = next((place for place, table in enumerate(tables) if table.name == lost.table), 0)
        if tables:
            told = tables[place]
            tables[place] = told.model_copy(update={"notes": (*told.notes, note), "scanned": told.scanned or told})
    return Inventory(tables=tuple(tables))


def _decided_table(table: TableVerdict, decisions: Decisions, kinds: Kinds) -> TableVerdict:
    taken = {column.name: decisions.of(table.name, column.name) for column in table.columns}
    if not any(taken.values()):
        return table
    columns = [_decided(column, taken[column.name], kinds) for column in table.columns]
    unit = _unit_of(table, columns, kinds)
    kind = table.kind
    changed = any(_what(old) != _what(new) for old, new in zip(table.columns, columns, strict=True))
    if changed and kind != ABOUT_THE_FILE:
        kind = kind_of(columns, unit)
    about_people = kind != "aggregate" and _tells_of_people(columns)
    before = table.kind != "aggregate" and _tells_of_people(table.columns)
    decided = tuple(
        _beside(column, taken[column.name], kinds, about_people=about_people)
        if taken[column.name] or about_people != before
        else column
        for column in columns
    )
    return table.model_copy(
        update={
            "columns": decided,
            "unit": unit,
            "kind": kind,
            "contains_personal_data": any(column.contains_personal_data for column in decided),
            "scanned": table,
        }
    )


def _what(column: ColumnVerdict) -> tuple[Role, str, bool]:
    return column.role, column.category, column.contains_personal_data


def _decided(column: ColumnVerdict, decision: Decision | None, kinds: Kinds) -> ColumnVerdict:
    """Return the verdict on a column as a person says it is."""
    if decision is None:
        return column
    changed: dict[str, object] = {"decision": decision.on(column), "confidence": 1.0}
    if decision.decision is Ruling.NOT_PERSONAL:
        category, _ = CATEGORY_OF_KIND.get(column.profile.kind, (column.category, Role.NONE))
        changed |= {"category": category, "role": Role.NONE, "contains_personal_data": False, "signals": ()}
    elif decision.category:
        kind = kinds.get(decision.category)
        role = decision.role or (kind.role if kind else column.role)
        personal = _is_personal(decision, column, role, kind)
        changed |= {"category": decision.category, "role": role, "contains_personal_data": personal}
        if decision.category != column.category:
            changed["signals"] = kind.signals if kind else ()
    return column.model_copy(update=changed)


def _is_personal(decision: Decision, column: ColumnVerdict, role: Role, kind: DataKind | None) -> bool:
    """Whether a column holds personal data: as was accepted, else by the role that was chosen or the kind of data.

    Never an empty one. What is personal data only beside people is looked at once all columns are known.
    """
    if decision.personal is not None:
        return decision.personal
    if not column.profile.filled or role is Role.NONE:
        return False
    if role is Role.FREE_TEXT:
        return column.contains_personal_data
    return kind.personal if kind and kind.role is role else role not in _PLACES_AND_TIMES


def _unit_of(table: TableVerdict, columns: list[ColumnVerdict], kinds: Kinds) -> Unit:
    """Return who or what must not be singled out: as before, unless decisions took its column away or name a better.

    Persons come before households, vehicles and devices; of columns of one kind the one with most values counts.
    """
    carriers = [pair for pair in zip(table.columns, columns, strict=True) if pair[0].name == table.unit.column]
    stays = all(_what(before) == _what(after) for before, after in carriers)
    eligible = [
        column
        for column in columns
        if column.contains_personal_data
        and column.profile.filled >= _MOSTLY_FILLED * max(1, column.profile.rows)
        and (not stays or (column.decision is not None and column.decision.ruling is Ruling.CHANGED))
    ]
    for unit in _UNIT_ORDER:
        if stays and unit is table.unit.kind:
            break
        of_kind = [column for column in eligible if _unit_kind(column, kinds) is unit]
        if of_kind:
            return Unit(kind=unit, column=max(of_kind, key=lambda column: column.profile.distinct).name)
    return table.unit if stays else Unit()


def _unit_kind(column: ColumnVerdict, kinds: Kinds) -> UnitKind | None:
    kind = kinds.get(column.category)
    return kind.unit if kind else None


def _tells_of_people(columns: Iterable[ColumnVerdict]) -> bool:
    """Whether a table tells persons, households, vehicles or devices apart, or describes persons."""
    return any(column.contains_personal_data and column.role in _TELLING for column in columns)


def _beside(column: ColumnVerdict, decision: Decision | None, kinds: Kinds, *, about_people: bool) -> ColumnVerdict:
    """Decide on a column that is personal data only beside people."""
    if not column.profile.filled or not _is_contextual(column, decision, kinds):
        return column
    return column.model_copy(update={"contains_personal_data": about_people})


def _is_contextual(column: ColumnVerdict, decision: Decision | None, kinds: Kinds) -> bool:
    """Whether a column is personal data only beside people: a place or time, or of a kind that is not so by itself."""
    if decision is None:
        return column.role in _PLACES_AND_TIMES
    kind = kinds.get(column.category)
    open_still = decision.decision is Ruling.CHANGED and decision.personal is None
    by_itself = kind is not None and kind.personal
    usual = (
        kind is not None and kind.role is column.role and column.role in (Role.QUASI_IDENTIFIER, Role.DEVICE_IDENTIFIER)
    )
    return open_still and not by_itself and (column.role in _PLACES_AND_TIMES or usual)
