"""The sheets on the data: columns, singling out, evidence and files."""

from collections.abc import Iterator, Sequence

from pia_toolkit.domain.class_risk import ClassMeasures
from pia_toolkit.domain.report import Report
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.i18n import Words
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.found import ColumnRow
from pia_toolkit.reports.reasoning import evidence_sentence
from pia_toolkit.reports.sheets import Column, Content, Share, Sheet
from pia_toolkit.reports.story import Story

_CELL_LINES = "\n"


def columns_sheet(story: Story, figures: Figures) -> Sheet:
    """Return every column of every table: what it is, why, how sure, how much of it is filled."""
    words = figures.words
    titles = (
        (words("report.workbook.table"), 18),
        (words("report.found.column"), 24),
        (words("report.found.what"), 26),
        (words("report.workbook.role"), 30),
        (words("report.workbook.personal"), 12),
        (words("report.workbook.certainty"), 12),
        (words("report.workbook.confidence"), 12),
        (words("report.found.why"), 60),
        (words("report.workbook.rows"), 12),
        (words("report.workbook.filled"), 14),
        (words("report.workbook.distinct"), 14),
        (words("report.workbook.exactness"), 12),
        (words("report.found.follows"), 22),
    )
    decided = (
        Column(words("report.workbook.decision"), 22, chosen_from="decision"),
        Column(words("report.workbook.reason"), 40),
        Column(words("report.workbook.decided-by"), 22),
    )
    rows = tuple(_column(row, figures) for table in story.tables for row in table.columns)
    return Sheet("columns", (*_columns(titles), *decided), rows, frozen=2)


def singling_out_sheet(report: Report, figures: Figures) -> Sheet:
    """Return every measurement: one row per figure, with its unit."""
    words = figures.words
    titles = (
        (words("report.workbook.table"), 18),
        (words("report.workbook.measure"), 36),
        (words("report.workbook.detail"), 48),
        (words("report.workbook.count"), 16),
        (words("report.workbook.share"), 12),
        (words("report.workbook.unit"), 18),
    )
    return Sheet("singling-out", _columns(titles), tuple(_measurements(report, figures)))


def evidence_sheet(report: Report, story: Story, figures: Figures) -> Sheet:
    """Return every piece of evidence, then the files scanned and the files used, with their hashes."""
    words = figures.words
    titles = (
        (words("report.workbook.kind"), 22),
        (words("report.workbook.table"), 26),
        (words("report.found.column"), 24),
        (words("report.workbook.detail"), 64),
        (words("report.provenance.sha256"), 68),
    )
    evidence = (
        (
            words.label("evidence-kind", entry.kind),
            table.name,
            verdict.name,
            evidence_sentence(entry, figures),
            None,
        )
        for table in report.inventory.tables
        for verdict in table.columns
        for entry in verdict.evidence
    )
    scanned = (
        (words("report.workbook.source-data"), name, None, f"{kind}, {size}", sha256)
        for name, kind, size, sha256 in story.provenance.sources
    )
    used = (
        (words("report.workbook.used-file"), name, None, origin, sha256)
        for name, origin, sha256 in story.provenance.files
    )
    return Sheet("evidence", _columns(titles), (*evidence, *scanned, *used))


def _columns(titles: Sequence[tuple[str, float]]) -> tuple[Column, ...]:
    return tuple(Column(title, width) for title, width in titles)


def _column(row: ColumnRow, figures: Figures) -> tuple[Content, ...]:
    words, profile = figures.words, row.verdict.profile
    return (
        row.table,
        row.verdict.name,
        row.what,
        row.role,
        words(f"report.{'yes' if row.verdict.contains_personal_data else 'no'}"),
        row.certainty,
        None if row.decision else Share(row.verdict.confidence),
        _CELL_LINES.join(row.why),
        profile.rows,
        _people(profile.filled, figures),
        profile.distinct,
        words(f"report.workbook.{'exact' if profile.distinct_exact else 'estimated'}"),
        words("report.list-separator").join(str(number) for number in row.actions),
        *((row.decision.decision, row.decision.reason, row.decision.by) if row.decision else (None, None, None)),
    )


def _people(count: int, figures: Figures) -> Content:
    """Return a count of people as a number, or as text when it is too small to be told."""
    return figures.people(count) if figures.is_few(count) else count


def _measurements(report: Report, figures: Figures) -> Iterator[tuple[Content, ...]]:
    for table in report.risk.tables:
        words, unit = figures.words, figures.words.label("unit-kind", table.unit.kind)
        yield (
            table.table,
            words("report.singled.units"),
            table.unit.column,
            _people(table.units, figures),
            None,
            unit,
        )
        if table.classes:
            yield from _groups(table, table.classes, figures)
        for place in table.locations:
            columns = words("report.list-separator").join(place.columns)
            yield (
                table.table,
                words("report.singled.precision"),
                columns,
                place.metres,
                None,
                words("report.unit.metre"),
            )
            yield (
                table.table,
                words("report.singled.distinct-places"),
                columns,
                place.distinct_places,
                None,
                None,
            )
        for time in table.times:
            seconds = words("report.unit.second")
            yield (table.table, words("report.singled.step"), time.column, time.step_seconds, None, seconds)


def _groups(table: TableRisk, classes: ClassMeasures, figures: Figures) -> Iterator[tuple[Content, ...]]:
    words: Words = figures.words
    unit = words.label("unit-kind", table.unit.kind)

    def counted(measure: str, detail: str, count: int) -> tuple[Content, ...]:
        share = None if figures.is_few(count) or not table.units else Share(count / table.units)
        return (table.table, measure, detail, _people(count, figures), share, unit)

    chosen = words("report.list-separator").join(entry.column for entry in classes.quasi_identifiers)
    yield counted(words("report.singled.band-alone"), chosen, classes.uniques)
    for entry in classes.at_risk:
        label = words("report.singled.smaller-than", threshold=entry.threshold)
        yield counted(words("report.singled.at-risk"), label, entry.units)
    for diversity in table.diversity:
        yield counted(words("report.workbook.given-away"), diversity.column, diversity.units_with_one_value)
    yield (table.table, words("report.workbook.smallest"), chosen, classes.k, None, unit)
