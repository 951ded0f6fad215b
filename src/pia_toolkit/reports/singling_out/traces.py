"""Traces and load curves: how few known points, homes or weeks of readings give somebody away."""

from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.domain.trace_risk import HomeWork, LoadCurveRisk, TraceSanity, TraceUnicity, Unicity
from pia_toolkit.reports.blocks import Block, Content, Grid, Share
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Bar, Bars, Curve, Curves, Point

_TOLD_POINTS = 4
"""Known points in the message, as in the literature (de Montjoye and others 2013)."""


def tell_traces(risk: TableRisk, figures: Figures) -> tuple[Block, ...]:
    """Tell what traces and load curves give away."""
    blocks = []
    if risk.unicity:
        blocks.append(_unicity(risk.unicity, risk.unit.kind, "unicity", figures))
    if risk.home_work:
        blocks.append(_home_work(risk, figures))
    if risk.trace_sanity:
        blocks += _sanity(risk.trace_sanity, figures)
    if risk.load_curves:
        blocks += _load_curves(risk.load_curves, figures)
    return tuple(blocks)


def _unicity(found: tuple[TraceUnicity, ...], kind: str, area: str, figures: Figures) -> Block:
    words = figures.words
    told = [(entry, by) for entry in found for by in entry.by_points if by.units]
    title = words(f"singled.{area}.title")
    if not told:
        return Block(title, sentences=(words("singled.unicity.none"),))
    most = max(by.points for _, by in told)
    points = min(_TOLD_POINTS, most)
    entry, worst = max(((entry, by) for entry, by in told if by.points == points), key=lambda pair: pair[1].mean.value)
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            _resolution(entry, area, figures),
            by.points,
            figures.people(by.units),
            Share(by.mean.value),
            _interval(by, figures),
            Share(by.worst.value),
        )
        for entry, by in told
    )
    named = ("resolution", "points", "units", "mean", "interval", "worst")
    headings = tuple(words(f"singled.unicity.{name}") for name in named)
    return Block(
        title=title,
        message=words(
            f"singled.{area}.message",
            points=points,
            share=figures.percent(worst.mean.value),
            units=figures.counted(kind, worst.units),
            resolution=_resolution(entry, area, figures),
        ),
        picture=Curves(
            curves=tuple(_curve(entry, area, figures) for entry in found if any(by.units for by in entry.by_points)),
            across=words(f"singled.{area}.across"),
            up=words("singled.unicity.up"),
            text=words("singled.unicity.picture"),
        ),
        sentences=(words(f"singled.{area}.meaning"),),
        grids=(Grid(words("singled.unicity.table"), headings, rows),),
        small=(words(f"singled.unicity.{'all-tried' if all(by.exact for _, by in told) else 'sampled'}"),),
    )


def _curve(entry: TraceUnicity, area: str, figures: Figures) -> Curve:
    points = tuple(Point(by.points, by.mean.value, by.mean.low, by.mean.high) for by in entry.by_points if by.units)
    return Curve(
        figures.words(
            "singled.mark", column=_resolution(entry, area, figures), fineness=figures.percent(points[-1].share)
        ),
        points,
    )


def _interval(by: Unicity, figures: Figures) -> str:
    if by.exact:
        return figures.words("singled.exact")
    return figures.words("singled.between", low=figures.percent(by.mean.low), high=figures.percent(by.mean.high))


def _resolution(entry: TraceUnicity, area: str, figures: Figures) -> str:
    words = figures.words
    if area == "readings":
        return figures.step(entry.seconds)
    place = words("singled.as-written") if entry.metres is None else figures.metres(entry.metres)
    if entry.seconds is None:
        return place
    return words("singled.place-and-time", place=place, time=figures.step(entry.seconds))


