"""Levels that a person set in place of the computed ones: kept in the case, beside what was computed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.rating import Rating
from pia_toolkit.domain.reasons import Reason, ReasonKind

OVERRIDES_SCHEMA = "pia-toolkit/overrides/1"

Said = Annotated[str, StringConstraints(strip_whitespace=True)]


class Override(Frozen):
    """The likelihood or severity of a scenario as one person judges it, or both, and why.

    `computed_likelihood` and `computed_severity` are what pia had computed when the person decided.
    """

    scenario: str
    likelihood: Level | None = None
    severity: Level | None = None
    reason: Said
    by: Said
    at: datetime
    computed_likelihood: Level | None = None
    computed_severity: Level | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Override":
        missing = {
            "override-without-reason": not self.reason,
            "override-by-nobody": not self.by,
            "override-without-level": self.likelihood is None and self.severity is None,
        }
        for problem in (name for name, lacks in missing.items() if lacks):
            raise PydanticCustomError("incomplete-override", problem)
        return self

    def over(self, computed: Rating) -> Rating:
        """Return the rating that counts: what the person set, and what was computed where nothing was set."""
        because = (self.as_reason(),)
        return Rating(
            likelihood=self.likelihood or computed.likelihood,
            severity=self.severity or computed.severity,
            likelihood_because=because if self.likelihood else computed.likelihood_because,
            severity_because=because if self.severity else computed.severity_because,
        )

    def as_reason(self) -> Reason:
        """Return the decision as a reason, in the person's own words."""
        values = {"by": self.by, "date": self.at.date().isoformat(), "reason": self.reason}
        return Reason(kind=ReasonKind.OVERRIDE, ref=f"overrides/{self.scenario}", says="overridden", values={**values})

    def is_outdated(self, computed: Rating) -> bool:
        """Whether something else is computed now than when the person decided."""
        known = (self.computed_likelihood or computed.likelihood, self.computed_severity or computed.severity)
        return known != (computed.likelihood, computed.severity)


class Overrides(Frozen):
    """Every override of a case: at most one for each scenario, in the order in which they were first made."""

    schema_id: str = Field(default=OVERRIDES_SCHEMA, alias="schema")
    overrides: tuple[Override, ...] = ()

    @model_validator(mode="after")
    def _overrides_once(self) -> "Overrides":
        if len({entry.scenario for entry in self.overrides}) < len(self.overrides):
            raise PydanticCustomError("repeated-override", "overridden-twice")
        return self

    def of(self, scenario: str) -> Override | None:
        """Return the override of a scenario, if there is one."""
        return next((entry for entry in self.overrides if entry.scenario == scenario), None)

    def joined_by(self, taken: Override) -> "Overrides":
        """Return these overrides with another, which replaces that of the same scenario."""
        by_scenario = {entry.scenario: entry for entry in (*self.overrides, taken)}
        return Overrides(overrides=tuple(by_scenario.values()))

    def without(self, scenario: str) -> "Overrides":
        """Return these overrides without that of a scenario."""
        return Overrides(overrides=tuple(entry for entry in self.overrides if entry.scenario != scenario))

    def not_of(self, scenarios: Iterable[str]) -> tuple[Override, ...]:
        """Return the overrides of other scenarios than these."""
        there = set(scenarios)
        return tuple(entry for entry in self.overrides if entry.scenario not in there)
