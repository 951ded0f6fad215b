"""Which columns are counted as quasi-identifiers when the user names none, and why the others are not."""

from collections.abc import Iterable
from dataclasses import dataclass

from pia_toolkit.disclosure_risk.choice_rules import choice_rules
from pia_toolkit.disclosure_risk.places import find_places, join_places
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, Role, TableVerdict

_CANDIDATES = (Role.QUASI_IDENTIFIER, Role.LOCATION, Role.TIME)
_ABOUT_GROUPS_OR_THINGS = ("aggregate", "reference", ABOUT_THE_FILE)


@dataclass(frozen=True)
class Choice:
    """The quasi-identifiers to count, strongest first, and a note for what was left out.

    `candidates`: these and the next strongest, of which small sets are counted.
    """

    columns: tuple[ColumnVerdict, ...]
    notes: tuple[ReadingNote, ...]
    candidates: tuple[ColumnVerdict, ...] = ()


def choose_quasi_identifiers(verdict: TableVerdict, unit_column: str | None) -> Choice:
    """Choose the columns by which somebody could recognise a person they know, at most eight.

    Names, numbers of devices and free text are never among them: they single people out by themselves and are
    told in the inventory. A time that is almost unique is left out: it makes traces, not groups. So is an
    almost unique measured value, but neither a place nor what anybody can see of a person. What is left is
    ordered by how easily others know it times the share of rows that have it. A latitude and its longitude
    are one choice, kept or left out together: groups on both columns are the groups on the place.
    """
    if verdict.kind in _ABOUT_GROUPS_OR_THINGS:
        return Choice((), (ReadingNote(code="rows-are-not-people"),))
    if not verdict.contains_personal_data:
        return Choice((), (ReadingNote(code="no-personal-data"),))
    notes = list(_notes_on_kinds(verdict))
    candidates = [column for column in verdict.with_role(*_CANDIDATES) if column.name != unit_column]
    usable = []
    for attribute in _attributes(candidates, verdict):
        reasons = _reasons_against(attribute, verdict, unit_column)
        notes += reasons
        if not reasons:
            usable.append(attribute)
    ranked = sorted(usable, key=_rank)
    limit, most = choice_rules().most_columns, choice_rules().most_candidates
    notes += [
        ReadingNote(code="beyond-limit", values={"column": column.name, "limit": limit})
        for attribute in ranked[limit:]
        for column in attribute
    ]
    return Choice(_columns(ranked[:limit]), tuple(notes), _columns(ranked[:most]))


def _columns(attributes: Iterable[tuple[ColumnVerdict, ...]]) -> tuple[ColumnVerdict, ...]:
    return tuple(column for attribute in attributes for column in attribute)


def _attributes(candidates: list[ColumnVerdict], verdict: TableVerdict) -> Iterable[tuple[ColumnVerdict, ...]]:
    """Yield each candidate, or the candidates that make one place, in file order."""
    by_name = {column.name: column for column in candidates}
    for names in join_places(list(by_name), find_places(verdict)):
        yield tuple(by_name[name] for name in names)


def _reasons_against(
    attribute: tuple[ColumnVerdict, ...], verdict: TableVerdict, unit_column: str | None
) -> list[ReadingNote]:
    """Return why an attribute is not counted: a note for each of its columns, or none when it is."""
    profiles = [column.profile for column in attribute]
    empty = [column.name for column in attribute if not column.profile.filled]
    if empty:
        return [ReadingNote(code="empty-column", values={"column": name}) for name in empty]
    if all(profile.distinct == 1 and not profile.empty for profile in profiles):
        return [ReadingNote(code="single-value", values={"column": column.name}) for column in attribute]
    rules = choice_rules()
    column, role = attribute[0], attribute[0].role
    if role is Role.LOCATION or rules.weight(column.category) >= rules.weights.seen:
        return []
    # A moment is shared by many people who each have many rows; an attribute is compared with the people.
    filled, distinct = column.profile.filled, column.profile.distinct
    peers = filled if role is Role.TIME else _people(verdict, unit_column, filled)
    if distinct <= rules.almost_unique * peers:
        return []
    code = "almost-unique-time" if role is Role.TIME else "almost-unique"
    return [ReadingNote(code=code, values={"column": column.name, "distinct": distinct, "peers": peers})]


def _people(verdict: TableVerdict, unit_column: str | None, filled: int) -> int:
    """Return how many people or devices there are, at most the rows that are filled."""
    unit = verdict.column(unit_column) if unit_column else None
    return min(filled, unit.profile.distinct) if unit and unit.profile.distinct else filled


def _weight(attribute: tuple[ColumnVerdict, ...]) -> float:
    return max(choice_rules().weight(column.category) for column in attribute)


def _rank(attribute: tuple[ColumnVerdict, ...]) -> tuple[float, int]:
    """Order attributes by strength, then by how many values they take; file order decides what is left."""
    filled = min(column.profile.filled / column.profile.rows for column in attribute)
    return -_weight(attribute) * filled, -max(column.profile.distinct for column in attribute)


def _notes_on_kinds(verdict: TableVerdict) -> Iterable[ReadingNote]:
    """Yield a note for each kind of column that is never counted."""
    for code, columns in (
        ("identifiers-left-out", verdict.with_role(Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER)),
        ("free-text-left-out", verdict.with_role(Role.FREE_TEXT)),
    ):
        if columns:
            names = ", ".join(column.name for column in columns)
            yield ReadingNote(code=code, values={"columns": names, "count": len(columns)})
