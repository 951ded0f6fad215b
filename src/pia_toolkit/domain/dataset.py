"""What a reader hands to the stages that may see values."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen, Scalar

if TYPE_CHECKING:
    import pyarrow as pa


class Source(Frozen):
    """The file or database a table came from, by name and hash, never by its place on a disk."""

    name: str
    format: str = Field(description="csv, xlsx, parquet, …")
    bytes: int = Field(ge=0, description="of the file; 0 for a database")
    sha256: str = Field(description="of the bytes of the file or of the archive it is in; empty for a database")


class ReadingNote(Frozen):
    """One thing the reader understood or met: delimiter, header row, ragged rows, masked column name.

    `code` is a key of `reading.yaml`, `detecting.yaml` or `measuring.yaml` in `templates/words/<lang>/`; `values` fill
    that sentence.
    """

    code: str
    values: dict[str, Scalar] = Field(default_factory=dict)


class Table(Protocol):
    """One table of a source: a sheet, a file, a layer. It can be read again and again, in a stream.

    Column names are unique, safe to show (a name that looks like a personal value is already masked to its
    shape by the reader), and are the names under which `batches` delivers.
    """

    @property
    def name(self) -> str:
        """Name to show: the file's stem, or file and sheet."""

    @property
    def source(self) -> Source:
        """The file the table came from."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Unique column names in file order; a text may gain a last one for surplus cells in its first full pass."""

    @property
    def notes(self) -> tuple[ReadingNote, ...]:
        """What the reader understood; complete only after one full pass over `batches`."""

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield record batches whose columns are all `large_string`, as read; an empty cell is null.

        Raises a `PiaError` of the family `CannotRead` when the input turns out to be damaged.
        """
