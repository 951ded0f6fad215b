"""The table as a whole: neighbours that confirm each other, the unit of protection, traces, load curves, counts."""

from collections.abc import Sequence

from pia_toolkit.detection import weights
from pia_toolkit.detection.feeds import settling
from pia_toolkit.detection.readings import PERSON_NAME, ColumnReading
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Role, Unit, UnitKind

_HALVES = (("latitude", "longitude"), ("given-name", "family-name"), ("easting", "northing"))
"""Kinds that come in pairs; by recognizer id."""

_UNIT_ORDER = (UnitKind.PERSON, UnitKind.HOUSEHOLD, UnitKind.VEHICLE, UnitKind.DEVICE)
_MOSTLY_FILLED = 0.5
_LONGEST_LABEL, _MOSTLY_DIFFERENT = 120, 0.7
_SEEN_AGAIN = 3
"""Rows per unit from which on a unit is said to come back."""

_MANY_READINGS = 10
_PLACES = frozenset({"station-id", "sensor-id", "stop-id", "station", "zone", "cell-tower", "place-name", "asset-id"})
_COUNTS = frozenset({"count", "population", "traffic-count"})
_MEASURED = frozenset({"energy-consumption", "measurement", "number", "volume", "power"})
_TELLING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_REACHABLE = frozenset({"postal-address", "phone-number", "email-address"})
_ORGANISATIONS = frozenset("organisation-name school thing-name organisation-kind company-number".split())
_VISITED = frozenset("place-name station sensitive-place place-address building-id stop-id".split())
"""Places that a table lists only if it names most of them once: people come by them again and again."""
_FIXED = frozenset({"latitude", "longitude", "coordinates", "geometry", "easting", "northing", "url"})
_OF_PLACES_TOO = frozenset(
    "school education house-number occupation employer language-spoken interest household-type school-class user-agent "
    "portrait income debt benefits household-size age-band disability social-care child".split()
)
"""Attributes of persons that are attributes of institutions as well: the level of a school, the trade of a shop."""

_IN_OFFICE = "official-name"
"""The head of a school or a mayor: a person, but one who stands for the place in a list of places."""

_LIVING_THINGS = frozenset({"species", "animal-chip"})


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
    settling.settle(names, readings)


def _beside_it(reading: ColumnReading, column: str) -> Evidence:
    rows = reading.evidence[0].rows_read
    return Evidence(kind=EvidenceKind.NEIGHBOUR, detail=column, rows_hit=rows, rows_read=rows)


