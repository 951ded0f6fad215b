"""The catalogue of scenarios: what could happen to people when a city uses such data, one file each."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, model_validator

from pia_toolkit.content import read_model
from pia_toolkit.domain.assessment import Origin
from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.frozen import Frozen, LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.errors import ContentInvalid, PiaError, Several
from pia_toolkit.resources import beside, content_files


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


class ScenarioRule(Frozen):
    """One scenario of the catalogue: its words, when it arises, how likely and severe it is, what helps."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
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
    found: dict[str, ScenarioRule] = {}
    problems: list[PiaError] = []
    for folder in (beside("assessment", "scenarios"), *folders):
        for path in content_files(folder):
            try:
                rule = read_model(path, ScenarioRule)
            except Several as several:
                problems.extend(several.errors)
            except PiaError as problem:
                problems.append(problem)
            else:
                found[rule.id] = rule
                if rule.id != path.stem:
                    problems.append(_misnamed(path))
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems)
    return tuple(found[name] for name in sorted(found))


def _misnamed(path: Path) -> ContentInvalid:
    return ContentInvalid(file=path.name, line=1, field="id", problem="id is not the file's name")
