"""Answers: given, taken back, or given otherwise, with the words of the question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pia_toolkit.casework.differences.leaves import Said, differing_aspects
from pia_toolkit.domain.answers import Answer, Answers, Value
from pia_toolkit.domain.checklist import Checklist, Kind
from pia_toolkit.domain.difference import Area, Change, Direction, Gravity, How

_GOOD = (Value.NO, Value.PARTLY, Value.YES)
_AGAIN = "again"


@dataclass(frozen=True)
class Known:
    """What is known of a question: its words, whether a *no* to it cannot be rescued, and whether *yes* is good."""

    text: str
    decisive: bool
    yes_is_good: bool


def questions_of(checklists: Sequence[Checklist]) -> dict[tuple[str, str], Known]:
    """Return what is known of every question, by checklist and question."""
    return {
        (checklist.id, question.id): Known(question.text, question.decisive, checklist.kind is Kind.RIGHTS)
        for checklist in checklists
        for question in checklist.questions
    }


def answers(before: Answers, after: Answers, questions: Mapping[tuple[str, str], Known]) -> Iterator[Change]:
    """Compare the answers to every question, whatever checklist it stands in."""
    old, new = (
        {(entry.checklist, answer.question): answer for entry in side.checklists for answer in entry.answers}
        for side in (before, after)
    )
    for place in [*old, *(place for place in new if place not in old)]:
        known = questions.get(place, Known("", decisive=False, yes_is_good=False))
        yield from _differing(place, old.get(place), new.get(place), known)


def _differing(place: tuple[str, str], before: Answer | None, after: Answer | None, known: Known) -> Iterator[Change]:
    for change in differing_aspects(Area.ANSWER, place, _said(before), _said(after)):
        if change.how is How.CHANGED or change.aspect != _AGAIN:
            judged = {"gravity": _gravity(change, known), "direction": _direction(change, known)}
            yield change.model_copy(update={"label": known.text, **judged})


def _said(answer: Answer | None) -> Said:
    """Return what an answer says; `again` is who gave it and when."""
    if answer is None:
        return {}
    given = [answer.author, answer.at.isoformat() if answer.at else ""]
    return {
        "value": answer.value.value,
        "note": answer.note or None,
        "evidence": answer.evidence or None,
        _AGAIN: " · ".join(filter(None, given)) or None,
    }


def _gravity(change: Change, known: Known) -> Gravity:
    if change.aspect != "value":
        return Gravity.NOTABLE if change.aspect == "evidence" and change.after is None else Gravity.MINOR
    turned = Value.NO.value in (change.before, change.after) and change.how is How.CHANGED
    return Gravity.MAJOR if known.decisive and turned else Gravity.NOTABLE


def _direction(change: Change, known: Known) -> Direction:
    """Say whether an answer is a better one; what is not applicable or open stands on no scale."""
    ranks = {value.value: rank for rank, value in enumerate(_GOOD)}
    if change.aspect != "value" or not known.yes_is_good or not {change.before, change.after} <= ranks.keys():
        return Direction.NEITHER
    return Direction.BETTER if ranks[str(change.after)] > ranks[str(change.before)] else Direction.WORSE
