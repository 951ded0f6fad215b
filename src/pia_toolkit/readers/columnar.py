"""Parquet, Arrow, Feather and ORC files."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded
from pia_toolkit.readers.arrow_table import DAMAGE, ArrowTable, OpenBatches, columns_of_schema
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_BYTES, _MOST_ROWS, _FEWEST_ROWS = 32 * MIB, 131_072, 256


def read_parquet(opened: Opened, options: ReadOptions) -> ArrowTable:
    """Read a Parquet file, some rows at a time. Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def content() -> pq.ParquetFile:
        return pq.ParquetFile(opened.seekable(options.limits.document_bytes), pre_buffer=False)

    try:
        with content() as file:
            metadata, schema = file.metadata, file.schema_arrow
            groups = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
    except (pa.ArrowException, *DAMAGE):
        raise FileDamaged(path=opened.path, where="footer") from None
    if sum(groups) > options.limits.uncompressed_bytes:
        allowed = options.limits.uncompressed_bytes
        raise LimitExceeded(path=opened.path, limit="uncompressed-bytes", allowed=allowed, found=sum(groups))
    row_bytes = max(1, sum(groups) // max(1, metadata.num_rows))
    rows = max(_FEWEST_ROWS, min(_MOST_ROWS, _BATCH_BYTES // row_bytes))

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        with content() as file:
            names = [schema.names[position] for position in needed]
            unambiguous = len(set(schema.names)) == len(schema.names) and not any("." in name for name in names)
            for batch in file.iter_batches(batch_size=rows, columns=names if unambiguous else None):
                yield batch.select(names) if unambiguous else batch.select(list(needed))

    return _table(opened, schema, open_batches, options)


def read_arrow(opened: Opened, options: ReadOptions) -> ArrowTable:
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
    return _table(opened, schema, open_batches, options)


def read_orc(opened: Opened, options: ReadOptions) -> ArrowTable:
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

    return _table(opened, schema, open_batches, options)


def _table(opened: Opened, schema: "pa.Schema", open_batches: OpenBatches, options: ReadOptions) -> ArrowTable:
    try:
        columns = columns_of_schema(schema, opened.path, options.limits)
    except UnicodeDecodeError:
        raise FileDamaged(path=opened.path, where="schema") from None
    if not columns.names:
        raise FileEmpty(path=opened.path)
    return ArrowTable(
        opened.name, opened.source, columns.names, columns.notes, opened.path, columns.leaves, open_batches
    )
