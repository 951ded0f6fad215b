"""Tables of counts: small cells, cells that can be worked out, groups that lie in one cell."""

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.count_table_risk import CountTableRisk, Differencing, Recoverability
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.blocks import Block, Content, Grid
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Bar, Bars


def tell_counts(risk: TableRisk, policy: Policy, figures: Figures) -> tuple[Block, ...]:
    """Tell what a table of counts gives away."""
    found = risk.counts
    if found is None or not found.counts:
        return ()
    blocks = [_small(found, policy, figures)]
    if found.recoverability:
        blocks.append(_recoverable(found, found.recoverability, figures))
    if found.differencing:
        blocks.append(_differences(found.differencing, figures))
    return tuple(blocks)


def _small(found: CountTableRisk, policy: Policy, figures: Figures) -> Block:
    words = figures.words
    below = found.below(policy.publication_class) or (found.small[-1] if found.small else None)
    filled = sum(column.filled for column in found.counts)
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (words("singled.smaller-than", threshold=entry.threshold), entry.cells, entry.totals) for entry in found.small
    )
    return Block(
        title=words("singled.counts.title"),
        message=words(
            f"singled.counts.{f'small-{found.counted.value}' if below.cells else 'none-small'}",
            cells=figures.number(below.cells),
            share=figures.percent(below.share),
            threshold=below.threshold,
        )
        if below
        else "",
        picture=Bars(
            tuple(
                Bar(
                    words("singled.smaller-than", threshold=entry.threshold),
                    words("singled.band-figure", share=figures.percent(entry.share), count=figures.number(entry.cells)),
                    entry.share,
                    exposed=entry.threshold <= policy.publication_class,
                )
                for entry in found.small
            ),
            words("singled.counts.picture"),
        )
        if found.small
        else None,
        sentences=(*_groups(found, figures), *_oddities(found, figures)),
        grids=(
            Grid(
                words("singled.counts.table"),
                (words("singled.counts.cells-title"), words("singled.counts.cells"), words("singled.counts.totals")),
                rows,
            ),
        )
        if rows
        else (),
        small=(words("singled.counts.how", counts=figures.number(filled)), words("singled.counts.whose")),
    )


def _groups(found: CountTableRisk, figures: Figures) -> tuple[str, ...]:
    words = figures.words
    told = tuple(
        words(
            f"singled.counts.group{'-sensitive' if entry.sensitive else ''}",
            columns=words("report.list-separator").join(entry.columns),
            inside=figures.number(entry.in_one_cell),
            groups=figures.number(entry.groups),
        )
        for entry in found.group_disclosure
        if entry.in_one_cell
    )
    if found.zeros and found.zeros.revealing:
        return (*told, words("singled.counts.zeros", zeros=figures.number(found.zeros.revealing)))
    return told


def _oddities(found: CountTableRisk, figures: Figures) -> tuple[str, ...]:
    """Tell what does not fit: sums that do not add up, counts below nothing, fractions, words, repetitions."""
    words = figures.words
    wrong = sum(total.not_adding_up for total in found.totals)
    checked = sum(total.checked for total in found.totals)
    counts = (
        ("negative", sum(column.negative for column in found.counts)),
        ("fractional", sum(column.fractional for column in found.counts)),
        ("unreadable", sum(column.unreadable for column in found.counts)),
        ("repeated", found.repeated_rows),
    )
    rounded = sorted({column.rounded_to for column in found.counts if column.rounded_to})
    return (
        *(
            (words("singled.counts.not-adding-up", wrong=figures.number(wrong), checked=figures.number(checked)),)
            if wrong
            else ()
        ),
        *(words(f"singled.counts.{name}", count=figures.number(count)) for name, count in counts if count),
        *(words("singled.counts.rounded", to=to) for to in rounded),
    )


def _recoverable(found: CountTableRisk, told: Recoverability, figures: Figures) -> Block:
    words = figures.words
    hidden = told.marked + told.left_out
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (words(f"singled.recovered.{name}"), getattr(told, name.replace("-", "_")))
        for name in ("recoverable", "recoverable-small", "nearly-told", "narrow", "small-groups", "contradictory")
    )
    proposal = found.proposal
    sentences = (
        (
            words(
                f"singled.recovered.proposal{'' if not proposal.still_recoverable else '-not-enough'}",
                primary=figures.number(proposal.primary),
                secondary=figures.number(proposal.secondary),
                threshold=proposal.threshold,
                left=figures.number(proposal.still_recoverable),
            ),
        )
        if proposal and proposal.checked
        else ()
    )
    return Block(
        title=words("singled.recovered.title"),
        message=words(
            "singled.recovered.message" if hidden else "singled.recovered.nothing-hidden",
            recoverable=figures.number(told.recoverable),
            hidden=figures.number(hidden),
        ),
        sentences=sentences,
        grids=(
            Grid(
                words("singled.recovered.table"),
                (words("singled.recovered.cells"), words("singled.recovered.number")),
                rows,
            ),
        )
        if hidden
        else (),
        small=(words(f"singled.recovered.{'checked' if told.checked else 'not-checked'}"),),
    )


def _differences(found: tuple[Differencing, ...], figures: Figures) -> Block:
    words = figures.words
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            words.label("difference-rule", entry.rule),
            entry.other_table or words("singled.differences.within"),
            words("report.list-separator").join(entry.columns),
            entry.differences,
            entry.small,
        )
        for entry in found
    )
    headings = tuple(
        words(f"singled.differences.{name}") for name in ("rule", "other", "columns", "worked-out", "small")
    )
    small = sum(entry.small for entry in found)
    return Block(
        title=words("singled.differences.title"),
        message=words("singled.differences.message", small=figures.number(small)),
        grids=(Grid(words("singled.differences.table"), headings, rows),),
        small=(words("singled.differences.how"),),
    )
