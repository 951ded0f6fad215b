"""The sheets on the data: columns, singling out, evidence and files."""

from collections.abc import Sequence

from pia_toolkit.domain.report import Report
from pia_toolkit.reports.blocks import Content, Share
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.found import ColumnRow
from pia_toolkit.reports.reasoning import evidence_sentence
from pia_toolkit.reports.sheets import Column, Sheet
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


def singling_out_sheet(story: Story, figures: Figures) -> Sheet:
    """Return every figure that was measured, one to a row: table, measure, what it is about, figure, value."""
    words = figures.words
    titles = (
        (words("report.workbook.table"), 18),
        (words("report.workbook.measure"), 40),
        (words("report.workbook.detail"), 44),
        (words("report.workbook.figure"), 32),
        (words("report.workbook.value"), 18),
    )
    rows = (
        (table.name, grid.caption, figures.shown(row[0]), heading, value)
        for table in story.tables
        if table.singling
        for block in table.singling.blocks
        for grid in block.grids
        for row in grid.rows
        for heading, value in zip(grid.headings[1:], row[1:], strict=True)
        if value not in (None, "")
    )
    return Sheet("singling-out", _columns(titles), tuple(rows))


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
        figures.told(profile.filled),
        profile.distinct,
        words(f"report.workbook.{'exact' if profile.distinct_exact else 'estimated'}"),
        words("report.list-separator").join(str(number) for number in row.actions),
        *((row.decision.decision, row.decision.reason, row.decision.by) if row.decision else (None, None, None)),
    )
