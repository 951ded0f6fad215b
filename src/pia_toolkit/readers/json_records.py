"""JSON, JSON Lines and GeoJSON, nested as it may be, as flat tables."""

from collections.abc import Callable, Iterator
from functools import partial

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, NotDecodable, NotWhatItSays, UnknownTable
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.encoding import find_encoding
from pia_toolkit.readers.json_flatten import Flat, flatten
from pia_toolkit.readers.json_stream import NotJson, TooDeep, TooLong, stream_elements
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.record_table import RecordTable, Rows
from pia_toolkit.readers.text_source import TextSource

_FEATURES = "features[]"


def read_json(opened: Opened, options: ReadOptions) -> tuple[RecordTable, ...]:
    """Read JSON as tables: one for the records, one for each list that repeats within them.

    A record's members become columns `a.b`; members of a repeated record `a.b[].c`. Raises `FileEmpty`,
    `FileDamaged`, `NotDecodable` and `LimitExceeded`.
    """
    try:
        encoding = find_encoding(opened.open, options.encoding)
    except LookupError:
        raise NotDecodable(path=opened.path, encoding=options.encoding or "", row=1) from None
    text = TextSource(opened.open, encoding.skip, None if encoding.valid else encoding.name)
    found: dict[str, dict[str, None]] = {}
    lines = 0
    for flat in _flat_rows(text, opened.path, options.limits):
        names = found.setdefault(flat.table, {})
        names.update(dict.fromkeys(flat.cells))
        if len(names) > options.limits.columns:
            allowed = options.limits.columns
            raise LimitExceeded(path=opened.path, limit="columns", allowed=allowed, found=len(names))
        lines += flat.cells.get("geometry.type", "Point") not in {"Point", ""}
    ways = [way for way, names in found.items() if names and options.sheet in {None, way}]
    if not ways:
        if options.sheet is not None and found:
            raise UnknownTable(path=opened.path, table=options.sheet, known=", ".join(found))
        raise FileEmpty(path=opened.path)
    confidence = round(100 * encoding.confidence)
    notes = [ReadingNote(code="encoding", values={"encoding": encoding.name, "confidence": confidence})]
    if lines:
        notes.append(ReadingNote(code="first-points-only", values={"count": lines}))
    rows = partial(_flat_rows, text, opened.path, options.limits)
    return tuple(_table(opened, rows, way, tuple(found[way]), notes) for way in ways)


def _table(
    opened: Opened,
    flat_rows: Callable[[], Iterator[Flat]],
    way: str,
    keys: tuple[str, ...],
    notes: list[ReadingNote],
) -> RecordTable:
    """Describe the table of what stands under `way`."""

    def open_rows() -> Rows:
        for flat in flat_rows():
            if flat.table == way:
                yield [flat.cells.get(key) for key in keys]

    names = safe_names(keys)
    repeated = [ReadingNote(code="repeated-records", values={"records": way})] if way else []
    shown = f"{opened.name} - {way}" if way else opened.name
    return RecordTable(shown, opened.source, names.names, (*notes, *repeated, *names.notes), open_rows)


def _flat_rows(text: TextSource, path: str, limits: Limits) -> Iterator[Flat]:
    """Yield every row of every table; what goes wrong is told with the file's name."""
    try:
        for element in stream_elements(text, limits.document_bytes):
            for flat in flatten(element, limits.depth):
                yield Flat("", flat.cells) if flat.table == _FEATURES else flat
    except NotJson as error:
        if error.at == 0:
            raise NotWhatItSays(path=path, claimed="json", found="text") from None
        raise FileDamaged(path=path, where=f"character={error.at}") from None
    except TooDeep:
        raise LimitExceeded(path=path, limit="depth", allowed=limits.depth, found=f"> {limits.depth}") from None
    except TooLong:
        allowed = limits.document_bytes
        raise LimitExceeded(path=path, limit="document-bytes", allowed=allowed, found=f"> {allowed}") from None
