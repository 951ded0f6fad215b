"""Detect: from tables to an inventory. Every cell is read once, in a stream; only counts and samples are kept."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pia_toolkit.detection.column_names import load_lexicon, order_languages, read_header
from pia_toolkit.detection.column_state import ColumnState, profile_of
from pia_toolkit.detection.readings import ColumnReading, Observed, read_column
from pia_toolkit.detection.registry import Registry, load_registry
from pia_toolkit.detection.structure import confirm_neighbours, in_context, kind_of, unit_of
from pia_toolkit.detection.text_search import text_patterns
from pia_toolkit.detection.verdicts import Judged, judge
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, Inventory, TableVerdict, Unit

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS, _BYTES = 131_072, 48_000_000
"""A part is handed on once it has so many rows or bytes."""

Progress = Callable[[str, int], None]
"""Called with a table's name and the rows read so far."""


def _say_nothing(_name: str, _rows: int) -> None:
    """Report no progress."""


def detect(
    tables: Sequence[Table], recognizer_folders: Sequence[Path] = (), progress: Progress = _say_nothing
) -> Inventory:
    """Scan every cell of every table and say what each column is, how sure that is, and why."""
    registry = load_registry(recognizer_folders)
    return Inventory(tables=tuple(detect_table(table, registry, progress) for table in tables))


def detect_table(table: Table, registry: Registry, progress: Progress = _say_nothing) -> TableVerdict:
    """Scan one table."""
    states = scan(table, registry, progress)
    lexicon = load_lexicon()
    languages = order_languages(tuple(states), lexicon)
    observed = [
        Observed(read_header(name, lexicon, languages), state, tuple(state.sample.values()))
        for name, state in states.items()
    ]
    readings = [read_column(column, registry) for column in observed]
    confirm_neighbours(tuple(states), readings)
    judged, notes = _judge_all(tuple(states), observed, readings, registry)
    unit = unit_of(judged)
    verdicts = [column.verdict for column in judged]
    kind = ABOUT_THE_FILE if _stands_beside(table) else kind_of(verdicts, unit)
    columns = in_context(judged, kind)
    return TableVerdict(
        name=table.name,
        rows=max((state.rows for state in states.values()), default=0),
        source=table.source,
        contains_personal_data=any(column.contains_personal_data for column in columns),
        kind=kind,
        unit=unit if _is_personal(unit, columns) else Unit(),
        columns=columns,
        notes=table.notes,
        not_checked=notes,
    )


def _stands_beside(table: Table) -> bool:
    """Whether a table holds what stands beside the records: properties, comments, lines above a header."""
    return any(note.code == "beside-the-table" for note in table.notes)


def _is_personal(unit: Unit, columns: Sequence[ColumnVerdict]) -> bool:
    """Whether the column that carries the unit turned out to be personal data."""
    return any(column.name == unit.column and column.contains_personal_data for column in columns)


def scan(table: Table, registry: Registry, progress: Progress = _say_nothing) -> dict[str, ColumnState]:
    """Read every cell of a table into one state for each column."""
    searched = text_patterns(registry.patterns)
    states = {name: ColumnState(registry.patterns, searched) for name in table.columns}
    rows = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for part in _in_large_parts(table.batches()):
            for name in set(part.columns) - states.keys():  # met late, such as surplus cells of long rows
                states[name] = ColumnState(registry.patterns, searched)
            largest_first = sorted(part.get_columns(), key=lambda cells: -cells.estimated_size())
            list(pool.map(lambda cells: states[cells.name].update(cells), largest_first))
            rows += part.height
            progress(table.name, rows)
    for state in states.values():
        state.finish()
    return states


def _in_large_parts(batches: "Iterable[pa.RecordBatch]") -> Iterator[pl.DataFrame]:
    """Join small batches: every part costs some compiling of patterns, so parts should be large."""
    waiting: list[pl.DataFrame] = []
    for batch in batches:
        frame = pl.DataFrame(pl.from_arrow(batch))
        if waiting and waiting[0].columns != frame.columns:
            yield pl.concat(waiting)
            waiting = []
        waiting.append(frame)
        if sum(part.height for part in waiting) >= _ROWS or sum(part.estimated_size() for part in waiting) >= _BYTES:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _judge_all(
    names: Sequence[str], observed: Sequence[Observed], readings: Sequence[list[ColumnReading]], registry: Registry
) -> tuple[list[Judged], tuple[ReadingNote, ...]]:
    """Judge every column; texts are read only where there are any."""
    judged: list[Judged] = []
    notes: list[ReadingNote] = []
    for name, column, found in zip(names, observed, readings, strict=True):
        text = None
        if _holds_texts(column):
            from pia_toolkit.detection.free_text import search_texts

            text = search_texts(column.state.text, column.values, registry)
            notes.append(
                ReadingNote(
                    code="names-in-text-sampled",
                    values={"column": name, "read": text.texts_read, "distinct": column.state.sample.distinct},
                )
            )
        owners = registry.signals_of(column.header.owners)
        judged.append(judge(name, column.state, found, text).with_signals(owners))
    if notes:
        notes.append(ReadingNote(code="no-language-model"))
    return judged, tuple(notes)


def _holds_texts(column: Observed) -> bool:
    """Whether a column holds texts: long varied cells, or cells in which something was found within."""
    return bool(column.state.filled) and (profile_of(column.state).kind == "text" or bool(column.state.text.hits))
