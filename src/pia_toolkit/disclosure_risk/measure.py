"""Measure one table: who is singled out and by what, which secrets groups give away, how fine places and times are."""

import numpy as np

from pia_toolkit.disclosure_risk.attack import attack_risk
from pia_toolkit.disclosure_risk.attributes import read_attribute
from pia_toolkit.disclosure_risk.classes import Classes, count_classes, describe
from pia_toolkit.disclosure_risk.column_sets import Limits, measure_column_sets
from pia_toolkit.disclosure_risk.diversity import measure_diversity
from pia_toolkit.disclosure_risk.encode import Codes, Encoded, TableEncoder
from pia_toolkit.disclosure_risk.location import measure_location
from pia_toolkit.disclosure_risk.places import join_places
from pia_toolkit.disclosure_risk.special_uniques import measure_special_uniques, sizes_to_search
from pia_toolkit.disclosure_risk.task import DEFAULT_OPTIONS, MeasureOptions, Task, plan_task
from pia_toolkit.disclosure_risk.time_step import TimeStepState
from pia_toolkit.disclosure_risk.wildcards import measure_wildcards
from pia_toolkit.domain.class_risk import ChosenColumn, Diversity, WildcardClasses
from pia_toolkit.domain.column_sets import ColumnSets, SpecialUniques
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.risk import TableRisk

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
    diversity, diversity_notes = _diversity(task, encoded, classes, units, options)
    wildcards, wildcard_notes = _wildcards(task, encoded, classes, options)
    column_sets, set_notes = _column_sets(task, encoded, units, options)
    special_uniques, special_notes = _special_uniques(task, encoded, units, options)
    return TableRisk(
        table=verdict.name,
        rows=encoded.rows,
        unit=task.unit,
        units=unit_count,
        classes=describe(classes, _chosen(task, encoded), options.policy) if classes else None,
        wildcards=wildcards,
        attack=attack_risk(classes) if classes else None,
        diversity=diversity,
        column_sets=column_sets,
        special_uniques=special_uniques,
        locations=tuple(precision for precision, _ in places if precision),
        times=tuple(step for step, _ in times if step),
        not_measured=(
            *task.notes,
            *unit_notes,
            *class_notes,
            *diversity_notes,
            *wildcard_notes,
            *set_notes,
            *special_notes,
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
    task: Task, encoded: Encoded, classes: Classes | None, units: Codes | None, options: MeasureOptions
) -> tuple[tuple[Diversity, ...], Notes]:
    """Measure each sensitive column that tells anything."""
    if classes is None:
        return (), ()
    measured = {
        name: measure_diversity(classes, encoded.columns[name], category, units, options.code_prefixes.get(name, ()))
        for name, category in task.sensitive.items()
    }
    notes = tuple(
        ReadingNote(code="empty-column", values={"column": name}) for name, found in measured.items() if not found
    )
    return tuple(found for found in measured.values() if found), notes


def _wildcards(
    task: Task, encoded: Encoded, classes: Classes | None, options: MeasureOptions
) -> tuple[WildcardClasses | None, Notes]:
    """Count the classes again with missing values as wildcards."""
    if classes is None:
        return None, ()
    if not options.wildcards:
        return None, (ReadingNote(code="wildcards-not-asked"),)
    return measure_wildcards(*encoded.select(list(task.quasi_identifiers)), classes, options.policy)


def _column_sets(
    task: Task, encoded: Encoded, units: Codes | None, options: MeasureOptions
) -> tuple[ColumnSets | None, Notes]:
    """Find which columns together single people out."""
    if not options.column_sets and task.quasi_identifiers:
        return None, (ReadingNote(code="column-sets-not-asked"),)
    if not task.candidates:
        return None, ()
    attributes = [read_attribute(encoded, names) for names in task.candidates]
    least = options.policy.acceptable_share if options.least_share is None else options.least_share
    limits = Limits(options.largest_set, None if options.every_set else least, options.row_visits)
    found = measure_column_sets(attributes, units, least, limits)
    wanted = min(limits.largest, len(attributes))
    if found.largest < wanted:
        return found, (ReadingNote(code="column-sets-smaller", values={"largest": found.largest, "wanted": wanted}),)
    return found, ()


def _special_uniques(
    task: Task, encoded: Encoded, units: Codes | None, options: MeasureOptions
) -> tuple[SpecialUniques | None, Notes]:
    """Find who is unique on few of the quasi-identifiers."""
    if not task.quasi_identifiers:
        return None, ()
    if not options.special_uniques:
        return None, (ReadingNote(code="special-uniques-not-asked"),)
    names = join_places(list(task.quasi_identifiers), task.places)
    largest, wanted = sizes_to_search(len(names), encoded.rows, options.row_visits, options.largest_special)
    attributes = [read_attribute(encoded, columns) for columns in names]
    found = measure_special_uniques(attributes, units, options.sampling_fraction, largest)
    if largest < wanted:
        return found, (ReadingNote(code="special-uniques-smaller", values={"largest": largest, "wanted": wanted}),)
    return found, ()


def _chosen(task: Task, encoded: Encoded) -> tuple[ChosenColumn, ...]:
    """Return the quasi-identifiers with the number of values that each was found to take."""
    return tuple(
        ChosenColumn(
            column=name,
            category=category,
            chosen_by=task.chosen_by,
            distinct=encoded.columns[name].distinct,
            missing=encoded.columns[name].missing,
            marked=encoded.columns[name].marked,
        )
        for name, category in task.quasi_identifiers.items()
    )
