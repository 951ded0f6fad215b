"""The sheets on the conclusions: summary, rights checks, risks, actions, answers, read me."""

from collections.abc import Iterable, Iterator

from pia_toolkit.domain.action import Standing
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Content
from pia_toolkit.reports.levels import RatingRow
from pia_toolkit.reports.risks import RiskRow, override_lines
from pia_toolkit.reports.sheets import Column, Sheet, level_colours, standing_colours, state_colours
from pia_toolkit.reports.signs import signed_level, signed_state
from pia_toolkit.reports.story import Story

_CELL_LINES = "\n"


def summary_sheet(story: Story, words: Words) -> Sheet:
    """Return the first page as lines of label and text."""
    lines: list[tuple[Content, ...]] = [
        (story.title,),
        (words("report.kind"), " ".join(story.proposed)),
        (words("report.first.outcome"), f"{story.outcome.label}. {story.outcome.sentence}"),
        *((words("report.found.because"), sentence) for sentence in story.outcome.because),
        *_required_and_set(story, words),
        *zip(
            (
                words("report.workbook.found"),
                words("report.workbook.exposure"),
                words("report.workbook.first"),
            ),
            story.sentences,
            strict=True,
        ),
        *((figure.label, f"{figure.value}. {figure.note}") for figure in story.figures),
        (
            words("report.workbook.level-inherent"),
            signed_level(story.inherent, words.label("level", story.inherent)),
        ),
        (
            words("report.workbook.level-residual"),
            signed_level(story.residual, words.label("level", story.residual)),
        ),
        *((line.label, line.text) for line in story.proposal),
        *((words("decision.title"), sentence) for sentence in story.decided.first),
        *((words("report.sign.title"), signer) for signer in story.signers if not story.decided.taken),
        *((line.label, line.text) for line in story.provenance.identity),
        (None, words("report.provenance.verify")),
        (None, words("report.closing")),
    ]
    return Sheet("summary", (Column("", 34), Column("", 96, colours=level_colours(words))), tuple(lines), headed=False)


def _required_and_set(story: Story, words: Words) -> Iterator[tuple[Content, ...]]:
    """Yield what must be so before approval, and what is said of levels that people set, line by line."""
    if story.outcome.computed:
        yield words("override.set-by"), story.outcome.computed
    if story.bare_safeguards:
        yield words("report.rights.evidence"), story.bare_safeguards
    yield from ((words("override.idle"), sentence) for sentence in story.idle_overrides)
    if story.requirements:
        yield from ((story.requirements.title, sentence) for sentence in story.requirements.sentences)


def rights_sheet(story: Story, words: Words) -> Sheet:
    """Return every cell of the rights matrix, in reading order."""
    columns = (
        Column(words("report.rights.checklist"), 26),
        Column(words("report.rights.provision"), 30),
        Column(words("report.rights.section"), 30),
        Column(words("report.rights.state"), 18, colours=state_colours(words)),
        Column(words("report.rights.because"), 60),
        Column(words("report.rights.evidence"), 26),
        Column(words("report.rights.answers"), 60),
    )
    rows = tuple(
        (
            strip.title,
            row.provision,
            row.title,
            signed_state(row.state, row.state_label),
            _CELL_LINES.join(row.because),
            row.evidenced,
            _CELL_LINES.join(f"{answer.question} {answer.shown}" for answer in row.answers if answer.given)
            or row.no_answer,
        )
        for strip in story.rights
        for row in strip.rows
    )
    return Sheet("rights", columns, rows, frozen=2)


def risks_sheet(story: Story, words: Words) -> Sheet:
    """Return every scenario with its inherent and residual level, the reasons for each, and what a person set."""
    colours = level_colours(words)
    rated = tuple(
        Column(words(f"report.workbook.{kind}-{part}"), width, colours=colours)
        for kind in ("inherent", "residual")
        for part, width in (("likelihood", 14), ("severity", 14), ("level", 16), ("because", 50))
    )
    columns = (
        Column(words("report.risks.number"), 6),
        Column(words("report.risks.scenario"), 34),
        Column(words("report.workbook.harm"), 40),
        Column(words("report.workbook.affected"), 26),
        Column(words("report.risks.origin"), 22),
        *rated,
        Column(words("override.counts"), 16, colours=colours),
        Column(words("override.set-by"), 40),
        Column(words("plan.planned.after"), 18, colours=colours),
        Column(words("report.actions.provisions"), 30),
    )
    planned = story.planned.grids[0].rows if story.planned else ((None,),) * len(story.risks)
    rows = tuple(_risk(row, left[-1], words) for row, left in zip(story.risks, planned, strict=True))
    return Sheet("risks", columns, rows, frozen=2)


