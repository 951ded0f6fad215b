"""From readings to a verdict: the likeliest reading, how sure, and personal data that only some cells hold."""

from dataclasses import dataclass, field, replace

from pia_toolkit.detection import weights
from pia_toolkit.detection.catalogue.recognizer import Recognizer, Strength
from pia_toolkit.detection.column_reading import ColumnReading
from pia_toolkit.detection.column_state import ColumnState, profile_of
from pia_toolkit.detection.texts.gates import TextFindings
from pia_toolkit.detection.worded_values import INSTITUTION, PERSON_NAME
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Profile, Reading, Role

LIKELY = 0.5
"""A reading less likely than this is no verdict."""

_TOLD = 0.05
_MOST_COMPETING = 3
_MINORITY, _FEWEST = 0.05, 4
"""Share and number of full names from which on organisations are said to be persons in part: a firm may be called
like a person (one in some fifty is), so less says nothing."""
_MOST, _NEARLY_ALL = 0.5, 0.9
_WITHOUT_TEXT = frozenset({"integer", "decimal", "date", "datetime"})
_SURELY_PASSED, _FEWEST_HEADED = 3, 2
_MANY_ROWS, _NEVER_AGAIN = 30, 0.97
_NAMES, _PLACE = "names", "address"
_NAMED_IN_PART = frozenset({"organisation-name", "person-name"})
_TOLD_AT_LENGTH = (Role.LOCATION, Role.NONE, Role.QUASI_IDENTIFIER)
_ABOUT_EVENTS = frozenset({"free-text", "description", "incident"})


@dataclass(frozen=True)
class Judged:
    """A column's verdict with what is still needed to look at the table as a whole."""

    verdict: ColumnVerdict
    reading: ColumnReading | None = field(repr=False, default=None)
    of_person: bool = False
    """Whether the header says that it belongs to a person: sex of driver."""

    def with_signals(self, signals: tuple[FactCode, ...]) -> "Judged":
        """Return the same, speaking for more facts: those of whom the column belongs to."""
        if not signals or not self.verdict.contains_personal_data:
            return self
        joined = tuple(dict.fromkeys((*self.verdict.signals, *signals)))
        return replace(self, verdict=self.verdict.model_copy(update={"signals": joined}))


def judge(name: str, state: ColumnState, readings: list[ColumnReading], text: TextFindings | None) -> Judged:
    """Judge one column on its own."""
    profile = profile_of(state)
    if not state.filled:
        return _judge_empty(name, profile, readings)
    added_up = weights.confidences(_best_by_category(readings))
    top = readings[0] if readings and added_up[readings[0].recognizer.category] >= LIKELY else None
    if top is None or (profile.kind == "text" and not (top.by_values or _told_at_length(top))):
        return _judge_unread(name, profile, readings, text)
    recognizer = top.recognizer
    sure = weights.calibrated(added_up)
    confidence = sure[recognizer.category]
    if not top.by_values:
        confidence = min(confidence, weights.HEADER_ALONE_MOST)
    mixed = not recognizer.personal and recognizer.id != INSTITUTION
    minority = _minority(readings, recognizer.category) if mixed else ()
    within = () if _explained(top, profile) else _within(text, readings)
    verdict = ColumnVerdict(
        name=name,
        role=recognizer.role,
        category=recognizer.category,
        confidence=round(confidence, 3),
        contains_personal_data=recognizer.personal or bool(minority or _of_persons(within)),
        signals=recognizer.signals,
        evidence=(*top.evidence, *minority, *within),
        competing=_competing(added_up, sure, recognizer.category),
        profile=profile,
    )
    return Judged(verdict, top)


def _best_by_category(readings: list[ColumnReading]) -> dict[str, float]:
    best: dict[str, float] = {}
    for reading in readings:
        best.setdefault(reading.recognizer.category, reading.score)
    return best


