"""The catalogue of scenarios: what could happen to people when a city uses such data, one file each."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, model_validator

from pia_toolkit.content import read_entries
from pia_toolkit.domain.assessment import Origin
from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.frozen import Frozen, LocalText, Named
from pia_toolkit.domain.levels import Level
from pia_toolkit.resources import beside


class LevelRule(Frozen):
    """When `if` holds, the level is at least `at_least`."""

    if_: Condition = Field(alias="if")
    at_least: Level


class Safeguard(Frozen):
    """When `if` holds, residual likelihood or severity is one or two steps lower than the inherent one."""

    if_: Condition = Field(alias="if")
    likelihood: int = Field(default=0, ge=0, le=2)
    severity: int = Field(default=0, ge=0, le=2)

    @model_validator(mode="after")
    def _lowers_something(self) -> "Safeguard":
        if not (self.likelihood or self.severity):
            message = "give likelihood or severity: 1 or 2 steps"
            raise ValueError(message)
        return self


class ScenarioRule(Named):
    """One scenario of the catalogue: its words, when it arises, how likely and severe it is, what helps."""

    title: LocalText
    harm: LocalText
    affected: LocalText
    origin: Origin
    provisions: tuple[str, ...]
    applies_if: Condition
    likelihood: tuple[LevelRule, ...]
    severity: tuple[LevelRule, ...]
    lowered_by: tuple[Safeguard, ...] = ()

    @model_validator(mode="after")
    def _can_be_rated(self) -> "ScenarioRule":
        if not (self.provisions and self.likelihood and self.severity):
            message = "give at least one provision, one rule for likelihood and one for severity"
            raise ValueError(message)
        return self


def load_scenarios(folders: Sequence[Path] = ()) -> tuple[ScenarioRule, ...]:
    """Read the shipped scenarios and those of `folders`; of two with one id the later wins. Sorted by id.

    Raises `ContentInvalid`, or `Several` naming every mistake in every file.
    """
    return read_entries((beside("assessment", "scenarios"), *folders), ScenarioRule)
