"""Measure one table: who is singled out and by what, which secrets groups give away, how fine places and times are."""

import numpy as np

from pia_toolkit.disclosure_risk.beyond_memory.measure import measure_on_disk, memory_needed
from pia_toolkit.disclosure_risk.classes.equivalence import Classes, count_classes
from pia_toolkit.disclosure_risk.classes.figures import (
    chosen_columns,
    class_figures,
    notes_on_chosen,
    notes_on_units,
    says_nobody_is_counted,
)
from pia_toolkit.disclosure_risk.count_tables.measure import measure_counts
from pia_toolkit.disclosure_risk.counting import (
    Counting,
    column_sets_of,
    diversity_of,
    ladder_of,
    reference_of,
    special_uniques_of,
    wildcards_of,
)
from pia_toolkit.disclosure_risk.encode import Codes, Encoded, TableEncoder
from pia_toolkit.disclosure_risk.location import measure_location
from pia_toolkit.disclosure_risk.populations.reference_table import ReferenceSource
from pia_toolkit.disclosure_risk.populations.told import population_uniques_of
from pia_toolkit.disclosure_risk.series.measure import measure_series
from pia_toolkit.disclosure_risk.task import DEFAULT_OPTIONS, MeasureOptions, Task, plan_task
from pia_toolkit.disclosure_risk.time_step import TimeStepState
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.risk import TableRisk

__all__ = ["MeasureOptions", "ReferenceSource", "measure"]

Notes = tuple[ReadingNote, ...]


def measure(
    table: Table,
    verdict: TableVerdict,
    options: MeasureOptions = DEFAULT_OPTIONS,
    reference: ReferenceSource | None = None,
) -> TableRisk:
    """Measure how easily the people in a table are singled out, and how fine its places and times are.

    Every row counts; only of traces and load curves some points or weeks may be tried by chance, which is told. The
    table is read once for the groups, and again for each of traces, load curves, counts and amounts that it may hold.
    People are counted, not rows, when a column tells them apart; the classes are counted in rows beside that. Raises
    `UnknownColumn` for a column that the user named and the table does not have (`Several` for more than one),
    `PopulationTooSmall`, `ReferenceDoesNotMatch`, and what the table raises when its file turns out to be damaged.
    """
    task = plan_task(table, verdict, options)
    series = measure_series(table, verdict, task.unit, options.memory_bytes)
    if memory_needed(task, verdict) > options.memory_bytes:
        risk = measure_on_disk(table, verdict, task, options)
    else:
        risk = _measure_in_memory(table, verdict, task, options, reference)
    return measure_counts(table, verdict, options.policy).added_to(series.added_to(risk))


def _measure_in_memory(
    table: Table, verdict: TableVerdict, task: Task, options: MeasureOptions, reference: ReferenceSource | None
) -> TableRisk:
    """Measure a table whose columns fit into memory."""
    encoded, clocks = _read(table, task)
    if not encoded.rows:
        empty = ReadingNote(code="empty-table")
        return TableRisk(table=verdict.name, rows=0, unit=task.unit, units=0, not_measured=(empty,))
    units, unit_count, without = _units(task, encoded)
    classes, class_notes = _classes(task, encoded, units)
    chosen = chosen_columns(task, encoded.columns)
    counting = _counting(task, options, encoded, units, classes)
    places = [measure_location(place, encoded) for place in task.places]
    times = [clock.finish() for clock in clocks]
    diversity, diversity_notes = diversity_of(counting)
    wildcards, wildcard_notes = wildcards_of(counting)
    column_sets, set_notes = column_sets_of(counting)
    special_uniques, special_notes = special_uniques_of(counting)
    counted = counting.classes.tally() if counting.classes else None
    population, population_notes = population_uniques_of(task, options, counted)
    return TableRisk(
        table=verdict.name,
        rows=encoded.rows,
        unit=task.unit,
        units=unit_count,
        **class_figures(
            classes.tally() if classes else None,
            classes.in_rows().tally() if classes and units is not None else None,
            chosen,
            options,
        ),
        in_rows=units is not None and options.in_rows,
        wildcards=wildcards,
        diversity=diversity,
        column_sets=column_sets,
        special_uniques=special_uniques,
        population=population,
        reference=reference_of(counting, reference),
        ladder=ladder_of(counting),
        locations=tuple(precision for precision, _ in places if precision),
        times=tuple(step for step, _ in times if step),
        not_measured=(
            *task.notes,
            *notes_on_units(task, options, without),
            *class_notes,
            *notes_on_chosen(chosen),
            *diversity_notes,
            *wildcard_notes,
            *set_notes,
            *special_notes,
            *population_notes,
            *(note for _, notes in (*places, *times) for note in notes),
        ),
    )


def _read(table: Table, task: Task) -> tuple[Encoded, list[TimeStepState]]:
    """Read the columns that matter, once."""
    encoder = TableEncoder(task.encoded_columns())
    clocks = [TimeStepState(name) for name in task.times]
    wanted = list(dict.fromkeys([*task.encoded_columns(), *task.times])) or list(table.columns[:1])
    for batch in table.batches(wanted):
        encoder.update(batch)
        for clock in clocks:
            clock.update(batch.column(clock.column))
    return encoder.finish(), clocks


def _units(task: Task, encoded: Encoded) -> tuple[Codes | None, int, int]:
    """Return whom each row is about (None: itself), how many there are, and how many rows tell not."""
    name = task.unit.column
    if name is None:
        return None, encoded.rows, 0
    units, without = encoded.units(name)
    return units, encoded.columns[name].distinct + without, without


def _classes(task: Task, encoded: Encoded, units: Codes | None) -> tuple[Classes | None, Notes]:
    """Count the classes, if there is a column to count them on; note rows that have none of the values."""
    codes, sizes = encoded.select(list(task.quasi_identifiers))
    if not codes:
        return None, () if says_nobody_is_counted(task) else (ReadingNote(code="no-quasi-identifiers"),)
    silent = encoded.rows - int(np.count_nonzero(np.any([column > 0 for column in codes], axis=0)))
    notes = (ReadingNote(code="rows-without-values", values={"rows": silent}),) if silent else ()
    return count_classes(codes, sizes, units), notes


def _counting(
    task: Task, options: MeasureOptions, encoded: Encoded, units: Codes | None, classes: Classes | None
) -> Counting:
    """Return what is measured once only: on units, or on rows where nobody named the column that tells units apart."""
    if units is None or not options.in_rows:
        members = encoded.rows if units is None else int(units.max()) + 1
        return Counting(task, options, encoded, units, members, classes)
    return Counting(task, options, encoded, None, encoded.rows, classes.in_rows() if classes else None)
