"""What to do: recommendations from the catalogue, each with its reasons."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.frozen import Frozen, LocalText, Named
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.reasons import Reason

PLAN_SCHEMA = "pia-toolkit/plan/1"


class Heading(StrEnum):
    """The five headings of the plan; oversight and transparency stand on their own."""

    MINIMISATION = "minimisation"
    SECURITY = "security"
    RIGHTS_OF_PEOPLE = "rights-of-people"
    OVERSIGHT = "oversight"
    TRANSPARENCY = "transparency"


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


class Due(StrEnum):
    """By when, told against the life of the proposal rather than the calendar."""

    BEFORE_TENDER = "before-tender"
    BEFORE_CONTRACT = "before-contract"
    BEFORE_START = "before-start"
    WITHIN_A_YEAR = "within-a-year"


class Mitigation(Named):
    """One measure of the catalogue. `advised_if` is the rule; `treats` names the scenarios it bears on."""

    heading: Heading
    title: LocalText
    text: LocalText
    check: LocalText = Field(description="how one can tell that it was done")
    owner: Owner
    effort: Effort
    due: Due
    provisions: tuple[str, ...]
    treats: tuple[str, ...] = ()
    advised_if: Condition
    tried_as: tuple[str, ...] = Field(default=(), description="kinds of steps that do this to a table")
    tried_on: tuple[str, ...] = Field(default=(), description="categories of the columns; empty: any")
    weight: int = Field(default=0, description="order within the plan when everything else is equal")


class MeasuredEffect(Frozen):
    """What one step that belongs to a measure would do to a table, as its ladder measured it."""

    table: str
    before: Rung
    after: Rung


class Recommendation(Frozen):
    """A measure that is advised here, with its reasons and whether approval depends on it."""

    mitigation: Mitigation
    because: tuple[Reason, ...]
    columns: tuple[str, ...] = Field(default=(), description="the columns it is about, as table/column")
    condition_of_approval: bool
    effects: tuple[MeasuredEffect, ...] = Field(default=(), description="one for each table on which it was tried")


class Plan(Frozen):
    """Recommendations in the order in which they should be done."""

    schema_id: str = Field(default=PLAN_SCHEMA, alias="schema")
    recommendations: tuple[Recommendation, ...]

    def under(self, heading: Heading) -> tuple[Recommendation, ...]:
        """Recommendations under one heading."""
        return tuple(entry for entry in self.recommendations if entry.mitigation.heading is heading)
