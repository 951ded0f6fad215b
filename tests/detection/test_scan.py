"""Several workers read parts of a table; what they find is what one would find."""

import time
import traceback
from threading import Event, Thread

import polars as pl
import pyarrow as pa
import pytest

from pia_toolkit.detection import scan as scanning
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.column_state import ColumnState
from pia_toolkit.detection.scan import scan


class Rows:
    """A table whose last batches have a column more."""

    name = "rows"
    columns = ("code", "kind", "text")

    def batches(self, columns=None):
        del columns
        for start in range(0, 6000, 500):
            numbers = range(start, start + 500)
            cells = {
                "code": [f"AB{number % 97:02d} CDE" if number % 3 else f"{number:07d}" for number in numbers],
                "kind": [("red", "green", None, "")[number % 4] for number in numbers],
                "text": [f"call 020 7946 {number:04d} or mail a{number}@example.org today" for number in numbers],
            }
            if start >= 5000:
                cells["surplus"] = [f"192.0.2.{number % 250}" for number in numbers]
            yield pa.record_batch({name: pa.array(values, pa.large_string()) for name, values in cells.items()})


def told(state: ColumnState) -> tuple[object, ...]:
    return (
        (state.rows, state.empty, state.longest, state.characters),
        (+state.patterns.hits, +state.text.hits, state.text.read),
        (state.sample.values(), state.sample.distinct),
        {number: found.values() for number, found in state.text.matches.items()},
    )


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_and_parts_make_no_difference(monkeypatch, workers):
    registry = load_registry()
    whole = scan(Rows(), registry)
    monkeypatch.setattr(scanning.os, "cpu_count", lambda: workers)
    monkeypatch.setattr(scanning, "_ROWS", 700)
    parts = scan(Rows(), registry)
    assert list(parts) == [*Rows.columns, "surplus"]
    assert {name: told(state) for name, state in parts.items()} == {name: told(whole[name]) for name in whole}


def test_every_row_is_counted():
    states = scan(Rows(), load_registry())
    patterns = load_registry().patterns.patterns
    found = {patterns[number].recognizer.id: hits for number, hits in states["text"].text.hits.items()}
    assert found["email-address"] == 6000
    assert found["phone-number"] == 6000
    plates = [number for number, entry in enumerate(patterns) if entry.recognizer.id == "vehicle-plate-united-kingdom"]
    assert max(states["code"].patterns.hits[number] for number in plates) == 4000
    assert (states["kind"].rows, states["kind"].empty, states["surplus"].rows) == (6000, 3000, 1000)


def test_an_error_in_a_worker_is_raised(monkeypatch):
    def fail(_self: ColumnState, _cells: pa.ChunkedArray) -> None:
        raise MemoryError

    monkeypatch.setattr(ColumnState, "update", fail)
    with pytest.raises(MemoryError):
        scan(Rows(), load_registry())


def test_a_panic_in_a_worker_is_raised_without_the_cell_it_tells(monkeypatch):
    cell = "Anna Schmidt"

    def fail(_self: ColumnState, _cells: pa.ChunkedArray) -> None:
        raise pl.exceptions.PanicException(cell)

    monkeypatch.setattr(ColumnState, "update", fail)
    with pytest.raises(RuntimeError) as caught:
        scan(Rows(), load_registry())
    told = "".join(traceback.format_exception(caught.value))
    assert "in fail" in told
    assert cell not in told


def test_parts_do_not_wait_for_workers_that_failed(monkeypatch):
    waiting, ended = Event(), Event()

    def fail(_self: ColumnState, _cells: pa.ChunkedArray) -> None:
        waiting.wait(5)
        time.sleep(0.1)  # until the next part waits for its turn
        raise MemoryError

    def progress(_name: str, rows: int) -> None:
        if rows >= 1000:
            waiting.set()

    def run() -> None:
        with pytest.raises(MemoryError):
            scan(Rows(), registry, progress)
        ended.set()

    registry = load_registry()
    monkeypatch.setattr(scanning.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(scanning, "_ROWS", 500)
    monkeypatch.setattr(ColumnState, "update", fail)
    Thread(target=run, daemon=True).start()
    assert ended.wait(20)
