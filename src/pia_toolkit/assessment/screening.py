"""From answers on criteria to the need for an assessment.

One criterion that counts alone is enough: the three cases of GDPR article 35 (3), or the list of an authority.
Of those that count with another, two are enough, as WP248 rev.01 is usually read; one can be. Nothing is concluded
from what the data suggest until a person has answered.
"""

from collections.abc import Iterator, Sequence

from pia_toolkit.assessment.rights import answer_reason
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.checklist import Checklist, Counts, Kind, Question
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.putting import is_put
from pia_toolkit.domain.reasons import Reason, unique
from pia_toolkit.domain.screening import Criterion, CriterionState, Need, Screening, Yardstick

ENOUGH_TOGETHER = 2
"""Criteria from which an assessment is needed, as WP248 rev.01 is usually read."""
LAW, NOBODY, NO_WAY_BACK = "law-requires-assessment", "nobody-in-the-data", "no-way-back"
RECORDED, OTHERS = "decision-recorded", "no-other-criterion"
"""The questions of the shipped screening that decide about more than one criterion."""
OWN = "toolkit:good-practice"
"""What the criteria that no instrument prescribes rest on."""
_STATES = {Value.YES: CriterionState.MET, Value.PARTLY: CriterionState.IN_DOUBT, Value.NO: CriterionState.NOT_MET}


def screen(checklists: Sequence[Checklist], situation: Situation) -> Screening | None:
    """Conclude whether an assessment is needed; None where no checklist screens.

    `situation` carries only answers that count. Criteria of further checklists of the kind `screening`, such as the
    list of an authority that a case brings, count like those that are shipped.
    """
    screening = [checklist for checklist in checklists if checklist.kind is Kind.SCREENING]
    if not screening:
        return None
    criteria = tuple(_criteria(screening, situation))
    yardstick = _yardstick(situation)
    record = situation.answers.of(Kind.SCREENING.value)
    answer = record.get(RECORDED) if record else None
    need, because = _conclude(criteria, yardstick, screening, situation)
    return Screening(
        need=need,
        yardstick=yardstick,
        criteria=criteria,
        because=because,
        recorded=answer is not None and answer.value is Value.YES,
        reason=answer.note if answer else "",
    )


def _conclude(
    criteria: tuple[Criterion, ...], yardstick: Yardstick, screening: Sequence[Checklist], situation: Situation
) -> tuple[Need, tuple[Reason, ...]]:
    met = [criterion for criterion in criteria if criterion.counts_as_met]
    alone = [criterion for criterion in met if criterion.counts is Counts.ALONE]
    if alone or len(met) >= ENOUGH_TOGETHER:
        return Need.NEEDED, _reasons(alone or met)
    if yardstick is Yardstick.SHORT_FORM:
        nothing = situation.fact(FactCode.NO_PERSONAL_DATA)
        confirmed = _answered(screening, situation, {NOBODY, NO_WAY_BACK})
        return Need.NOT_NEEDED, (*(nothing.because if nothing else ()), *confirmed)
    if _is_open(screening, situation):
        return Need.OPEN, _open(screening, situation)
    if met:
        return Need.CAN_BE_NEEDED, _reasons(met)
    return Need.NOT_NEEDED, _answered(screening, situation, {LAW, OTHERS}) + _reasons(criteria)


def _yardstick(situation: Situation) -> Yardstick:
    """Tell what the criteria rest on: for data about nobody the short form, once a person confirmed it."""

    def value(question: str) -> Value | None:
        return situation.answers.value(Kind.SCREENING.value, question)

    nobody = situation.fact(FactCode.NO_PERSONAL_DATA) is not None
    if nobody and value(NOBODY) is Value.YES and value(NO_WAY_BACK) is Value.YES:
        return Yardstick.SHORT_FORM
    law = value(LAW)
    if law in (Value.YES, Value.PARTLY):
        return Yardstick.LAW
    return Yardstick.OWN_CRITERIA if law is Value.NO else Yardstick.OPEN


def _criteria(screening: Sequence[Checklist], situation: Situation) -> Iterator[Criterion]:
    for checklist in screening:
        for question in checklist.questions:
            if question.counts:
                yield _criterion(checklist, question, question.counts, situation)


def _criterion(checklist: Checklist, question: Question, counts: Counts, situation: Situation) -> Criterion:
    value = situation.answers.value(checklist.id, question.id)
    put = is_put(checklist, question, situation)
    facts = [fact for code in question.raised_by if (fact := situation.fact(code))]
    evidence = tuple(reason for fact in facts for reason in fact.because)
    if put and value in _STATES:
        state, because = _STATES[value], (answer_reason(checklist, question, value), *evidence)
    else:
        can_apply = put or _can_apply_unasked(question, counts, _yardstick(situation))
        state, because = _unanswered(value, put=put, suggested=bool(facts) and can_apply), evidence
    reference = f"{checklist.id}/{question.id}"
    return Criterion(
        question=reference, provision=question.provision, counts=counts, state=state, because=unique(because)
    )


def _can_apply_unasked(question: Question, counts: Counts, yardstick: Yardstick) -> bool:
    """Whether a criterion that is hidden can still be suggested.

    A case of article 35 (3) that is not put has no law behind it here. Where a law says what counts, the toolkit's own
    criteria do not; and none does where people confirmed that the data are about nobody.
    """
    if yardstick is Yardstick.SHORT_FORM or counts is Counts.ALONE:
        return False
    return yardstick is not Yardstick.LAW or question.provision != OWN


def _unanswered(value: Value | None, *, put: bool, suggested: bool) -> CriterionState:
    """Tell the state of a criterion without a yes, partly or no."""
    if put and value is Value.NOT_APPLICABLE:
        return CriterionState.NOT_MET
    return CriterionState.SUGGESTED if suggested else CriterionState.NOT_ASKED


def _is_open(screening: Sequence[Checklist], situation: Situation) -> bool:
    return _yardstick(situation) is Yardstick.OPEN or bool(_open(screening, situation))


def _open(screening: Sequence[Checklist], situation: Situation) -> tuple[Reason, ...]:
    """Point at every question that decides about a criterion and has no answer."""
    deciding = {NOBODY, NO_WAY_BACK, LAW, OTHERS}
    return tuple(
        answer_reason(checklist, question, None)
        for checklist in screening
        for question in checklist.questions
        if (question.counts or question.id in deciding)
        and is_put(checklist, question, situation)
        and situation.answers.value(checklist.id, question.id) is None
    )


def _answered(screening: Sequence[Checklist], situation: Situation, questions: set[str]) -> tuple[Reason, ...]:
    return tuple(
        answer_reason(checklist, question, value)
        for checklist in screening
        for question in checklist.questions
        if question.id in questions
        and is_put(checklist, question, situation)
        and (value := situation.answers.value(checklist.id, question.id))
    )


def _reasons(criteria: Sequence[Criterion]) -> tuple[Reason, ...]:
    return unique(reason for criterion in criteria for reason in criterion.because)
