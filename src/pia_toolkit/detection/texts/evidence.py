"""What counts as evidence of personal data in texts, and how the texts were read."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pia_toolkit.detection.catalogue.checksums import chance, check
from pia_toolkit.detection.catalogue.registry import Registry
from pia_toolkit.detection.texts.choice import LONGEST_READ, Choice, upper_bound
from pia_toolkit.detection.texts.gates import TextCounts
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.inventory import Evidence, EvidenceKind

NAMES, HOME, ADDRESS = "names", "home-address", "address"
"""What is found beside patterns: persons, addresses that the text calls somebody's home, all other addresses."""

BY_MODEL = "names-by-model"
"""Persons whom a model found, as told from those in the list of names while both are counted."""

_FEWEST_TEXTS, _FEWEST_SHARE = 3, 0.01
"""From so many texts, and so large a share of them, on a find counts that is not certain by itself.

A gazetteer or a bare form is wrong once in some hundred texts; in thousands of texts a few such finds are to be
expected where there is nothing. A find that is certain (an e-mail address, check digits far beyond luck) counts once.
"""
_DEVIATIONS = 3
_CERTAIN_BY_FORM = frozenset({"email-address"})


@dataclass(frozen=True)
class TextsRead:
    """How the texts of a column were read by the models: what the notes on a scan tell."""

    choice: Choice
    held: frozenset[int]
    """Texts read in which a person or a home stands, by place."""
    cut: bool
    hindrances: Mapping[str, int]
    """What stood in the way of the models, and in that of how many texts."""


def exact_evidence(counts: TextCounts, registry: Registry) -> tuple[Evidence, ...]:
    """Turn exact counts into evidence; a pattern with check digits counts for the share of matches that pass."""
    cells: Counter[str] = Counter()
    sampled: set[str] = set()
    for number, count in counts.hits.items():
        pattern = registry.patterns.patterns[number]
        name, real = pattern.spec.checksum, count
        if name:
            matches = [value for value, _ in counts.matches[number].values()]
            passed = sum(1 for value in matches if check(name)(value))
            real = round(count * passed / len(matches)) if _beyond_luck(passed, len(matches), name) else 0
            sampled.add(pattern.recognizer.id)
        elif pattern.recognizer.id not in _CERTAIN_BY_FORM and count < _fewest(counts.read):
            real = 0
        cells[pattern.recognizer.id] = max(cells[pattern.recognizer.id], real)
    return tuple(
        Evidence(kind=EvidenceKind.PATTERN, detail=key, rows_hit=count, rows_read=counts.read, exact=key not in sampled)
        for key, count in sorted(cells.items())
        if count
    )


def _beyond_luck(passed: int, tried: int, name: str) -> bool:
    """Whether more numbers pass a check than would by chance."""
    expected = tried * chance(name)
    return passed > 0 and passed >= expected + _DEVIATIONS * math.sqrt(expected * (1 - chance(name)))


def pattern_evidence(hits: dict[str, frozenset[int]], choice: Choice) -> tuple[Evidence, ...]:
    """Return evidence of what presidio's context words make of patterns that are too weak by themselves."""
    apart = (NAMES, BY_MODEL, HOME, ADDRESS)
    return tuple(
        _estimated(EvidenceKind.PATTERN, entity, found, choice)
        for entity, found in sorted(hits.items())
        if entity not in apart and _is_enough(found, choice)
    )


def name_evidence(named: frozenset[int], hits: dict[str, frozenset[int]], choice: Choice) -> tuple[Evidence, ...]:
    """Return evidence of persons, which list of names and models give together, and of addresses."""
    by_model = hits.get(BY_MODEL, frozenset())
    together = _is_enough(by_model | (named & frozenset(choice.read)), choice)
    found: list[Evidence] = []
    if len(named) and (together or len(named) >= _fewest(len(choice.ranks))):
        found.append(
            Evidence(
                kind=EvidenceKind.DICTIONARY,
                detail=NAMES,
                rows_hit=len(named),
                rows_read=len(choice.ranks),
                exact=False,
            )
        )
    if by_model and (together or found):
        found.append(_estimated(EvidenceKind.MODEL, NAMES, by_model, choice))
    for entity in (HOME, ADDRESS):
        places = hits.get(entity, frozenset())
        if _is_enough(places, choice):
            found.append(_estimated(EvidenceKind.MODEL, entity, places, choice))
    return tuple(found)


def _is_enough(hits: frozenset[int], choice: Choice) -> bool:
    """Whether finds in so many of the texts read are more than slips."""
    return len(hits) >= _FEWEST_TEXTS and choice.estimate(hits) >= _FEWEST_SHARE


def _fewest(texts: int) -> float:
    return max(_FEWEST_TEXTS, _FEWEST_SHARE * texts)


def _estimated(kind: EvidenceKind, detail: str, hits: frozenset[int], choice: Choice) -> Evidence:
    """Return finds among the texts read as their number would be had all those been drawn evenly."""
    read = len(choice.read)
    return Evidence(
        kind=kind, detail=detail, rows_hit=max(1, round(choice.estimate(hits) * read)), rows_read=read, exact=False
    )


def reading_notes(column: str, read: TextsRead, distinct: int) -> tuple[ReadingNote, ...]:
    """Tell how many of a column's texts were read for names, what share held some, and how many more may.

    The share and the bound come from the texts drawn evenly alone; `distinct` is how many different texts there are.
    """
    choice = read.choice
    drawn, held = len(choice.drawn), len(choice.drawn & read.held)
    if len(choice.read) >= distinct:
        notes = [ReadingNote(code="names-in-text-all-read", values={"column": column, "read": len(choice.read)})]
    else:
        values: dict[str, Scalar] = {
            "column": column,
            "read": len(choice.read),
            "distinct": distinct,
            "drawn": drawn,
            "share": round(100 * held / drawn, 1) if drawn else 0.0,
            "bound": math.ceil(1000 * upper_bound(held, drawn)) / 10,
        }
        notes = [ReadingNote(code="names-in-text-sampled", values=values)]
    if read.cut:
        notes.append(ReadingNote(code="names-in-text-cut", values={"column": column, "characters": LONGEST_READ}))
    return tuple(notes)
