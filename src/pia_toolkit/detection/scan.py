"""Scan: every cell of a table, read once in a stream by several workers, into one state for each column."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from queue import SimpleQueue
from typing import TYPE_CHECKING

import polars as pl

from pia_toolkit.detection.catalogue.registry import Registry
from pia_toolkit.detection.column_state import ColumnState
from pia_toolkit.detection.texts.gates import text_patterns
from pia_toolkit.domain.dataset import Table

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS, _BYTES = 200_000, 48_000_000
"""A part is handed on once it has so many rows or bytes."""

_LONG_TEXT = 60
"""Mean bytes of a cell from which on a column probably holds texts."""

States = defaultdict[str, ColumnState]

Progress = Callable[[str, int], None]
"""Called with a table's name and the rows read so far."""


def say_nothing(_name: str, _rows: int) -> None:
    """Report no progress."""


def scan(table: Table, registry: Registry, progress: Progress = say_nothing) -> dict[str, ColumnState]:
    """Read every cell of a table into one state for each column.

    Each worker has states of its own, which are merged in the end: it makes no difference who reads which part.
    """
    new_state = partial(ColumnState, registry.patterns, text_patterns(registry.patterns))
    workers = [defaultdict[str, ColumnState](new_state) for _ in range(os.cpu_count() or 1)]
    free = SimpleQueue[States]()
    for states in workers:
        free.put(states)
    names, rows = dict.fromkeys(table.columns), 0
    with ThreadPoolExecutor(max_workers=len(workers)) as pool:
        running: list[Future[None]] = []
        for part in _in_large_parts(table.batches()):
            states = free.get()  # waits until a worker is free
            running = [done for done in running if _goes_on(done)]
            running.append(pool.submit(_read, part, states, free))
            if not rows and part.estimated_size() >= _BYTES // 4:
                _prepare_for_texts(part)
            names |= dict.fromkeys(part.columns)  # some are met late, such as surplus cells of long rows
            rows += part.height
            progress(table.name, rows)
        for done in running:
            done.result()
    return {name: _merged([states[name] for states in workers]) for name in names}


def _prepare_for_texts(part: pl.DataFrame) -> None:
    """Load what reads texts, which takes a second, while the workers are busy anyway."""
    if any(cells.estimated_size() > _LONG_TEXT * part.height for cells in part.get_columns()):
        import_module("pia_toolkit.detection.texts.search")


def _goes_on(work: Future[None]) -> bool:
    """Whether work has not ended yet; raises what it failed with."""
    return not work.done() or work.result() is not None


def _read(part: pl.DataFrame, states: States, free: SimpleQueue[States]) -> None:
    """Take in one part; then the worker is free again."""
    try:
        for cells in part.get_columns():
            states[cells.name].update(cells)
    finally:
        free.put(states)


def _merged(states: list[ColumnState]) -> ColumnState:
    """Return what all workers have seen of one column."""
    for other in states[1:]:
        states[0].merge(other)
    states[0].finish()
    return states[0]


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
