"""What follows from findings, measurements and answers."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.facts import Fact
from pia_toolkit.domain.frozen import Frozen, LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.override import Override
from pia_toolkit.domain.rating import LevelTrace, Rating
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.domain.requirement import Demand, Requirement
from pia_toolkit.domain.screening import Screening

ASSESSMENT_SCHEMA = "pia-toolkit/assessment/1"


class Origin(StrEnum):
    """Where a risk comes from, kept apart as in the EDPB template of 2026."""

    DESIGN_CHOICE = "design-choice"
    ACCIDENT_OR_UNLAWFUL_EVENT = "accident-or-unlawful-event"


class Scenario(Frozen):
    """One thing that could happen to people: inherent without, residual with the safeguards people attested.

    `trace`: all that the two follow from. `override`: what a person set in place of the residual rating; both are kept.
    """

    id: str
    title: LocalText
    harm: LocalText
    affected: LocalText
    origin: Origin
    provisions: tuple[str, ...]
    inherent: Rating
    residual: Rating
    trace: LevelTrace | None = None
    override: Override | None = None

    @property
    def final(self) -> Rating:
        """The rating that counts: the person's where there is one, else the residual one."""
        return self.override.over(self.residual) if self.override else self.residual

    @property
    def irreducible(self) -> bool:
        """Whether none of its safeguards, were it put in place, would lower the computed level any further."""
        return self.trace is not None and self.trace.attainable().level >= self.residual.level


def recomputed(scenario: Scenario) -> Scenario | None:
    """Return a scenario with its levels computed again from its trace; None where it was kept without a trace."""
    if scenario.trace is None:
        return None
    return scenario.model_copy(update={"inherent": scenario.trace.inherent(), "residual": scenario.trace.residual()})


class RightsState(StrEnum):
    """How a proposal stands to one provision."""

    CONSISTENT = "consistent"
    PARTLY = "partly"
    FALLS_SHORT = "falls-short"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class RightsCheck(Frozen):
    """One cell of the rights matrix: a provision, its state and why.

    `evidenced`: something is claimed, and every claim names its evidence. A claim is a *yes* or *partly*; those
    without evidence are in `not_evidenced`, as `checklist/question`.
    """

    provision: str
    checklist: str
    title: str = Field(description="section id within the checklist")
    state: RightsState
    because: tuple[Reason, ...] = ()
    evidenced: bool = False
    not_evidenced: tuple[str, ...] = ()


class Decision(StrEnum):
    """What the assessment suggests; people decide."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve-with-conditions"
    CONSULT_AUTHORITY = "consult-authority"
    DO_NOT_PROCEED = "do-not-proceed"


class Outcome(Frozen):
    """The suggested decision, its reasons, and what has to come true before approval.

    `computed`: what would be suggested with the computed levels, where the levels people set make a difference.
    """

    decision: Decision
    because: tuple[Reason, ...]
    requirements: tuple[Requirement, ...] = ()
    computed: Decision | None = None


class Assessment(Frozen):
    """Facts, scenarios, rights matrix and outcome.

    `idle_overrides`: levels that people set for scenarios that do not arise here. They are kept and change nothing.
    """

    schema_id: str = Field(default=ASSESSMENT_SCHEMA, alias="schema")
    facts: tuple[Fact, ...]
    scenarios: tuple[Scenario, ...]
    rights: tuple[RightsCheck, ...]
    outcome: Outcome
    unanswered: int = Field(ge=0, description="questions that were put and not answered")
    screening: Screening | None = Field(default=None, description="whether an assessment is needed")
    idle_overrides: tuple[Override, ...] = ()

    @property
    def inherent(self) -> Level:
        """The highest inherent level of any scenario."""
        return max((scenario.inherent.level for scenario in self.scenarios), default=Level.NEGLIGIBLE)

    @property
    def residual(self) -> Level:
        """The highest level of any scenario that remains and counts, as computed or as a person set it."""
        return max((scenario.final.level for scenario in self.scenarios), default=Level.NEGLIGIBLE)

    @property
    def bare_safeguards(self) -> tuple[str, ...]:
        """What lowers the level of some scenario and is stated, not evidenced: answers and declared fields."""
        safeguards = (entry for scenario in self.scenarios if scenario.trace for entry in scenario.trace.safeguards)
        return tuple(dict.fromkeys(claim for entry in safeguards for claim in entry.not_evidenced))

    def meets(self, requirement: Requirement) -> bool:
        """Whether a condition of approval, listed now or in an earlier assessment, has come true here."""
        if requirement.demand is Demand.RISK_AT_MOST:
            found = [entry for entry in self.scenarios if f"scenarios/{entry.id}" == requirement.ref]
            return all(entry.final.level <= (requirement.level or Level.NEGLIGIBLE) for entry in found)
        if requirement.demand is Demand.ANSWERED_YES:
            told = {reason.says for check in self.rights for reason in check.because if reason.ref == requirement.ref}
            return not told & {"answered-no", "answered-partly", "answered-unanswered"}
        return not self.unanswered
