"""A table whose columns are typed, such as Parquet or a data frame, delivered as text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.errors import FileDamaged, LimitExceeded
from pia_toolkit.readers.as_text import as_text
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.columns import positions_of, wanted_columns
from pia_toolkit.readers.options import Limits

if TYPE_CHECKING:
    import pyarrow as pa

DAMAGE = (ValueError, OSError, LookupError, TypeError, RuntimeError, MemoryError)
"""What broken bytes make pyarrow raise, beside exceptions of its own."""

OpenBatches = Callable[[Sequence[int]], "Iterator[pa.RecordBatch]"]
"""Opens the batches of a table from its beginning, with these of its columns (by position), in this order."""


@dataclass(frozen=True)
class Leaf:
    """One column of text: the position of the typed column it is part of, and the way down through its records."""

    column: int
    way: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ArrowTable:
    """Typed columns read as text; records within a column are columns of their own, called `a.b`."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    path: str = field(repr=False)
    leaves: tuple[Leaf, ...] = field(repr=False)
    open_batches: OpenBatches = field(repr=False)

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text. Raises `UnknownColumn` and `FileDamaged`."""
        import pyarrow as pa

        wanted = wanted_columns(self, columns)
        leaves = [self.leaves[position] for position in positions_of(self, wanted)]
        needed = sorted({leaf.column for leaf in leaves})
        rows = 0
        try:
            for batch in self.open_batches(needed):
                arrays = [as_text(_descend(batch.column(needed.index(leaf.column)), leaf.way)) for leaf in leaves]
                rows += batch.num_rows
                yield pa.RecordBatch.from_arrays(arrays, names=list(wanted))
        except (pa.ArrowException, *DAMAGE):
            raise FileDamaged(path=self.path, where=f"row={rows + 1}") from None


@dataclass(frozen=True)
class Columns:
    """The columns of text that a schema unfolds to."""

    names: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    notes: tuple[ReadingNote, ...]


def columns_of_schema(schema: "pa.Schema", path: str, limits: Limits) -> Columns:
    """Unfold a schema. Raises `LimitExceeded` when there are too many columns."""
    found = [leaf for position, part in enumerate(schema) for leaf in _unfold(part, part.name, (), position)]
    if len(found) > limits.columns:
        raise LimitExceeded(path=path, limit="columns", allowed=limits.columns, found=len(found))
    names = safe_names([name for name, _, _ in found])
    notes = [
        ReadingNote(code="bytes-column", values={"column": name})
        for name, (_, _, kind) in zip(names.names, found, strict=True)
        if "binary" in str(kind)
    ]
    return Columns(names.names, tuple(leaf for _, leaf, _ in found), (*names.notes, *notes))


def _unfold(
    part: "pa.Field", name: str, way: tuple[int, ...], column: int
) -> "Iterator[tuple[str, Leaf, pa.DataType]]":
    import pyarrow as pa

    kind = part.type.storage_type if isinstance(part.type, pa.BaseExtensionType) else part.type
    if pa.types.is_struct(kind) and kind.num_fields:
        for position in range(kind.num_fields):
            inner = kind.field(position)
            yield from _unfold(inner, f"{name}.{inner.name}", (*way, position), column)
    else:
        yield name, Leaf(column, way), kind


def _descend(column: "pa.Array", way: tuple[int, ...]) -> "pa.Array":
    import pyarrow as pa

    for position in way:
        column = (column.storage if isinstance(column, pa.ExtensionArray) else column).flatten()[position]
    return column
