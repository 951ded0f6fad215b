"""The figures of classes that were counted, in units and in rows, and what has to be told about the columns."""

from collections.abc import Iterable
from typing import Any

from pia_toolkit.disclosure_risk.classes.attack import attack_risk
from pia_toolkit.disclosure_risk.classes.equivalence import SizeTally, describe
from pia_toolkit.disclosure_risk.task import MeasureOptions, Task
from pia_toolkit.domain.class_risk import ChosenColumn
from pia_toolkit.domain.dataset import ReadingNote

Notes = tuple[ReadingNote, ...]


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


def note_on_unit(task: Task, options: MeasureOptions) -> Notes:
    """Return a note where rows are counted because nobody named the column that tells units apart."""
    if task.unit.column is None or not options.in_rows:
        return ()
    return (ReadingNote(code="unit-not-named", values={"column": task.unit.column}),)


def notes_on_chosen(chosen: Iterable[ChosenColumn]) -> Notes:
    """Return a note for each column that the user named and that tells nobody apart."""
    return tuple(
        ReadingNote(code="named-single-value" if column.distinct else "named-empty", values={"column": column.column})
        for column in chosen
        if column.chosen_by == "user" and not (column.distinct and (column.missing or column.distinct > 1))
    )
