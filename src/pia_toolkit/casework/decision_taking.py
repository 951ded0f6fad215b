"""Taking a decision on a proposal.

It is taken only on an assessment that still follows from the case, and needs a reason where it departs from what is
suggested or advised.
"""

from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder.deciding import basis_of, decision_of
from pia_toolkit.case_folder.decision_keeping import ELSEWHERE, EndedBy, check_author, check_day, ended, keep
from pia_toolkit.casework.overriding import differences
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.decision import (
    AdviceReply,
    ApprovalCondition,
    DecisionRecord,
    DecisionTaken,
    Ending,
    Opinion,
)
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.plan import Plan
from pia_toolkit.errors import (
    AssessmentOutdated,
    DatasetMoved,
    DayUnfit,
    DecisionIncomplete,
    MeasureMisspelt,
    MeasureUnknown,
    PiaError,
    ReasonNeeded,
    StepMissing,
    raise_all,
)

_APPROVALS = (Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS)
_LEAP_DAY = (2, 29)


class Wanted(Frozen):
    """The decision somebody wants to take. `on`: today where left out; `valid_until`: a year from then.

    `conditions`: measures of the plan that approval is to depend on besides those the plan says; `waived`: conditions
    of the plan that are dropped.
    """

    decision: Decision
    by: str
    role: str = ""
    on: date | None = None
    reason: str = ""
    conditions: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    valid_until: date | None = None


def take(case: Case, wanted: Wanted, at: datetime) -> tuple[DecisionTaken, bool]:
    """Take a decision, in place of the one before; return it, and whether the data could be looked at once more.

    They cannot where they do not lie where they were scanned; then nobody can say whether they are still the same.

    Raises `StepMissing` without an assessment, `AssessmentOutdated` or `ChangedSinceScan` where the case changed after
    it, `AuthorNotNamed`; and, all of them at once, what is wrong with the decision: `ReasonNeeded`, `DayUnfit`,
    `DecisionIncomplete`, `MeasureUnknown`.
    """
    check_author(wanted.by)
    with case.locked():
        _check_steps(case)
        record = decision_of(case)
        conclusions = case.load(cases.ASSESSMENT, Conclusions)
        on = wanted.on or at.date()
        until = (wanted.valid_until or a_year_after(on)) if wanted.decision in _APPROVALS else None
        raise_all(
            (
                *_wrong_days(case, on, until, at),
                *_wrong_order(record, on),
                *_wrong_conditions(case, wanted, conclusions.plan),
                *_wrong_words(case, wanted, record, conclusions.assessment.outcome.decision),
            )
        )
        seen = _check_data_and_rules(case)
        taken = DecisionTaken(
            decision=wanted.decision,
            by=wanted.by,
            role=wanted.role,
            on=on,
            reason=wanted.reason,
            conditions=_conditions(wanted, conclusions.plan),
            waived=_as_conditions(conclusions.plan, set(wanted.waived) - set(wanted.conditions)),
            valid_until=until,
            advice=record.advice_now,
            views=record.views_now,
            consultation=record.consultation_now,
            basis=basis_of(case),
            at=at,
        )
        earlier = ended(record, Ending.REPLACED, EndedBy(wanted.by, "", at))
        keep(case, DecisionRecord(taken=taken, earlier=earlier), ("decision-take", wanted.by), at)
    return taken, seen


