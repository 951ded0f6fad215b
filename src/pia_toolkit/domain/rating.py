"""Likelihood, severity, and the trace from which anyone can compute both again."""

from collections.abc import Callable, Iterable, Sequence

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.levels import Level, risk_level
from pia_toolkit.domain.reasons import Reason, unique


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


class HeldRule(Frozen):
    """A rule of the catalogue that holds here. `rule` is its number in the list of the scenario's file, from 1."""

    rule: int = Field(ge=1)
    at_least: Level = Field(description="the level that this rule alone would give")
    because: tuple[Reason, ...] = ()


class TracedSafeguard(Frozen):
    """A safeguard of the catalogue, in place or not. `safeguard` is its number in the scenario's file, from 1."""

    safeguard: int = Field(ge=1)
    likelihood: int = Field(default=0, ge=0, description="steps by which it lowers the likelihood")
    severity: int = Field(default=0, ge=0, description="steps by which it lowers the severity")
    in_place: bool
    attainable: bool = Field(description="it is in place, or could still be put in place")
    because: tuple[Reason, ...] = Field(default=(), description="why it is held to be in place")
    not_evidenced: tuple[str, ...] = Field(default=(), description="what of it is stated, but not evidenced")


class LevelTrace(Frozen):
    """All that the levels of one scenario follow from.

    Inherent: of `likelihood` and `severity` the highest level of any rule counts; where none holds it is negligible.
    Residual: the safeguards in place lower likelihood, and severity, by the sum of their steps, by `most_steps` at
    most.
    """

    arises: tuple[Reason, ...]
    likelihood: tuple[HeldRule, ...] = ()
    severity: tuple[HeldRule, ...] = ()
    safeguards: tuple[TracedSafeguard, ...] = ()
    most_steps: int = Field(ge=0)

    def inherent(self) -> Rating:
        """Return the rating without safeguards, with the reasons of every rule at the level that counts."""
        likelihood, likelihood_because = _highest(self.likelihood, self.arises)
        severity, severity_because = _highest(self.severity, self.arises)
        return Rating(
            likelihood=likelihood,
            severity=severity,
            likelihood_because=likelihood_because,
            severity_because=severity_because,
        )

    def residual(self) -> Rating:
        """Return the rating with the safeguards in place; their reasons stand in for those of what they lower."""
        return self._lowered_by([entry for entry in self.safeguards if entry.in_place])

    def attainable(self) -> Rating:
        """Return the rating if every safeguard that can be put in place were there."""
        return self._lowered_by([entry for entry in self.safeguards if entry.attainable])

    def _lowered_by(self, safeguards: Sequence[TracedSafeguard]) -> Rating:
        inherent = self.inherent()
        likely = [entry for entry in safeguards if entry.likelihood]
        severe = [entry for entry in safeguards if entry.severity]
        return Rating(
            likelihood=inherent.likelihood.moved(-self._steps(likely, lambda entry: entry.likelihood)),
            severity=inherent.severity.moved(-self._steps(severe, lambda entry: entry.severity)),
            likelihood_because=_reasons(likely) or inherent.likelihood_because,
            severity_because=_reasons(severe) or inherent.severity_because,
        )

    def _steps(self, safeguards: Iterable[TracedSafeguard], steps: Callable[[TracedSafeguard], int]) -> int:
        return min(self.most_steps, sum(map(steps, safeguards)))


def _highest(rules: Sequence[HeldRule], otherwise: tuple[Reason, ...]) -> tuple[Level, tuple[Reason, ...]]:
    level = max((rule.at_least for rule in rules), default=Level.NEGLIGIBLE)
    return level, _reasons([rule for rule in rules if rule.at_least is level]) or otherwise


def _reasons(entries: Sequence[HeldRule | TracedSafeguard]) -> tuple[Reason, ...]:
    return unique(reason for entry in entries for reason in entry.because)
