"""CSV and every other text whose cells stand between delimiters."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote, Source, Table
from pia_toolkit.errors import ChangedSinceScan, FileEmpty, LimitExceeded, NotDecodable
from pia_toolkit.readers.beside import lines_table
from pia_toolkit.readers.column_names import make_unique
from pia_toolkit.readers.columns import wanted_columns
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.text.blocks import Block, ByteReader, Oddities, Surveyor
from pia_toolkit.readers.text.dialect import NO_DELIMITER
from pia_toolkit.readers.text.encoding import Encoding, find_encoding, likely_encoding
from pia_toolkit.readers.text.first_pass import FirstPass
from pia_toolkit.readers.text.head import TextHead, look_at_head
from pia_toolkit.readers.text.parse import BlockParser
from pia_toolkit.readers.text.records import FieldTooLong
from pia_toolkit.readers.text.source import TextSource

if TYPE_CHECKING:
    import pyarrow as pa

SURPLUS = "surplus"
"""The column of what stands beyond the last column."""

_SHOWN = {"\t": "TAB", " ": "␣"}


@dataclass(eq=False)
class DelimitedTable:
    """A text file as a table.

    The first full pass looks through the whole text while it parses it. Only then `notes` tell all that is odd, and
    `columns` may end with `surplus`: the batches carry it from the first rows with more cells than there are names.
    """

    name: str
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    opened: Opened = field(repr=False)
    head: TextHead = field(repr=False)
    options: ReadOptions = field(repr=False)
    blocks: tuple[Block, ...] | None = field(default=None, repr=False)
    oddities: Oddities = field(default_factory=lambda: Oddities(0), repr=False)

    @property
    def source(self) -> Source:
        """The file the table came from; waits until its hash is known."""
        return self.opened.source

    @property
    def share_read(self) -> float | None:
        """How much of the file was read, from 0 to 1; None where nobody knows."""
        return self.opened.share_read

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text. Raises `UnknownColumn`, `LimitExceeded`, `ChangedSinceScan`."""
        if not set(columns or ()) <= set(self.columns):
            self.look_through()
        wanted = wanted_columns(self, columns)
        try:
            if self.blocks is not None:
                yield from self._parsed_ahead(self._parser(wanted), self.blocks)
            elif columns is None:
                yield from self._first_pass()
            else:
                yield from (batch.select(list(wanted)) for batch in self._first_pass())
        except FieldTooLong:
            raise _field_too_long(self.opened.path, self.options.limits.field_bytes) from None

    def look_through(self) -> Oddities:
        """Go once through the whole text, unless that is done, and tell what is odd. Raises what `batches` raises."""
        if self.blocks is None:
            deque(self.batches(), maxlen=0)
        return self.oddities

    def _first_pass(self) -> "Iterator[pa.RecordBatch]":
        width, names = len(self.head.start.columns), self.columns
        wide_names = names if len(names) > width else make_unique((*names, SURPLUS))
        with self.head.source.open() as reader:
            reader.read(self.head.data_at)
            surveyor = Surveyor(
                reader,
                self.head.dialect,
                width,
                self.options.block_bytes,
                self.options.limits.field_bytes,
                decoded=self.head.source.decode is not None,
                trusting=True,
            )
            walk = FirstPass(surveyor, self._parser(names), self._parser(wide_names), Oddities(self.head.row))
            yield from walk.batches()
        if self.blocks is None:
            self.blocks, self.oddities = tuple(walk.blocks), walk.oddities
            self.columns = wide_names if walk.wide else names
            self.notes = (*self.notes, *_oddity_notes(walk.oddities))

    def _parser(self, names: Sequence[str]) -> BlockParser:
        places = {name: position for position, name in enumerate(self.columns)}
        width = len(self.head.start.columns)
        positions = [places.get(name, width) for name in names]
        return BlockParser(self.head.dialect, width, positions, names, self.options.limits.field_bytes)

    def _parsed_ahead(self, parser: BlockParser, blocks: Sequence[Block]) -> "Iterator[pa.RecordBatch]":
        """Yield what was surveyed already; while one block is being used, the next one is read and parsed."""
        with self.head.source.open() as reader, ThreadPoolExecutor(1) as beside:
            reader.read(self.head.data_at)
            waiting: Future[list[pa.RecordBatch]] | None = None
            for block in blocks:
                ready, waiting = waiting, beside.submit(self._parse_next, reader, parser, block)
                if ready:
                    yield from ready.result()
            if waiting:
                yield from waiting.result()

    def _parse_next(self, reader: ByteReader, parser: BlockParser, block: Block) -> "list[pa.RecordBatch]":
        data = reader.read(block.bytes)
        if len(data) != block.bytes:
            raise ChangedSinceScan(path=self.opened.path)
        return parser.parse(data, block)