def _competing(added_up: dict[str, float], sure: dict[str, float], chosen: str) -> tuple[Reading, ...]:
    """Return the other readings that the evidence leaves some room for, and how likely they turn out right."""
    others = sorted(
        ((value, name) for name, value in sure.items() if name != chosen and added_up[name] >= _TOLD), reverse=True
    )
    return tuple(Reading(category=name, confidence=round(value, 3)) for value, name in others[:_MOST_COMPETING])


def _judge_empty(name: str, profile: Profile, readings: list[ColumnReading]) -> Judged:
    """Tell what an empty column is declared to be; it holds nothing."""
    by_header = [reading for reading in readings if reading.by_header]
    named = max(by_header, key=lambda reading: (reading.score, reading.recognizer.header_suffices), default=None)
    return Judged(
        ColumnVerdict(
            name=name,
            role=named.recognizer.role if named else Role.NONE,
            category=named.recognizer.category if named else "empty",
            confidence=weights.HEADER_ALONE_MOST if named else 1.0,
            contains_personal_data=False,
            evidence=tuple(named.evidence) if named else (),
            profile=profile,
        ),
        named,
    )


CATEGORY_OF_KIND = {
    "integer": ("number", Role.NONE),
    "decimal": ("number", Role.NONE),
    "date": ("date", Role.TIME),
    "datetime": ("timestamp", Role.TIME),
    "category": ("category", Role.NONE),
    "token": ("text", Role.NONE),
    "text": ("free-text", Role.FREE_TEXT),
}
"""What a column is called that no recognizer claims, by the kind of its cells."""


def _judge_unread(name: str, profile: Profile, readings: list[ColumnReading], text: TextFindings | None) -> Judged:
    """Judge a column that no recognizer claims: by its kind, and by what some of its cells hold."""
    category, role = CATEGORY_OF_KIND[profile.kind]
    added_up = weights.confidences(_best_by_category(readings))
    sure = weights.calibrated(added_up)
    minority = _minority(readings, PERSON_NAME)
    within = () if profile.kind in _WITHOUT_TEXT else _within(text, readings)
    if _numbers_rows(readings, profile):
        category, role = "record-number", Role.NONE
    for recognizer in _held_by_most(text, profile):
        category, role = recognizer.category, recognizer.role
    personal = [
        min(sure[reading.recognizer.category], 1.0 if reading.by_values else weights.HEADER_ALONE_MOST)
        for reading in readings
        if reading.recognizer.personal
    ]
    return Judged(
        ColumnVerdict(
            name=name,
            role=role,
            category=category,
            confidence=round(1 - max(personal, default=0.0), 3),
            contains_personal_data=bool(minority or _of_persons(within)),
            evidence=(*_shape_evidence(profile), *minority, *within),
            competing=_competing(added_up, sure, category),
            profile=profile,
        )
    )


def _numbers_rows(readings: list[ColumnReading], profile: Profile) -> bool:
    """Whether a column is headed like a device, session or account but differs in every row: it numbers the rows."""
    differs = profile.filled >= _MANY_ROWS and profile.distinct >= _NEVER_AGAIN * profile.filled
    return differs and any(reading.by_header and reading.recognizer.repeats for reading in readings)


def _shape_evidence(profile: Profile) -> tuple[Evidence, ...]:
    rows = profile.filled
    hit = round(profile.shape_share * rows)
    return (Evidence(kind=EvidenceKind.SHAPE, detail=profile.shape, rows_hit=hit, rows_read=rows, exact=False),)


