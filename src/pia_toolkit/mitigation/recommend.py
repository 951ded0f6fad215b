"""Which measures are advised here, why, for which columns, and in which order they should be done."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.conditions import Situation, evaluate
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.domain.plan import Mitigation, Plan, Recommendation
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.mitigation.approval import conditions_of, excess_with, weightiest
from pia_toolkit.mitigation.effects import measured_effects
from pia_toolkit.mitigation.fulfilment import Advice, is_fulfilled
from pia_toolkit.mitigation.relief import Estimate, Outlook, Rate, estimate, planned


@dataclass(frozen=True)
class Planning:
    """How situations are rated, to estimate what measures lower; which measures people chose or gave up, by id."""

    rate: Rate
    chosen: Collection[str] = ()
    dropped: Collection[str] = ()


def recommend(
    situation: Situation,
    assessment: Assessment,
    catalogue: Sequence[Mitigation],
    planning: Planning,
    risk: RiskReport | None = None,
) -> Plan:
    """Advise every measure whose rule holds and that is not fulfilled already, with reasons and columns, in order.

    Those on which approval depends come first (`conditions_of`); then the risk that a measure lowers, divided by its
    effort (`estimate`); then the weight; then the id. With `risk`, those that were tried on the data say what they
    would do. Give it the situation as put (`situation_as_put`): hidden answers must not count.
    """
    advised = [_advice(measure, situation, risk) for measure in catalogue if _is_advised(measure, situation)]
    outlook = Outlook(situation, assessment, advised, planning.rate)
    estimates = {entry.measure.id: estimate(outlook, entry) for entry in advised}
    conditions = conditions_of(outlook, estimates)
    entries = (_recommendation(outlook, entry, estimates[entry.measure.id], conditions) for entry in advised)
    chosen = conditions.union(planning.chosen).difference(planning.dropped)
    done = [_advice(measure, situation, risk) for measure in catalogue if measure.id in chosen]
    return Plan(
        recommendations=tuple(sorted(entries, key=_rank)),
        chosen=tuple(entry.measure.id for entry in done),
        planned=planned(outlook, done),
    )


def _is_advised(measure: Mitigation, situation: Situation) -> bool:
    return evaluate(measure.advised_if, situation).holds and not is_fulfilled(measure, situation)


def _advice(measure: Mitigation, situation: Situation, risk: RiskReport | None) -> Advice:
    effects = tuple(measured_effects(measure, situation.inventory, risk)) if risk else ()
    return Advice(measure, evaluate(measure.advised_if, situation).because, effects)


def _recommendation(outlook: Outlook, advice: Advice, found: Estimate, conditions: frozenset[str]) -> Recommendation:
    name = advice.measure.id
    without = excess_with(outlook, conditions - {name})
    return Recommendation(
        mitigation=advice.measure,
        because=advice.because,
        columns=tuple(_columns(advice.because, outlook.situation.inventory)),
        condition_of_approval=name in conditions,
        lowers_with_conditions=not found.lowers and without > excess_with(outlook, conditions),
        effects=advice.effects,
        lowers=found.lowers,
        together_with=found.together_with,
        relief=found.per_effort,
    )


def _rank(entry: Recommendation) -> tuple[bool, float, int, str]:
    return (not entry.condition_of_approval, -entry.relief, *weightiest(entry.mitigation))


def _columns(because: Sequence[Reason], inventory: Inventory) -> Iterator[str]:
    """Name the columns that findings and measurements point at, in the order of the tables."""
    for table in inventory.tables:
        for column in table.columns:
            if any(_points_at(reason, table, column.name) for reason in because):
                yield f"{table.name}/{column.name}"


def _points_at(reason: Reason, table: TableVerdict, column: str) -> bool:
    if reason.kind is ReasonKind.FINDING:
        return reason.ref == f"{table.name}/{column}"
    if reason.kind is ReasonKind.MEASUREMENT and reason.values.get("table") == table.name:
        return column in str(reason.values.get("columns", "")).split(", ")
    return False
