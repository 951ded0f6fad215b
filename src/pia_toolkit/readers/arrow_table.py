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


@dataclass(eq=False)
class ArrowTable:
    """Typed columns read as text; records within a column are columns of their own, called `a.b`.

    Only after a full pass `notes` tell how many cells are no proper text.
    """

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
        rows, broken, first_broken = 0, 0, 0
        try:
            for batch in self.open_batches(needed):
                arrays = [as_text(descend(batch.column(needed.index(leaf.column)), leaf.way)) for leaf in leaves]
                for position, array in enumerate(arrays):
                    arrays[position], wrong = _decoded(array)
                    broken += len(wrong)
                    first_broken = first_broken or (rows + wrong[0] + 1 if wrong else 0)
                rows += batch.num_rows
                yield pa.RecordBatch.from_arrays(arrays, names=list(wanted))
        except (pa.ArrowException, *DAMAGE):
            raise FileDamaged(path=self.path, where=f"row={rows + 1}") from None
        if broken and columns is None and not any(note.code == "undecodable" for note in self.notes):
            note = ReadingNote(code="undecodable", values={"count": broken, "row": first_broken})
            self.notes = (*self.notes, note)


@dataclass(frozen=True)
class Columns:
    """The columns of text that a schema unfolds to."""

    names: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    notes: tuple[ReadingNote, ...]


def columns_of_schema(schema: "pa.Schema", path: str, limits: Limits, *, lists: bool = True) -> Columns:
    """Unfold a schema; leave out lists of records unless `lists`. Raises `LimitExceeded` for too many columns."""
    found = [entry for entry in unfolded(schema) if lists or not holds_records(entry[2])]
    if len(found) > limits.columns:
        raise LimitExceeded(path=path, limit="columns", allowed=limits.columns, found=len(found))
    names = safe_names([name for name, _, _ in found])
    notes = [
        ReadingNote(code="bytes-column", values={"column": name})
        for name, (_, _, kind) in zip(names.names, found, strict=True)
        if "binary" in str(kind)
    ]
    return Columns(names.names, tuple(leaf for _, leaf, _ in found), (*names.notes, *notes))


def unfolded(schema: "pa.Schema") -> "Iterator[tuple[str, Leaf, pa.DataType]]":
    """Yield the name, place and type of every column of text that a schema unfolds to."""
    for position, part in enumerate(schema):
        yield from _unfold(part, part.name, (), position)


def holds_records(kind: "pa.DataType") -> bool:
    """Tell whether cells of this type are lists of records."""
    import pyarrow as pa

    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    return bool(is_list and pa.types.is_struct(kind.value_type))


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


def _decoded(text: "pa.Array") -> "tuple[pa.Array, list[int]]":
    """Return a column of text whose every cell is text, and the positions of the cells in which some bytes are none."""
    import pyarrow as pa

    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        raw = text.cast(pa.large_binary())
        raw.validate(full=True)  # what is broken must be the text, not where it lies in memory
        cells = [None if cell is None else cell.decode(errors="replace") for cell in raw.to_pylist()]
        wrong = [position for position, cell in enumerate(cells) if cell and "\ufffd" in cell]
        return pa.array(cells, pa.large_string()), wrong
    return text, []


def descend(column: "pa.Array", way: tuple[int, ...]) -> "pa.Array":
    """Follow the way down through the records within a column."""
    import pyarrow as pa

    for position in way:
        column = (column.storage if isinstance(column, pa.ExtensionArray) else column).flatten()[position]
    return column
