"""How fast the what-if ladder and the changed file are, beside polars reading and writing the same file unchanged.

Processor seconds, not those of the clock: the ladder runs alone in this process, and other work does not count.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl
from city_register import EIGHT, write_register
from machine import describe

from pia_toolkit.disclosure_risk.encode import Encoded, TableEncoder
from pia_toolkit.disclosure_risk.ladder.build import Wanted, measure_ladder
from pia_toolkit.disclosure_risk.ladder.turned import Bench
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source
from pia_toolkit.step_text import parse_steps
from pia_toolkit.transformation.apply import Changes, apply
from pia_toolkit.transformation.fitting import fit
from pia_toolkit.transformation.output import write_table

_LADDER_SECONDS, _SEARCH_SECONDS, _LEAST_RATIO = 3.0, 30.0, 0.4
_STEPS = """bands:age:5 bands:age:10 bands:age:20 cap:age:80 bands:postcode:5 bands:postcode:20 bands:postcode:100
bands:birth_month:3 bands:birth_month:6 bands:occupation:10 bands:occupation:20 cap:household_size:5""".split()
_CATEGORIES = {"age": "age", "household_size": "household-size"}
_WRITTEN = ("bands:age:10", "bands:postcode:20", "bands:birth_month:3", "cap:household_size:5")


@dataclass(frozen=True)
class Timed:
    """One task: its rows, processor seconds, and how many combinations were measured or rows written."""

    task: str
    rows: int
    seconds: float
    done: int


def measure_what_if(given: argparse.Namespace) -> None:
    """Measure twelve single steps, the search, and writing; write `ladder.json` to the results."""
    given.data.mkdir(parents=True, exist_ok=True)
    parquet = write_register(given.data / "register-1.parquet", given.rows)
    path = given.data / "register-1.csv"
    pl.scan_parquet(parquet).sink_csv(path)
    encoded = _encode(path)
    tasks = [_alone(encoded), _search(encoded), *_written(path, encoded)]
    by_name = {one.task: one for one in tasks}
    ratio = by_name["polars"].seconds / by_name["mitigate"].seconds
    met = {
        "ladder": by_name["ladder"].seconds <= _LADDER_SECONDS,
        "search": by_name["search"].seconds <= _SEARCH_SECONDS,
        "mitigate": ratio >= _LEAST_RATIO,
    }
    told = {"machine": describe(), "tasks": list(map(asdict, tasks)), "rows_per_second_ratio": ratio, "met": met}
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=2, ensure_ascii=False)
    (given.results / "ladder.json").write_text(f"{text}\n", encoding="utf-8")


def _encode(path: Path) -> Encoded:
    (table,) = read_source(path, ReadOptions()).tables
    encoder = TableEncoder(EIGHT)
    for batch in table.batches(EIGHT):
        encoder.update(batch)
    return encoder.finish()


def _alone(encoded: Encoded) -> Timed:
    """Measure the table as it is, and twelve steps one after the other."""

    def run() -> int:
        bench = Bench(encoded, EIGHT, None, ("postcode", "birth_month"), 5)
        return len([bench.rung(()), *(bench.rung((step,)) for step in parse_steps(_STEPS))]) - 1

    return _timed("ladder", encoded.rows, run)


def _search(encoded: Encoded) -> Timed:
    """Measure the whole ladder with its search."""
    wanted = Wanted({name: _CATEGORIES.get(name, "none") for name in EIGHT}, use={"postcode": "postcode"})
    policy = Policy(acceptable_share=0.01)
    return _timed("search", encoded.rows, lambda: measure_ladder(encoded, wanted, policy).tried)


def _written(path: Path, encoded: Encoded) -> list[Timed]:
    """Write the file with four of its columns changed, and unchanged by polars."""
    (table,) = read_source(path, ReadOptions()).tables
    fitted = tuple(fit(step, {step.column: encoded.columns[step.column].values}) for step in parse_steps(_WRITTEN))

    with tempfile.TemporaryDirectory() as folder:

        def change() -> int:
            batches = apply(table.batches(), table.columns, Changes(fitted=fitted))
            return write_table(Path(folder) / "out.csv", tuple(table.columns), batches)

        def unchanged() -> int:
            frame = pl.read_csv(path, infer_schema=False)
            frame.write_csv(Path(folder) / "same.csv")
            return frame.height

        return [_timed("mitigate", encoded.rows, change), _timed("polars", encoded.rows, unchanged)]


def _timed(task: str, rows: int, call: Callable[[], int]) -> Timed:
    started = time.process_time()
    done = call()
    return Timed(task, rows, round(time.process_time() - started, 3), done)
