"""A table with steps applied: the same rows in the same order, the same columns but for those left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.cells.missing import say_nothing
from pia_toolkit.domain.steps import Drop
from pia_toolkit.transformation.fitting import Fitted

Mask = npt.NDArray[np.bool_]

CellChange = Callable[[pa.RecordBatch], pa.Array]
"""Returns the new cells of one column of a batch."""


@dataclass(frozen=True)
class Changes:
    """What is done to a table.

    `fitted`: steps on values. `rewritten`: columns whose cells are made anew, by what; they see the batch as it was
    read. `number_marks`: columns in which a number such as -1 may stand for nothing; what says nothing stays as it is.
    `blanked`: rows in which the columns `blank` are emptied. `kept`: rows that stay; None keeps all.
    """

    fitted: Sequence[Fitted] = ()
    rewritten: Mapping[str, CellChange] = field(default_factory=dict, repr=False)
    blank: tuple[str, ...] = ()
    blanked: Mask | None = field(default=None, repr=False)
    number_marks: Mapping[str, bool] = field(default_factory=dict)
    kept: Mask | None = field(default=None, repr=False)

    def columns(self, before: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that are left, in their order."""
        dropped = {one.step.column for one in self.fitted if isinstance(one.step, Drop)}
        return tuple(name for name in before if name not in dropped)


def apply(batches: Iterable[pa.RecordBatch], columns: Sequence[str], changes: Changes) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a table with its changes; nothing but the batch at hand is held in memory."""
    left = changes.columns(columns)
    change_of = {name: one for one in changes.fitted if not isinstance(one.step, Drop) for name in one.changes}
    start = 0
    for batch in batches:
        rows = slice(start, start + batch.num_rows)
        start = rows.stop
        cells = [_cells(batch, name, change_of.get(name), changes, rows) for name in left]
        changed = pa.RecordBatch.from_arrays(cells, names=list(left))
        yield changed if changes.kept is None else changed.filter(pa.array(changes.kept[rows]))


def _cells(batch: pa.RecordBatch, name: str, fitted: Fitted | None, changes: Changes, rows: slice) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.large_string())
    cells = batch.column(name).cast(pa.large_string())
    if name in changes.rewritten:
        marks = say_nothing(cells.fill_null(""), numbers=changes.number_marks.get(name, False))
        cells = pc.if_else(pa.array(marks), cells, changes.rewritten[name](batch))
    elif fitted is not None:
        cells = _by_value(cells, name, fitted, numbers=changes.number_marks.get(name, False))
    if changes.blanked is not None and name in changes.blank:
        cells = pc.if_else(pa.array(changes.blanked[rows]), pa.scalar(None, pa.large_string()), cells)
    return cells


def _by_value(cells: pa.Array, name: str, fitted: Fitted, *, numbers: bool) -> pa.Array:
    """Change each different value once."""
    encoded = cells.dictionary_encode()
    return fitted.changed(name, encoded.dictionary, numbers=numbers).take(encoded.indices)
