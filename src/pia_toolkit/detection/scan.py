"""Scan: every cell of a table, read once in a stream by several workers, into one state for each column."""

import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from threading import Condition, Thread
from typing import TYPE_CHECKING, Self

from pia_toolkit.detection.catalogue.registry import Registry
from pia_toolkit.detection.column_state import ColumnState
from pia_toolkit.detection.texts.gates import text_patterns
from pia_toolkit.domain.dataset import Table

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS, _BYTES = 200_000, 32_000_000
"""A part is handed on once it has so many rows or bytes."""

_WAITING = 1.5
"""Parts that may wait for the workers, so that these are never idle and memory stays flat."""

_LONG_TEXT = 60
"""Mean bytes of a cell from which on a column probably holds texts."""

Task = tuple[str, "pa.ChunkedArray"]
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
    names, rows = dict.fromkeys(table.columns), 0
    with _Crew(os.cpu_count() or 1, new_state) as crew:
        for part in _in_large_parts(table.batches()):
            crew.take_in(part)
            if not rows and _holds_much_text(part):
                crew.do_beside(partial(_prepare_for_texts, registry))
            names |= dict.fromkeys(part.column_names)  # some are met late, such as surplus cells of long rows
            rows += part.num_rows
            progress(table.name, rows)
    return {name: _merged([states[name] for states in crew.states]) for name in names}


def _holds_much_text(part: "pa.Table") -> bool:
    """Whether a part is large and has a column that probably holds texts."""
    return part.nbytes >= _BYTES // 4 and any(cells.nbytes > _LONG_TEXT * part.num_rows for cells in part.columns)


def _prepare_for_texts(registry: Registry) -> None:
    """Load what reads texts, which takes seconds: presidio, the patterns as it takes them, the language model."""
    with suppress(Exception):  # the reading of the texts meets it again, where it can be told
        import_module("pia_toolkit.detection.texts.search").prepare(registry)


class _Crew:
    """Workers that read columns, each into states of its own.

    A column has its worker, which keeps what it compiled for it; who has nothing to do takes over from the others.
    """

    def __init__(self, size: int, new_state: Callable[[], ColumnState]) -> None:
        self.states = [defaultdict[str, ColumnState](new_state) for _ in range(size)]
        self._tasks = [deque[Task]() for _ in range(size)]
        self._home: dict[str, int] = {}
        self._load = [0] * size
        self._columns = 0
        self._changed = Condition()
        self._closed = False
        self._failed: Exception | None = None
        self._threads = [Thread(target=self._work, args=(number,), daemon=True) for number in range(size)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait until all is read; raise what a worker failed with."""
        with self._changed:
            self._closed = True
            if kind:
                self._drop_tasks()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        if self._failed and not kind:
            raise self._failed

    def do_beside(self, work: Callable[[], None]) -> None:
        """Let something else be done while the workers read."""
        self._threads.append(Thread(target=work, daemon=True))
        self._threads[-1].start()

    def take_in(self, part: "pa.Table") -> None:
        """Hand a part to the workers, once they have little left to do. Raises what a worker failed with."""
        columns = sorted(zip(part.column_names, part.columns, strict=True), key=lambda named: -named[1].nbytes)
        with self._changed:
            self._changed.wait_for(lambda: self._failed or sum(map(len, self._tasks)) <= _WAITING * self._columns)
            if self._failed:
                raise self._failed
            self._columns = len(columns)
            for name, cells in columns:
                if name not in self._home:
                    self._home[name] = self._load.index(min(self._load))
                    self._load[self._home[name]] += cells.nbytes
                self._tasks[self._home[name]].append((name, cells))
            self._changed.notify_all()

    def _work(self, number: int) -> None:
        while task := self._next(number):
            try:
                name, cells = task
                self.states[number][name].update(cells)
            except BaseException as error:  # noqa: BLE001  # a panic of polars is no Exception
                with self._changed:
                    self._failed = _told(error)
                    self._drop_tasks()
                    self._changed.notify_all()

    def _next(self, number: int) -> Task | None:
        """Return what a worker is to do next, its own columns first; None: all is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or any(self._tasks))
            tasks = self._tasks[number] or max(self._tasks, key=len)
            self._changed.notify_all()
            return tasks.popleft() if tasks else None

    def _drop_tasks(self) -> None:
        for tasks in self._tasks:
            tasks.clear()


def _told(error: BaseException) -> Exception:
    """Return what the main thread raises: the error itself, of a panic only that it was one, as it may quote a cell."""
    if isinstance(error, Exception):
        return error
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def _merged(states: list[ColumnState]) -> ColumnState:
    """Return what all workers have seen of one column."""
    for other in states[1:]:
        states[0].merge(other)
    states[0].finish()
    return states[0]


def _in_large_parts(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.Table]":
    """Join small batches: every part costs some trying and sorting, so parts should be large."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if waiting and waiting[0].schema.names != batch.schema.names:
            yield pa.Table.from_batches(waiting)
            waiting = []
        waiting.append(batch)
        if sum(part.num_rows for part in waiting) >= _ROWS or sum(part.nbytes for part in waiting) >= _BYTES:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)
