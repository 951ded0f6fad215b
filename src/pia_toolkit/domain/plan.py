"""What to do: recommendations from the catalogue, each with its reasons and the risk it would lower."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.frozen import Frozen, LocalText, Named
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.reasons import Reason

PLAN_SCHEMA = "pia-toolkit/plan/1"


class Heading(StrEnum):
    """The headings of the plan, in the order of the reports; oversight and transparency stand on their own."""

    MINIMISATION = "minimisation"
    SECURITY = "security"
    RIGHTS_OF_PEOPLE = "rights-of-people"
    OVERSIGHT = "oversight"
    TRANSPARENCY = "transparency"
    PROCUREMENT = "procurement"
    CHILDREN_AND_GROUPS = "children-and-groups"


class Owner(StrEnum):
    """Who carries a measure out."""

    PROJECT = "project"
    DPO = "dpo"
    SECURITY = "security"
    LEGAL = "legal"
    PROCUREMENT = "procurement"
    COUNCIL = "council"


class Effort(StrEnum):
    """How much work a measure takes."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"

    @property
    def units(self) -> int:
        """What risk lowered is divided by: 1 for days, 2 for weeks, 4 for months. The toolkit's choice."""
        return {Effort.DAYS: 1, Effort.WEEKS: 2, Effort.MONTHS: 4}[self]


class Due(StrEnum):
    """By when, told against the life of the proposal rather than the calendar."""

    BEFORE_TENDER = "before-tender"
    BEFORE_CONTRACT = "before-contract"
    BEFORE_START = "before-start"
    WITHIN_A_YEAR = "within-a-year"


QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""A question by its address: `checklist/question`."""


class Fulfils(Frozen):
    """What is so once a measure is done, as its check shows it; the rest of the case stays as it is.

    `shares_in` is for what takes several measures: it becomes so once every measure that is advised here and shares
    in it is done. `measured` is for what the data decide: it ends where the step that was tried shows it.
    """

    answers: tuple[QuestionId, ...] = Field(default=(), description="questions whose answer becomes yes")
    facts: tuple[FactCode, ...] = Field(default=(), description="facts that become true")
    ends: tuple[FactCode, ...] = Field(default=(), description="facts that hold no longer")
    removes: tuple[str, ...] = Field(default=(), description="categories of columns that are gone")
    shares_in: tuple[QuestionId | FactCode, ...] = Field(
        default=(), description="questions and facts that take this measure and others"
    )
    measured: tuple[FactCode, ...] = Field(default=(), description="facts that end where the ladder shows it")


class Lowers(StrEnum):
    """Whether a measure can lower the level of a scenario."""

    LEVELS = "levels"
    NONE = "none"


class Mitigation(Named):
    """One measure of the catalogue. `advised_if` is the rule; `treats` names the scenarios it bears on.

    What it `fulfils` lowers one of them, or it says `lowers: none` and, in `advised_because`, why it is advised all
    the same.
    """

    heading: Heading
    title: LocalText
    text: LocalText
    check: LocalText = Field(description="how one can tell that it was done")
    owner: Owner
    effort: Effort
    due: Due
    provisions: tuple[str, ...]
    treats: tuple[str, ...] = ()
    fulfils: Fulfils = Fulfils()
    lowers: Lowers = Lowers.LEVELS
    advised_because: LocalText | None = Field(default=None, description="with `lowers: none`: why it is advised")
    advised_if: Condition
    redesign: bool = Field(
        default=False, description="it makes another proposal of this one: advised, never a condition of approval"
    )
    tried_as: tuple[str, ...] = Field(default=(), description="kinds of steps that do this to a table")
    tried_on: tuple[str, ...] = Field(default=(), description="categories of the columns; empty: any")
    weight: int = Field(default=0, description="order within the plan when everything else is equal")

    @model_validator(mode="after")
    def _says_why_it_lowers_nothing(self) -> "Mitigation":
        if (self.lowers is Lowers.NONE) != (self.advised_because is not None):
            message = "'advised_because' goes with 'lowers: none', and with nothing else"
            raise ValueError(message)
        return self


class MeasuredEffect(Frozen):
    """What one step that belongs to a measure would do to a table, as its ladder measured it."""

    table: str
    before: Rung
    after: Rung
    accepted_share: float = Field(default=0, ge=0, le=1, description="share at risk that the city accepts")


class Relief(Frozen):
    """How far one scenario falls, by the toolkit's rules; `after` is none where it does not arise any more."""

    scenario: str
    before: Level
    after: Level | None

    @property
    def steps(self) -> int:
        """Steps of the scale by which it falls; to arise no more is one step below negligible."""
        return self.before.rank - (-1 if self.after is None else self.after.rank)


class Recommendation(Frozen):
    """A measure that is advised here, with its reasons, what it would lower, and whether approval depends on it."""

    mitigation: Mitigation
    because: tuple[Reason, ...]
    columns: tuple[str, ...] = Field(default=(), description="the columns it is about, as table/column")
    condition_of_approval: bool
    effects: tuple[MeasuredEffect, ...] = Field(default=(), description="one for each table on which it was tried")
    lowers: tuple[Relief, ...] = Field(default=(), description="scenarios that fall if it is done, an estimate")
    together_with: tuple[str, ...] = Field(default=(), description="measures it takes besides, by id")
    lowers_with_conditions: bool = Field(
        default=False, description="it lowers no level by itself, but with the other conditions of approval it does"
    )
    relief: float = Field(default=0, ge=0, description="risk lowered per effort, by which measures are ranked")


class Plan(Frozen):
    """Recommendations in the order in which they should be done.

    `planned` tells, for each scenario of the assessment, its level now and once all `chosen` measures are done: an
    estimate by the toolkit's rules, not a promise.
    """

    schema_id: str = Field(default=PLAN_SCHEMA, alias="schema")
    recommendations: tuple[Recommendation, ...]
    chosen: tuple[str, ...] = Field(default=(), description="conditions of approval and what people chose, by id")
    planned: tuple[Relief, ...] = Field(default=(), description="one for each scenario, in the order of the assessment")

    @property
    def residual_after(self) -> Level:
        """The highest level of any scenario once the chosen measures are done."""
        return max((entry.after for entry in self.planned if entry.after), default=Level.NEGLIGIBLE)

    def planned_for(self, scenario: str) -> Relief | None:
        """Return what the chosen measures make of one scenario, if it arises."""
        return next((entry for entry in self.planned if entry.scenario == scenario), None)

    def under(self, heading: Heading) -> tuple[Recommendation, ...]:
        """Recommendations under one heading."""
        return tuple(entry for entry in self.recommendations if entry.mitigation.heading is heading)
