"""Measure the tables of some sources: what the user chose, what the case declares, the reference table they name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from pia_toolkit.chosen_columns import by_table
from pia_toolkit.disclosure_risk.count_tables.compare import compare_counts
from pia_toolkit.disclosure_risk.linkage.link import LinkOptions
from pia_toolkit.disclosure_risk.measure import MeasureOptions, ReferenceSource
from pia_toolkit.disclosure_risk.measure import measure as measure_table
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.risk import DEFAULT_MEMORY_BYTES, RiskReport
from pia_toolkit.errors import PiaError, ReferenceIncomplete, UnknownTable, raise_all, unknown_column
from pia_toolkit.linking import Linking, link_tables
from pia_toolkit.readers.contents import named_apart
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source, shown_source

Source = str | Path
"""What is scanned: a file, a folder, the address of a database."""

Progress = Callable[[str, int, int | None], None]
"""Called with what is being read, the rows read so far, and how many there are, where that is known."""


class MeasureChoice(TypedDict, total=False):
    """The fields of `Chosen` as keywords; what is left out is as nobody chose it."""

    quasi_identifiers: Sequence[str]
    sensitive: Sequence[str]
    unit: str | None
    least_share: float | None
    sampling_fraction: float | None
    population_size: int | None
    whole_population: bool
    reference: object
    reference_count: str | None
    memory_bytes: int
    in_rows: bool
    use: Sequence[str]
    link: Sequence[object]
    link_on: Sequence[tuple[str, str]]
    link_truth: tuple[str, str] | None


@dataclass(frozen=True)
class Chosen:
    """What the user says when measuring. It goes before what the case declares and what detection suggests.

    Columns are COLUMN or TABLE:COLUMN, several in one text with commas between them. `reference` is a table, a file or
    the name of one of the tables that are measured. `in_rows`: see `MeasureOptions`; a unit that is named overrules it.
    `use`: columns by which rows will be counted, to tell what a step costs.
    `link`: public files, as paths, addresses or tables; `link_on`: columns that correspond, as pairs of a column of the
    data and one of the public file, in place of those found; `link_truth`: such a pair that tells who is who.
    """

    quasi_identifiers: Sequence[str] = ()
    sensitive: Sequence[str] = ()
    unit: str | None = None
    least_share: float | None = None
    sampling_fraction: float | None = None
    population_size: int | None = None
    whole_population: bool = False
    reference: str | Table | None = None
    reference_count: str | None = None
    memory_bytes: int = DEFAULT_MEMORY_BYTES
    in_rows: bool = False
    use: Sequence[str] = ()
    link: Sequence[str | Path | Table] = ()
    link_on: Sequence[tuple[str, str]] = ()
    link_truth: tuple[str, str] | None = None

    @classmethod
    def of(cls, choice: MeasureChoice) -> "Chosen":
        """Return what was chosen by keywords."""
        return cls(**dict[str, Any](choice))

    @property
    def tells_population(self) -> bool:
        """Whether anything is said about the population."""
        return self.whole_population or self.sampling_fraction is not None or self.population_size is not None


NOTHING_CHOSEN = Chosen()


def measure(
    sources: Sequence[tuple[Source, ReadOptions]],
    inventory: Inventory,
    proposal: Proposal,
    progress: Progress,
    chosen: Chosen = NOTHING_CHOSEN,
) -> RiskReport:
    """Measure every table of the inventory, on the same sources."""
    return measure_tables(read_again(sources), inventory, proposal, chosen, progress)


def measure_tables(
    tables: Sequence[Table],
    inventory: Inventory,
    proposal: Proposal,
    chosen: Chosen = NOTHING_CHOSEN,
    progress: Progress = lambda _table, _rows, _of: None,
) -> RiskReport:
    """Measure tables that were scanned; the reference table, if it is among them, is not measured itself."""
    options = options_by_table(chosen, proposal, inventory)
    reference = _reference(chosen, proposal, tables)
    verdicts = {verdict.name: verdict for verdict in inventory.tables}
    scanned = [(table, verdicts[table.name]) for table in tables if table.name in verdicts]
    measured = []
    for table, verdict in scanned:
        if not (reference and reference.table is table):
            progress(table.name, verdict.rows, None)
            measured.append(measure_table(table, verdict, options[table.name], reference))
    counted = compare_counts(scanned, measured, proposal.policy)
    linking = Linking(tuple(chosen.link), LinkOptions(on=tuple(chosen.link_on), truth=chosen.link_truth))
    return RiskReport(policy=proposal.policy, tables=link_tables(scanned, counted, linking, progress))


def options_by_table(chosen: Chosen, proposal: Proposal, inventory: Inventory) -> dict[str, MeasureOptions]:
    """Return how each table is measured. Raises `UnknownColumn` for columns that no table has, all of them at once."""
    problems: list[PiaError] = []
    named: list[dict[str, tuple[str, ...]]] = []
    unit = [chosen.unit] if chosen.unit is not None else []
    for entries in (chosen.quasi_identifiers, chosen.sensitive, unit, chosen.use):
        try:
            named.append(by_table(entries, inventory))
        except PiaError as error:
            problems += getattr(error, "errors", (error,))
    raise_all(problems)
    quasi_identifiers, sensitive, units, use = named
    if chosen.tells_population:
        said = {name: getattr(chosen, name) for name in ("sampling_fraction", "population_size", "whole_population")}
    else:
        said = {name: getattr(proposal, name) for name in ("sampling_fraction", "whole_population", "residents")}
    common = MeasureOptions(
        policy=proposal.policy, memory_bytes=chosen.memory_bytes, least_share=chosen.least_share, **said
    )
    return {
        table.name: common.model_copy(
            update={
                "quasi_identifiers": quasi_identifiers.get(table.name, proposal.quasi_identifiers.get(table.name)),
                "sensitive": sensitive.get(table.name),
                "use": use.get(table.name),
                "unit_column": units.get(table.name, (None,))[0],
                "in_rows": chosen.in_rows and table.name not in units,
            }
        )
        for table in inventory.tables
    }


def read_again(sources: Sequence[tuple[Source, ReadOptions]]) -> list[Table]:
    """Return the tables of the sources under the names that they were scanned under."""
    taken: set[str] = set()
    tables: list[Table] = []
    for source, options in sources:
        contents = read_source(source, options)
        if not contents.tables:
            raise_all(contents.errors)
        found = named_apart(contents.tables, taken)
        taken.update(table.name for table in found)
        tables += found
    return tables


def _reference(chosen: Chosen, proposal: Proposal, tables: Sequence[Table]) -> ReferenceSource | None:
    """Return the reference table: the one the user names, a table that was read or a file, else that of the case."""
    declared = proposal.reference
    if declared and not (chosen.reference or chosen.reference_count):
        return _with_counts(_called(declared.table, tables), declared.count)
    if chosen.reference is None and chosen.reference_count is None:
        return None
    if chosen.reference is None or chosen.reference_count is None:
        raise ReferenceIncomplete
    if not isinstance(chosen.reference, str):
        return _with_counts(chosen.reference, chosen.reference_count)
    if any(table.name == chosen.reference for table in tables):
        return _with_counts(_called(chosen.reference, tables), chosen.reference_count)
    contents = read_source(chosen.reference, ReadOptions())
    if not contents.tables:
        raise_all(contents.errors)
    having = [table for table in contents.tables if chosen.reference_count in table.columns]
    return _with_counts((having or list(contents.tables))[0], chosen.reference_count)


def _called(name: str, tables: Sequence[Table]) -> Table:
    found = next((table for table in tables if table.name == name), None)
    if found is None:
        raise UnknownTable(path=shown_source(name), table=name, known=", ".join(table.name for table in tables))
    return found


def _with_counts(table: Table, count_column: str) -> ReferenceSource:
    """Return a reference table. Raises `UnknownColumn` when it does not have the column of counts."""
    if count_column not in table.columns:
        raise unknown_column(count_column, table.name, table.columns)
    return ReferenceSource(table, count_column)
