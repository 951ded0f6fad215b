"""Facts that the scan makes true: what the columns are and what kind of table they stand in."""

from collections.abc import Callable, Iterator, Mapping

from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, EvidenceKind, Role, TableVerdict
from pia_toolkit.domain.known import Known, column_is, column_reason
from pia_toolkit.domain.reasons import Reason, ReasonKind

ESTIMATE_MARGIN = 0.9
"""An estimated number of distinct values below this share of the cells counts as repetition."""
PSEUDONYMS = ("hash", "device-id", "mac-address")
"""Categories of pseudonyms that anybody can compute or look up again when they carry no secret key."""
DAMAGE = ("ragged-rows", "stray-quotes", "undecodable")
"""Reading notes that count rows which could not be read as they were meant."""
HIDDEN_SHEET, HIDDEN_COLUMNS = "hidden-sheet", "hidden-columns"
"""Reading notes on what a workbook hides; the latter lists the columns."""
POOR_QUALITY_SHARE = 0.01
"""Share of damaged rows from which quality is called poor. The toolkit's choice."""


def signalled(code: FactCode, known: Known) -> Iterator[Reason]:
    """Columns whose kind speaks for a fact by itself: secrets in any table, the rest among personal data."""
    tables = known.inventory.tables if code is FactCode.SECRETS else known.personal
    return (column_is(table, column) for table in tables for column in table.columns if code in column.signals)


def _with_role(role: Role) -> Callable[[Known], Iterator[Reason]]:
    """Build the rule: the fact holds when a column with personal data has this role."""

    def rule(known: Known) -> Iterator[Reason]:
        for table in known.personal:
            yield from (column_is(table, column) for column in table.with_role(role) if column.contains_personal_data)

    return rule


def _of_kind(kind: str) -> Callable[[Known], Iterator[Reason]]:
    """Build the rule: the fact holds when a table with personal data is of this kind."""

    def rule(known: Known) -> Iterator[Reason]:
        return (_table(table, kind) for table in known.personal if table.kind == kind)

    return rule


def _table(table: TableVerdict, says: str, **values: Scalar) -> Reason:
    """Point at a table, and at the column that tells its units apart if there is one."""
    ref = f"{table.name}/{table.unit.column}" if table.unit.column else table.name
    return Reason(kind=ReasonKind.FINDING, ref=ref, says=says, values={"table": table.name, **values})


def _persistent_identifier(known: Known) -> Iterator[Reason]:
    for table in known.personal:
        for column in table.with_role(Role.DEVICE_IDENTIFIER):
            if _repeats(column):
                profile = column.profile
                yield column_reason(
                    table,
                    column,
                    "identifier-repeats",
                    category=column.category,
                    filled=profile.filled,
                    distinct=profile.distinct,
                )


def _repeats(column: ColumnVerdict) -> bool:
    profile = column.profile
    margin = 1.0 if profile.distinct_exact else ESTIMATE_MARGIN
    return profile.distinct < profile.filled * margin


def _weak_pseudonym(known: Known) -> Iterator[Reason]:
    """Tell of pseudonyms that were undone, whatever is declared, and of others for which no secret key is declared."""
    for table in known.personal:
        for column in table.with_category(*PSEUDONYMS):
            if any(evidence.kind is EvidenceKind.INVERSION for evidence in column.evidence):
                yield column_reason(table, column, "pseudonym-undone", category=column.category)
            elif not known.proposal.keyed_pseudonyms:
                yield column_reason(table, column, "weak-pseudonym", category=column.category)


def _column_without_purpose(known: Known) -> Iterator[Reason]:
    purposes = {name for name, purpose in known.proposal.column_purposes.items() if purpose.strip()}
    for table in known.personal:
        for column in table.columns:
            if column.contains_personal_data and not purposes & {column.name, f"{table.name}/{column.name}"}:
                yield column_reason(table, column, "column-without-purpose")


def _hidden_personal_data(known: Known) -> Iterator[Reason]:
    """Tell of personal data that do not show in an opened file: in properties, comments, hidden sheets and columns."""
    for table in known.inventory.tables:
        hidden_names = {
            name
            for note in table.notes
            if note.code == HIDDEN_COLUMNS
            for name in str(note.values.get("columns", "")).split(", ")
        }
        whole = table.kind == ABOUT_THE_FILE or any(note.code == HIDDEN_SHEET for note in table.notes)
        for column in table.columns:
            if column.contains_personal_data and (whole or column.name in hidden_names):
                yield column_reason(table, column, "hidden-from-view", category=column.category)


def _poor_quality(known: Known) -> Iterator[Reason]:
    for table in known.personal:
        damaged = sum(int(note.values.get("count", 0)) for note in table.notes if note.code in DAMAGE)
        if damaged > POOR_QUALITY_SHARE * table.rows:
            yield _table(table, "rows-damaged", damaged=damaged, rows=table.rows)


def _aggregated(known: Known) -> Iterator[Reason]:
    """Tell of aggregates; they lower the risk only where nothing finer stands beside them."""
    if all(table.kind == "aggregate" for table in known.personal):
        return (_table(table, "aggregated") for table in known.inventory.tables if table.kind == "aggregate")
    return iter(())


def _no_personal_data(known: Known) -> Iterator[Reason]:
    if known.impersonal:
        return (_table(table, "no-personal-data") for table in known.inventory.tables)
    return iter(())


FOUND: Mapping[FactCode, Callable[[Known], Iterator[Reason]]] = {
    FactCode.DIRECT_IDENTIFIER: _with_role(Role.DIRECT_IDENTIFIER),
    FactCode.PERSISTENT_IDENTIFIER: _persistent_identifier,
    FactCode.WEAK_PSEUDONYM: _weak_pseudonym,
    FactCode.TRACE: _of_kind("traces"),
    FactCode.LOAD_CURVE: _of_kind("load-curves"),
    FactCode.SENSITIVE_CATEGORY: _with_role(Role.SENSITIVE),
    FactCode.FREE_TEXT: _with_role(Role.FREE_TEXT),
    FactCode.COLUMN_WITHOUT_PURPOSE: _column_without_purpose,
    FactCode.HIDDEN_PERSONAL_DATA: _hidden_personal_data,
    FactCode.POOR_QUALITY: _poor_quality,
    FactCode.AGGREGATED: _aggregated,
    FactCode.NO_PERSONAL_DATA: _no_personal_data,
}
"""Rule by fact. Each rule tells the columns or tables that made its fact true."""
