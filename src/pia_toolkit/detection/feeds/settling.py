"""What a published feed standard says about a table that is known by its columns, and about the columns.

Knowledge explains and settles what is ambiguous: numbers of trips and stops, names of stations, places that are no
person's. It never hides anything: every cell is read all the same, and a column that the standard does not know is
judged like any other.
"""

from collections.abc import Sequence

from pia_toolkit.detection.catalogue.recognizer import Strength
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.column_reading import ColumnReading
from pia_toolkit.detection.feeds.standards import Known, recognise
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Role, Unit

_FIELD_WEIGHT = 8.0
"""What the standard says of a field weighs as much as values of a form that nothing else has (see weights.py)."""

_MOST = 0.5
_TELLING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_NAMES = frozenset({"names", "person-name"})
_BY_FORM = (EvidenceKind.PATTERN, EvidenceKind.CHECKSUM)


def settle(names: Sequence[str], readings: Sequence[list[ColumnReading]]) -> None:
    """Raise the readings that the standard speaks for, and lower harmless ones that it contradicts.

    A reading as personal data keeps what its values say for it.
    """
    known = recognise(tuple(names))
    if known is None:
        return
    for name, column in zip(names, readings, strict=True):
        category = known.category_of(name)
        if category is None or any(_is_beyond_doubt(reading) for reading in column):
            continue
        if not any(reading.recognizer.category == category for reading in column):
            column.append(_reading_of(category))
        for reading in column:
            if reading.recognizer.category == category:
                reading.add(_FIELD_WEIGHT, _beside(name, known))
                reading.by_values = reading.by_values or not reading.recognizer.personal
            elif not reading.recognizer.personal:
                reading.add(-_FIELD_WEIGHT)
        column.sort(key=lambda reading: (-reading.score, reading.recognizer.id))


def _is_beyond_doubt(reading: ColumnReading) -> bool:
    """Whether most values have a form that leads directly to a person and that nothing else has."""
    recognizer = reading.recognizer
    if not recognizer.personal or recognizer.role is not Role.DIRECT_IDENTIFIER:
        return False
    certain = any(pattern.strength is Strength.CERTAIN for pattern in recognizer.patterns)
    return certain and any(piece.kind is EvidenceKind.PATTERN and piece.share > _MOST for piece in reading.evidence)


def _reading_of(category: str) -> ColumnReading:
    fitting = [recognizer for recognizer in load_registry().recognizers if recognizer.category == category]
    return ColumnReading(min(fitting, key=lambda recognizer: (recognizer.id != category, recognizer.id)))


def _beside(name: str, known: Known) -> Evidence:
    """Return the evidence for a column: another by which the table is known."""
    other = next((column for column in known.required_columns() if column != name), name)
    return Evidence(kind=EvidenceKind.NEIGHBOUR, detail=other, rows_hit=0, rows_read=0)


def unit_by_standard(columns: Sequence[ColumnVerdict]) -> Unit | None:
    """Return the unit that the standard gives to a table, if it is known and holds nothing personal beside it."""
    known = _holding(columns)
    if known is None:
        return None
    if known.table.unit is None:
        return Unit()
    column = known.column(known.table.unit.field)
    return Unit(kind=known.table.unit.kind, column=column) if column else None


def kind_by_standard(columns: Sequence[ColumnVerdict]) -> str | None:
    """Return the kind of table that the standard says, if it is known and holds nothing personal beside it."""
    known = _holding(columns)
    return known.table.kind if known else None


def _holding(columns: Sequence[ColumnVerdict]) -> Known | None:
    """Return the known table, unless a column that is not what the standard says of it tells people apart."""
    known = recognise(tuple(column.name for column in columns))
    if known is None:
        return None
    foreign = [
        column
        for column in columns
        if not known.is_contact(column.name) and known.category_of(column.name) != column.category
    ]
    return None if any(column.contains_personal_data and column.role in _TELLING for column in foreign) else known


def as_the_standard_says(columns: Sequence[Judged]) -> list[ColumnVerdict]:
    """Return the verdicts, with the ways to reach an organisation and the names of things being nobody's.

    An e-mail address or number with check digits found among such names still counts.
    """
    verdicts = [judged.verdict for judged in columns]
    known = recognise(tuple(verdict.name for verdict in verdicts))
    if known is None:
        return verdicts
    settled: list[ColumnVerdict] = []
    for judged in columns:
        verdict = judged.verdict
        if known.is_contact(verdict.name):
            verdict = verdict.model_copy(update={"role": Role.NONE, "contains_personal_data": False})
        elif known.category_of(verdict.name) and judged.reading and not judged.reading.recognizer.personal:
            kept = tuple(evidence for evidence in verdict.evidence if not _is_name_by_chance(evidence))
            personal = verdict.contains_personal_data and any(_is_by_form(evidence) for evidence in kept)
            verdict = verdict.model_copy(update={"evidence": kept, "contains_personal_data": personal})
        settled.append(verdict)
    return settled


def _is_name_by_chance(evidence: Evidence) -> bool:
    return evidence.kind in (EvidenceKind.DICTIONARY, EvidenceKind.MODEL) and evidence.detail in _NAMES


def _is_by_form(evidence: Evidence) -> bool:
    """Whether evidence shows, by the form of values, what leads directly to a person."""
    direct = {r.id for r in load_registry().recognizers if r.personal and r.role is Role.DIRECT_IDENTIFIER}
    return evidence.kind in _BY_FORM and evidence.detail in direct and evidence.rows_hit > 0


def feed_notes(columns: Sequence[ColumnVerdict]) -> tuple[ReadingNote, ...]:
    """Tell which standard a table was known by, and what it says of the table and of single fields."""
    known = recognise(tuple(column.name for column in columns))
    if known is None:
        return ()
    feed, table = known.feed, known.table
    values = {"feed": feed.title, "versions": feed.versions, "publisher": feed.publisher, "table": table.name}
    notes = [ReadingNote(code="known-feed", values=dict(values))]
    if not table.persons and not any(column.contains_personal_data for column in columns):
        notes.append(ReadingNote(code="feed-without-persons", values={"feed": feed.title}))
    for field_name, code in table.notes.items():
        if column := known.column(field_name):
            notes.append(ReadingNote(code=code, values={"column": column, "feed": feed.title}))
    return tuple(notes)
