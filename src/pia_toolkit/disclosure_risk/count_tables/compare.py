"""Compare the tables of counts of one source, once each has been measured by itself."""

from collections.abc import Sequence
from itertools import combinations

from pia_toolkit.disclosure_risk.count_tables.between_tables import MOST_TABLES, between
from pia_toolkit.disclosure_risk.count_tables.columns import choose_columns
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable
from pia_toolkit.disclosure_risk.count_tables.labels import plain
from pia_toolkit.disclosure_risk.count_tables.overlapping_areas import Pairs, overlapping
from pia_toolkit.disclosure_risk.count_tables.read_table import read_table
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules
from pia_toolkit.disclosure_risk.count_tables.sums import settle_unclear
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.risk import TableRisk

_FEWEST_TABLES = 2
_MOST_OVERLAPS = 200_000
"""Rows of a table up to which it is looked through for areas that overlap."""


def compare_counts(
    tables: Sequence[tuple[Table, TableVerdict]], risks: Sequence[TableRisk], policy: Policy
) -> tuple[TableRisk, ...]:
    """Return the risks of some tables, with what their tables of counts give away together.

    Each is read once more. Two tables are subtracted where they count the same, under the same column name, by the
    same dimensions or by some of them; by areas that overlap only if a table tells which do.
    """
    counted = {risk.table for risk in risks if risk.counts}
    if len(counted) < _FEWEST_TABLES:
        return tuple(risks)
    own = [(table, verdict) for table, verdict in tables if verdict.name in counted]
    read = [counts for table, verdict in own[:MOST_TABLES] if (counts := _read(table, verdict))]
    found = between(read, policy.small_class)
    overlaps = [pairs for table, verdict in tables for pairs in _overlaps(table, verdict, read)]
    for name, told in overlapping(read, overlaps, policy.small_class).items():
        found.setdefault(name, []).extend(told)
    left = len(own) - len(own[:MOST_TABLES])
    notes = (ReadingNote(code="counts-not-compared", values={"limit": MOST_TABLES, "left": left}),) if left else ()
    return tuple(
        risk.model_copy(
            update={
                "counts": risk.counts.model_copy(
                    update={"differencing": (*risk.counts.differencing, *found.get(risk.table, ()))}
                ),
                "not_measured": (*risk.not_measured, *notes),
            }
        )
        if risk.counts
        else risk
        for risk in risks
    )


def _read(table: Table, verdict: TableVerdict) -> CountTable | None:
    choice = choose_columns(verdict)
    found = read_table(table, verdict, choice) if choice else None
    return settle_unclear(found) if found else None


def _overlaps(table: Table, verdict: TableVerdict, read: Sequence[CountTable]) -> list[Pairs]:
    """Return the pairs of areas that stand in one row of a table: those that have ground in common.

    Only areas by which something is counted are kept.
    """
    dimensions = [dimension for one in read for dimension in one.dimensions]
    named = {plain(name) for dimension in dimensions for name in dimension.columns}
    known = {words[0] for dimension in dimensions for words in dimension.labels}
    places = count_table_rules().places
    areas = [column.name for column in verdict.columns if column.category in places or plain(column.name) in named]
    if verdict.rows > _MOST_OVERLAPS or len(areas) < _FEWEST_TABLES:
        return []
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = {both: set() for both in combinations(areas, 2)}
    for batch in table.batches(areas):
        values = {name: [cell if cell in known else "" for cell in batch.column(name).to_pylist()] for name in areas}
        for (one, other), found in pairs.items():
            found.update((a, b) for a, b in zip(values[one], values[other], strict=True) if a and b)
    return [frozenset(found) for found in pairs.values() if found]
