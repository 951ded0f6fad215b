"""A layer of geodata as a table of text: its attributes, and location columns in place of its geometries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.errors import FileDamaged, LimitExceeded
from pia_toolkit.readers.arrow_table import DAMAGE, Leaf, OpenBatches, columns_of_schema, descend
from pia_toolkit.readers.as_text import as_text
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.columns import wanted_columns
from pia_toolkit.readers.geodata.coordinate_system import CoordinateSystem, chosen_system
from pia_toolkit.readers.geodata.geometry_columns import GEOMETRY, GeometryColumns, GeometrySurvey
from pia_toolkit.readers.geodata.geometry_shapes import measure_shapes
from pia_toolkit.readers.options import Limits, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Layer:
    """Typed batches of which some columns hold geometries in well-known binary.

    `path`: what to call the file in an error; `geometries`: position of such a column and its coordinate system, the
    main one first.
    """

    name: str
    source: Source
    path: str
    schema: "pa.Schema" = field(repr=False)
    geometries: tuple[tuple[int, CoordinateSystem | None], ...]
    open_batches: OpenBatches = field(repr=False)


@dataclass(frozen=True)
class Part:
    """A column of a layer and what it becomes: a column of text, or the location columns of a geometry."""

    column: int
    becomes: Leaf | GeometryColumns
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class GeoTable:
    """A layer whose geometries have become location columns."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    path: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    open_batches: OpenBatches = field(repr=False)

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text. Raises `UnknownColumn` and `FileDamaged`."""
        import pyarrow as pa

        wanted = wanted_columns(self, columns)
        parts = [part for part in self.parts if not set(part.names).isdisjoint(wanted)]
        needed = sorted({part.column for part in parts})
        rows = 0
        try:
            for batch in self.open_batches(needed):
                made: dict[str, pa.Array] = {}
                for part in parts:
                    made.update(zip(part.names, _cells(part, batch.column(needed.index(part.column))), strict=True))
                rows += batch.num_rows
                yield pa.RecordBatch.from_arrays([made[name] for name in wanted], names=list(wanted))
        except (pa.ArrowException, *DAMAGE):
            raise FileDamaged(path=self.path, where=f"row={rows + 1}") from None


def _cells(part: Part, column: "pa.Array") -> "list[pa.Array]":
    if isinstance(part.becomes, Leaf):
        return [as_text(descend(column, part.becomes.way))]
    return [as_text(made) for made in part.becomes.cells(measure_shapes(binary_of(column)))]


def binary_of(column: "pa.Array") -> "pa.Array":
    """Return the bytes of a column whatever type is put over them."""
    import pyarrow as pa

    return column.storage if isinstance(column, pa.ExtensionArray) else column


def geo_table(layer: Layer, notes: Sequence[ReadingNote], options: ReadOptions) -> GeoTable:
    """Go through the geometries of a layer once and describe the table it becomes.

    Raises `FileDamaged`, `CoordinateSystemUnknown`, and `LimitExceeded` when there are too many columns.
    """
    import pyarrow as pa

    limits = options.limits
    systems = [(at, chosen_system(system, options.crs, layer.path)) for at, system in layer.geometries]
    surveys = [(at, _survey(layer, at, system)) for at, system in systems]
    taken = {at for at, _ in surveys}
    plain = [at for at in range(len(layer.schema)) if at not in taken]
    rest = pa.schema([layer.schema.field(at) for at in plain])
    attributes = columns_of_schema(rest, layer.path, limits, lists=False)
    parts = [
        Part(plain[leaf.column], leaf, (name,)) for name, leaf in zip(attributes.names, attributes.leaves, strict=True)
    ]
    found = list(notes)
    for number, (at, survey) in enumerate(surveys):
        before = GEOMETRY if number == 0 else layer.schema.field(at).name
        columns = survey.columns()
        parts.append(Part(at, columns, tuple(f"{before}.{name}" for name in columns.names)))
        found += survey.notes()
    return _named(layer, parts, [*found, *attributes.notes], limits)


def _named(layer: Layer, parts: Sequence[Part], notes: Sequence[ReadingNote], limits: Limits) -> GeoTable:
    """Give every column a name of its own."""
    raw = [name for part in parts for name in part.names]
    if len(raw) > limits.columns:
        raise LimitExceeded(path=layer.path, limit="columns", allowed=limits.columns, found=len(raw))
    names = safe_names(raw)
    rest = iter(names.names)
    renamed = tuple(Part(part.column, part.becomes, tuple(next(rest) for _ in part.names)) for part in parts)
    return GeoTable(
        layer.name, layer.source, names.names, (*notes, *names.notes), layer.path, renamed, layer.open_batches
    )


def _survey(layer: Layer, at: int, system: CoordinateSystem | None) -> GeometrySurvey:
    import pyarrow as pa

    survey = GeometrySurvey(system)
    try:
        for batch in layer.open_batches([at]):
            survey.update(measure_shapes(binary_of(batch.column(0))))
    except (pa.ArrowException, *DAMAGE):
        raise FileDamaged(path=layer.path, where=f"row={survey.features + 1}") from None
    return survey
