"""Parquet, Arrow, Feather and ORC files."""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import FileDamaged, LimitExceeded, PasswordNeeded
from pia_toolkit.readers.arrow_table import DAMAGE
from pia_toolkit.readers.columnar.typed_tables import typed_tables
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, Limits, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_BYTES, _MOST_ROWS, _LONG_FIELDS = 32 * MIB, 131_072, 8
"""`_LONG_FIELDS`: so many cells of the greatest length may stand in every row."""
_ENCRYPTED = re.compile("ncrypt|ecrypt")
"""What the library says of encrypted files and columns."""


def read_parquet(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read a Parquet file, some rows at a time. Raises `FileDamaged`, `PasswordNeeded`, `LimitExceeded`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def content() -> pq.ParquetFile:
        stream = opened.seekable(options.limits.document_bytes)
        return pq.ParquetFile(stream, pre_buffer=False, coerce_int96_timestamp_unit="us")  # nanoseconds end in 2262

    try:
        with content() as file:
            metadata, schema = file.metadata, file.schema_arrow
            size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    except (pa.ArrowException, *DAMAGE) as error:
        _tell_encryption(error, opened.path)
        raise FileDamaged(path=opened.path, where="footer") from None
    rows = _rows_at_once(size, metadata.num_rows, opened.path, options.limits)

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        with content() as file:
            names = [schema.names[position] for position in needed]
            unambiguous = len(set(schema.names)) == len(schema.names) and not any("." in name for name in names)
            try:
                for batch in file.iter_batches(batch_size=rows, columns=names if unambiguous else None):
                    yield batch.select(names) if unambiguous else batch.select(list(needed))
            except (pa.ArrowException, *DAMAGE) as error:
                _tell_encryption(error, opened.path)
                raise

    return typed_tables(opened, schema, open_batches, options)


def _tell_encryption(error: Exception, path: str) -> None:
    """Raise `PasswordNeeded` when what went wrong is that the content is encrypted."""
    if _ENCRYPTED.search(str(error)):
        raise PasswordNeeded(path=path) from None


def _rows_at_once(size: int, rows: int, path: str, limits: Limits) -> int:
    """Return how many rows to read at a time, from what the file says of itself. Raises `LimitExceeded`."""
    if size > limits.unpacked_bytes:
        raise LimitExceeded(path=path, limit="unpacked-bytes", allowed=limits.unpacked_bytes, found=size)
    row_bytes = max(1, size // max(1, rows))
    if row_bytes > _LONG_FIELDS * limits.field_bytes:
        found = row_bytes // _LONG_FIELDS
        raise LimitExceeded(path=path, limit="field-bytes", allowed=limits.field_bytes, found=found)
    return max(1, min(_MOST_ROWS, _BATCH_BYTES // row_bytes))


def read_arrow(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read an Arrow or Feather file, or an Arrow stream. Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`."""
    import pyarrow as pa

    def batches() -> "Generator[pa.Schema | pa.RecordBatch]":
        with closing(opened.seekable(options.limits.document_bytes)) as stream:
            whole = stream.read(6) == b"ARROW1"
            stream.seek(0)
            reader = pa.ipc.open_file(stream) if whole else pa.ipc.open_stream(stream)
            yield reader.schema
            if whole:
                for number in range(reader.num_record_batches):
                    yield reader.get_batch(number)
            else:
                yield from reader

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        content = batches()
        next(content)
        for batch in content:
            batch.validate(full=True)  # offsets in a broken file may point outside of the memory
            for start in range(0, batch.num_rows, _MOST_ROWS):
                yield batch.slice(start, _MOST_ROWS).select(list(needed))

    try:
        with closing(batches()) as content:
            schema = next(content)
    except (pa.ArrowException, *DAMAGE):
        raise FileDamaged(path=opened.path, where="schema") from None
    return typed_tables(opened, schema, open_batches, options)


def read_orc(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read an ORC file, stripe by stripe. Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`."""
    import pyarrow as pa
    from pyarrow import orc

    try:
        with closing(opened.seekable(options.limits.document_bytes)) as stream:
            schema = orc.ORCFile(stream).schema
    except (pa.ArrowException, *DAMAGE):
        raise FileDamaged(path=opened.path, where="footer") from None

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        with closing(opened.seekable(options.limits.document_bytes)) as stream:
            file = orc.ORCFile(stream)
            for number in range(file.nstripes):
                stripe = file.read_stripe(number)
                for start in range(0, stripe.num_rows, _MOST_ROWS):
                    yield stripe.slice(start, _MOST_ROWS).select(list(needed))

    return typed_tables(opened, schema, open_batches, options)
