"""Measure one table: who is singled out, which secrets groups give away, how fine places and times are."""

import numpy as np

from pia_toolkit.disclosure_risk.classes import Classes, count_classes, describe
from pia_toolkit.disclosure_risk.diversity import measure_diversity
from pia_toolkit.disclosure_risk.encode import Codes, Encoded, TableEncoder
from pia_toolkit.disclosure_risk.location import measure_location
from pia_toolkit.disclosure_risk.task import DEFAULT_OPTIONS, MeasureOptions, Task, plan_task
from pia_toolkit.disclosure_risk.time_step import TimeStepState
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.risk import ChosenColumn, Diversity, TableRisk

__all__ = ["MeasureOptions", "measure"]

Notes = tuple[ReadingNote, ...]


def measure(table: Table, verdict: TableVerdict, options: MeasureOptions = DEFAULT_OPTIONS) -> TableRisk:
    """Measure how easily the people in a table are singled out, and how fine its places and times are.

    Every row is read once and counts; nothing is sampled. People are counted, not rows, when a column tells
    them apart. Raises `UnknownColumn` for a column that the user named and the table does not have (`Several`
    for more than one), and what the table raises when its file turns out to be damaged.
    """
    task = plan_task(table, verdict, options)
    encoded, clocks = _read(table, task)
    if not encoded.rows:
        empty = ReadingNote(code="empty-table")
        return TableRisk(table=verdict.name, rows=0, unit=task.unit, units=0, not_measured=(empty,))
    units, unit_count, unit_notes = _units(task, encoded)
    classes, class_notes = _classes(task, encoded, units)
    places = [measure_location(place, encoded) for place in task.places]
    times = [clock.finish() for clock in clocks]
    diversity, diversity_notes = _diversity(task, encoded, classes, units)
    return TableRisk(
        table=verdict.name,
        rows=encoded.rows,
        unit=task.unit,
        units=unit_count,
        classes=describe(classes, _chosen(task, encoded), options.policy) if classes else None,
        diversity=diversity,
        locations=tuple(precision for precision, _ in places if precision),
        times=tuple(step for step, _ in times if step),
        not_measured=(
            *task.notes,
            *unit_notes,
            *class_notes,
            *diversity_notes,
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


def _units(task: Task, encoded: Encoded) -> tuple[Codes | None, int, Notes]:
    """Return whom each row is about (None: itself), how many there are, and a note on rows that tell not."""
    name = task.unit.column
    if name is None:
        return None, encoded.rows, (ReadingNote(code="rows-counted"),)
    units, without = encoded.units(name)
    notes = (ReadingNote(code="rows-without-unit", values={"column": name, "rows": without}),) if without else ()
    return units, encoded.columns[name].distinct + without, notes


def _classes(task: Task, encoded: Encoded, units: Codes | None) -> tuple[Classes | None, Notes]:
    """Count the classes, if there is a column to count them on; note rows that have none of the values."""
    codes, sizes = encoded.select(list(task.quasi_identifiers))
    if not codes:
        return None, (ReadingNote(code="no-quasi-identifiers"),)
    silent = encoded.rows - int(np.count_nonzero(np.any([column > 0 for column in codes], axis=0)))
    notes = (ReadingNote(code="rows-without-values", values={"rows": silent}),) if silent else ()
    return count_classes(codes, sizes, units), notes


def _diversity(
    task: Task, encoded: Encoded, classes: Classes | None, units: Codes | None
) -> tuple[tuple[Diversity, ...], Notes]:
    """Measure each sensitive column that tells anything."""
    if classes is None:
        return (), ()
    measured = {
        name: measure_diversity(classes, encoded.columns[name], category, units)
        for name, category in task.sensitive.items()
    }
    notes = tuple(
        ReadingNote(code="empty-column", values={"column": name}) for name, found in measured.items() if not found
    )
    return tuple(found for found in measured.values() if found), notes


def _chosen(task: Task, encoded: Encoded) -> tuple[ChosenColumn, ...]:
    """Return the quasi-identifiers with the number of values that each was found to take."""
    return tuple(
        ChosenColumn(column=name, category=category, chosen_by=task.chosen_by, distinct=encoded.columns[name].distinct)
        for name, category in task.quasi_identifiers.items()
    )
