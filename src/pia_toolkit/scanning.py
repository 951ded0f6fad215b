"""Reading and detecting: what several sources hold, and what could not be read."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pia_toolkit.detection.detect import detect, prepare
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.errors import CannotRead, PiaError
from pia_toolkit.measuring import Progress, Source
from pia_toolkit.readers.contents import named_apart
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source, shown_source


@dataclass(frozen=True)
class Scanned:
    """What a scan of several sources gave: those that were read, the inventory of their tables, and what failed."""

    read: tuple[Source, ...]
    inventory: Inventory
    options: ReadOptions
    unread: tuple[PiaError, ...] = ()


def scan(
    sources: Sequence[Source],
    options: ReadOptions,
    recognizers: Sequence[Path],
    progress: Progress,
    lexicon: Sequence[Path] = (),
) -> Scanned:
    """Read and detect. What cannot be read, be it a source or one table of it, does not keep others from being scanned.

    `recognizers` and `lexicon` are folders with recognizers and header words of the user's own.

    A table that fails keeps its name if others of its source are read, for it has it when the source is read again.
    """
    done: list[Source] = []
    found: list[TableVerdict] = []
    unread: list[PiaError] = []
    taken: set[str] = set()
    with ThreadPoolExecutor(1) as beside:
        prepared = beside.submit(prepare, recognizers, lexicon)
        for source in sources:
            progress(Path(shown_source(source)).name, 0, None)
            try:
                contents = read_source(source, options)
            except CannotRead as error:
                unread.append(error)
                continue
            named = named_apart(contents.tables, taken)
            prepared.result()
            verdicts, failed = _detect_each(named, recognizers, lexicon, progress)
            unread += [*contents.errors, *failed]
            if verdicts:
                taken.update(table.name for table in named)
                found += verdicts
                done.append(source)
    return Scanned(tuple(done), Inventory(tables=tuple(found)), options, tuple(unread))


def _detect_each(
    tables: Sequence[Table], recognizers: Sequence[Path], lexicon: Sequence[Path], progress: Progress
) -> tuple[list[TableVerdict], list[PiaError]]:
    """Detect table by table; those that break off are told beside the first that does not."""
    verdicts: list[TableVerdict] = []
    failed: list[PiaError] = []
    notes: list[ReadingNote] = []
    for table in tables:
        progress(table.name, 0, None)
        try:
            verdicts += detect([table], recognizers, partial(_tell, progress, table), lexicon).tables
        except CannotRead as error:
            failed.append(error)
            notes.append(ReadingNote(code="file-failed", values={"file": table.source.name}))
    if verdicts and notes:
        verdicts[0] = verdicts[0].model_copy(update={"not_checked": (*verdicts[0].not_checked, *notes)})
    return verdicts, failed


def _tell(progress: Progress, table: Table, name: str, rows: int) -> None:
    """Tell the rows read and how many there are: as the reader knows, or about as many as the share read suggests."""
    of, share = getattr(table, "rows", None), getattr(table, "share_read", None)
    if not isinstance(of, int):
        of = round(rows / share) if isinstance(share, float) else None
    progress(name, rows, of)
