"""What follows from findings, measurements and answers."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.facts import Fact
from pia_toolkit.domain.frozen import Frozen, LocalText
from pia_toolkit.domain.levels import Level, risk_level
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.domain.screening import Screening

ASSESSMENT_SCHEMA = "pia-toolkit/assessment/1"


class Origin(StrEnum):
    """Where a risk comes from, kept apart as in the EDPB template of 2026."""

    DESIGN_CHOICE = "design-choice"
    ACCIDENT_OR_UNLAWFUL_EVENT = "accident-or-unlawful-event"


class Rating(Frozen):
    """Likelihood and severity with the reasons that set each."""

    likelihood: Level
    severity: Level
    likelihood_because: tuple[Reason, ...] = ()
    severity_because: tuple[Reason, ...] = ()

    @property
    def level(self) -> Level:
        """The risk level that follows from likelihood and severity."""
        return risk_level(self.likelihood, self.severity)


class Scenario(Frozen):
    """One thing that could happen to people: inherent without, residual with the safeguards people attested."""

    id: str
    title: LocalText
    harm: LocalText
    affected: LocalText
    origin: Origin
    provisions: tuple[str, ...]
    inherent: Rating
    residual: Rating


class RightsState(StrEnum):
    """How a proposal stands to one provision."""

    CONSISTENT = "consistent"
    PARTLY = "partly"
    FALLS_SHORT = "falls-short"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class RightsCheck(Frozen):
    """One cell of the rights matrix: a provision, its state and why. `evidenced`: an answer names its evidence."""

    provision: str
    checklist: str
    title: str = Field(description="section id within the checklist")
    state: RightsState
    because: tuple[Reason, ...] = ()
    evidenced: bool = False


class Decision(StrEnum):
    """What the assessment suggests; people decide."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve-with-conditions"
    CONSULT_AUTHORITY = "consult-authority"
    DO_NOT_PROCEED = "do-not-proceed"


class Outcome(Frozen):
    """The suggested decision and its reasons."""

    decision: Decision
    because: tuple[Reason, ...]


class Assessment(Frozen):
    """Facts, scenarios, rights matrix and outcome."""

    schema_id: str = Field(default=ASSESSMENT_SCHEMA, alias="schema")
    facts: tuple[Fact, ...]
    scenarios: tuple[Scenario, ...]
    rights: tuple[RightsCheck, ...]
    outcome: Outcome
    unanswered: int = Field(ge=0, description="questions that were put and not answered")
    screening: Screening | None = Field(default=None, description="whether an assessment is needed")

    @property
    def inherent(self) -> Level:
        """The highest inherent level of any scenario."""
        return max((scenario.inherent.level for scenario in self.scenarios), default=Level.NEGLIGIBLE)

    @property
    def residual(self) -> Level:
        """The highest residual level of any scenario."""
        return max((scenario.residual.level for scenario in self.scenarios), default=Level.NEGLIGIBLE)