def read_delimited(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read one delimited text: find encoding, delimiter and column names; what is odd is found as the cells are read.

    Lines above the table, if there are any, are a table of their own.

    Raises `FileEmpty`, `NotDecodable` (the encoding was given and is wrong) and `LimitExceeded`.
    """
    path = opened.path
    try:
        encoding, head = _encoding_and_head(opened, options)
    except FieldTooLong:
        raise _field_too_long(path, options.limits.field_bytes) from None
    if head is None:
        raise FileEmpty(path=path)
    columns = head.start.columns
    if len(columns) > options.limits.columns:
        raise LimitExceeded(path=path, limit="columns", allowed=options.limits.columns, found=len(columns))
    if head.widest > len(columns):
        columns = make_unique((*columns, SURPLUS))
    called = [ReadingNote(code="read-as", values={"kind": "CSV"})] if opened.format == "xls" else []
    notes = (*called, *_format_notes(encoding, head), *head.start.notes)
    table = DelimitedTable(opened.name, columns, notes, opened, head, options)
    if options.encoding is not None or opened.archive is not None:  # what is wrong has to be told at once
        seen = table.look_through()
        if options.encoding is not None and seen.undecodable:
            raise NotDecodable(path=path, encoding=encoding.name, row=seen.first_undecodable_row)
    return (table, *_lines_above(opened, head))


def _lines_above(opened: Opened, head: TextHead) -> tuple[Table, ...]:
    if not head.start.above:
        return ()
    return lines_table(opened.name, opened.source, head.start.above, ", " if head.delimiter == "," else " ")


def _encoding_and_head(opened: Opened, options: ReadOptions) -> tuple[Encoding, TextHead | None]:
    """Find the encoding, and look at the head meanwhile if it is likely to be UTF-8. Raises `FieldTooLong`."""
    likely = likely_encoding(opened.open) if options.encoding is None else None
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(look_at_head, _text(opened, likely), options) if likely else None
        encoding = _encoding(opened.path, opened.open, options.encoding)
    if looking and encoding == likely:
        return encoding, looking.result()
    return encoding, look_at_head(_text(opened, encoding), options)


def _text(opened: Opened, encoding: Encoding) -> TextSource:
    return TextSource(opened.open, encoding.skip, None if encoding.valid else encoding.name)


def _encoding(path: str, open_bytes: Opener, given: str | None) -> Encoding:
    try:
        return find_encoding(open_bytes, given)
    except LookupError:
        raise NotDecodable(path=path, encoding=given or "", row=1) from None


def _field_too_long(path: str, allowed: int) -> LimitExceeded:
    return LimitExceeded(path=path, limit="field-bytes", allowed=allowed, found=f"> {allowed}")


def _format_notes(encoding: Encoding, head: TextHead) -> tuple[ReadingNote, ...]:
    confidence = round(100 * encoding.confidence)
    notes = [ReadingNote(code="encoding", values={"encoding": encoding.name, "confidence": confidence})]
    if head.source.cuts:
        notes.append(ReadingNote(code="fixed-width", values={"count": len(head.source.cuts) + 1}))
    elif head.delimiter == NO_DELIMITER:
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
