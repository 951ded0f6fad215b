"""Tables that a program already holds: pandas and polars frames, Arrow tables."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from pia_toolkit.domain.dataset import Source, Table
from pia_toolkit.errors import UnknownFormat
from pia_toolkit.readers.arrow_table import ArrowTable, columns_of_schema
from pia_toolkit.readers.as_text import value_as_text
from pia_toolkit.readers.options import Limits

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Frame: TypeAlias = "pd.DataFrame | pl.DataFrame | pl.LazyFrame | pa.Table | pa.RecordBatch"

_ROWS = 65_536
_KNOWN = "pandas.DataFrame, polars.DataFrame, polars.LazyFrame, pyarrow.Table, pyarrow.RecordBatch"


def from_frame(frame: Frame, name: str) -> Table:
    """Look at a data frame as at a file: the same table of text, called `name`.

    The hash of its source is that of the cells as text. Raises `UnknownFormat` if it is no data frame.
    """
    origin, table = _as_arrow(frame, name)
    columns = columns_of_schema(table.schema, name, Limits())

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        for batch in table.to_batches(max_chunksize=_ROWS):
            yield batch.select(list(needed))

    source = Source(name=name, format=origin, bytes=0, sha256="")
    read = ArrowTable(name, source, columns.names, columns.notes, name, columns.leaves, open_batches)
    return replace(read, source=_hashed(read))


def _as_arrow(frame: Frame, name: str) -> "tuple[str, pa.Table]":
    import pyarrow as pa

    origin = type(frame).__module__.split(".")[0]
    if isinstance(frame, pa.RecordBatch):
        return "arrow", pa.Table.from_batches([frame])
    if isinstance(frame, pa.Table):
        return "arrow", frame
    if origin == "polars":
        import polars as pl

        whole = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        if isinstance(whole, pl.DataFrame):
            return origin, whole.to_arrow()
    if origin == "pandas":
        import pandas as pd

        if isinstance(frame, pd.DataFrame):
            return origin, frame_as_arrow(frame)
    raise UnknownFormat(path=name, known=_KNOWN)


def frame_as_arrow(frame: "pd.DataFrame") -> "pa.Table":
    """Turn a pandas frame into Arrow; an index that is more than a count is data too."""
    import pandas as pd
    import pyarrow as pa

    if not isinstance(frame.index, pd.RangeIndex):
        names = [index or f"index-{level}" for level, index in enumerate(frame.index.names, 1)]
        index = frame.index.to_frame(index=False)
        frame = pd.concat([index.set_axis(names, axis=1), frame.reset_index(drop=True)], axis=1)
    arrays = [_from_series(frame.iloc[:, position]) for position in range(frame.shape[1])]
    return pa.Table.from_arrays(arrays, names=[_name(label) for label in frame.columns])


def _from_series(series: "pd.Series[Any]") -> "pa.Array":
    """Turn one column into Arrow; cells of mixed types are written as text one by one."""
    import pyarrow as pa

    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        missing = series.isna()
        cells = [None if gone else value_as_text(value) for value, gone in zip(series, missing, strict=True)]
        return pa.array(cells, pa.large_string())


def _name(label: object) -> str:
    return " ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)


def _hashed(table: ArrowTable) -> Source:
    """Hash names and cells, so that the same frame is known again."""
    digest, size = hashlib.sha256("\x1f".join(table.columns).encode()), 0
    for batch in table.batches():
        for column in batch.columns:
            for buffer in column.buffers():
                if buffer is not None:
                    digest.update(buffer)
            size += column.nbytes
    return table.source.model_copy(update={"bytes": size, "sha256": digest.hexdigest()})