def unit_of(columns: Sequence[Judged]) -> Unit:
    """Find who or what must not be singled out, and the column that carries it.

    Persons before households, vehicles and devices; among columns of one kind the one that tells most units apart,
    and a number or address before a name, which several people can share.
    """
    verdicts = [judged.verdict for judged in columns]
    by_standard = settling.unit_by_standard(verdicts)
    if by_standard is not None:
        return by_standard
    of_places = _lists_places(verdicts)
    for kind in _UNIT_ORDER:
        fitting = [
            judged.verdict
            for judged in columns
            if judged.reading is not None
            and not (of_places and judged.verdict.category in _REACHABLE)
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
    by_standard = settling.kind_by_standard(columns)
    if by_standard is not None:
        return by_standard
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
    telephone numbers are nobody's in particular. A single attribute that only its header names (a party, a faith) in
    a table that tells nothing else of persons is a subject of statistics. Elsewhere places, times, areas and fleet
    numbers are personal data when the table tells persons, households, vehicles or devices apart or describes persons.
    """
    verdicts = settling.as_the_standard_says(columns)
    if _lists_places(verdicts):
        verdicts = [_as_facility(verdict) for verdict in verdicts]
    nobodys = kind == "aggregate" or _lists_living_things(verdicts)
    if nobodys or not _tells_of_persons(verdicts, columns):
        verdicts = [
            _as_subject(verdict, judged, nobodys=nobodys) for verdict, judged in zip(verdicts, columns, strict=True)
        ]
    about_people = kind != "aggregate" and any(
        verdict.contains_personal_data and verdict.role in _TELLING and verdict.category != _IN_OFFICE
        for verdict in verdicts
    )
    return tuple(
        _beside(verdict, contextual=_is_contextual(judged), about_people=about_people)
        for verdict, judged in zip(verdicts, columns, strict=True)
    )


def _tells_of_persons(verdicts: Sequence[ColumnVerdict], columns: Sequence[Judged]) -> bool:
    """Whether anything but one attribute named by a header speaks of persons."""
    attributes: set[str] = set()
    for verdict, judged in zip(verdicts, columns, strict=True):
        if not verdict.contains_personal_data:
            continue
        attribute = verdict.role in (Role.QUASI_IDENTIFIER, Role.SENSITIVE)
        if not attribute or _by_words(judged):
            return True
        if verdict.category not in _OF_PLACES_TOO:
            attributes.add(verdict.category)
    return len(attributes) > 1


def _by_words(judged: Judged) -> bool:
    """Whether values say it by themselves: words or forms, not numbers that merely lie between bounds."""
    telling = (EvidenceKind.PATTERN, EvidenceKind.DICTIONARY, EvidenceKind.CHECKSUM)
    evidence = judged.reading.evidence if judged.reading and judged.reading.by_values else ()
    return any(entry.kind in telling and entry.share >= _MOSTLY_FILLED for entry in evidence)


def _lists_living_things(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether a table lists trees or animals and names nobody: health, age and sex are theirs."""
    named = any(column.contains_personal_data and column.role is Role.DIRECT_IDENTIFIER for column in columns)
    return not named and any(column.category in _LIVING_THINGS for column in columns)


def _as_subject(verdict: ColumnVerdict, judged: Judged, *, nobodys: bool) -> ColumnVerdict:
    """Return the verdict on an attribute that is nobody's in particular."""
    attribute = verdict.role in (Role.QUASI_IDENTIFIER, Role.SENSITIVE)
    if attribute and verdict.contains_personal_data and (nobodys or not _by_words(judged)):
        return verdict.model_copy(update={"contains_personal_data": False})
    return verdict


def _is_contextual(judged: Judged) -> bool:
    """Whether a column is personal data only beside people."""
    recognizer = judged.reading.recognizer if judged.reading else None
    if judged.verdict.role in (Role.LOCATION, Role.TIME):
        return True
    by_itself = recognizer is None or recognizer.personal
    return judged.verdict.role in (Role.QUASI_IDENTIFIER, Role.DEVICE_IDENTIFIER) and not by_itself


def _beside(verdict: ColumnVerdict, *, contextual: bool, about_people: bool) -> ColumnVerdict:
    if not (contextual and verdict.profile.filled) or about_people == verdict.contains_personal_data:
        return verdict
    return verdict.model_copy(update={"contains_personal_data": about_people})


def _lists_places(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether a table lists places or organisations and tells nothing of persons but ways to reach them."""
    categories = {column.category for column in columns}
    telling = [column for column in columns if column.contains_personal_data and column.category not in _REACHABLE]
    direct = any(
        column.role in (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER)
        and column.category not in _OF_PLACES_TOO
        and column.category != _IN_OFFICE
        for column in telling
    )
    described = {column.category for column in telling if column.role in (Role.QUASI_IDENTIFIER, Role.SENSITIVE)}
    persons = direct or len(described - _OF_PLACES_TOO) > 1
    reached_by = {column.category for column in columns if column.category in _REACHABLE}
    by_address = reached_by <= {"postal-address"}
    fixed, labelled = bool(categories & _FIXED), _has_labels(columns)
    listed = (
        bool(categories & _ORGANISATIONS)
        or _names_once(columns, _VISITED)
        or (fixed and (by_address or labelled))
        or (by_address and labelled)
    )
    return listed and not persons


def _names_once(columns: Sequence[ColumnVerdict], kinds: frozenset[str]) -> bool:
    """Whether a column of one of `kinds` names something else in most rows."""
    return any(
        column.category in kinds and column.profile.distinct >= _MOSTLY_FILLED * max(1, column.profile.filled)
        for column in columns
    )


def _has_labels(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether some column labels nearly every row with words of its own that are no persons' names."""
    return any(
        column.category in ("text", "category", "free-text")
        and not column.contains_personal_data
        and column.profile.longest <= _LONGEST_LABEL
        and "9" not in column.profile.shape
        and column.profile.distinct >= _MOSTLY_DIFFERENT * max(1, column.profile.rows)
        for column in columns
    )


def _as_facility(verdict: ColumnVerdict) -> ColumnVerdict:
    """Return the verdict on a way to reach a place or organisation instead of a person."""
    if verdict.category == "postal-address":
        changed = {"category": "place-address", "role": Role.LOCATION, "contains_personal_data": False}
    elif verdict.category in _OF_PLACES_TOO:
        changed = {"contains_personal_data": False}
    elif verdict.category in _REACHABLE:
        changed = {"role": Role.NONE, "contains_personal_data": False}
    elif verdict.role in (Role.FREE_TEXT, Role.NONE, Role.LOCATION) and _reached(verdict):
        changed = {"contains_personal_data": False}
    else:
        return verdict
    return verdict.model_copy(update=changed)


def _reached(verdict: ColumnVerdict) -> bool:
    """Whether all that a text holds are ways to reach the place, or the names of whom it is called after."""
    kinds = (EvidenceKind.PATTERN, EvidenceKind.DICTIONARY)
    found = {evidence.detail for evidence in verdict.evidence if evidence.kind in kinds}
    return all(detail == "names" or detail.startswith(("phone-number", "email-address", "url")) for detail in found)
