"""One measured task in a process of its own: `python benchmarks/tasks.py NAME FILE ROWS RUNS`.

Prints a line of JSON: the seconds of each run, loading and imports left out, and the task's answer. Exits
with 3 when the library it needs is not installed.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from singling_out_tasks import TASKS as SINGLING_OUT
from timing import time_calls

if TYPE_CHECKING:
    import pandas as pd
    from presidio_structured import PandasAnalysisBuilder

NOT_INSTALLED = 3

QUASI_IDENTIFIERS = (
    "rideable_type",
    "start_station_name",
    "end_station_name",
    "member_type",
    "birth_year",
    "sex",
    "postcode",
    "app_language",
)
"""The eight columns of bike-trips on which classes are counted."""

COARSE = ("rideable_type", "member_type", "sex")
"""A set with large classes, to see that two libraries agree on a k above 1."""

Prepared = tuple[Callable[[], object], Callable[[], object]]
"""What is timed, and what gives the answer afterwards."""


def parse(path: Path, rows: int) -> Prepared:
    """Read the whole file with polars, every column as text; `rows` are not cut off."""
    import polars as pl

    del rows
    return lambda: pl.read_csv(path, infer_schema=False), lambda: None


def exact_scan(path: Path, rows: int) -> Prepared:
    """Read the whole file and scan every cell with every recognizer: all of a scan but start-up, names and verdicts.

    What is prepared, left out of the time, is what every scan loads at its start. The answer is how many cores were
    busy: processor seconds by wall-clock seconds.
    """
    del rows
    from pia_toolkit.detection.catalogue.registry import load_registry
    from pia_toolkit.detection.scan import scan
    from pia_toolkit.readers.read import read

    registry = load_registry()
    spent = [0.0, 0.0]

    def read_and_scan() -> None:
        wall, processor = time.perf_counter(), time.process_time()
        for table in read(path):
            scan(table, registry)
        spent[0] += time.perf_counter() - wall
        spent[1] += time.process_time() - processor

    return read_and_scan, lambda: spent[1] / spent[0]


def presidio_builder() -> "PandasAnalysisBuilder":
    """Return what names the columns of a table in presidio-structured, without a language model."""
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_structured import PandasAnalysisBuilder

    class BlankEngine(SpacyNlpEngine):
        """Tokens only: an engine that would load a model downloads it when it is missing."""

        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]  # None in the base class

        def get_supported_entities(self) -> list[str]:
            return []

    engine = BlankEngine()
    engine.load()
    return PandasAnalysisBuilder(analyzer=AnalyzerEngine(nlp_engine=engine))


def presidio_structured(path: Path, rows: int) -> Prepared:
    """Let presidio-structured name the columns of the first rows."""
    builder = presidio_builder()
    frame = _pandas(path, rows)
    return lambda: builder.generate_analysis(frame), lambda: len(frame)


def dataprofiler(path: Path, rows: int) -> Prepared:
    """Let DataProfiler label the columns of the first rows; of these it reads a fifth, and never fewer than 5,000."""
    import dataprofiler as dp  # type: ignore[import-not-found]  # comes with TensorFlow; installed by who wants it

    frame = _pandas(path, rows)
    return lambda: dp.Profiler(frame).report(), lambda: len(frame)


def k_anonymity(path: Path, rows: int) -> Prepared:
    """Count classes with this toolkit."""
    import polars as pl

    from pia_toolkit.disclosure_risk.classes import equivalence as classes

    frame = pl.read_csv(path, n_rows=rows, infer_schema=False)
    return (
        lambda: classes.k_anonymity(frame, QUASI_IDENTIFIERS),
        lambda: [classes.k_anonymity(frame, columns) for columns in (QUASI_IDENTIFIERS, COARSE)],
    )


def pycanon(path: Path, rows: int) -> Prepared:
    """Count classes with pycanon."""
    from pycanon.anonymity import k_anonymity

    frame = _pandas(path, rows)
    return (
        lambda: k_anonymity(frame, list(QUASI_IDENTIFIERS)),
        lambda: [k_anonymity(frame, list(columns)) for columns in (QUASI_IDENTIFIERS, COARSE)],
    )


TASKS = {
    "parse": parse,
    "exact-scan": exact_scan,
    "presidio-structured": presidio_structured,
    "dataprofiler": dataprofiler,
    "k-anonymity": k_anonymity,
    "pycanon": pycanon,
    **SINGLING_OUT,
}


def _pandas(path: Path, rows: int) -> "pd.DataFrame":
    import pandas as pd

    return pd.read_csv(path, nrows=rows, dtype=str, keep_default_na=False)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OSError


def cut_off() -> None:
    """Leave this process without network: peers fetch models and lists when they can."""
    socket.socket.connect = _refuse  # type: ignore[method-assign]  # replacing it is what cuts the process off
    socket.getaddrinfo = _refuse


def main(name: str, path: Path, rows: int, runs: int) -> int:
    """Run one task and print what it took."""
    cut_off()
    try:
        timed, answer = TASKS[name](path, rows)
    except ModuleNotFoundError:
        return NOT_INSTALLED
    print(json.dumps({"seconds": time_calls(timed, runs), "answer": answer()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