def actions_sheet(story: Story, words: Words) -> Sheet:
    """Return every measure, with lists to choose who, by when and how far it is."""
    columns = (
        Column(words("report.actions.number"), 6),
        Column(words("report.actions.action"), 36),
        Column(words("report.actions.heading"), 20),
        Column(words("report.actions.what"), 56),
        Column(words("report.actions.why"), 46),
        Column(words("plan.lowers"), 46),
        Column(words("plan.measured"), 46),
        Column(words("report.workbook.condition"), 14),
        Column(words("report.actions.owner"), 20, chosen_from="owner"),
        Column(words("report.actions.due"), 18, chosen_from="due"),
        Column(words("report.actions.effort"), 12),
        Column(words("report.actions.status"), 14, chosen_from="status", colours=standing_colours(words)),
        Column(words("report.actions.remarks"), 36),
        Column(words("report.actions.columns"), 26),
        Column(words("report.actions.provisions"), 30),
        Column(words("report.actions.check"), 46),
    )
    not_chosen = words.label("standing", Standing.NOT_CHOSEN)
    rows = tuple(
        (
            row.number,
            row.title,
            row.heading,
            row.text,
            _CELL_LINES.join(row.because),
            _CELL_LINES.join(row.lowering.sentences),
            _CELL_LINES.join(row.effects),
            words(f"report.{'yes' if row.condition else 'no'}"),
            row.owner,
            row.due,
            row.effort,
            row.followed.label if row.followed else not_chosen,
            _CELL_LINES.join((row.followed.sentence, *row.followed.remarks)) if row.followed else None,
            _CELL_LINES.join(row.columns),
            _CELL_LINES.join(row.provisions),
            row.check,
        )
        for row in story.actions
    )
    return Sheet("actions", columns, (*rows, *_former_actions(story, columns, words)), frozen=2)


def _former_actions(story: Story, columns: Iterable[Column], words: Words) -> Iterator[tuple[Content, ...]]:
    """Yield the measures that were chosen and are no longer advised, below those that are."""
    for title, standing, owner, remark in story.former.grids[0].rows if story.former else ():
        told: dict[str, Content] = {
            words("report.actions.action"): title,
            words("report.actions.heading"): story.former.title if story.former else "",
            words("report.actions.owner"): owner,
            words("report.actions.remarks"): _CELL_LINES.join(str(part) for part in (standing, remark) if part),
        }
        yield tuple(told.get(column.title) for column in columns)


def answers_sheet(story: Story, words: Words) -> Sheet:
    """Return every question that was put, with its answer."""
    widths = {"checklist": 26, "question": 56, "provision": 30, "answer": 16}
    widths |= {"suggested": 16, "note": 46, "evidence": 36, "by": 26}
    rows = tuple(
        (
            group.title,
            row.question,
            row.provision,
            row.given or words("report.answers.skipped"),
            row.suggested,
            row.note,
            row.evidence,
            row.by,
        )
        for group in story.answers
        for row in group.rows
    )
    columns = tuple(Column(words(f"report.answers.{key}"), width) for key, width in widths.items())
    return Sheet("answers", columns, rows, frozen=2)


def read_me_sheet(story: Story, words: Words) -> Sheet:
    """Say how to use the workbook, the methods and their limits."""
    lines = (*words.find("report.workbook.read-me"), *story.methods, words("report.closing"))
    title = (words("report.sheets.read-me"),)
    return Sheet("read-me", (Column("", 6), Column("", 110)), (title, *((None, line) for line in lines)), headed=False)


def _risk(row: RiskRow, planned: Content, words: Words) -> tuple[Content, ...]:
    inherent, residual = _reasons(row.inherent), _reasons(row.residual)
    return (
        row.number,
        row.title,
        row.harm,
        row.affected,
        row.origin,
        *_rating(row.inherent, (*inherent, row.rules)),
        *_rating(row.residual, row.lowered or residual),
        signed_level(row.final.level, row.final.level_label),
        _CELL_LINES.join(override_lines(row, words)),
        planned,
        _CELL_LINES.join(row.provisions),
    )


def _rating(rating: RatingRow, because: Iterable[str]) -> tuple[Content, ...]:
    return (
        signed_level(rating.rating.likelihood, rating.likelihood),
        signed_level(rating.rating.severity, rating.severity),
        signed_level(rating.level, rating.level_label),
        _CELL_LINES.join(sentence for sentence in because if sentence),
    )


def _reasons(rating: RatingRow) -> tuple[str, ...]:
    return (*rating.likelihood_because, *rating.severity_because)
