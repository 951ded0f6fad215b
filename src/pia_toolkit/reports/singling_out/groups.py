"""Groups that look alike: how many share the same quasi-identifiers, and what a group gives away."""

from pia_toolkit.domain.class_risk import AttackRisk, ClassMeasures, Diversity, Policy, SizeBand, WildcardClasses
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.blocks import Block, Content, Grid, Share
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Bar, Bars


def tell_at_risk(risk: TableRisk, classes: ClassMeasures, policy: Policy, figures: Figures) -> str:
    """Return the message of a table: which share of its units is in groups smaller than the city's floor."""
    below = classes.below(policy.small_class)
    units = below.units if below else classes.uniques
    few = "few" if figures.is_few(units) else "share"
    return figures.words(
        f"singled.{'message' if below else 'message-alone'}-{few}",
        share=figures.share(units, risk.units),
        units=figures.counted(risk.unit.kind, risk.units),
        floor=policy.small_class,
    )


def tell_groups(risk: TableRisk, policy: Policy, figures: Figures) -> tuple[Block, ...]:
    """Tell the sizes of the groups, what an attacker can expect, and what groups give away."""
    if risk.classes is None:
        return ()
    blocks = [_sizes(risk, risk.classes, policy, figures)]
    if risk.attack:
        blocks.append(_attack(risk.attack, figures))
    if risk.wildcards:
        blocks.append(_wildcards(risk, risk.wildcards, figures))
    if risk.diversity:
        blocks.append(_given_away(risk, figures))
    return tuple(blocks)


def _sizes(risk: TableRisk, classes: ClassMeasures, policy: Policy, figures: Figures) -> Block:
    words = figures.words
    appearances = sum(band.units for band in classes.histogram)
    below = classes.below(policy.small_class)
    accepted = (
        words(
            f"singled.accepted-{'above' if below.share > policy.acceptable_share else 'within'}",
            accepted=figures.percent(policy.acceptable_share),
            floor=policy.small_class,
        )
        if below
        else ""
    )
    sentences = (
        accepted,
        words("singled.alone", units=figures.counted(risk.unit.kind, classes.uniques)),
        words("singled.smallest", k=figures.number(classes.k), groups=figures.number(classes.classes)),
    )
    return Block(
        title=words("singled.groups-title"),
        message=figures.capitalised(tell_at_risk(risk, classes, policy, figures)),
        picture=Bars(
            tuple(_bar(band, max(appearances, risk.units), policy, figures) for band in classes.histogram),
            words("singled.bars-text"),
        ),
        sentences=tuple(filter(None, sentences)),
        grids=(_thresholds(risk, classes, figures), _chosen(classes, figures)),
        small=(
            *((words("singled.several-combinations"),) if appearances > risk.units else ()),
            words("singled.counted-all", rows=figures.number(risk.rows)),
            words("singled.whose"),
        ),
    )


def _thresholds(risk: TableRisk, classes: ClassMeasures, figures: Figures) -> Grid:
    words = figures.words
    rows: list[tuple[Content, ...]] = [
        (
            words("singled.smaller-than", threshold=entry.threshold),
            figures.told(entry.units),
            figures.share_told(entry.units, risk.units),
            figures.told(entry.rows),
        )
        for entry in classes.at_risk
    ]
    headings = (words("singled.groups"), words("singled.units"), words("singled.share"), words("singled.rows"))
    return Grid(words("singled.at-risk"), headings, tuple(rows))


def _chosen(classes: ClassMeasures, figures: Figures) -> Grid:
    words = figures.words
    rows: list[tuple[Content, ...]] = [
        (
            chosen.column,
            words.label("category", chosen.category),
            chosen.distinct,
            words.label("chosen-by", chosen.chosen_by),
        )
        for chosen in classes.quasi_identifiers
    ]
    headings = (
        words("report.found.column"),
        words("report.found.what"),
        words("singled.distinct"),
        words("singled.chosen-by"),
    )
    return Grid(words("singled.chosen"), headings, tuple(rows))


def _bar(band: SizeBand, base: int, policy: Policy, figures: Figures) -> Bar:
    words = figures.words
    if band.largest is None:
        label = words("singled.band-open", smallest=figures.number(band.smallest))
    elif band.smallest == band.largest:
        label = words("singled.band-alone" if band.smallest == 1 else "singled.band-one", size=band.smallest)
    else:
        label = words("singled.band", smallest=figures.number(band.smallest), largest=figures.number(band.largest))
    few = figures.is_few(band.units)
    count, share = figures.people(band.units), figures.share(band.units, base)
    return Bar(
        label=label,
        figure=count if few else words("singled.band-figure", share=share, count=count),
        length=min(1.0, (figures.floor - 1 if few else band.units) / base) if base else 0.0,
        exposed=band.smallest < policy.small_class,
        hollow=few,
    )


def _attack(attack: AttackRisk, figures: Figures) -> Block:
    words = figures.words
    rows = tuple(
        (words(f"singled.attack.{name}"), Share(value))
        for name, value in (
            ("highest", attack.highest),
            ("average", attack.average_prosecutor),
            ("marketer", attack.marketer),
        )
    )
    return Block(
        title=words("singled.attack.title"),
        sentences=(
            words(
                "singled.attack.prosecutor",
                average=figures.percent(attack.average_prosecutor),
                highest=figures.percent(attack.highest),
            ),
            words("singled.attack.marketed", marketer=figures.percent(attack.marketer)),
        ),
        grids=(Grid(words("singled.attack.table"), (words("singled.attack.attacker"), words("singled.chance")), rows),),
        small=(words("singled.attack.holds"),),
    )


def _wildcards(risk: TableRisk, wildcards: WildcardClasses, figures: Figures) -> Block:
    words = figures.words
    return Block(
        title=words("singled.wildcards.title"),
        sentences=(
            words(
                "singled.wildcards.alone",
                units=figures.counted(risk.unit.kind, wildcards.uniques),
                share=figures.share(wildcards.uniques, risk.units),
            ),
        ),
        small=(words("singled.wildcards.why"),),
    )


def _given_away(risk: TableRisk, figures: Figures) -> Block:
    words = figures.words
    rows = tuple(_diversity_row(entry, figures) for entry in risk.diversity)
    headings = tuple(
        words(f"singled.given.{name}") for name in ("column", "distinct", "entropy", "equal", "ordered", "hierarchical")
    )
    return Block(
        title=words("singled.given.title"),
        sentences=tuple(_tell_given(entry, risk.unit.kind, figures) for entry in risk.diversity),
        grids=(Grid(words("singled.given.table"), headings, rows),),
        small=(words("singled.given.meaning"),),
    )


def _diversity_row(entry: Diversity, figures: Figures) -> tuple[Content, ...]:
    distances = (entry.t_equal, entry.t_ordered, entry.t_hierarchical)
    return (
        entry.column,
        entry.distinct_l,
        None if entry.entropy_l is None else figures.decimals(entry.entropy_l),
        *(None if distance is None else figures.decimals(distance) for distance in distances),
    )


def _tell_given(diversity: Diversity, kind: str, figures: Figures) -> str:
    """Say for how many units the group alone gives a sensitive value away."""
    words = figures.words
    name = "given-away" if diversity.units_with_one_value else "not-given-away"
    return words(
        f"singled.{name}",
        column=diversity.column,
        category=words.label("category", diversity.category),
        units=figures.counted(kind, diversity.units_with_one_value),
        fewest=diversity.distinct_l,
    )
