"""What was found: each table and each column in words, with the evidence."""

from dataclasses import dataclass, replace

from pia_toolkit.domain.inventory import ColumnDecision, ColumnVerdict, Role, Ruling, TableVerdict
from pia_toolkit.domain.plan import Plan
from pia_toolkit.domain.report import Report
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.reasoning import certainty, evidence_sentence, note_sentences
from pia_toolkit.reports.singling_out.table import Singling, tell_singling_out


@dataclass(frozen=True)
class DecisionRow:
    """What a person decided about a column, as the workbook tells it and takes it back."""

    decision: str
    reason: str
    by: str


@dataclass(frozen=True)
class ColumnRow:
    """One column: what it is, why we think so, how sure, in how many rows, which actions follow."""

    verdict: ColumnVerdict
    table: str
    what: str
    role: str
    why: tuple[str, ...]
    certainty: str
    how_sure: str
    filled: str
    actions: tuple[int, ...]
    decision: DecisionRow | None = None


@dataclass(frozen=True)
class TableStory:
    """One table: what it holds, its columns (personal data first), how easily people are singled out."""

    name: str
    kind: str
    size: str
    personal: tuple[ColumnRow, ...]
    others: tuple[ColumnRow, ...]
    notes: tuple[str, ...]
    not_checked: tuple[str, ...]
    singling: Singling | None

    @property
    def columns(self) -> tuple[ColumnRow, ...]:
        """Every column: those with personal data first."""
        return (*self.personal, *self.others)


def tell_tables(report: Report, figures: Figures) -> tuple[TableStory, ...]:
    """Tell every table of the inventory, with what was measured on it."""
    measured = {risk.table: tell_singling_out(risk, report.risk.policy, figures) for risk in report.risk.tables}
    return tuple(
        _tell_table(table, tell_columns(table, report.plan, figures), measured.get(table.name), figures)
        for table in report.inventory.tables
    )


def tell_columns(table: TableVerdict, plan: Plan, figures: Figures) -> tuple[ColumnRow, ...]:
    """Tell the columns of one table in file order."""
    rows = (_tell_column(table.name, verdict, plan, figures) for verdict in table.columns)
    return tuple(_as_decided(row, table.scanned, figures) if row.verdict.decision else row for row in rows)


def _tell_table(
    table: TableVerdict, columns: tuple[ColumnRow, ...], singling: Singling | None, figures: Figures
) -> TableStory:
    words = figures.words
    return TableStory(
        name=table.name,
        kind=words.label("table-kind", table.kind),
        size=words(
            "report.found.size",
            rows=figures.number(table.rows),
            columns=len(table.columns),
            file=table.source.name,
        ),
        personal=tuple(row for row in columns if row.verdict.contains_personal_data),
        others=tuple(row for row in columns if not row.verdict.contains_personal_data),
        notes=note_sentences(table.notes, words),
        not_checked=note_sentences(table.not_checked, words),
        singling=singling,
    )


def _tell_column(table: str, verdict: ColumnVerdict, plan: Plan, figures: Figures) -> ColumnRow:
    words = figures.words
    role, category = words.label("role", verdict.role), words.label("category", verdict.category)
    sure = certainty(verdict.confidence)
    return ColumnRow(
        verdict=verdict,
        table=table,
        what=role if verdict.role is Role.NONE and category == verdict.category else category,
        role=role,
        why=_why(verdict, figures),
        certainty=words.label("certainty", sure),
        how_sure=words(
            "report.found.how-sure",
            word=words.label("certainty", sure),
            percent=figures.percent(verdict.confidence),
        ),
        filled=words(
            "report.found.filled",
            filled=figures.people(verdict.profile.filled),
            rows=figures.number(verdict.profile.rows),
        ),
        actions=tuple(
            number
            for number, entry in enumerate(plan.recommendations, start=1)
            if f"{table}/{verdict.name}" in entry.columns
        ),
    )


def _as_decided(row: ColumnRow, scanned: TableVerdict | None, figures: Figures) -> ColumnRow:
    """Tell a column as a person decided, with what the scan says by itself."""
    decision, words = row.verdict.decision, figures.words
    found = scanned.column(row.verdict.name) if scanned else None
    if decision is None or found is None:
        return row
    changed = decision.ruling is Ruling.CHANGED
    told = words.label("category", row.verdict.category) if changed else words.label("ruling", decision.ruling)
    sure = words("report.found.decided-sure")
    return replace(
        row,
        why=(*_decision_sentences(decision, found, figures), *_why(found, figures)),
        certainty=sure,
        how_sure=sure,
        decision=DecisionRow(told, decision.reason, decision.by),
    )


def _decision_sentences(decision: ColumnDecision, found: ColumnVerdict, figures: Figures) -> tuple[str, ...]:
    """Say who decided, when, what and why, then what the scan says by itself, and whether that has changed."""
    words = figures.words
    ruling = words.label("ruling", decision.ruling)
    told = [words("report.found.decided", by=decision.by, date=figures.date(decision.at), ruling=ruling)]
    if decision.reason:
        told.append(words("report.found.decided-why", reason=decision.reason))
    category, percent = words.label("category", found.category), figures.percent(found.confidence)
    told.append(words("report.found.scan-says", category=category, percent=percent))
    if decision.outdated:
        told.append(words("report.found.decided-before"))
    return tuple(told)


def _why(verdict: ColumnVerdict, figures: Figures) -> tuple[str, ...]:
    """Return the evidence as sentences, then the readings that were weighed against it."""
    words = figures.words
    evidence = tuple(evidence_sentence(entry, figures) for entry in verdict.evidence)
    competing = tuple(
        words(
            "report.found.could-also",
            category=words.label("category", reading.category),
            percent=figures.percent(reading.confidence),
        )
        for reading in verdict.competing
    )
    return (*evidence, *competing) or (words("report.found.nothing-speaks-for-it"),)
