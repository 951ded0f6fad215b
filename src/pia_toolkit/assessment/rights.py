"""The rights matrix: how the proposal stands to each provision, from the answers people gave."""

from collections.abc import Iterator, Sequence

from pia_toolkit.domain.answers import CLAIMS, Value
from pia_toolkit.domain.assessment import RightsCheck, RightsState
from pia_toolkit.domain.checklist import Checklist, Kind, Question, Section
from pia_toolkit.domain.conditions import UNANSWERED, Situation
from pia_toolkit.domain.putting import is_put, questions_put
from pia_toolkit.domain.reasons import Reason, ReasonKind, unique


def check_rights(checklists: Sequence[Checklist], situation: Situation) -> tuple[RightsCheck, ...]:
    """One check for each section of each checklist, in reading order; only questions that are put count.

    Screening asks whether to assess, not how rights stand, and has no checks; nor has a checklist of which nothing is
    put here.
    """
    return tuple(
        _check(checklist, section, situation)
        for checklist in checklists
        if checklist.kind is Kind.RIGHTS and questions_put(checklist, situation)
        for section in checklist.sections
    )


def answer_reason(checklist: Checklist, question: Question, value: Value | None) -> Reason:
    """Point at an answer, or at its absence."""
    word = value.value if value else UNANSWERED
    return Reason(kind=ReasonKind.ANSWER, ref=f"{checklist.id}/{question.id}", says=f"answered-{word}")


def _check(checklist: Checklist, section: Section, situation: Situation) -> RightsCheck:
    answered = {
        question.id: situation.answers.value(checklist.id, question.id)
        for question in section.questions
        if is_put(checklist, question, situation)
    }
    asked = tuple(question for question in section.questions if question.id in answered)
    claims = [question for question, value in answered.items() if value in CLAIMS]
    unshown = [claim for claim in claims if not situation.answers.is_evidenced(checklist.id, claim)]
    because = unique(
        reason for question in asked for reason in _reasons(checklist, question, answered[question.id], situation)
    )
    return RightsCheck(
        provision=section.provision,
        checklist=checklist.id,
        title=section.id,
        state=_state(asked, answered),
        because=because or (_without_answer(checklist, section, asked),),
        evidenced=bool(claims) and not unshown,
        not_evidenced=tuple(f"{checklist.id}/{claim}" for claim in unshown),
    )


def _without_answer(checklist: Checklist, section: Section, asked: Sequence[Question]) -> Reason:
    """Tell why no answer is there to point at: nothing is asked about it, nothing is put, or all may stay open."""
    says = "nothing-put-here" if section.questions else "nothing-asked-about-it"
    return Reason(kind=ReasonKind.ANSWER, ref=checklist.id, says="only-optional-open" if asked else says)


def _state(asked: Sequence[Question], answered: dict[str, Value | None]) -> RightsState:
    """Tell the state of a section. While something is open it is unknown, unless a *no* is already there.

    Optional questions that nobody answered, and answers that it is not applicable, do not weigh.
    """
    if any(question.decisive and answered[question.id] is Value.NO for question in asked):
        return RightsState.FALLS_SHORT
    weighing = {
        answered[question.id]
        for question in asked
        if answered[question.id] is not Value.NOT_APPLICABLE
        and not (question.optional and answered[question.id] is None)
    }
    if not weighing:
        return RightsState.NOT_APPLICABLE
    if weighing <= {Value.NO, None} and Value.NO in weighing:
        return RightsState.FALLS_SHORT
    if None in weighing and Value.NO not in weighing:
        return RightsState.UNKNOWN
    return RightsState.CONSISTENT if weighing == {Value.YES} else RightsState.PARTLY


def _reasons(checklist: Checklist, question: Question, value: Value | None, situation: Situation) -> Iterator[Reason]:
    """Tell the answer and, where it is not a good one, the facts that make the question matter here."""
    if value is None and question.optional:
        return
    yield answer_reason(checklist, question, value)
    if value in (Value.NO, Value.PARTLY):
        for code in question.raised_by:
            fact = situation.fact(code)
            yield from fact.because if fact else ()
