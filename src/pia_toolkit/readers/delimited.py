"""CSV and every other text whose cells stand between delimiters."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.errors import ChangedSinceScan, FileEmpty, LimitExceeded, NotDecodable
from pia_toolkit.readers.blocks import Block, ByteReader, Oddities, Survey, Surveyor
from pia_toolkit.readers.column_names import make_unique
from pia_toolkit.readers.columns import positions_of, wanted_columns
from pia_toolkit.readers.dialect import NO_DELIMITER
from pia_toolkit.readers.encoding import Encoding, find_encoding
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.parse import BlockParser, Parsed
from pia_toolkit.readers.records import FieldTooLong
from pia_toolkit.readers.text_head import TextHead, look_at_head
from pia_toolkit.readers.text_source import TextSource

if TYPE_CHECKING:
    import pyarrow as pa

SURPLUS = "surplus"
"""The column of what stands beyond the last column."""

_SHOWN = {"\t": "TAB", " ": "␣"}


@dataclass(frozen=True, eq=False)
class DelimitedTable:
    """A text file as a table; `columns` end with `surplus` when some rows have more cells than there are names."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    path: str = field(repr=False)
    head: TextHead = field(repr=False)
    survey: Survey = field(repr=False)
    field_bytes: int = field(repr=False)

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text. Raises `UnknownColumn`, `LimitExceeded`, `ChangedSinceScan`."""
        wanted = wanted_columns(self, columns)
        width = len(self.head.start.columns)
        parser = BlockParser(self.head.dialect, width, positions_of(self, wanted), wanted, self.field_bytes)
        try:
            for parsed in self._parsed_ahead(parser):
                yield from parser.batches(parsed)
        except FieldTooLong:
            raise _field_too_long(self.path, self.field_bytes) from None

    def _parsed_ahead(self, parser: BlockParser) -> Iterator[Parsed]:
        """Yield parsed blocks; while one is being used, the next one is read and parsed."""
        with self.head.source.open() as reader, ThreadPoolExecutor(1) as beside:
            reader.read(self.head.data_at)
            waiting: Future[Parsed] | None = None
            for block in self.survey.blocks:
                ready, waiting = waiting, beside.submit(self._parse_next, reader, parser, block)
                if ready:
                    yield ready.result()
            if waiting:
                yield waiting.result()

    def _parse_next(self, reader: ByteReader, parser: BlockParser, block: Block) -> Parsed:
        data = reader.read(block.bytes)
        if len(data) != block.bytes:
            raise ChangedSinceScan(path=self.path)
        return parser.parse(data, block)


def read_delimited(opened: Opened, options: ReadOptions) -> DelimitedTable:
    """Read one delimited text: find encoding, delimiter and column names, walk through it once, note what was met.

    Raises `FileEmpty`, `NotDecodable` (the encoding was given and is wrong) and `LimitExceeded`.
    """
    path = opened.path
    encoding = _encoding(opened.path, opened.open, options.encoding)
    text = TextSource(opened.open, encoding.skip, None if encoding.valid else encoding.name)
    try:
        head = look_at_head(text, options)
        if head is None:
            raise FileEmpty(path=path)
        columns = head.start.columns
        if len(columns) > options.limits.columns:
            raise LimitExceeded(path=path, limit="columns", allowed=options.limits.columns, found=len(columns))
        survey = _survey(head, options, decoded=not encoding.valid)
    except FieldTooLong:
        raise _field_too_long(path, options.limits.field_bytes) from None
    seen = survey.oddities
    if options.encoding is not None and seen.undecodable:
        raise NotDecodable(path=path, encoding=encoding.name, row=seen.first_undecodable_row)
    if seen.widest > len(columns):
        columns = make_unique((*columns, SURPLUS))
    notes = (*_format_notes(encoding, head), *head.start.notes, *_oddity_notes(seen))
    return DelimitedTable(opened.name, opened.source, columns, notes, path, head, survey, options.limits.field_bytes)


def _encoding(path: str, open_bytes: Opener, given: str | None) -> Encoding:
    try:
        return find_encoding(open_bytes, given)
    except LookupError:
        raise NotDecodable(path=path, encoding=given or "", row=1) from None


def _survey(head: TextHead, options: ReadOptions, *, decoded: bool) -> Survey:
    with head.source.open() as reader:
        reader.read(head.data_at)
        return Surveyor(
            reader,
            head.dialect,
            len(head.start.columns),
            head.row,
            options.block_bytes,
            options.limits.field_bytes,
            decoded,
        ).survey()


def _field_too_long(path: str, allowed: int) -> LimitExceeded:
    return LimitExceeded(path=path, limit="field-bytes", allowed=allowed, found=f"> {allowed}")


def _format_notes(encoding: Encoding, head: TextHead) -> tuple[ReadingNote, ...]:
    confidence = round(100 * encoding.confidence)
    notes = [ReadingNote(code="encoding", values={"encoding": encoding.name, "confidence": confidence})]
    if head.delimiter == NO_DELIMITER:
        notes.append(ReadingNote(code="one-column"))
    else:
        shown = _SHOWN.get(head.delimiter, head.delimiter)
        notes.append(ReadingNote(code="delimiter", values={"delimiter": shown}))
    if head.source.escaped:
        notes.append(ReadingNote(code="escaped-quotes"))
    return tuple(notes)


def _oddity_notes(seen: Oddities) -> tuple[ReadingNote, ...]:
    counted = (
        ("ragged-rows", seen.ragged, seen.first_ragged_row),
        ("stray-quotes", seen.mended, seen.first_mended_row),
        ("undecodable", seen.undecodable, seen.first_undecodable_row),
    )
    notes = [ReadingNote(code=code, values={"count": count, "row": row}) for code, count, row in counted if count]
    if seen.blank:
        notes.append(ReadingNote(code="blank-lines", values={"count": seen.blank}))
    return tuple(notes)
