"""Measure one table of counts."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.columns import choose_columns, counted
from pia_toolkit.disclosure_risk.count_tables.contributions import measure_dominance
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable
from pia_toolkit.disclosure_risk.count_tables.differences import within
from pia_toolkit.disclosure_risk.count_tables.labels import bands, is_total_word
from pia_toolkit.disclosure_risk.count_tables.protection import measure_recoverability
from pia_toolkit.disclosure_risk.count_tables.read_table import MOST_ROWS, read_table
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules
from pia_toolkit.disclosure_risk.count_tables.single_cases import are_single_cases
from pia_toolkit.disclosure_risk.count_tables.small_cells import (
    count_small,
    count_zeros,
    describe_columns,
    group_disclosure,
    inner_cells,
)
from pia_toolkit.disclosure_risk.count_tables.sums import Direction, directions, settle_unclear, table_sums
from pia_toolkit.disclosure_risk.count_tables.suppression import propose
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.count_table_risk import CountSubject, CountTableRisk, DominanceRisk, Totals
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.risk import TableRisk

Notes = tuple[ReadingNote, ...]

_FULL = 0.5
"""Share of all combinations from which on rows of unknown numbers are taken for a table of counts."""
_FEWEST_ROWS = 4
_MOST_ROWS_UNDECLARED = 200_000
"""Rows up to which a table without a column that is named as one of counts is looked at; longer ones list cases."""


@dataclass(frozen=True)
class CountsMeasured:
    """What was measured on a table of counts or amounts, and what there is to be told about it."""

    counts: CountTableRisk | None
    dominance: tuple[DominanceRisk, ...]
    notes: Notes

    def added_to(self, risk: TableRisk) -> TableRisk:
        """Return what was measured on a table, with this beside it."""
        notes = (*risk.not_measured, *self.notes)
        return risk.model_copy(update={"counts": self.counts, "dominance": self.dominance, "not_measured": notes})


def measure_counts(table: Table, verdict: TableVerdict, policy: Policy) -> CountsMeasured:
    """Measure what a table of counts gives away, and what its sums of amounts would; nothing for other tables.

    The table is read once more, into memory if it can be one of counts. Raises what the table raises when its file
    turns out to be damaged.
    """
    counts, notes = _measure_counts(table, verdict, policy)
    return CountsMeasured(counts, measure_dominance(table, verdict), notes)


def _measure_counts(table: Table, verdict: TableVerdict, policy: Policy) -> tuple[CountTableRisk | None, Notes]:
    choice = choose_columns(verdict)
    most = MOST_ROWS if choice and choice.declared else _MOST_ROWS_UNDECLARED
    if choice is None or verdict.rows > most:
        too_long = ReadingNote(code="counts-too-many-rows", values={"rows": verdict.rows, "limit": MOST_ROWS})
        return None, (too_long,) if choice and choice.declared else ()
    before = read_table(table, verdict, choice)
    hindrance = _hindrance(before)
    if before is None or hindrance:
        return None, (ReadingNote(code=hindrance),) if choice.declared and verdict.kind == "aggregate" else ()
    if not choice.declared and not _may_be_counted(before):
        return None, ()
    settled = settle_unclear(before)
    found, skipped = directions(settled)
    what = counted(verdict, settled.columns, _named(settled))
    if not choice.declared and not _looks_counted(settled, found, what):
        return None, ()
    risk, notes = _figures(settled, before, found, (verdict, what), policy)
    gaps = tuple(
        ReadingNote(code="counts-mostly-gaps", values={"columns": ", ".join(settled.dimensions[axis].columns)})
        for axis in skipped
    )
    return risk, (*notes, *gaps)


def _hindrance(table: CountTable | None) -> str:
    """Return the code of the note on why a table is not one of counts; empty if nothing speaks against it."""
    if table is None:
        return "counts-not-named"
    return "counts-of-single-cases" if are_single_cases(table) else ""


def _may_be_counted(table: CountTable) -> bool:
    """Whether there is any sign that numbers of which no name says so are counts.

    Something is called a total, some are hidden by marks, or all combinations are there. Numbers in rows of single
    things or people seldom have any of that.
    """
    labels = (label for dimension in table.dimensions for words in dimension.labels for label in words)
    named = any(map(is_total_word, (*table.columns, *labels)))
    return named or bool((table.states == State.HIDDEN).any()) or _is_full(table)


def _looks_counted(table: CountTable, found: list[Direction], what: CountSubject) -> bool:
    """Whether such numbers add up, or stand for all combinations of what people have."""
    return any(direction.believed for direction in found) or (what is CountSubject.PEOPLE and _is_full(table))


def _named(table: CountTable) -> tuple[str, ...]:
    return tuple(name for dimension in table.dimensions for name in dimension.columns)


def _is_full(table: CountTable) -> bool:
    real = [dimension for dimension in table.dimensions if dimension.size > 1]
    places = math.prod(dimension.size for dimension in real)
    return table.rows >= _FEWEST_ROWS and len(real) > 1 and table.rows >= _FULL * places


def _figures(
    table: CountTable,
    before: CountTable,
    found: list[Direction],
    about: tuple[TableVerdict, CountSubject],
    policy: Policy,
) -> tuple[CountTableRisk, Notes]:
    verdict, what = about
    rules = count_table_rules()
    inner = inner_cells(table, found)
    sums = table_sums(table, found)
    recovery = measure_recoverability(table, sums, policy.small_class)
    small = count_small(table, inner, (policy.small_class, policy.publication_class))
    wide = _is_wide(table, found)
    attributes: list[int | None] = [
        place
        for place, dimension in enumerate(table.dimensions)
        if dimension.sensitive or any(category in rules.of_people for category in dimension.categories)
    ]
    attributes += [None] if wide else []
    proposal = propose(table, sums, policy.small_class) if small[0].cells and what is not CountSubject.THINGS else None
    notes = () if recovery.checked else (ReadingNote(code="counts-not-all-checked"),)
    return CountTableRisk(
        counted=what,
        wide=wide,
        dimensions=tuple(dimension.columns for dimension in table.dimensions),
        counts=describe_columns(table, before),
        repeated_rows=table.repeated,
        totals=tuple(_totals(found)),
        small=small,
        group_disclosure=tuple(group_disclosure(table, inner, found, attributes)),
        zeros=count_zeros(table, inner, found),
        recoverability=recovery if recovery.sums or recovery.marked else None,
        proposal=proposal,
        differencing=tuple(within(table, found, verdict, policy.small_class)),
    ), notes


def _is_wide(table: CountTable, found: Sequence[Direction]) -> bool:
    """Whether the columns are categories of one thing: some add up to another, or their names are bands."""
    added = any(direction.believed for direction in found if direction.lines.across)
    return added or any(bands(table.columns))


def _totals(found: Sequence[Direction]) -> Iterator[Totals]:
    """Sum up the totals of each dimension by how they were found."""
    for direction in found:
        for how in dict.fromkeys(total.found_by for total in direction.totals):
            own = [total for total in direction.totals if total.found_by is how]
            yield Totals(
                columns=direction.lines.columns,
                across_columns=direction.lines.across,
                found_by=how,
                totals=len({total.value for total in own}),
                checked=sum(total.checked for total in own),
                not_adding_up=sum(total.not_adding_up for total in own),
            )
