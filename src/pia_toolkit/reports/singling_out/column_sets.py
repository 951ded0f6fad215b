"""Which columns together single people out, what to coarsen first, and who is unique on few of them."""

from pia_toolkit.domain.column_sets import ColumnSets, SpecialUniques
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.blocks import Block, Content, Grid, Share
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Bar, Bars

_SHOWN = 10
"""Sets that are shown; those that single out most come first."""


def tell_column_sets(risk: TableRisk, figures: Figures) -> tuple[Block, ...]:
    """Tell the smallest sets of columns that single people out, and the special uniques."""
    blocks = []
    if risk.column_sets and risk.column_sets.possible > 1:
        blocks.append(_sets(risk, risk.column_sets, figures))
    if risk.special_uniques and len(risk.special_uniques.columns) > 1:
        blocks.append(_special(risk, risk.special_uniques, figures))
    return tuple(blocks)


def _sets(risk: TableRisk, found: ColumnSets, figures: Figures) -> Block:
    words = figures.words
    least = figures.percent(found.least_share)
    small = words(
        "singled.sets.searched",
        columns=len(found.candidates),
        largest=found.largest,
        possible=figures.number(found.possible),
        least=least,
    )
    title = words("singled.sets.title")
    if not found.minimal:
        return Block(title, sentences=(words("singled.sets.none", least=least),), small=(small,))
    ranked = sorted(found.minimal, key=lambda entry: (-entry.share, len(entry.columns), entry.columns))
    first = ranked[0]
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            _listed(entry.columns, figures),
            figures.told(entry.singled_out),
            figures.share_told(entry.singled_out, risk.units),
        )
        for entry in ranked[:_SHOWN]
    )
    headings = (words("singled.sets.columns"), words("singled.sets.alone"), words("singled.share"))
    more = len(ranked) - _SHOWN
    return Block(
        title=title,
        message=words(
            "singled.sets.message",
            columns=_listed(first.columns, figures),
            share=figures.share(first.singled_out, risk.units),
            units=figures.counted(risk.unit.kind, risk.units),
        ),
        picture=_each(risk, found, figures),
        sentences=_coarsening(found, figures),
        grids=(Grid(words("singled.sets.table", least=least), headings, rows),),
        small=(*((words("singled.sets.more", count=figures.number(more)),) if more > 0 else ()), small),
    )


def _each(risk: TableRisk, found: ColumnSets, figures: Figures) -> Bars:
    """Draw how many each column singles out by itself."""
    ranked = sorted(found.each, key=lambda entry: (-entry.share, entry.columns))[:_SHOWN]
    bars = tuple(
        Bar(
            _listed(entry.columns, figures),
            figures.share(entry.singled_out, risk.units),
            _length(entry.singled_out, risk.units, figures),
            exposed=entry.share >= found.least_share,
            hollow=figures.is_few(entry.singled_out),
        )
        for entry in ranked
    )
    return Bars(bars, figures.words("singled.sets.picture"))


def _length(count: int, total: int, figures: Figures) -> float:
    few = figures.is_few(count)
    return min(1.0, (figures.floor - 1 if few else count) / total) if total else 0.0


def _coarsening(found: ColumnSets, figures: Figures) -> tuple[str, ...]:
    """Say what to coarsen first, and how many of the sets disappear with it."""
    total = len(found.minimal)
    sentences = []
    for number, step in enumerate(found.coarsening[:3]):
        sentences.append(
            figures.words(
                f"singled.sets.{'coarsen' if number == 0 else 'coarsen-then'}",
                columns=_listed(step.columns, figures),
                removed=figures.number(step.sets_removed),
                left=figures.number(step.sets_left),
                total=figures.number(total),
            )
        )
    return tuple(sentences)


def _special(risk: TableRisk, found: SpecialUniques, figures: Figures) -> Block:
    words = figures.words
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (_listed(entry.columns, figures), Share(entry.share)) for entry in found.contributions
    )
    assumed = "assumed" if found.assumed else "known"
    return Block(
        title=words("singled.special.title"),
        sentences=(
            words(
                "singled.special.message",
                units=figures.counted(risk.unit.kind, found.units_with_score),
                share=figures.share(found.units_with_score, risk.units),
                largest=found.largest,
            ),
            words(
                "singled.special.risk",
                highest=figures.percent(found.highest_disclosure_risk),
                mean=figures.percent(found.mean_disclosure_risk),
            ),
        ),
        grids=(
            Grid(words("singled.special.table"), (words("singled.sets.columns"), words("singled.special.part")), rows),
        ),
        small=(words(f"singled.special.{assumed}", fraction=figures.percent(found.sampling_fraction)),),
    )


def _listed(columns: tuple[str, ...], figures: Figures) -> str:
    return figures.words("report.list-separator").join(columns)
