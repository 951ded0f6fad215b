"""What would change it: the steps, each alone, and the cheapest way found."""

from collections.abc import Sequence

from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.domain.steps import CoarsenPlace, Rotate, Step, columns_of, written_number
from pia_toolkit.reports.blocks import Block, Content, Grid, Share
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Bar, Bars


def tell_ladder(risk: TableRisk, figures: Figures) -> tuple[Block, ...]:
    """Tell what would change it."""
    ladder = risk.ladder
    if ladder is None or not ladder.as_is.units:
        return ()
    words, kind = figures.words, risk.unit.kind
    title = words("singled.ladder.title")
    floor: dict[str, str | int] = {"floor": ladder.floor, "accepted": figures.percent(ladder.accepted_share)}
    small = (words("singled.ladder.how", tried=figures.number(ladder.tried), **floor), words("singled.ladder.lost"))
    table = _table(ladder, figures)
    if not ladder.path:
        told = _in_the_way(ladder, risk, figures) or (words("singled.ladder.nothing-needed", **floor),)
        return (Block(title, sentences=told, grids=(table,), small=small),)
    end = ladder.path[-1]
    message = words(
        f"singled.ladder.{'reached' if ladder.reached else 'closest'}",
        steps=tell_steps(end.steps, figures),
        before=_share(ladder.as_is, figures),
        after=_share(end, figures),
        units=figures.counted(kind, ladder.as_is.units),
        **floor,
    )
    return (
        Block(
            title,
            message=message,
            picture=Bars(
                tuple(_bar(rung, number, ladder, figures) for number, rung in enumerate((ladder.as_is, *ladder.path))),
                words("singled.ladder.picture"),
            ),
            sentences=(_cost(end, ladder, figures), *_in_the_way(ladder, risk, figures)),
            grids=(table,),
            small=small,
        ),
    )


def sentences(risk: TableRisk, figures: Figures) -> tuple[str, ...]:
    """Return the cheapest way that was found, and what it costs; empty where there is no ladder."""
    return tuple(told for block in tell_ladder(risk, figures) for told in (block.message, *block.sentences) if told)


def tell_steps(steps: Sequence[Step], figures: Figures) -> str:
    """Return steps as one phrase, such as 'age in bands of 10 and postcode cut to its first characters (4)'."""
    told = [tell_step(step, figures) for step in steps]
    if len(told) < 2:  # noqa: PLR2004  # one step needs no 'and'
        return "".join(told)
    words = figures.words
    return words("report.and", first=words("report.list-separator").join(told[:-1]), last=told[-1])


def tell_step(step: Step, figures: Figures) -> str:
    """Return one step as a phrase."""
    words = figures.words
    values = {
        name: written_number(value) if isinstance(value, float) else value
        for name, value in step.model_dump(mode="json").items()
        if isinstance(value, int | float | str)
    }
    values["column"] = words("report.list-separator").join(columns_of(step))
    if isinstance(step, CoarsenPlace):
        values["distance"] = figures.metres(step.metres)
    if "period" in values:
        values["period"] = words.label("period", str(values["period"]))
    if step.kind == "sample":
        values["share"] = figures.percent(step.share)
    if isinstance(step, Rotate):
        values.pop("time")
    return words(f"steps.{step.kind}", **values)


def _share(rung: Rung, figures: Figures) -> str:
    return figures.share(rung.at_risk.units, rung.units)


def _bar(rung: Rung, number: int, ladder: Ladder, figures: Figures) -> Bar:
    words = figures.words
    label = words("singled.ladder.as-is")
    if number:
        before = ladder.path[number - 2].steps if number > 1 else ()
        label = words("singled.ladder.then", step=tell_steps([s for s in rung.steps if s not in before], figures))
    few = figures.is_few(rung.at_risk.units)
    return Bar(
        label,
        _share(rung, figures),
        min(1.0, (figures.floor - 1) / rung.units) if few else rung.at_risk.share,
        exposed=rung.at_risk.share > ladder.accepted_share,
        hollow=few,
    )


def _cost(end: Rung, ladder: Ladder, figures: Figures) -> str:
    words = figures.words
    lost = figures.percent(end.information_lost)
    if end.count_error is None:
        return words("singled.ladder.costs", lost=lost)
    return words(
        "singled.ladder.costs-counts",
        lost=lost,
        error=figures.percent(end.count_error),
        columns=words("report.list-separator").join(ladder.use),
    )


def _in_the_way(ladder: Ladder, risk: TableRisk, figures: Figures) -> tuple[str, ...]:
    """Say what keeps the closest way from going further."""
    words = figures.words
    if ladder.reached:
        return ()
    if not ladder.in_the_way:
        units = figures.counted(risk.unit.kind, ladder.as_is.units)
        return (words("singled.ladder.too-few", units=units, floor=ladder.floor),)
    columns = words("report.list-separator").join(ladder.in_the_way)
    return (words("singled.ladder.in-the-way", columns=columns),)


def _table(ladder: Ladder, figures: Figures) -> Grid:
    """Every step alone, the largest effect first, and above them the table as it is."""
    words = figures.words
    ranked = sorted(ladder.alone, key=lambda rung: (rung.at_risk.share, rung.information_lost))
    headings = [words(f"singled.ladder.{name}") for name in ("step", "risk", "alone", "information")]
    if ladder.use:
        headings.append(words("singled.ladder.error", columns=words("report.list-separator").join(ladder.use)))
    traced = any(rung.unicity is not None for rung in (ladder.as_is, *ranked))
    if traced:
        headings.append(words("singled.ladder.unicity"))
    labelled = [(words("singled.ladder.as-is"), ladder.as_is)]
    labelled += [(tell_steps(rung.steps, figures), rung) for rung in ranked]
    if len(ladder.path) > 1:
        labelled.append((words("singled.ladder.together"), ladder.path[-1]))
    rows = [_row(label, rung, figures, traced=traced) for label, rung in labelled]
    return Grid(words("singled.ladder.table"), tuple(headings), tuple(rows))


def _row(label: str, rung: Rung, figures: Figures, *, traced: bool) -> tuple[Content, ...]:
    error: tuple[Content, ...] = () if rung.count_error is None else (Share(rung.count_error),)
    return (
        label,
        figures.share_told(rung.at_risk.units, rung.units),
        figures.share_told(rung.uniques, rung.units),
        Share(rung.information_lost),
        *error,
        *([Share(rung.unicity) if rung.unicity is not None else ""] * traced),
    )
