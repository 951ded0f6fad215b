"""What the assessment suggests; people decide. Each decision has its full condition in one place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pia_toolkit.assessment.rating import Rated
from pia_toolkit.assessment.rights import answer_reason
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Decision, Origin, Outcome, Scenario
from pia_toolkit.domain.checklist import Checklist, Kind, Question
from pia_toolkit.domain.conditions import Situation, unique
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.putting import questions_put
from pia_toolkit.domain.reasons import Reason, ReasonKind


@dataclass(frozen=True)
class Basis:
    """What a decision rests on: answers and facts as they count, and the scenarios that arise."""

    checklists: tuple[Checklist, ...]
    situation: Situation
    rated: tuple[Rated, ...]

    def put(self) -> Iterator[tuple[Checklist, Question, Value | None]]:
        """Every question that is put, with its answer."""
        for checklist in self.checklists:
            for question in questions_put(checklist, self.situation):
                yield checklist, question, self.situation.answers.value(checklist.id, question.id)

    def answered(self, *values: Value | None, decisive: bool = False) -> tuple[Reason, ...]:
        """Reasons for the questions on rights answered with one of `values`; only the decisive ones if so wished."""
        return tuple(
            answer_reason(checklist, question, value)
            for checklist, question, value in self.put()
            if checklist.kind is Kind.RIGHTS and value in values and (question.decisive or not decisive)
        )

    def open_questions(self, checklist: Checklist) -> tuple[Question, ...]:
        """Questions of a checklist that are put, are not optional and have no answer."""
        return tuple(
            question
            for where, question, value in self.put()
            if where is checklist and value is None and not question.optional
        )


def suggest(basis: Basis) -> Outcome:
    """Suggest the gravest decision for which there are reasons."""
    for decision, reasons_for in _DECISIONS:
        if because := reasons_for(basis):
            return Outcome(decision=decision, because=because)
    return Outcome(decision=Decision.APPROVE, because=approve(basis))


def do_not_proceed(basis: Basis) -> tuple[Reason, ...]:
    """Tell of a *no* on legality or necessity, or a maximum risk by design choice that nothing can lower."""
    beyond_safeguards = (
        rated.scenario
        for rated in basis.rated
        if rated.scenario.origin is Origin.DESIGN_CHOICE
        and rated.scenario.residual.level is Level.MAXIMUM
        and rated.irreducible
    )
    return unique((*basis.answered(Value.NO, decisive=True), *_reasons(beyond_safeguards)))


def consult_authority(basis: Basis) -> tuple[Reason, ...]:
    """Tell of a maximum risk that remains, or of a significant one that no safeguard could lower further."""
    remaining = (
        rated.scenario
        for rated in basis.rated
        if rated.scenario.residual.level is Level.MAXIMUM
        or (rated.scenario.residual.level is Level.SIGNIFICANT and rated.irreducible)
    )
    return _reasons(remaining)


def approve_with_conditions(basis: Basis) -> tuple[Reason, ...]:
    """Tell of a significant risk that remains, of a *no* or *partly*, or of a question that is still open.

    Open questions do not count where the scan found no personal data and no scenario arises.
    """
    remaining = (rated.scenario for rated in basis.rated if rated.scenario.residual.level is Level.SIGNIFICANT)
    harmless = basis.situation.fact(FactCode.NO_PERSONAL_DATA) is not None and not basis.rated
    return unique((*basis.answered(Value.NO, Value.PARTLY), *_reasons(remaining), *(() if harmless else _open(basis))))


def approve(basis: Basis) -> tuple[Reason, ...]:
    """Tell why nothing speaks against it: no personal data were found, or every question put is settled."""
    no_personal_data = basis.situation.fact(FactCode.NO_PERSONAL_DATA)
    counted = (
        Reason(
            kind=ReasonKind.ANSWER,
            ref=checklist.id,
            says="questions-answered-well",
            values={"count": len(questions_put(checklist, basis.situation))},
        )
        for checklist in basis.checklists
        if checklist.kind is Kind.RIGHTS
        and questions_put(checklist, basis.situation)
        and not basis.open_questions(checklist)
    )
    return (*(no_personal_data.because if no_personal_data else ()), *counted)


_DECISIONS = (
    (Decision.DO_NOT_PROCEED, do_not_proceed),
    (Decision.CONSULT_AUTHORITY, consult_authority),
    (Decision.APPROVE_WITH_CONDITIONS, approve_with_conditions),
)


def _open(basis: Basis) -> Iterator[Reason]:
    """Name every decisive question that is open, and count all open ones by checklist."""
    yield from basis.answered(None, decisive=True)
    for checklist in basis.checklists:
        if count := len(basis.open_questions(checklist)):
            yield Reason(kind=ReasonKind.ANSWER, ref=checklist.id, says="questions-open", values={"count": count})


def _reasons(scenarios: Iterable[Scenario]) -> tuple[Reason, ...]:
    """Tell what makes scenarios grave. The safeguards that lower them are no reasons against a proposal."""
    return unique(
        reason
        for scenario in scenarios
        for reason in (*scenario.inherent.likelihood_because, *scenario.inherent.severity_because)
    )