def _home_work(risk: TableRisk, figures: Figures) -> Block:
    words = figures.words
    rows: tuple[tuple[Content, ...], ...] = tuple(_home_row(entry, figures) for entry in risk.home_work)
    headings = tuple(words(f"singled.home.{name}") for name in ("cell", "homes", "alone", "share", "pairs", "pair"))
    first = risk.home_work[0]
    return Block(
        title=words("singled.home.title"),
        message=words(
            "singled.home.message",
            share=figures.share(first.home_alone, first.units_with_home),
            units=figures.counted(risk.unit.kind, first.units_with_home),
            cell=_cell(first, figures),
        )
        if first.units_with_home
        else "",
        picture=Bars(
            tuple(
                Bar(
                    _cell(entry, figures),
                    figures.share(entry.home_alone, entry.units_with_home),
                    entry.home_alone_share,
                    exposed=True,
                )
                for entry in risk.home_work
            ),
            words("singled.home.picture"),
        ),
        grids=(Grid(words("singled.home.table"), headings, rows),),
        small=(words("singled.home.how"),),
    )


def _home_row(entry: HomeWork, figures: Figures) -> tuple[Content, ...]:
    return (
        _cell(entry, figures),
        figures.told(entry.units_with_home),
        figures.told(entry.home_alone),
        figures.share_told(entry.home_alone, entry.units_with_home),
        figures.told(entry.units_with_both),
        figures.share_told(entry.pair_alone, entry.units_with_both),
    )


def _cell(entry: HomeWork, figures: Figures) -> str:
    return figures.words("singled.as-written") if entry.metres is None else figures.metres(entry.metres)


def _sanity(found: TraceSanity, figures: Figures) -> list[Block]:
    """Tell what is odd about the points; nothing is said of what is not there."""
    words = figures.words
    counts = (
        ("rows_without_place", found.rows_without_place),
        ("rows_without_time", found.rows_without_time),
        ("outside_rows", found.outside_rows),
        ("null_island_rows", found.null_island_rows),
        ("swapped_rows", found.swapped_rows),
        ("repeated_rows", found.repeated_rows),
        ("rows_out_of_order", found.rows_out_of_order),
        ("impossible_jumps", found.impossible_jumps),
    )
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (words(f"singled.sanity.{name}"), count) for name, count in counts if count
    )
    if not rows and not found.all_swapped:
        return []
    swapped = (words("singled.sanity.all-swapped"),) if found.all_swapped else ()
    headings = (words("singled.sanity.what"), words("singled.rows"))
    return [
        Block(
            title=words("singled.sanity.title"),
            sentences=(
                *swapped,
                words("singled.sanity.used", usable=figures.number(found.usable_rows), rows=figures.number(found.rows)),
            ),
            grids=(Grid(words("singled.sanity.table"), headings, rows),) if rows else (),
        )
    ]


def _load_curves(found: LoadCurveRisk, figures: Figures) -> list[Block]:
    words = figures.words
    blocks = [_unicity(found.unicity, "household", "readings", figures)] if found.unicity else []
    weeks = [entry for entry in found.week_to_week if entry.tried]
    if not weeks:
        return blocks
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            figures.step(entry.seconds),
            figures.told(entry.households),
            Share(entry.identified_share.value),
            words("singled.exact")
            if entry.exact
            else words(
                "singled.between",
                low=figures.percent(entry.identified_share.low),
                high=figures.percent(entry.identified_share.high),
            ),
            Share(entry.chance_share),
        )
        for entry in weeks
    )
    headings = tuple(words(f"singled.weeks.{name}") for name in ("step", "households", "found", "interval", "chance"))
    best = max(weeks, key=lambda entry: entry.identified_share.value)
    return [
        *blocks,
        Block(
            title=words("singled.weeks.title"),
            message=words(
                "singled.weeks.message",
                share=figures.percent(best.identified_share.value),
                step=figures.step(best.seconds),
            ),
            picture=Bars(
                tuple(
                    Bar(
                        figures.step(entry.seconds),
                        figures.percent(entry.identified_share.value),
                        entry.identified_share.value,
                        exposed=True,
                    )
                    for entry in weeks
                ),
                words("singled.weeks.picture"),
            ),
            grids=(Grid(words("singled.weeks.table"), headings, rows),),
            small=(words("singled.weeks.how"),),
        ),
    ]
