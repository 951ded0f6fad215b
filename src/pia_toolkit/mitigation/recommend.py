"""Which measures are advised here, why, for which columns, and whether approval depends on them."""

from collections.abc import Iterator, Sequence

from pia_toolkit.domain.assessment import Assessment, RightsState
from pia_toolkit.domain.conditions import Situation, evaluate
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Mitigation, Plan, Recommendation
from pia_toolkit.domain.reasons import Reason, ReasonKind


def recommend(situation: Situation, assessment: Assessment, catalogue: Sequence[Mitigation]) -> Plan:
    """Advise every measure whose rule holds, each with its reasons and columns, in the order to do them.

    Approval depends on a measure that treats a scenario of the gravest residual level, if that is significant or
    higher, or that bears on a provision the proposal falls short of. Those come first; then by the gravest risk they treat,
    by weight, by id. Give it the situation as put (`situation_as_put`): hidden answers must not count.
    """
    advised = [entry for measure in catalogue if (entry := _advise(measure, situation, assessment))]
    return Plan(recommendations=tuple(sorted(advised, key=lambda entry: _rank(entry, assessment))))


def _advise(measure: Mitigation, situation: Situation, assessment: Assessment) -> Recommendation | None:
    rule = evaluate(measure.advised_if, situation)
    if not rule.holds:
        return None
    short = {check.provision for check in assessment.rights if check.state is RightsState.FALLS_SHORT}
    treated = _treated(measure, assessment)
    return Recommendation(
        mitigation=measure,
        because=rule.because,
        columns=tuple(_columns(rule.because, situation.inventory)),
        condition_of_approval=(treated is not None and treated >= max(assessment.residual, Level.SIGNIFICANT))
        or bool(short.intersection(measure.provisions)),
    )


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
