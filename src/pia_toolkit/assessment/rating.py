"""How likely and how severe a scenario is here, without safeguards and with those that are in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pia_toolkit.assessment.scenarios import LevelRule, Safeguard, ScenarioRule
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Rating, Scenario
from pia_toolkit.domain.conditions import Condition, Situation, evaluate, unique
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.reasons import Reason, ReasonKind

MOST_STEPS = 2
"""Safeguards together lower likelihood, and severity, by at most two steps each. The toolkit's choice."""
ATTAINABLE = frozenset(
    {
        FactCode.LARGE_ENOUGH_CLASSES,
        FactCode.AGGREGATED,
        FactCode.KEYED_PSEUDONYMS,
        FactCode.COARSENED,
        FactCode.SYNTHETIC,
        FactCode.ENCRYPTED,
    }
)
"""Facts that a city can still make true while it keeps its purpose."""


@dataclass(frozen=True)
class Rated:
    """A scenario that arises here. `irreducible`: none of its safeguards could lower the level further."""

    scenario: Scenario
    irreducible: bool


def rate(rule: ScenarioRule, situation: Situation) -> Rated | None:
    """Rate one scenario of the catalogue, or return None where it does not arise.

    Inherent is what facts alone make of it; residual is what the safeguards in place leave. The highest level
    of any rule that holds counts; where none holds it is negligible, for the reasons the scenario arises.
    """
    arising = evaluate(rule.applies_if, situation)
    if not arising.holds:
        return None
    because = arising.because or (_looked_at_always(rule),)
    likelihood, likelihood_because = _highest(rule.likelihood, situation, because)
    severity, severity_because = _highest(rule.severity, situation, because)
    inherent = Rating(
        likelihood=likelihood,
        severity=severity,
        likelihood_because=likelihood_because,
        severity_because=severity_because,
    )
    in_place = [safeguard for safeguard in rule.lowered_by if evaluate(safeguard.if_, situation).holds]
    possible = [safeguard for safeguard in rule.lowered_by if _could_hold(safeguard.if_, situation)]
    residual = _lowered(inherent, in_place, situation)
    best = _lowered(inherent, possible, situation)
    scenario = Scenario(
        id=rule.id,
        title=rule.title,
        harm=rule.harm,
        affected=rule.affected,
        origin=rule.origin,
        provisions=rule.provisions,
        inherent=inherent,
        residual=residual,
    )
    return Rated(scenario, irreducible=best.level >= residual.level)


def _looked_at_always(rule: ScenarioRule) -> Reason:
    """Tell why a scenario arises that waits for nothing: a conclusion without a reason would not count."""
    return Reason(kind=ReasonKind.DECLARATION, ref=f"scenarios/{rule.id}", says="looked-at-always")


def _could_hold(condition: Condition, situation: Situation) -> bool:
    """Whether a safeguard could be put in place: questions answered well, protective facts made true.

    What the data are and what they are for stays as it is.
    """
    if condition.answer:
        return situation.answers.value(*condition.answer.split("/")) is not Value.NOT_APPLICABLE
    if condition.fact in ATTAINABLE:
        return True
    if condition.any_ or condition.all_:
        inner = [_could_hold(part, situation) for part in condition.any_ or condition.all_]
        return any(inner) if condition.any_ else all(inner)
    return evaluate(condition, situation).holds


def _highest(
    rules: Iterable[LevelRule], situation: Situation, otherwise: tuple[Reason, ...]
) -> tuple[Level, tuple[Reason, ...]]:
    """Return the highest level of the rules that hold, with the reasons of every rule at that level."""
    holding = [(rule.at_least, evaluate(rule.if_, situation)) for rule in rules]
    level = max((at_least for at_least, test in holding if test.holds), default=Level.NEGLIGIBLE)
    because = unique(
        reason for at_least, test in holding if test.holds and at_least is level for reason in test.because
    )
    return level, because or otherwise


def _lowered(inherent: Rating, safeguards: Sequence[Safeguard], situation: Situation) -> Rating:
    """Lower a rating by safeguards; the reasons of those that lower it take the place of the old ones."""
    likelihood_steps = min(MOST_STEPS, sum(safeguard.likelihood for safeguard in safeguards))
    severity_steps = min(MOST_STEPS, sum(safeguard.severity for safeguard in safeguards))
    return Rating(
        likelihood=inherent.likelihood.moved(-likelihood_steps),
        severity=inherent.severity.moved(-severity_steps),
        likelihood_because=_reasons([entry for entry in safeguards if entry.likelihood], situation)
        or inherent.likelihood_because,
        severity_because=_reasons([entry for entry in safeguards if entry.severity], situation)
        or inherent.severity_because,
    )


def _reasons(safeguards: Iterable[Safeguard], situation: Situation) -> tuple[Reason, ...]:
    return unique(reason for entry in safeguards for reason in evaluate(entry.if_, situation).because)
