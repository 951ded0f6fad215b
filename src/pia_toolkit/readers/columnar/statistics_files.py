"""Files of statistics programs: SPSS, Stata and SAS, with the labels that tell what names and codes mean."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import FileDamaged, FileEmpty
from pia_toolkit.readers.arrow_table import ArrowTable, columns_of_schema
from pia_toolkit.readers.as_text import as_text, value_as_text
from pia_toolkit.readers.beside import beside_table
from pia_toolkit.readers.columnar.spss_moments import with_moments
from pia_toolkit.readers.frames import frame_as_arrow
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, ReadOptions
from pia_toolkit.readers.signature import kind_of_bytes
from pia_toolkit.readers.text.legacy_encodings import guess_encoding
from pia_toolkit.readers.trial import try_out

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_CELLS, _FEWEST_ROWS, _MOST_ROWS = 1_000_000, 1_000, 200_000
_HEAD, _LONGEST_LABEL = 1024, 100
_ANY_BYTES, _SAMPLE = "ISO-8859-1", 256 * 1024
"""The encoding in which every byte is a sign, and how much text is looked at to find the right one."""
_MEMBER, _MEMBER_BYTES = re.compile(rb"MEMB(?:ER  |V8  )HEADER RECORD"), len("MEMBER  HEADER RECORD")

Labels = Mapping[object, str]


@dataclass(frozen=True, repr=False)
class _Statistics:
    """One file as its library sees it: how to read some of its rows, and what it tells about its variables."""

    read: Callable[..., "tuple[pd.DataFrame, Any]"]
    opened: Opened
    limit: int
    encoding: str | None
    metadata: Any

    def rows(self, offset: int, count: int) -> "pd.DataFrame":
        """Return some rows, as many as there are. Raises whatever broken bytes lead the library to."""
        wanted = {"row_offset": offset, "row_limit": count, "encoding": self.encoding}
        try:
            with closing(self.opened.seekable(self.limit)) as stream:
                return self.read(stream, **wanted)[0]
        except OverflowError:  # one date that no calendar has
            with closing(self.opened.seekable(self.limit)) as stream:
                frame, metadata = self.read(stream, disable_datetime_conversion=True, **wanted)
            return with_moments(frame, metadata.original_variable_types)

    @property
    def labels(self) -> "list[Labels]":
        """What codes mean, for each variable in order."""
        known = self.metadata.variable_value_labels or {}
        return [known.get(name) or {} for name in self.metadata.column_names]


def read_statistics(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read an SPSS, Stata or SAS file: labels of variables become part of the names, labels of codes the cells.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`.
    """
    file = _open(opened, options)
    if not file.metadata.column_names:
        raise FileEmpty(path=opened.path)
    names, labelled = _names(file.metadata)
    import pyarrow as pa

    schema = pa.schema([pa.field(name, pa.large_string()) for name in names])
    columns = columns_of_schema(schema, opened.path, options.limits)
    table = ArrowTable(
        opened.name,
        opened.source,
        columns.names,
        (*_notes(file, labelled), *columns.notes),
        opened.path,
        columns.leaves,
        partial(_batches, file),
    )
    about = {"title": file.metadata.file_label, "description": " ".join(file.metadata.notes or ())}
    filled = {name: text.strip() for name, text in about.items() if text and text.strip()}
    if not filled:
        return (table,)
    name = f"{opened.name} - document properties"
    return table, beside_table(name, opened.source, tuple(filled), [tuple(filled.values())])


def _open(opened: Opened, options: ReadOptions) -> _Statistics:
    """Find the reader of a file and its encoding. Raises `FileDamaged`."""
    limit = options.limits.document_bytes
    with closing(opened.seekable(limit)) as stream:
        kind = kind_of_bytes(stream.read(_HEAD))
    try_out(opened, limit, "statistics", kind)
    read = _reader(kind)

    def attempt(encoding: str | None) -> "tuple[_Statistics, pd.DataFrame] | None":
        try:
            with closing(opened.seekable(limit)) as stream:
                metadata = read(stream, metadataonly=True, encoding=encoding)[1]
            file = _Statistics(read, opened, limit, encoding, metadata)
            return file, file.rows(0, _FEWEST_ROWS)
        except Exception:  # noqa: BLE001  # these parsers raise whatever a broken byte leads them to
            return None

    found = attempt(options.encoding)
    if found is None and options.encoding is None:
        plain = attempt(_ANY_BYTES)
        found = plain and (attempt(_guessed(*plain)) or plain)
    if found is None:
        raise FileDamaged(path=opened.path, where="header") from None
    return found[0]


