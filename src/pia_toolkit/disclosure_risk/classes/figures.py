"""The figures of classes that were counted, in units and in rows, and what has to be told about the columns."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pia_toolkit.disclosure_risk.classes.attack import attack_risk
from pia_toolkit.disclosure_risk.classes.equivalence import SizeTally, describe
from pia_toolkit.disclosure_risk.task import MeasureOptions, Task
from pia_toolkit.domain.class_risk import ChosenColumn
from pia_toolkit.domain.dataset import ReadingNote

Notes = tuple[ReadingNote, ...]
_COUNTS_NOBODY = frozenset({"rows-are-not-people", "no-personal-data"})
"""Notes on the choice of columns by which nobody is counted in a table."""


def class_figures(
    tally: SizeTally | None, in_rows: SizeTally | None, chosen: Iterable[ChosenColumn], options: MeasureOptions
) -> dict[str, Any]:
    """Return the class fields of a table's risk: in units, and in rows where a column tells units apart (else None)."""
    return {
        "classes": describe(tally, chosen, options.policy) if tally else None,
        "attack": attack_risk(tally) if tally else None,
        "record_classes": describe(in_rows, chosen, options.policy) if in_rows else None,
        "record_attack": attack_risk(in_rows) if in_rows else None,
    }


class CountedColumn(Protocol):
    """A column of which the different values and the rows that say nothing were counted."""

    @property
    def distinct(self) -> int:
        """Different values, those that say nothing not included."""

    @property
    def rows_without(self) -> int:
        """Rows without a value, those with a mark included."""

    @property
    def marked(self) -> int:
        """Rows that say by a mark such as `*` or `unknown` that the value is missing."""


def chosen_columns(task: Task, columns: Mapping[str, CountedColumn]) -> tuple[ChosenColumn, ...]:
    """Return the quasi-identifiers with the number of values that each was found to take."""
    return tuple(
        ChosenColumn(
            column=name,
            category=category,
            chosen_by=task.chosen_by,
            distinct=columns[name].distinct,
            missing=columns[name].rows_without,
            marked=columns[name].marked,
        )
        for name, category in task.quasi_identifiers.items()
    )


def says_nobody_is_counted(task: Task) -> bool:
    """Whether a note of the task tells already that the rows are not people, so that nothing more is to be told."""
    return any(note.code in _COUNTS_NOBODY for note in task.notes)


def notes_on_units(task: Task, options: MeasureOptions, rows_without: int) -> Notes:
    """Return a note where rows are counted, and one on rows that do not tell whom they are about."""
    name = task.unit.column
    if name is None:
        return () if says_nobody_is_counted(task) else (ReadingNote(code="rows-counted"),)
    notes = []
    if rows_without:
        notes.append(ReadingNote(code="rows-without-unit", values={"column": name, "rows": rows_without}))
    if options.in_rows:
        notes.append(ReadingNote(code="unit-not-named", values={"column": name}))
    return tuple(notes)


def notes_on_chosen(chosen: Iterable[ChosenColumn]) -> Notes:
    """Return a note for each column that the user named and that tells nobody apart."""
    return tuple(
        ReadingNote(code="named-single-value" if column.distinct else "named-empty", values={"column": column.column})
        for column in chosen
        if column.chosen_by == "user" and not (column.distinct and (column.missing or column.distinct > 1))
    )
