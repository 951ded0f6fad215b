"""What the assessment suggests; people decide. Each decision has its full condition in one place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pia_toolkit.assessment.rights import answer_reason
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Decision, Origin, Outcome, Scenario
from pia_toolkit.domain.checklist import Checklist, Kind, Question
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.putting import questions_put
from pia_toolkit.domain.reasons import Reason, ReasonKind, unique
from pia_toolkit.domain.requirement import Demand, Requirement

ACCEPTED = Level.LIMITED
"""The highest level that may remain without a condition. The toolkit's choice."""


@dataclass(frozen=True)
class Basis:
    """What a decision rests on: answers and facts as they count, and the scenarios that arise, the gravest first."""

    checklists: tuple[Checklist, ...]
    situation: Situation
    scenarios: tuple[Scenario, ...]

    @cached_property
    def put(self) -> tuple[tuple[Checklist, Question, Value | None], ...]:
        """Every question that is put, with its answer."""
        return tuple(
            (checklist, question, self.situation.answers.value(checklist.id, question.id))
            for checklist in self.checklists
            for question in questions_put(checklist, self.situation)
        )

    def answered(self, *values: Value | None, decisive: bool = False) -> tuple[Reason, ...]:
        """Reasons for the questions on rights answered with one of `values`; only the decisive ones if so wished."""
        return tuple(
            answer_reason(checklist, question, value)
            for checklist, question, value in self.put
            if checklist.kind is Kind.RIGHTS and value in values and (question.decisive or not decisive)
        )

    def open_questions(self, checklist: Checklist) -> tuple[Question, ...]:
        """Questions of a checklist that are put, are not optional and have no answer."""
        return tuple(
            question
            for where, question, value in self.put
            if where is checklist and value is None and not question.optional
        )

    def above(self, level: Level) -> tuple[Scenario, ...]:
        """Scenarios that remain above a level, the gravest first."""
        return tuple(scenario for scenario in self.scenarios if scenario.final.level > level)

    @property
    def harmless(self) -> bool:
        """Whether the scan found no personal data and no scenario arises: then open questions do not count."""
        return self.situation.fact(FactCode.NO_PERSONAL_DATA) is not None and not self.scenarios


def suggest(basis: Basis) -> Outcome:
    """Suggest the gravest decision for which there are reasons, and what has to come true before approval.

    Where a level that a person set lowers a risk, that is among the reasons; where it makes for another decision,
    the one with the computed levels is told too.
    """
    decision, because = _decide(basis)
    set_by_people = [entry for entry in basis.scenarios if entry.override]
    computed = decision
    if set_by_people:
        as_computed = tuple(entry.model_copy(update={"override": None}) for entry in basis.scenarios)
        computed, _ = _decide(replace(basis, scenarios=as_computed))
    lowered = (
        entry.override.as_reason()
        for entry in set_by_people
        if entry.override and entry.final.level < entry.residual.level
    )
    return Outcome(
        decision=decision,
        because=unique((*because, *lowered)),
        requirements=requirements(basis),
        computed=None if computed is decision else computed,
    )


def do_not_proceed(basis: Basis) -> tuple[Reason, ...]:
    """Tell of a *no* on legality or necessity, or a maximum risk by design choice that nothing can lower.

    All that would be for the authority to look at is told with it.
    """
    decisive = basis.answered(Value.NO, decisive=True)
    is_beyond_safeguards = any(
        scenario.origin is Origin.DESIGN_CHOICE and scenario.irreducible for scenario in basis.above(Level.SIGNIFICANT)
    )
    return unique((*decisive, *consult_authority(basis))) if decisive or is_beyond_safeguards else ()


def consult_authority(basis: Basis) -> tuple[Reason, ...]:
    """Tell of a maximum risk that remains, or of a significant one that no safeguard could lower further."""
    return _remaining(
        scenario for scenario in basis.above(ACCEPTED) if scenario.final.level is Level.MAXIMUM or scenario.irreducible
    )


def approve_with_conditions(basis: Basis) -> tuple[Reason, ...]:
    """Tell of a significant risk that remains, of a *no* or *partly*, or of a question that is still open.

    Open questions do not count where the scan found no personal data and no scenario arises.
    """
    still_open = () if basis.harmless else _open(basis)
    return unique((*_remaining(basis.above(ACCEPTED)), *basis.answered(Value.NO, Value.PARTLY), *still_open))


def approve(basis: Basis) -> tuple[Reason, ...]:
    """Tell why nothing speaks against it: no personal data were found, or every question put is settled."""
    no_personal_data = basis.situation.fact(FactCode.NO_PERSONAL_DATA)
    counted = (
        Reason(
            kind=ReasonKind.ANSWER,
            ref=checklist.id,
            says="questions-answered-well",
            values={"count": count},
        )
        for checklist in basis.checklists
        if checklist.kind is Kind.RIGHTS
        and (count := sum(where is checklist for where, _, _ in basis.put))
        and not basis.open_questions(checklist)
    )
    return (*(no_personal_data.because if no_personal_data else ()), *counted)


def requirements(basis: Basis) -> tuple[Requirement, ...]:
    """List what has to come true before approval: none exactly where approval is suggested as it stands."""
    risks = (
        Requirement(demand=Demand.RISK_AT_MOST, ref=f"scenarios/{scenario.id}", level=ACCEPTED)
        for scenario in basis.above(ACCEPTED)
    )
    answers = (
        Requirement(demand=Demand.ANSWERED_YES, ref=reason.ref) for reason in basis.answered(Value.NO, Value.PARTLY)
    )
    has_open = not basis.harmless and any(map(basis.open_questions, basis.checklists))
    return (*risks, *answers, *((Requirement(demand=Demand.ALL_ANSWERED),) if has_open else ()))


_DECISIONS = (
    (Decision.DO_NOT_PROCEED, do_not_proceed),
    (Decision.CONSULT_AUTHORITY, consult_authority),
    (Decision.APPROVE_WITH_CONDITIONS, approve_with_conditions),
)


def _decide(basis: Basis) -> tuple[Decision, tuple[Reason, ...]]:
    for decision, reasons_for in _DECISIONS:
        if because := reasons_for(basis):
            return decision, because
    return Decision.APPROVE, approve(basis)


def _open(basis: Basis) -> Iterator[Reason]:
    """Name every decisive question that is open, and count all open ones by checklist."""
    yield from basis.answered(None, decisive=True)
    for checklist in basis.checklists:
        if count := len(basis.open_questions(checklist)):
            yield Reason(kind=ReasonKind.ANSWER, ref=checklist.id, says="questions-open", values={"count": count})


def _remaining(scenarios: Iterable[Scenario]) -> tuple[Reason, ...]:
    """Tell which risks remain and what makes them grave. The safeguards that lower them are no reasons against it."""
    return unique(reason for scenario in scenarios for reason in _against(scenario))


def _against(scenario: Scenario) -> Iterator[Reason]:
    yield Reason(
        kind=ReasonKind.SCENARIO,
        ref=f"scenarios/{scenario.id}",
        says="risk-stays" if scenario.irreducible else "risk-remains",
        values={"level": scenario.final.level.value},
    )
    if scenario.override:
        yield scenario.override.as_reason()
    yield from scenario.inherent.likelihood_because
    yield from scenario.inherent.severity_because