def _guessed(file: _Statistics, rows: "pd.DataFrame") -> str:
    """Guess the encoding from the texts of a file that does not tell it, or tells a wrong one."""
    texts = [label for label in file.metadata.column_labels if label]
    texts += [meaning for labels in file.labels for meaning in labels.values()]
    texts += [text for name in rows for text in rows[name] if isinstance(text, str)]
    sample = "\n".join(map(str, texts))[:_SAMPLE].encode("latin-1", errors="ignore")
    return guess_encoding(sample).encoding if not sample.isascii() else _ANY_BYTES


def _reader(kind: str) -> "Callable[..., tuple[pd.DataFrame, Any]]":
    import pyreadstat

    if kind == "sav":
        return partial(pyreadstat.read_sav, user_missing=True)
    if kind == "por":
        return lambda stream, encoding=None, **wanted: pyreadstat.read_por(stream, **wanted)  # noqa: ARG005  # it has none
    readers: dict[str, Callable[..., Any]] = {"dta": pyreadstat.read_dta, "xpt": pyreadstat.read_xport}
    return readers.get(kind, pyreadstat.read_sas7bdat)


def _names(metadata: Any) -> tuple[list[str], int]:  # noqa: ANN401  # an object of the library without a type
    """Return what to call the columns, and how many of them have a label that tells more than their name."""
    names, labelled = [], 0
    for name, label in zip(metadata.column_names, metadata.column_labels, strict=True):
        shown = " ".join((label or "").split())[:_LONGEST_LABEL]
        tells = bool(shown) and _plain(shown) != _plain(name or "")
        names.append(f"{name} ({shown})" if tells else name or "")
        labelled += tells
    return names, labelled


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _notes(file: _Statistics, labelled: int) -> tuple[ReadingNote, ...]:
    coded = sum(map(bool, file.labels))
    notes = [
        ReadingNote(code=code, values={"count": count})
        for code, count in (
            ("variable-labels", labelled),
            ("value-labels", coded),
            ("datasets-not-read", _others(file)),
        )
        if count
    ]
    if file.encoding is not None:
        notes.append(ReadingNote(code="encoding-assumed", values={"encoding": file.encoding.lower()}))
    return tuple(notes)


def _others(file: _Statistics) -> int:
    """Return how many data sets a transport file holds beside the first."""
    if not file.opened.file.lower().endswith(("xpt", "xpt5", "xpt8", "xport")):
        return 0
    found, held = 0, b""
    with file.opened.open() as stream:
        while chunk := stream.read(MIB):
            found += len(_MEMBER.findall(held + chunk))
            held = chunk[1 - _MEMBER_BYTES :]
    return max(0, found - 1)


def _batches(file: _Statistics, needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
    """Yield the rows some at a time, as text, with codes replaced by their labels."""
    import pyarrow as pa

    count = min(_MOST_ROWS, max(_FEWEST_ROWS, _CELLS // len(file.metadata.column_names)))
    offset = 0
    while True:
        try:
            frame = file.rows(offset, count)
            table = frame_as_arrow(frame.iloc[:, list(needed)].reset_index(drop=True))
        except Exception:  # noqa: BLE001  # as above
            raise FileDamaged(path=file.opened.path, where=f"row={offset + 1}") from None
        labels = [file.labels[position] for position in needed]
        columns = [
            _labelled(as_text(column.combine_chunks()), meaning)
            for column, meaning in zip(table.columns, labels, strict=True)
        ]
        if len(frame):
            yield pa.RecordBatch.from_arrays(columns, names=[str(position) for position in needed])
        offset += len(frame)
        if len(frame) < count:
            return


def _labelled(codes: "pa.Array", labels: Labels) -> "pa.Array":
    """Put labels in the place of the codes that have one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not labels:
        return codes
    known = pa.array([value_as_text(code) for code in labels], pa.large_string())
    meanings = pa.array([" ".join(str(label).split()) or None for label in labels.values()], pa.large_string())
    return pc.coalesce(meanings.take(pc.index_in(codes, value_set=known)), codes)
