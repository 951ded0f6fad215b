"""The table as a whole: neighbours that confirm each other, the unit of protection, traces, load curves, counts."""

from collections.abc import Sequence

from pia_toolkit.detection import weights
from pia_toolkit.detection.readings import PERSON_NAME, ColumnReading
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Role, Unit, UnitKind

_HALVES = (("latitude", "longitude"), ("given-name", "family-name"), ("easting", "northing"))
"""Kinds that come in pairs; by recognizer id."""

_UNIT_ORDER = (UnitKind.PERSON, UnitKind.HOUSEHOLD, UnitKind.VEHICLE, UnitKind.DEVICE)
_MOSTLY_FILLED = 0.5
_SEEN_AGAIN = 3
"""Rows per unit from which on a unit is said to come back."""

_MANY_READINGS = 10
_PLACES = frozenset({"station-id", "sensor-id", "stop-id", "station", "zone", "cell-tower", "place-name", "asset-id"})
_COUNTS = frozenset({"count", "population", "traffic-count"})
_MEASURED = frozenset({"energy-consumption", "measurement", "number", "volume", "power"})
_TELLING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_REACHABLE = frozenset({"postal-address", "phone-number", "email-address"})
_FACILITIES = frozenset(
    {"organisation-name", "place-name", "station", "school", "thing-name", "organisation-kind", "company-number"}
)


def confirm_neighbours(names: Sequence[str], readings: Sequence[list[ColumnReading]]) -> None:
    """Raise the reading of a column whose other half stands in the same table, and name the nearest such column."""
    likely = [column[0].recognizer.id if column and column[0].score > 0 else "" for column in readings]
    for one, other in _HALVES:
        for half, counterpart in ((one, other), (other, one)):
            halves = [place for place, identity in enumerate(likely) if identity == counterpart]
            for place, column in enumerate(readings):
                for reading in column:
                    if halves and reading.recognizer.id == half and reading.score > weights.PRIOR:
                        _, nearest = min((abs(beside - place), beside) for beside in halves)
                        reading.add(weights.NEIGHBOUR, _beside_it(reading, names[nearest]))
                column.sort(key=lambda reading: (-reading.score, reading.recognizer.id))


def _beside_it(reading: ColumnReading, column: str) -> Evidence:
    rows = reading.evidence[0].rows_read
    return Evidence(kind=EvidenceKind.NEIGHBOUR, detail=column, rows_hit=rows, rows_read=rows)


def unit_of(columns: Sequence[Judged]) -> Unit:
    """Find who or what must not be singled out, and the column that carries it.

    Persons before households, vehicles and devices; among columns of one kind the one that tells most units apart,
    and a number or address before a name, which several people can share.
    """
    for kind in _UNIT_ORDER:
        fitting = [
            judged.verdict
            for judged in columns
            if judged.reading is not None
            and judged.reading.recognizer.unit is kind
            and judged.verdict.profile.filled >= _MOSTLY_FILLED * max(1, judged.verdict.profile.rows)
        ]
        if fitting:
            best = max(
                fitting,
                key=lambda verdict: (verdict.category != PERSON_NAME, verdict.profile.distinct, verdict.profile.filled),
            )
            return Unit(kind=kind, column=best.name)
    return Unit()


def kind_of(columns: Sequence[ColumnVerdict], unit: Unit) -> str:
    """Tell what sort of table it is: traces, load-curves, records, aggregate or reference."""
    carrier = next((column for column in columns if column.name == unit.column), None)
    categories = {column.category for column in columns}
    has_time = any(column.role is Role.TIME and column.category != "year" for column in columns)
    has_place = any(column.role is Role.LOCATION for column in columns) or bool(categories & _PLACES)
    if carrier is not None:
        again = carrier.profile.filled / max(1, carrier.profile.distinct)
        if has_time and again >= _MANY_READINGS and categories & _MEASURED and not has_place:
            return "load-curves"
        if has_time and has_place and again >= _SEEN_AGAIN:
            return "traces"
        return "records"
    if categories & _COUNTS:
        return "aggregate"
    identifying = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.QUASI_IDENTIFIER, Role.SENSITIVE)
    return "records" if any(column.role in identifying for column in columns) else "reference"


def in_context(columns: Sequence[Judged], kind: str) -> tuple[ColumnVerdict, ...]:
    """Decide which places, times and areas are personal data: those that stand beside people.

    In a table of counts nothing is about one person. In a register of places or organisations, their addresses and
    telephone numbers are nobody's in particular. Elsewhere places, times, areas and fleet numbers are personal data
    when the table tells persons, households, vehicles or devices apart or describes persons.
    """
    verdicts = [judged.verdict for judged in columns]
    if _lists_places(verdicts):
        verdicts = [_as_facility(verdict) for verdict in verdicts]
    about_people = kind != "aggregate" and any(
        verdict.contains_personal_data and verdict.role in _TELLING for verdict in verdicts
    )
    return tuple(
        _beside(verdict, contextual=_is_contextual(judged), about_people=about_people, kind=kind)
        for verdict, judged in zip(verdicts, columns, strict=True)
    )


def _is_contextual(judged: Judged) -> bool:
    """Whether a column is personal data only beside people."""
    recognizer = judged.reading.recognizer if judged.reading else None
    if judged.verdict.role in (Role.LOCATION, Role.TIME):
        return True
    by_itself = recognizer is None or recognizer.personal
    return judged.verdict.role in (Role.QUASI_IDENTIFIER, Role.DEVICE_IDENTIFIER) and not by_itself


def _beside(verdict: ColumnVerdict, *, contextual: bool, about_people: bool, kind: str) -> ColumnVerdict:
    personal = verdict.contains_personal_data
    if kind == "aggregate" and verdict.role is Role.QUASI_IDENTIFIER:
        personal = False
    elif contextual and verdict.profile.filled:
        personal = about_people
    if personal == verdict.contains_personal_data:
        return verdict
    return verdict.model_copy(update={"contains_personal_data": personal})


def _lists_places(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether a table lists places or organisations and tells nothing of persons but ways to reach them."""
    categories = {column.category for column in columns}
    persons = any(
        column.contains_personal_data and column.role in _TELLING and column.category not in _REACHABLE
        for column in columns
    )
    return bool(categories & _FACILITIES) and not persons


def _as_facility(verdict: ColumnVerdict) -> ColumnVerdict:
    """Return the verdict on a way to reach a place or organisation instead of a person."""
    if verdict.category not in _REACHABLE:
        return verdict
    if verdict.category == "postal-address":
        changed = {"category": "place-address", "role": Role.LOCATION, "contains_personal_data": False}
    else:
        changed = {"role": Role.NONE, "contains_personal_data": False}
    return verdict.model_copy(update=changed)
