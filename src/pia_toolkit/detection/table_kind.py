"""What sort of table it is (traces, load curves, records, counts, register, reference), and whose its rows are."""

import math
from collections.abc import Sequence

from pia_toolkit.detection.feeds import settling
from pia_toolkit.detection.subjects import IN_OFFICE, REACHABLE, lists_places
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.detection.worded_values import PERSON_NAME
from pia_toolkit.domain.inventory import ColumnVerdict, Role, Unit, UnitKind

_UNIT_ORDER = (UnitKind.PERSON, UnitKind.HOUSEHOLD, UnitKind.VEHICLE, UnitKind.DEVICE)
_MOSTLY_FILLED, _MOSTLY_DIFFERENT = 0.5, 0.7
_SEEN_AGAIN = 3
"""Rows per unit from which on a unit is said to come back."""

_MANY_READINGS = 10
_MANY_TIMES = 10
_PLACES = frozenset({"station-id", "sensor-id", "stop-id", "station", "zone", "cell-tower", "place-name", "asset-id"})
_COUNTS = frozenset({"count", "population", "traffic-count"})
_CONSUMED = frozenset({"energy-consumption", "volume", "power"})
_MEASURED = frozenset({"measurement", "number"})
_METERS = frozenset({"meter-number", "household-id", "device-id", "customer-number", "account-number", "building-id"})
"""Units of which any number that is measured again and again is a load curve."""

_STANDS_FOR_PLACE = REACHABLE | {IN_OFFICE}
_FIGURES = frozenset({"number", "count", "population", "amount", "percentage", "traffic-count"})
_AREAS = frozenset("district city region neighbourhood census-area country age-band sex year month period".split())
_BY_NAME = frozenset({PERSON_NAME, IN_OFFICE})
_CLOCKED = frozenset({"timestamp", "time-of-day"})
_POINTS = frozenset({"latitude", "coordinates", "easting"})
_LISTED = frozenset({"organisation-name", "company-number", "school", "sensitive-place", IN_OFFICE})
_CALLED = REACHABLE - {"postal-address"}
_NAMED = _LISTED | {"thing-name", "place-name", "station"}
_IDENTIFYING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.QUASI_IDENTIFIER, Role.SENSITIVE)


def unit_of(columns: Sequence[Judged]) -> Unit:
    """Find who or what must not be singled out, and the column that carries it.

    Persons before households, vehicles and devices; among columns of one kind the one that tells most units apart,
    and a number or address before a name, which several people can share.
    """
    verdicts = [judged.verdict for judged in columns]
    by_standard = settling.unit_by_standard(verdicts)
    if by_standard is not None:
        return by_standard
    of_places = lists_places(verdicts)
    for kind in _UNIT_ORDER:
        fitting = [
            judged.verdict
            for judged in columns
            if judged.reading is not None
            and not (of_places and judged.verdict.category in _STANDS_FOR_PLACE)
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
    """Tell what sort of table it is.

    `traces`: a unit is met again and again, with time and place. `load-curves`: a meter is read again and again.
    `records`: rows are about persons, households, vehicles, devices or events. `aggregate`: rows count. `register`:
    rows list organisations, facilities or people in office. `reference`: rows describe something else.
    """
    by_standard = settling.kind_by_standard(columns)
    if by_standard is not None:
        return by_standard
    carrier = next((column for column in columns if column.name == unit.column), None)
    if carrier is not None:
        return _kind_of_units(columns, carrier)
    categories = {column.category for column in columns}
    if (categories & _COUNTS or _tells_of_areas(columns)) and not _one_by_one(columns):
        return "aggregate"
    reached = any(column.category in REACHABLE and column.profile.filled for column in columns)
    if lists_places(columns) and (categories & _NAMED or not reached):
        listed = any(column.category in _LISTED and _differs(column) for column in columns)
        called = any(column.category in _CALLED and column.profile.filled for column in columns)
        return "register" if listed or called else "reference"
    return "records" if any(column.role in _IDENTIFYING for column in columns) else "reference"


def _kind_of_units(columns: Sequence[ColumnVerdict], carrier: ColumnVerdict) -> str:
    """Tell what sort of table it is whose rows belong to persons, households, vehicles or devices."""
    times = [column for column in columns if column.role is Role.TIME and column.category != "year"]
    categories = {column.category for column in columns}
    has_place = any(column.role is Role.LOCATION for column in columns) or bool(categories & _PLACES)
    again = carrier.profile.filled / max(1, carrier.profile.distinct)
    measured = _CONSUMED | _MEASURED if carrier.category in _METERS else _CONSUMED
    if times and again >= _MANY_READINGS and categories & measured and not has_place:
        return "load-curves"
    clocked = any(column.category in _CLOCKED for column in times)
    if times and has_place and again >= _SEEN_AGAIN and (clocked or carrier.category not in _BY_NAME):
        return "traces"
    if carrier.category == IN_OFFICE and again < _SEEN_AGAIN:
        return "register"
    return "records"


def _one_by_one(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether rows with counts are single facilities or events all the same: each is reached or happens elsewhere."""
    reached = any(column.category in REACHABLE and _differs(column) for column in columns)
    spots = any(column.category in _POINTS and _differs(column) for column in columns)
    times = any(column.role is Role.TIME and column.profile.distinct >= _MANY_TIMES for column in columns)
    return reached or (spots and times)


def _tells_of_areas(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether figures stand beside areas, periods or groups, each of which has one row or few: statistics."""
    filled = [column for column in columns if column.profile.filled]
    figures = sum(column.category in _FIGURES for column in filled)
    keys = [column.profile.distinct for column in filled if column.category in _AREAS]
    rows = max((column.profile.rows for column in filled), default=0)
    return bool(keys) and 2 * figures >= len(filled) and math.prod(keys) >= _MOSTLY_DIFFERENT * rows


def _differs(column: ColumnVerdict) -> bool:
    return column.profile.filled > 0 and column.profile.distinct >= _MOSTLY_DIFFERENT * column.profile.filled
