"""Tables in memory, and verdicts on them, for the tests of this room."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.domain.inventory import ColumnVerdict, Profile, Role, TableVerdict, Unit, UnitKind

Data = Mapping[str, Sequence[str | None]]
SOURCE = Source(name="table.csv", format="csv", bytes=0, sha256="0" * 64)


@dataclass(frozen=True)
class MemoryTable:
    """A table made of lists, delivered in batches of a given size."""

    data: Data
    batch_rows: int = 1000
    name: str = "table"
    source: Source = SOURCE
    notes: tuple[ReadingNote, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.data)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        names = list(self.data if columns is None else columns)
        whole = pa.table({name: pa.array(self.data[name], pa.large_string()) for name in names})
        yield from whole.to_batches(max_chunksize=self.batch_rows)


def verdict_on(
    data: Data,
    columns: Mapping[str, tuple[Role, str]],
    *,
    unit: str | None = None,
    kind: str = "records",
    personal: bool = True,
) -> TableVerdict:
    """Return a verdict with exact profiles; columns that are not named have the role none."""
    return TableVerdict(
        name="table",
        rows=len(next(iter(data.values()), ())),
        source=SOURCE,
        contains_personal_data=personal,
        kind=kind,
        unit=Unit(kind=UnitKind.PERSON, column=unit) if unit else Unit(),
        columns=tuple(_column(name, cells, *columns.get(name, (Role.NONE, "none"))) for name, cells in data.items()),
    )


def _column(name: str, cells: Sequence[str | None], role: Role, category: str) -> ColumnVerdict:
    filled = [cell for cell in cells if cell is not None]
    return ColumnVerdict(
        name=name,
        role=role,
        category=category,
        confidence=1.0,
        contains_personal_data=role is not Role.NONE,
        profile=Profile(
            rows=len(cells),
            empty=len(cells) - len(filled),
            distinct=len(set(filled)),
            distinct_exact=True,
            kind="token",
            shape="a",
            shape_share=1.0,
            longest=max(map(len, filled), default=0),
        ),
    )
