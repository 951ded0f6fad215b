"""JSON, JSON Lines and GeoJSON, nested as it may be, as flat tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import (
    FileEmpty,
    JsonBroken,
    LimitExceeded,
    NotDecodable,
    NotWhatItSays,
    PiaError,
    UnknownTable,
)
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.geodata.coordinate_system import chosen_system
from pia_toolkit.readers.json_documents.characters import NotJson, TooDeep, TooLong
from pia_toolkit.readers.json_documents.flatten import Flat, FlatRow, Flattener
from pia_toolkit.readers.json_documents.json_table import JsonTable
from pia_toolkit.readers.json_documents.outline import Outline, describes
from pia_toolkit.readers.json_documents.places import stated_system
from pia_toolkit.readers.json_documents.record_run import Irregular, RecordRun
from pia_toolkit.readers.json_documents.regular_records import ColumnFlattener, FlatColumns
from pia_toolkit.readers.json_documents.stream import COLLECTION, Element, stream_elements
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.signature import HEAD_BYTES
from pia_toolkit.readers.text.encoding import Encoding, find_encoding
from pia_toolkit.readers.text.source import TextSource


def read_json(opened: Opened, options: ReadOptions) -> tuple[JsonTable, ...]:
    """Read JSON as tables: one for the records, one for each list that repeats within them.

    A record's members become columns `a.b`; members of a repeated record `a.b[].c`, beside what names the record
    around it. Where the document is an object around lists, each of those is a table, the main one called as the
    file. Raises `FileEmpty`, `JsonBroken`, `NotDecodable` and `LimitExceeded`.
    """
    try:
        encoding = find_encoding(opened.open, options.encoding)
    except LookupError:
        raise NotDecodable(path=opened.path, encoding=options.encoding or "", row=1) from None
    text = TextSource(opened.open, encoding.skip, None if encoding.valid else encoding.name)
    document = _Document(text, opened.path, options.limits, options.crs)
    outline = document.outline()
    ways = [way for way, found in outline.tables.items() if found.names]
    if options.sheet is not None:
        known = [outline.shown(way) or opened.name for way in ways]
        ways = [way for way in ways if options.sheet in {way, outline.shown(way) or opened.name}]
        if known and not ways:
            raise UnknownTable(path=opened.path, table=options.sheet, known=", ".join(known))
    if not ways:
        raise FileEmpty(path=opened.path)
    notes = _notes(encoding, outline)
    ways.sort(key=lambda way: outline.shown(way) != "")
    return tuple(_table(opened, document, (way, outline), notes, options) for way in ways)


def _notes(encoding: Encoding, outline: Outline) -> list[ReadingNote]:
    confidence = round(100 * encoding.confidence)
    notes = [ReadingNote(code="encoding", values={"encoding": encoding.name, "confidence": confidence})]
    if outline.first_points:
        notes.append(ReadingNote(code="first-points-only", values={"count": outline.first_points}))
    return notes


def _table(
    opened: Opened,
    document: "_Document",
    described: tuple[str, Outline],
    notes: Sequence[ReadingNote],
    options: ReadOptions,
) -> JsonTable:
    """Describe the table of what stands under a way."""
    way, outline = described
    keys = tuple(outline.tables[way].names)
    raw_names, skip_first = outline.column_names(way, header=options.header)
    places = outline.tables[way].places
    names = safe_names([places.name(name) for name in raw_names])
    shown = outline.shown(way)

    def open_rows() -> Iterator[FlatRow | FlatColumns]:
        kept = outline.kept.get(way)
        found = (flat for flat in document.rows() if flat.table == way)
        rows = iter(kept) if kept else (flat if isinstance(flat, FlatColumns) else flat.cells for flat in found)
        return islice(places.placed(rows), int(skip_first), None)

    if way == COLLECTION and shown:
        about = [ReadingNote(code="beside-the-records")]
    elif way in outline.lists:
        about = [ReadingNote(code="records-found-under", values={"records": way})]
    elif shown:
        about = [ReadingNote(code="repeated-records", values={"records": way})]
    else:
        about = []
    header = [ReadingNote(code="header-row", values={"row": 1})] if skip_first else []
    name = f"{opened.name} - {shown}" if shown else opened.name
    told = (*notes, *about, *header, *places.notes(), *names.notes)
    return JsonTable(name, opened.source, names.names, told, keys, open_rows)


@dataclass(frozen=True)
class _Document:
    """A JSON text that is read from its beginning as often as needed."""

    text: TextSource
    path: str
    limits: Limits
    crs: str | None = None

    def rows(self, outline: Outline | None = None) -> Iterator[Flat | FlatColumns]:
        """Yield every row of every table; what goes wrong is told with the file's name."""
        flattener, columns = Flattener(self.limits.depth), ColumnFlattener()
        try:
            for element in stream_elements(self.text, self.limits):
                if isinstance(element.value, RecordRun):
                    yield from self._regular(element, columns, flattener, outline)
                    continue
                if outline and element.way.endswith("[]"):
                    outline.meet_list(element)
                yield from flattener.rows(element)
        except NotJson as error:
            raise self._broken(error) from None
        except (TooDeep, RecursionError):
            raise LimitExceeded(
                path=self.path, limit="depth", allowed=self.limits.depth, found=f"> {self.limits.depth}"
            ) from None
        except TooLong:
            allowed = self.limits.document_bytes
            raise LimitExceeded(path=self.path, limit="document-bytes", allowed=allowed, found=f"> {allowed}") from None
        if outline:
            outline.first_points = flattener.first_points

    def _regular(
        self, element: Element, columns: ColumnFlattener, flattener: Flattener, outline: Outline | None
    ) -> list[FlatColumns]:
        """Return the rows of a run of records; nothing, and leave the run, where it takes a closer look."""
        run: RecordRun = element.value
        if describes(element.way):
            return []
        try:
            rows = columns.tables(run, element.way, flattener.counted)
        except Irregular:
            return []
        run.taken = True
        if outline:
            self._check_columns(outline.meet_run(element.way, run, rows))
        return rows

    def outline(self) -> Outline:
        """Read the whole document once and tell which tables and columns it has."""
        outline = Outline(chosen_system(stated_system(self.text.head(HEAD_BYTES)), self.crs, self.path))
        for flat in self.rows(outline):
            if isinstance(flat, Flat):
                self._check_columns(outline.meet(flat))
        return outline

    def _check_columns(self, columns: int) -> None:
        if columns > self.limits.columns:
            raise LimitExceeded(path=self.path, limit="columns", allowed=self.limits.columns, found=columns)

    def _broken(self, error: NotJson) -> PiaError:
        if error.at_start and error.problem == "not-json":
            return NotWhatItSays(path=self.path, claimed="json", found="text")
        return JsonBroken(path=self.path, line=error.line, sign=error.sign, problem=error.problem)
