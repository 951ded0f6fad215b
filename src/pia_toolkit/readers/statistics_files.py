"""Files of statistics programs: Stata, SAS and, where its library is installed, SPSS."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pia_toolkit.errors import FileDamaged, FileEmpty, UnknownFormat
from pia_toolkit.readers.arrow_table import ArrowTable, columns_of_schema
from pia_toolkit.readers.frames import frame_as_arrow
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_ROWS = 50_000
_SAS: dict[str, Any] = {"sas7bdat": "sas7bdat", "xpt": "xport"}


def read_statistics(opened: Opened, options: ReadOptions) -> ArrowTable:
    """Read a Stata, SAS or SPSS file. Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`, `UnknownFormat`."""
    suffix = Path(opened.file).suffix.lower().removeprefix(".")
    limit = options.limits.document_bytes
    if suffix in {"sav", "zsav"} and find_spec("pyreadstat") is None:
        raise UnknownFormat(path=opened.path, known="csv, xlsx, parquet, dta, sas7bdat")
    try:
        first = next(_frames(opened, suffix, limit), None)
    except Exception:  # noqa: BLE001  # these parsers raise whatever a broken byte leads them to
        raise FileDamaged(path=opened.path, where="header") from None
    if first is None or not len(first.columns):
        raise FileEmpty(path=opened.path)
    schema = frame_as_arrow(first).schema

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        frames = _frames(opened, suffix, limit)
        rows = 0
        while True:
            try:
                frame = next(frames, None)
            except Exception:  # noqa: BLE001  # as above
                raise FileDamaged(path=opened.path, where=f"row={rows + 1}") from None
            if frame is None:
                return
            rows += len(frame)
            for batch in frame_as_arrow(frame).to_batches():
                yield batch.select(list(needed))

    columns = columns_of_schema(schema, opened.path, options.limits)
    return ArrowTable(
        opened.name, opened.source, columns.names, columns.notes, opened.path, columns.leaves, open_batches
    )


def _frames(opened: Opened, suffix: str, limit: int) -> "Iterator[pd.DataFrame]":
    import pandas as pd

    with closing(opened.seekable(limit)) as stream:
        if suffix in {"sav", "zsav"}:
            yield pd.read_spss(opened.path).reset_index(drop=True)
            return
        reader: Any
        if suffix in {"sas7bdat", "xpt"}:
            encoding = "infer" if suffix == "sas7bdat" else "cp1252"
            reader = pd.read_sas(stream, format=_SAS[suffix], chunksize=_ROWS, encoding=encoding)
        else:
            reader = pd.read_stata(stream, chunksize=_ROWS, convert_categoricals=False)
        for frame in reader:
            yield frame.reset_index(drop=True)