def a_year_after(day: date) -> date:
    """Return the same day a year later; the 28th after a leap day."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == _LEAP_DAY else day.day)


def _check_steps(case: Case) -> None:
    """Demand an assessment that no later step has overtaken."""
    if not case.has(cases.ASSESSMENT):
        raise StepMissing(needed="assess", case=case.folder.name)
    if case.is_stale(cases.ASSESSMENT):
        raise AssessmentOutdated(case=case.folder.name)


def _check_data_and_rules(case: Case) -> bool:
    """Demand data as they were scanned, and the assessment that follows now; return whether the data could be read."""
    try:
        case.datasets()
        seen = True
    except DatasetMoved:
        seen = False
    if differences(case):
        raise AssessmentOutdated(case=case.folder.name)
    return seen


def _wrong_days(case: Case, on: date, until: date | None, at: datetime) -> Iterator[PiaError]:
    try:
        check_day(on, at)
    except DayUnfit as error:
        yield error
    assessed = max((step.at for step in case.steps() if cases.ASSESSMENT in step.files), default=at)
    if on < assessed.date() - ELSEWHERE:
        yield DayUnfit(date=on.isoformat(), problem="day-before-assessment")
    if until is not None and until <= max(on, at.date()):
        yield DayUnfit(date=until.isoformat(), problem="validity-is-past")


def _wrong_order(record: DecisionRecord, on: date) -> Iterator[PiaError]:
    """Tell of an advice that was given after the decision it is to belong to."""
    advice = record.advice_now
    if advice is not None and advice.on > on:
        yield DayUnfit(date=on.isoformat(), problem="decided-before-advice")


def _wrong_conditions(case: Case, wanted: Wanted, plan: Plan) -> Iterator[PiaError]:
    known = {entry.mitigation.id for entry in plan.recommendations}
    for measure in (*wanted.conditions, *wanted.waived):
        if measure in known:
            continue
        near = get_close_matches(measure.casefold(), sorted(known), 1)
        told = {"measure": measure, "case": case.folder.name}
        yield MeasureMisspelt(near=near[0], **told) if near else MeasureUnknown(**told)
    by_plan = {entry.mitigation.id for entry in plan.recommendations if entry.condition_of_approval}
    if set(wanted.waived) & (known - by_plan):
        yield DecisionIncomplete(problem="waived-no-condition", case=case.folder.name)
    if wanted.decision is Decision.APPROVE_WITH_CONDITIONS and not _conditions(wanted, plan):
        yield DecisionIncomplete(problem="no-condition-left", case=case.folder.name)
    if wanted.decision is not Decision.APPROVE_WITH_CONDITIONS and (wanted.conditions or wanted.waived):
        yield DecisionIncomplete(problem="conditions-with-other-decision", case=case.folder.name)
    if wanted.decision not in _APPROVALS and wanted.valid_until is not None:
        yield DecisionIncomplete(problem="validity-without-approval", case=case.folder.name)


def _wrong_words(case: Case, wanted: Wanted, record: DecisionRecord, suggested: Decision) -> Iterator[PiaError]:
    name, advice, consulted = case.folder.name, record.advice_now, record.consultation_now
    if not wanted.reason.strip():
        if wanted.decision is not suggested:
            yield ReasonNeeded(problem="departs-without-reason")
        if wanted.waived:
            yield ReasonNeeded(problem="waived-without-reason")
    if advice is not None and advice.reply is None:
        yield DecisionIncomplete(problem="advice-without-reply", case=name)
    elif (
        advice is not None
        and advice.opinion is Opinion.UNFAVOURABLE
        and advice.reply is AdviceReply.ACCEPTED
        and wanted.decision in _APPROVALS
    ):
        yield DecisionIncomplete(problem="advice-not-followed", case=name)
    if wanted.decision is Decision.CONSULT_AUTHORITY and consulted is None:
        yield DecisionIncomplete(problem="nobody-consulted", case=name)


def _conditions(wanted: Wanted, plan: Plan) -> tuple[ApprovalCondition, ...]:
    """Return the conditions of an approval in the order of the plan: what the plan says, less, and more."""
    if wanted.decision is not Decision.APPROVE_WITH_CONDITIONS:
        return ()
    by_plan = {entry.mitigation.id for entry in plan.recommendations if entry.condition_of_approval}
    return _as_conditions(plan, (by_plan - set(wanted.waived)) | set(wanted.conditions))


def _as_conditions(plan: Plan, measures: set[str]) -> tuple[ApprovalCondition, ...]:
    """Return measures of a plan, in its order, as they are worded now."""
    return tuple(
        ApprovalCondition(
            measure=entry.mitigation.id,
            title=entry.mitigation.title,
            check=entry.mitigation.check,
            owner=entry.mitigation.owner,
            due=entry.mitigation.due,
        )
        for entry in plan.recommendations
        if entry.mitigation.id in measures
    )
