"""Linkage: how many are found in a public file, and by which columns."""

from pia_toolkit.domain.linkage_risk import LinkageRisk, Matched
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.blocks import Block, Content, Grid
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Bar, Bars
from pia_toolkit.reports.reasoning import note_sentences


def tell_linkage(risk: TableRisk, figures: Figures) -> tuple[Block, ...]:
    """Tell what each public file that was named finds."""
    return tuple(_linked(found, risk.unit.kind, figures) for found in risk.linkage)


def _linked(found: LinkageRisk, kind: str, figures: Figures) -> Block:
    words = figures.words
    title = words("singled.linkage.title", table=found.public_table)
    notes = note_sentences(found.notes, words)
    matched = found.matched
    if matched is None:
        return Block(title, sentences=(words("singled.linkage.nothing"), *notes))
    total = found.units
    sets = [(words("singled.linkage.all"), matched)]
    sets += [
        (words("singled.linkage.without", columns=_left_out(matched, one, figures)), one) for one in found.without_one
    ]
    sets += [(words("report.list-separator").join(one.columns), one) for one in found.best_sets]
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            label,
            figures.told(one.units),
            figures.share_told(one.units, total),
            figures.told(one.one_to_one),
            figures.share_told(one.one_to_one, total),
        )
        for label, one in sets
    )
    headings = tuple(
        words(f"singled.linkage.{name}") for name in ("columns", "found", "share", "one-to-one", "one-to-one-share")
    )
    return Block(
        title=title,
        message=words(
            "singled.linkage.message",
            share=figures.share(matched.one_to_one, total),
            units=figures.counted(kind, total),
            table=found.public_table,
        ),
        picture=Bars(_bars(found, matched, figures), words("singled.linkage.picture")),
        sentences=(*_more(found, kind, figures), *notes),
        grids=(_columns(found, figures), Grid(words("singled.linkage.table"), headings, rows)),
        small=(
            words("singled.linkage.how"),
            words(
                "singled.linkage.chance",
                share=figures.percent(matched.chance_share),
                one=figures.percent(matched.chance_one_to_one_share),
            ),
        ),
    )


def _bars(found: LinkageRisk, matched: Matched, figures: Figures) -> tuple[Bar, ...]:
    words = figures.words
    counts = [(words("singled.linkage.one-to-one"), matched.one_to_one, True)]
    for entry in found.candidates:
        name = "open" if entry.most is None else "one" if entry.most == entry.least else "band"
        label = words(f"singled.linkage.candidates-{name}", least=entry.least, most=entry.most or 0)
        counts.append((label, entry.units, entry.least == 1))
    return tuple(
        Bar(
            label,
            figures.share(count, found.units),
            min(1.0, (figures.floor - 1 if figures.is_few(count) else count) / found.units) if found.units else 0.0,
            exposed=exposed,
            hollow=figures.is_few(count),
        )
        for label, count, exposed in counts
    )


def _columns(found: LinkageRisk, figures: Figures) -> Grid:
    words = figures.words
    between = words("report.list-separator")
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            between.join(entry.columns),
            between.join(entry.public_columns),
            words.label("compared-as", entry.compared_as),
            between.join(words.label("found-by", by) for by in entry.found_by),
        )
        for entry in found.columns
    )
    headings = tuple(words(f"singled.linkage.{name}") for name in ("ours", "theirs", "compared", "found-by"))
    return Grid(words("singled.linkage.compared-table"), headings, rows)


def _left_out(matched: Matched, one: Matched, figures: Figures) -> str:
    left = [column for column in matched.columns if column not in one.columns]
    return figures.words("report.list-separator").join(left)


def _more(found: LinkageRisk, kind: str, figures: Figures) -> tuple[str, ...]:
    words = figures.words
    told = []
    if found.fuzzy:
        told.append(
            words(
                f"singled.linkage.fuzzy{'' if found.fuzzy.exact else '-sample'}",
                share=figures.percent(found.fuzzy.share.value),
                low=figures.percent(found.fuzzy.share.low),
                high=figures.percent(found.fuzzy.share.high),
                tried=figures.counted(kind, found.fuzzy.tried),
            )
        )
    if found.truth and found.truth.precision is not None:
        told.append(words("singled.linkage.truth", precision=figures.percent(found.truth.precision)))
    return tuple(told)
