"""People outside of the file: how many are alone in the whole population, and what a reference table says."""

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.population_risk import PopulationUniques, ReferenceRisk
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.blocks import Block, Content, Grid, Share
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Mark, Ruler, Span

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def tell_populations(risk: TableRisk, policy: Policy, figures: Figures) -> tuple[Block, ...]:
    """Tell who is alone in the whole population."""
    blocks = []
    if risk.population:
        blocks.append(
            _exact(risk, risk.population, figures) if risk.population.exact else _estimate(risk.population, figures)
        )
    if risk.reference:
        blocks.append(_reference(risk, risk.reference, policy, figures))
    return tuple(blocks)


def _exact(risk: TableRisk, found: PopulationUniques, figures: Figures) -> Block:
    words = figures.words
    uniques = round(found.uniques)
    return Block(
        title=words("singled.population.title"),
        sentences=(
            words(
                "singled.population.exact",
                units=figures.counted(risk.unit.kind, uniques),
                share=figures.share(uniques, found.units),
            ),
        ),
        small=(words("singled.population.exact-how"),),
    )


def _estimate(found: PopulationUniques, figures: Figures) -> Block:
    words = figures.words
    low, high = min(found.lowest_share, 1.0), min(found.highest_share, 1.0)
    values = {
        "share": figures.percent(min(found.share, 1.0)),
        "low": figures.percent(low),
        "high": figures.percent(high),
    }
    message = words(f"singled.population.message{'-one' if len(found.estimates) == 1 else ''}", **values)
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (words.label("population-model", entry.model), Share(min(entry.share, 1.0))) for entry in found.estimates
    )
    unfitted = words("report.list-separator").join(words.label("population-model", model) for model in found.not_fitted)
    chosen = words.label("population-model", found.chosen) if found.chosen else ""
    return Block(
        title=words("singled.population.title"),
        message=message,
        picture=Ruler(
            ticks=tuple(Mark(share, figures.percent(share)) for share in _TICKS),
            marks=(
                Mark(min(found.share, 1.0), words("singled.population.chosen", share=values["share"], model=chosen)),
            ),
            text=message,
            span=Span(low, high),
        ),
        sentences=(
            words(
                "singled.population.from",
                units=figures.number(found.units),
                population=figures.number(found.population),
                fraction=figures.percent(found.sampling_fraction),
                alone=figures.share(found.sample_uniques, found.units),
            ),
        ),
        grids=(
            Grid(
                words("singled.population.table"),
                (words("singled.population.model"), words("singled.population.alone")),
                rows,
            ),
        ),
        small=(
            *((words("singled.population.not-fitted", models=unfitted),) if unfitted else ()),
            words("singled.population.rule"),
        ),
    )


def _reference(risk: TableRisk, found: ReferenceRisk, policy: Policy, figures: Figures) -> Block:
    words, kind = figures.words, risk.unit.kind
    below = next((entry for entry in found.journalist_at_risk if entry.threshold == policy.small_class), None)
    rows: tuple[tuple[Content, ...], ...] = (
        (words("singled.reference.k-map"), found.k_map),
        (words("singled.reference.average"), Share(found.journalist_average)),
        (words("singled.reference.highest"), Share(found.journalist_highest)),
        (words("singled.reference.marketer"), Share(found.marketer)),
        (words("singled.reference.presence-least"), Share(found.presence_least)),
        (words("singled.reference.presence-most"), Share(found.presence_most)),
    )
    unmatched = tuple(
        words(
            "singled.reference.unmatched-column",
            column=entry.column,
            only_file=figures.number(entry.only_in_file),
            units=figures.counted(kind, entry.units),
            only_reference=figures.number(entry.only_in_reference),
        )
        for entry in found.unmatched
    )
    return Block(
        title=words("singled.reference.title"),
        message=words(
            "singled.reference.message",
            share=figures.share(below.units, found.units),
            units=figures.counted(kind, found.units),
            floor=policy.small_class,
        )
        if below
        else "",
        sentences=(
            words("singled.reference.matched", matched=figures.counted(kind, found.matched_units)),
            *(
                (words("singled.reference.unmatched", units=figures.counted(kind, found.unmatched_units)),)
                if found.unmatched_units
                else ()
            ),
            *unmatched,
        ),
        grids=(Grid(words("singled.reference.table"), (words("singled.measure"), words("singled.figure")), rows),),
        small=(words("singled.reference.how", population=figures.number(found.population)),),
    )
