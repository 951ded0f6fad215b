"""The table as a whole: which columns are personal data because of what stands beside them."""

from collections.abc import Sequence

from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.feeds import settling
from pia_toolkit.detection.subjects import IN_OFFICE, OF_PLACES_TOO, REACHABLE, lists_living_things, lists_places
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Role

_TELLING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER, Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_MOSTLY_FILLED = 0.5
_NAMES = "names"


def in_context(columns: Sequence[Judged], kind: str) -> tuple[ColumnVerdict, ...]:
    """Decide which places, times and areas are personal data: those that stand beside people.

    In a table of counts nothing is about one person. In a register of places or organisations, their addresses and
    telephone numbers are nobody's in particular. A single attribute that only its header names (a party, a faith) in
    a table that tells nothing else of persons is a subject of statistics. Elsewhere places, times, areas and fleet
    numbers are personal data when the table tells persons, households, vehicles or devices apart or describes persons.
    """
    verdicts = settling.as_the_standard_says(columns)
    living = lists_living_things(verdicts)
    if living or lists_places(verdicts):
        verdicts = [_as_facility(verdict) for verdict in verdicts]
    nobodys = kind == "aggregate" or living
    if nobodys or not _tells_of_persons(verdicts, columns):
        verdicts = [
            _as_subject(verdict, judged, nobodys=nobodys) for verdict, judged in zip(verdicts, columns, strict=True)
        ]
    about_people = kind != "aggregate" and any(
        verdict.contains_personal_data and verdict.role in _TELLING and verdict.category != IN_OFFICE
        for verdict in verdicts
    )
    return tuple(
        _beside(verdict, contextual=_is_contextual(judged), about_people=about_people)
        for verdict, judged in zip(verdicts, columns, strict=True)
    )


def mixed_notes(columns: Sequence[ColumnVerdict]) -> tuple[ReadingNote, ...]:
    """Tell which columns hold something else for the most part, and persons as well, and in what share of entries."""
    notes: list[ReadingNote] = []
    for column in columns:
        if not column.contains_personal_data or column.role is not Role.NONE:
            continue
        direct = [evidence for evidence in column.evidence if _names_persons(evidence)]
        if direct:
            share = max(evidence.share for evidence in direct)
            code = "mixed-names" if all(evidence.detail == _NAMES for evidence in direct) else "mixed-identifiers"
            percent = max(1, round(100 * share))
            notes.append(ReadingNote(code=code, values={"column": column.name, "share": percent}))
    return tuple(notes)


def _names_persons(evidence: Evidence) -> bool:
    if evidence.kind is EvidenceKind.DICTIONARY:
        return evidence.detail == _NAMES and evidence.rows_hit > 0
    direct = {r.id for r in load_registry().recognizers if r.personal and r.role is Role.DIRECT_IDENTIFIER}
    return evidence.kind is EvidenceKind.PATTERN and evidence.detail in direct and evidence.rows_hit > 0


def _tells_of_persons(verdicts: Sequence[ColumnVerdict], columns: Sequence[Judged]) -> bool:
    """Whether anything but one attribute named by a header speaks of persons."""
    attributes: set[str] = set()
    for verdict, judged in zip(verdicts, columns, strict=True):
        if not verdict.contains_personal_data:
            continue
        attribute = verdict.role in (Role.QUASI_IDENTIFIER, Role.SENSITIVE)
        if not attribute or judged.of_person or _by_words(judged):
            return True
        if verdict.category not in OF_PLACES_TOO:
            attributes.add(verdict.category)
    return len(attributes) > 1


def _by_words(judged: Judged) -> bool:
    """Whether values say it by themselves: words or forms, not numbers that merely lie between bounds."""
    telling = (EvidenceKind.PATTERN, EvidenceKind.DICTIONARY, EvidenceKind.CHECKSUM)
    evidence = judged.reading.evidence if judged.reading and judged.reading.by_values else ()
    return any(entry.kind in telling and entry.share >= _MOSTLY_FILLED for entry in evidence)


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


def _as_facility(verdict: ColumnVerdict) -> ColumnVerdict:
    """Return the verdict on a way to reach a place or organisation instead of a person."""
    if verdict.category == "postal-address":
        changed = {"category": "place-address", "role": Role.LOCATION, "contains_personal_data": False}
    elif verdict.category in OF_PLACES_TOO:
        changed = {"contains_personal_data": False}
    elif verdict.category in REACHABLE:
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
