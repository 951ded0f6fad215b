"""Measure a table that does not fit into memory: groups, and what they give away, with the same answers."""

from collections.abc import Sequence

from pia_toolkit.disclosure_risk.beyond_memory.code_store import CodeStore, NumberedColumn, code_store
from pia_toolkit.disclosure_risk.beyond_memory.on_disk import ClassesOnDisk
from pia_toolkit.disclosure_risk.classes.figures import (
    chosen_columns,
    class_figures,
    notes_on_chosen,
    notes_on_units,
    says_nobody_is_counted,
)
from pia_toolkit.disclosure_risk.populations.told import population_uniques_of
from pia_toolkit.disclosure_risk.task import MeasureOptions, Task
from pia_toolkit.disclosure_risk.time_step import TimeStepState
from pia_toolkit.domain.class_risk import Diversity
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.risk import TableRisk

_BYTES_PER_CODE = 4
_BYTES_PER_ROW = 40
"""What counting one row takes beside its codes: keys, the sorted keys, its class, the size of its class."""

_BYTES_PER_VALUE = 16
"""What a different value takes beside its text."""

Columns = dict[str, NumberedColumn]


def memory_needed(task: Task, verdict: TableVerdict) -> int:
    """Return about how many bytes it takes to count a table in memory, from what the scan found."""
    names = set(task.encoded_columns())
    per_row = _BYTES_PER_ROW + _BYTES_PER_CODE * len(names)
    profiles = [column.profile for column in verdict.columns if column.name in names]
    texts = sum(profile.distinct * (profile.longest + _BYTES_PER_VALUE) for profile in profiles)
    return verdict.rows * per_row + texts


def measure_on_disk(table: Table, verdict: TableVerdict, task: Task, options: MeasureOptions) -> TableRisk:
    """Measure the classes, l-diversity, t-closeness, population uniques and times of a table, on disk.

    Only integers are written, into a temporary folder that is removed at the end. What the other measures would
    say is not measured, which is told.
    """
    clocks = [TimeStepState(name) for name in task.times]
    unit_name = [task.unit.column] if task.unit.column else []
    stored = list(dict.fromkeys([*task.quasi_identifiers, *unit_name, *task.sensitive]))
    with code_store(stored, options.memory_bytes) as store:
        for batch in table.batches(list(dict.fromkeys([*stored, *task.times])) or list(table.columns[:1])):
            store.update(batch)
            for clock in clocks:
                clock.update(batch.column(clock.column))
        columns = store.finish()
        risk = _measured(store, columns, task, options)
    times = [clock.finish() for clock in clocks]
    notes = (*risk.not_measured, *(note for _, found in times for note in found))
    found = {"table": verdict.name, "times": tuple(step for step, _ in times if step), "not_measured": notes}
    return risk.model_copy(update=found)


def _measured(store: CodeStore, columns: Columns, task: Task, options: MeasureOptions) -> TableRisk:
    unit = columns[task.unit.column] if task.unit.column else None
    without = unit.rows_without if unit else 0
    notes = [*task.notes, *notes_on_units(task, options, without), ReadingNote(code="larger-than-memory")]
    units = unit.distinct + without if unit else store.rows
    risk = TableRisk(table="", rows=store.rows, unit=task.unit, units=units)
    if not task.quasi_identifiers or not store.rows:
        if store.rows and says_nobody_is_counted(task):
            return risk.model_copy(update={"not_measured": tuple(notes)})
        code = "no-quasi-identifiers" if store.rows else "empty-table"
        return risk.model_copy(update={"not_measured": (*notes, ReadingNote(code=code))})
    chosen = chosen_columns(task, columns)
    keys = [columns[name] for name in task.quasi_identifiers]
    classes = ClassesOnDisk(store, keys, unit)
    silent = classes.without_rows_told()
    if silent:
        notes.append(ReadingNote(code="rows-without-values", values={"rows": silent}))
    in_rows = classes.in_rows()
    in_units = classes.in_units()
    counts_rows = unit is not None and options.in_rows
    counted = ClassesOnDisk(store, keys, None) if counts_rows else classes
    diversity, empty = _diversity(counted, columns, task, options)
    population, population_notes = population_uniques_of(task, options, in_rows if counts_rows else in_units)
    figures = class_figures(in_units, in_rows if unit else None, chosen, options)
    told = (*notes, *notes_on_chosen(chosen), *empty, *population_notes)
    found = {"in_rows": counts_rows, "diversity": diversity, "population": population, "not_measured": told}
    return risk.model_copy(update={**figures, **found})


def _diversity(
    classes: ClassesOnDisk, columns: Columns, task: Task, options: MeasureOptions
) -> tuple[tuple[Diversity, ...], Sequence[ReadingNote]]:
    """Measure each sensitive column that tells anything."""
    found = {
        name: classes.diversity(name, category, columns[name], options.code_prefixes.get(name, ()))
        for name, category in task.sensitive.items()
    }
    notes = [ReadingNote(code="empty-column", values={"column": name}) for name, one in found.items() if one is None]
    return tuple(one for one in found.values() if one), notes
