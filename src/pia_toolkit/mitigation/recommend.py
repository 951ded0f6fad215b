"""Which measures are advised here, why, for which columns, and whether approval depends on them."""

from collections.abc import Iterator, Sequence

from pia_toolkit.domain.assessment import Assessment, RightsState
from pia_toolkit.domain.conditions import Situation, evaluate
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Mitigation, Plan, Recommendation
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.mitigation.effects import measured_effects

MOST_PER_RISK = 2
"""Measures on which approval is made to depend, for each of the gravest risks and each provision fallen short of."""


def recommend(
    situation: Situation, assessment: Assessment, catalogue: Sequence[Mitigation], risk: RiskReport | None = None
) -> Plan:
    """Advise every measure whose rule holds, each with its reasons and columns, in the order to do them.

    Approval depends on the weightiest measures for each scenario of the gravest residual level, if that is
    significant or higher, and for each provision the proposal falls short of. Those come first; then by the gravest
    risk they treat, by weight, by id. With `risk`, those that were tried on the data say what they would do.
    Give it the situation as put (`situation_as_put`): hidden answers must not count.
    """
    advised = [
        (measure, rule.because) for measure in catalogue if (rule := evaluate(measure.advised_if, situation)).holds
    ]
    conditions = _conditions([measure for measure, _ in advised], assessment)
    entries = (
        Recommendation(
            mitigation=measure,
            because=because,
            columns=tuple(_columns(because, situation.inventory)),
            condition_of_approval=measure.id in conditions,
            effects=tuple(measured_effects(measure, situation.inventory, risk)) if risk else (),
        )
        for measure, because in advised
    )
    return Plan(recommendations=tuple(sorted(entries, key=lambda entry: _rank(entry, assessment))))


def _conditions(advised: Sequence[Mitigation], assessment: Assessment) -> frozenset[str]:
    """Return the ids of the measures on which approval depends."""
    weightiest = sorted(advised, key=lambda measure: (-measure.weight, measure.id))
    gravest = max(assessment.residual, Level.SIGNIFICANT)
    scenarios = (scenario.id for scenario in assessment.scenarios if scenario.residual.level >= gravest)
    short = (check.provision for check in assessment.rights if check.state is RightsState.FALLS_SHORT)
    chosen: list[Mitigation] = []
    for scenario in scenarios:
        chosen += [measure for measure in weightiest if scenario in measure.treats][:MOST_PER_RISK]
    for provision in short:
        chosen += [measure for measure in weightiest if provision in measure.provisions][:MOST_PER_RISK]
    return frozenset(measure.id for measure in chosen)


def _treated(measure: Mitigation, assessment: Assessment) -> Level | None:
    """Return the gravest residual level among the scenarios a measure treats, if any of them arises."""
    levels = (scenario.residual.level for scenario in assessment.scenarios if scenario.id in measure.treats)
    return max(levels, default=None)


def _rank(entry: Recommendation, assessment: Assessment) -> tuple[bool, int, int, str]:
    level = _treated(entry.mitigation, assessment)
    gravity = -1 if level is None else level.rank
    return (not entry.condition_of_approval, -gravity, -entry.mitigation.weight, entry.mitigation.id)


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
