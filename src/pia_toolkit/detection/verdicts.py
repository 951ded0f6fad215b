"""From readings to a verdict: the likeliest reading, how sure, and personal data that only some cells hold."""

from dataclasses import dataclass, field, replace

from pia_toolkit.detection import weights
from pia_toolkit.detection.column_state import ColumnState, profile_of
from pia_toolkit.detection.readings import PERSON_NAME, ColumnReading
from pia_toolkit.detection.recognizer import Strength
from pia_toolkit.detection.text_search import TextFindings
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Profile, Reading, Role

LIKELY = 0.5
"""A reading less likely than this is no verdict."""

_TOLD = 0.05
_MOST_COMPETING = 3
_MINORITY = 0.02


@dataclass(frozen=True)
class Judged:
    """A column's verdict with what is still needed to look at the table as a whole."""

    verdict: ColumnVerdict
    reading: ColumnReading | None = field(repr=False, default=None)

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
    sure = weights.confidences(_best_by_category(readings))
    top = readings[0] if readings and sure[readings[0].recognizer.category] >= LIKELY else None
    if top is None or (profile.kind == "text" and not top.by_values):
        return _judge_unread(name, profile, readings, text)
    recognizer = top.recognizer
    confidence = sure[recognizer.category]
    if not top.by_values:
        confidence = min(confidence, weights.HEADER_ALONE_MOST)
    minority = _minority(readings) if not recognizer.personal else ()
    within = text.evidence if text else ()
    verdict = ColumnVerdict(
        name=name,
        role=recognizer.role,
        category=recognizer.category,
        confidence=round(confidence, 3),
        contains_personal_data=recognizer.personal or bool(minority or within),
        signals=recognizer.signals,
        evidence=(*top.evidence, *minority, *within),
        competing=_competing(sure, recognizer.category),
        profile=profile,
    )
    return Judged(verdict, top)


def _best_by_category(readings: list[ColumnReading]) -> dict[str, float]:
    best: dict[str, float] = {}
    for reading in readings:
        best.setdefault(reading.recognizer.category, reading.score)
    return best


def _competing(sure: dict[str, float], chosen: str) -> tuple[Reading, ...]:
    others = sorted(((value, name) for name, value in sure.items() if name != chosen and value >= _TOLD), reverse=True)
    return tuple(Reading(category=name, confidence=round(value, 3)) for value, name in others[:_MOST_COMPETING])


def _judge_empty(name: str, profile: Profile, readings: list[ColumnReading]) -> Judged:
    """Tell what an empty column is declared to be; it holds nothing."""
    named = next((reading for reading in readings if reading.by_header), None)
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
    sure = weights.confidences(_best_by_category(readings))
    minority = _minority(readings)
    within = text.evidence if text else ()
    personal = [sure[reading.recognizer.category] for reading in readings if reading.recognizer.personal]
    return Judged(
        ColumnVerdict(
            name=name,
            role=role,
            category=category,
            confidence=round(1 - max(personal, default=0.0), 3),
            contains_personal_data=bool(minority or within),
            evidence=(*_shape_evidence(profile), *minority, *within),
            competing=_competing(sure, category),
            profile=profile,
        )
    )


def _shape_evidence(profile: Profile) -> tuple[Evidence, ...]:
    rows = profile.filled
    hit = round(profile.shape_share * rows)
    return (Evidence(kind=EvidenceKind.SHAPE, detail=profile.shape, rows_hit=hit, rows_read=rows, exact=False),)


def _minority(readings: list[ColumnReading]) -> tuple[Evidence, ...]:
    """Return evidence that some cells, though not most, identify people directly."""
    found: list[Evidence] = []
    for reading in readings:
        recognizer = reading.recognizer
        if recognizer.role is not Role.DIRECT_IDENTIFIER or not recognizer.personal:
            continue
        certain = any(pattern.strength is Strength.CERTAIN for pattern in recognizer.patterns)
        for evidence in reading.evidence:
            by_pattern = evidence.kind is EvidenceKind.PATTERN and certain and evidence.rows_hit > 0
            by_name = recognizer.category == PERSON_NAME and evidence.kind is EvidenceKind.DICTIONARY
            if by_pattern or (by_name and reading.by_header and evidence.share >= _MINORITY):
                found.append(evidence)
    return tuple(found)
