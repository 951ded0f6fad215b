"""What a measure would do to the data, as the ladder of each table measured it."""

from collections.abc import Iterator

from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.plan import MeasuredEffect, Mitigation
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.domain.steps import columns_of


def measured_effects(measure: Mitigation, inventory: Inventory, risk: RiskReport) -> Iterator[MeasuredEffect]:
    """Yield, for each table, the step of this measure that leaves the fewest at risk; the cheapest of several.

    A table on which no such step was tried, or on which none leaves fewer at risk, has none.
    """
    categories = {(table.name, column.name): column.category for table in inventory.tables for column in table.columns}
    for table in risk.tables:
        if table.ladder is None:
            continue
        kinds = {name: category for (of, name), category in categories.items() if of == table.table}
        tried = _tried(measure, table.ladder, kinds)
        best = min(tried, key=lambda rung: (rung.at_risk.share, rung.information_lost), default=None)
        if best is not None and best.at_risk.share < table.ladder.as_is.at_risk.share:
            ladder = table.ladder
            yield MeasuredEffect(
                table=table.table, before=ladder.as_is, after=best, accepted_share=ladder.accepted_share
            )


def _tried(measure: Mitigation, ladder: Ladder, categories: dict[str, str]) -> list[Rung]:
    """Return the steps that were tried alone and belong to a measure."""
    return [
        rung
        for rung in ladder.alone
        if all(step.kind in measure.tried_as for step in rung.steps)
        and (
            not measure.tried_on
            or all(categories.get(name) in measure.tried_on for step in rung.steps for name in columns_of(step))
        )
    ]
