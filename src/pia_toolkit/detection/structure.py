"""The table as a whole: neighbours that confirm each other, the unit of protection, traces, load curves, counts."""

from collections.abc import Sequence

from pia_toolkit.detection import weights
from pia_toolkit.detection.readings import ColumnReading
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.domain.inventory import ColumnVerdict, Role, Unit, UnitKind

_HALVES = (("latitude", "longitude"), ("given-name", "family-name"), ("easting", "northing"))
"""Kinds that come in pairs; by recognizer id."""

_UNIT_ORDER = (UnitKind.PERSON, UnitKind.HOUSEHOLD, UnitKind.VEHICLE, UnitKind.DEVICE)
_MOSTLY_FILLED = 0.5
_SEEN_AGAIN = 1.5
"""Rows per unit from which on a unit is said to come back."""

_MANY_READINGS = 10
_PLACES = frozenset({"station-id", "sensor-id", "stop-id", "station", "zone", "cell-tower", "place-name", "asset-id"})
_COUNTS = frozenset({"count", "population", "traffic-count"})
_MEASURED = frozenset({"energy-consumption", "measurement", "number", "volume", "power"})
_DEMOGRAPHIC = (Role.QUASI_IDENTIFIER,)
_IN_CONTEXT = (Role.LOCATION, Role.TIME)


def confirm_neighbours(readings: Sequence[list[ColumnReading]]) -> None:
    """Raise the reading of a column whose other half stands in the same table."""
    likely = {column[0].recognizer.id for column in readings if column and column[0].score > 0}
    for one, other in _HALVES:
        for half, counterpart in ((one, other), (other, one)):
            if counterpart not in likely:
                continue
            for column in readings:
                for reading in column:
                    if reading.recognizer.id == half and reading.score > weights.PRIOR:
                        reading.score += weights.NEIGHBOUR
                column.sort(key=lambda reading: (-reading.score, reading.recognizer.id))


def unit_of(columns: Sequence[Judged]) -> Unit:
    """Find who or what must not be singled out, and the column that carries it.

    Persons before households, vehicles and devices; among columns of one kind the one that is filled most and then
    the one that tells most units apart.
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
            best = max(fitting, key=lambda verdict: (verdict.profile.filled, verdict.profile.distinct))
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


def in_context(columns: Sequence[ColumnVerdict], kind: str) -> tuple[ColumnVerdict, ...]:
    """Decide for quasi-identifiers, places and times, which are personal only beside people.

    In a table of counts nothing demographic is about one person. Places and times are personal data when the table
    tells persons, households, vehicles or devices apart or describes persons.
    """
    direct = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE)
    about_people = kind != "aggregate" and any(
        column.contains_personal_data and column.role in (*direct, *_DEMOGRAPHIC) for column in columns
    )
    changed = []
    for column in columns:
        personal = column.contains_personal_data
        if column.role in _DEMOGRAPHIC and kind == "aggregate":
            personal = False
        elif column.role in _IN_CONTEXT and column.profile.filled:
            personal = about_people
        changed.append(
            column if personal == column.contains_personal_data
            else column.model_copy(update={"contains_personal_data": personal})
        )
    return tuple(changed)