def _minority(readings: list[ColumnReading], category: str) -> tuple[Evidence, ...]:
    """Return evidence that some cells, though not most, identify people directly.

    Names count in columns of organisations, suppliers, holders and persons: places, stations, streets and products
    are called after people all the time.
    """
    found: list[Evidence] = []
    for reading in readings:
        recognizer = reading.recognizer
        if recognizer.role is not Role.DIRECT_IDENTIFIER or not recognizer.personal:
            continue
        checked = any(
            evidence.kind is EvidenceKind.CHECKSUM and evidence.share > _MOST for evidence in reading.evidence
        )
        for evidence in reading.evidence:
            if evidence.kind is EvidenceKind.PATTERN and _certain_enough(recognizer, evidence, checked=checked):
                found.append(evidence)
            elif recognizer.id == PERSON_NAME and evidence.kind is EvidenceKind.DICTIONARY:
                fewest = _FEWEST if category != PERSON_NAME else _FEWEST_HEADED
                enough = max(fewest, _MINORITY * evidence.rows_read)
                if category in _NAMED_IN_PART and _of_holders(reading, category) and reading.full_names >= enough:
                    found.append(evidence)
    return tuple(found)


def _of_holders(reading: ColumnReading, category: str) -> bool:
    """Whether a header speaks of organisations or persons, more than the bare word name does."""
    named = [evidence.detail for evidence in reading.evidence if evidence.kind is EvidenceKind.HEADER]
    return category != PERSON_NAME or any(concept != "name" for concept in named)


def _certain_enough(recognizer: Recognizer, evidence: Evidence, *, checked: bool) -> bool:
    """Whether a few cells that look like an identifier are one: an e-mail address, or check digits that pass."""
    certain = any(pattern.strength is Strength.CERTAIN for pattern in recognizer.patterns)
    if not certain or not evidence.rows_hit:
        return False
    return (
        recognizer.category == "email-address"
        or checked
        or evidence.rows_hit >= max(_FEWEST, _MINORITY * evidence.rows_read)
    )


def _told_at_length(top: ColumnReading) -> bool:
    """Whether a header names a thing that is written in several words: an address, an organisation, a subject."""
    recognizer = top.recognizer
    if recognizer.category in _ABOUT_EVENTS:
        return False
    return recognizer.category == "postal-address" or recognizer.role in _TOLD_AT_LENGTH


def _explained(top: ColumnReading, profile: Profile) -> bool:
    """Whether cells are something else from end to end, so that what stands within means nothing by itself."""
    if profile.kind in _WITHOUT_TEXT:
        return True
    patterns = [evidence for evidence in top.evidence if evidence.kind is EvidenceKind.PATTERN]
    return top.by_values and any(evidence.share >= _NEARLY_ALL for evidence in patterns)


def _within(text: TextFindings | None, readings: list[ColumnReading]) -> tuple[Evidence, ...]:
    """Return what stands within texts; names only where nothing speaks of things, places or institutions."""
    if text is None:
        return ()
    named = [reading.recognizer for reading in readings if reading.by_header]
    of_things = any(
        not recognizer.personal and recognizer.category not in _ABOUT_EVENTS and recognizer.role in _TOLD_AT_LENGTH
        for recognizer in named
    ) or any(recognizer.category == "postal-address" for recognizer in named)
    bare = [reading for reading in readings if reading.by_header and reading.recognizer.category == PERSON_NAME]
    of_things = of_things or any(not _of_holders(reading, PERSON_NAME) for reading in bare)
    of_things = of_things or (bool(readings) and readings[0].recognizer.id == INSTITUTION)
    return tuple(evidence for evidence in text.evidence if evidence.detail != _NAMES or not of_things)


def _of_persons(within: tuple[Evidence, ...]) -> bool:
    """Whether what stands within texts is about persons: an address that is nobody's home is where the matter is."""
    return any(evidence.detail != _PLACE for evidence in within)


def _held_by_most(text: TextFindings | None, profile: Profile) -> tuple[Recognizer, ...]:
    """Return what most cells hold within markup or lists, if they do: e-mail addresses parted by commas."""
    if text is None:
        return ()
    most = max(
        (evidence for evidence in text.evidence if evidence.kind is EvidenceKind.PATTERN),
        key=lambda evidence: evidence.rows_hit,
        default=None,
    )
    if most is None or most.rows_hit < _MOST * profile.filled:
        return ()
    return tuple(recognizer for recognizer in text.recognizers if recognizer.id == most.detail)
