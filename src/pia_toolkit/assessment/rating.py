"""How likely and how severe a scenario is here, without safeguards and with those that are in place."""

from collections.abc import Iterable

from pia_toolkit.assessment.scenarios import LevelRule, Safeguard, ScenarioRule
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Scenario
from pia_toolkit.domain.conditions import Condition, Situation, evaluate
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.rating import HeldRule, LevelTrace, TracedSafeguard
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


def rate(rule: ScenarioRule, situation: Situation) -> Scenario | None:
    """Rate one scenario of the catalogue, or return None where it does not arise.

    Inherent is what facts alone make of it; residual is what the safeguards in place leave. Both follow from the
    trace of the scenario, and from nothing else.
    """
    arising = evaluate(rule.applies_if, situation)
    if not arising.holds:
        return None
    trace = LevelTrace(
        arises=arising.because or (_looked_at_always(rule),),
        likelihood=_held(rule.likelihood, situation),
        severity=_held(rule.severity, situation),
        safeguards=tuple(_traced(number, entry, situation) for number, entry in enumerate(rule.lowered_by, start=1)),
        most_steps=MOST_STEPS,
    )
    return Scenario(
        id=rule.id,
        title=rule.title,
        harm=rule.harm,
        affected=rule.affected,
        origin=rule.origin,
        provisions=rule.provisions,
        inherent=trace.inherent(),
        residual=trace.residual(),
        trace=trace,
    )


def _held(rules: Iterable[LevelRule], situation: Situation) -> tuple[HeldRule, ...]:
    """Return the rules that hold, under their numbers."""
    tested = ((number, rule, evaluate(rule.if_, situation)) for number, rule in enumerate(rules, start=1))
    return tuple(
        HeldRule(rule=number, at_least=rule.at_least, because=test.because)
        for number, rule, test in tested
        if test.holds
    )


def _traced(number: int, safeguard: Safeguard, situation: Situation) -> TracedSafeguard:
    """Tell of a safeguard whether it is in place, why, and what of that nobody has shown."""
    test = evaluate(safeguard.if_, situation)
    because = test.because if test.holds else ()
    return TracedSafeguard(
        safeguard=number,
        likelihood=safeguard.likelihood,
        severity=safeguard.severity,
        in_place=test.holds,
        attainable=test.holds or _could_hold(safeguard.if_, situation),
        because=because,
        not_evidenced=tuple(dict.fromkeys(reason.ref for reason in because if not _is_evidenced(reason, situation))),
    )


def _is_evidenced(reason: Reason, situation: Situation) -> bool:
    """Whether more than somebody's word stands behind a reason: findings and measurements, answers with evidence."""
    if reason.kind is ReasonKind.ANSWER:
        return situation.answers.is_evidenced(*reason.ref.split("/"))
    return reason.kind is not ReasonKind.DECLARATION


def _looked_at_always(rule: ScenarioRule) -> Reason:
    """Tell why a scenario arises that waits for nothing: a conclusion without a reason would not count."""
    return Reason(kind=ReasonKind.DECLARATION, ref=f"scenarios/{rule.id}", says="looked-at-always")


def _could_hold(condition: Condition, situation: Situation) -> bool:
    """Whether a safeguard could be put in place: questions answered well, protective facts made true.

    What the data are and what they are for stays as it is. Only a person can say that a question does not apply: one
    that was not put says nothing about what could be done.
    """
    if condition.answer:
        is_open = condition.answer in situation.hidden
        return is_open or situation.answers.value(*condition.answer.split("/")) is not Value.NOT_APPLICABLE
    if condition.fact in ATTAINABLE:
        return True
    if condition.any_ or condition.all_:
        inner = [_could_hold(part, situation) for part in condition.any_ or condition.all_]
        return any(inner) if condition.any_ else all(inner)
    return evaluate(condition, situation).holds
