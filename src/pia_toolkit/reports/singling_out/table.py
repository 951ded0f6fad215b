"""Everything measured on one table, in words."""

from dataclasses import dataclass

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.inventory import Unit, UnitKind
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.blocks import Block
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.reasoning import note_sentences
from pia_toolkit.reports.singling_out.column_sets import tell_column_sets
from pia_toolkit.reports.singling_out.counts import tell_counts
from pia_toolkit.reports.singling_out.fineness import tell_fineness
from pia_toolkit.reports.singling_out.groups import tell_groups
from pia_toolkit.reports.singling_out.ladder import tell_ladder
from pia_toolkit.reports.singling_out.linkage import tell_linkage
from pia_toolkit.reports.singling_out.populations import tell_populations
from pia_toolkit.reports.singling_out.traces import tell_traces


@dataclass(frozen=True)
class Singling:
    """One table: who is counted, a block for each measure, and what could not be measured."""

    unit: str
    blocks: tuple[Block, ...]
    not_measured: tuple[str, ...]


def tell_singling_out(risk: TableRisk, policy: Policy, figures: Figures) -> Singling:
    """Tell what was measured on one table: who looks alike, by what, what would change it; how fine it is last."""
    words = figures.words
    counted = in_rows(risk)
    carried = "by-column" if risk.unit.column else "by-row"
    return Singling(
        unit=words(
            f"singled.unit-{carried}",
            unit=words.label("unit-kind", risk.unit.kind),
            column=risk.unit.column or "",
            units=figures.counted(risk.unit.kind, risk.units),
        ),
        blocks=(
            *tell_groups(risk, policy, figures),
            *tell_column_sets(counted, figures),
            *tell_ladder(counted, figures),
            *tell_populations(counted, policy, figures),
            *tell_linkage(counted, figures),
            *tell_traces(risk, figures),
            *tell_counts(risk, policy, figures),
            *tell_fineness(risk, policy, figures),
        ),
        not_measured=note_sentences(risk.not_measured, words),
    )


def in_rows(risk: TableRisk) -> TableRisk:
    """Return a table's risk as it was counted: with rows for units where nobody named the column that tells them."""
    if not risk.in_rows:
        return risk
    return risk.model_copy(update={"units": risk.rows, "unit": Unit(kind=UnitKind.RECORD)})
