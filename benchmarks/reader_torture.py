"""Open the files on which other readers are tested, and compare with what their own tests expect.

    python benchmarks/reader_torture.py

Files come from `fetch.py`. What is expected is read from DataProfiler's test modules as literals, without running
them; of csv-detective, whose tests say little, it stands here.
"""

import ast
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from fetch import fetched

HERE = Path(__file__).parent


class Outcome(StrEnum):
    """How it went with one file."""

    RIGHT = "as expected"
    DIFFERENT = "differently"
    REFUSED = "refused"
    OPENED = "opened, nothing to compare with"
    FAILED = "failed"


@dataclass(frozen=True)
class Expected:
    """What a project's tests say of a file; None where they say nothing. `header`: its row, from 0; -1 for none."""

    rows: int | None = None
    columns: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: Sequence[int] | None = None


@dataclass(frozen=True)
class Opened:
    """One file as our reader understood it: what differs from the expected, each with both figures."""

    source: str
    file: str
    outcome: Outcome
    why: Sequence[str] = ()
    tables: int = 0
    found: dict[str, object] = field(default_factory=dict)


DATA_PROFILER_TESTS = ("csv", "json", "parquet", "avro")
CSV_DETECTIVE = {
    "a_test_file.csv": Expected(rows=404, delimiter=";", header=(2,)),
    "csv_file": Expected(delimiter=","),
    "file.csv.gz": Expected(delimiter=",", columns=3),
    "file.xlsx": Expected(header=(1,)),
}


def open_all(into: Path | None = None) -> list[Opened]:
    """Open every file of both projects; a project that cannot be had is left out."""
    opened: list[Opened] = []
    given = {} if into is None else {"into": into}
    if folder := fetched("DataProfiler", **given):
        tests = folder / "dataprofiler" / "tests"
        expected = data_profiler_expectations(tests)
        paths = sorted(path for path in (tests / "data").rglob("*") if path.is_file())
        opened += [open_one("DataProfiler", path, tests / "data", expected.get(path)) for path in paths]
    if folder := fetched("csv-detective", **given):
        data = folder / "tests" / "data"
        paths = sorted(path for path in data.iterdir() if path.is_file())
        opened += [open_one("csv-detective", path, data, CSV_DETECTIVE.get(path.name)) for path in paths]
    return opened


def open_one(source: str, path: Path, within: Path, expected: Expected | None) -> Opened:
    """Read a file to its end and compare its widest table with what is expected."""
    from pia_toolkit.errors import PiaError
    from pia_toolkit.readers.read import read

    file = path.relative_to(within).as_posix()
    try:
        tables = read(path)
        rows = [sum(batch.num_rows for batch in table.batches()) for table in tables]
    except PiaError as error:
        return Opened(source, file, Outcome.REFUSED, (error.id,))
    except Exception as error:  # noqa: BLE001  # a fault of ours, which must not keep the others from being opened
        return Opened(source, file, Outcome.FAILED, (type(error).__name__,))
    table, count = max(zip(tables, rows, strict=True), key=lambda pair: len(pair[0].columns))
    notes = {note.code: note.values for note in table.notes}
    found = {
        "rows": count,
        "blank_lines": notes.get("blank-lines", {}).get("count", 0),
        "columns": len(table.columns),
        "delimiter": notes.get("delimiter", {}).get("delimiter"),
        "encoding": notes.get("encoding", {}).get("encoding"),
        "header": _header_row(notes),
    }
    why = tuple(_differences(expected or Expected(), found))
    outcome = Outcome.OPENED if expected is None else Outcome.DIFFERENT if why else Outcome.RIGHT
    return Opened(source, file, outcome, why, len(tables), found)


def _header_row(notes: dict[str, dict[str, object]]) -> int:
    """Return the last row of the header, counted from 0; -1 if there is none."""
    if "header-rows" in notes:
        return int(notes["header-rows"]["last"]) - 1
    return int(notes["header-row"]["row"]) - 1 if "header-row" in notes else -1


def _differences(expected: Expected, found: dict[str, object]) -> Iterator[str]:
    if expected.rows is not None and not _same_rows(expected, found):
        yield f"rows {expected.rows} / {found['rows']}"
    if expected.columns is not None and expected.columns != found["columns"]:
        yield f"columns {expected.columns} / {found['columns']}"
    many = expected.columns is None or expected.columns > 1
    sign = {"\t": "TAB", " ": "␣"}.get(expected.delimiter or "", expected.delimiter)
    if sign is not None and many and sign != found["delimiter"]:
        yield f"delimiter {sign} / {found['delimiter']}"
    encoding = found["encoding"]
    if expected.encoding is not None and encoding and not str(encoding).startswith(expected.encoding):
        yield f"encoding {expected.encoding} / {encoding}"
    if expected.header is not None and found["header"] not in expected.header:
        yield f"header row {', '.join(map(str, expected.header))} / {found['header']}"


def _same_rows(expected: Expected, found: dict[str, object]) -> bool:
    """Compare rows. Blank lines may be rows or not, and so may a row that the tests take as a header or not."""
    undecided = expected.header is not None and len(expected.header) > 1
    return any(abs(expected.rows - rows) <= undecided for rows in (found["rows"], found["rows"] + found["blank_lines"]))


def data_profiler_expectations(tests: Path) -> dict[Path, Expected]:
    """Return what DataProfiler's tests say of their files: every `dict(path=…, count=…)` in them."""
    found = {}
    for kind in DATA_PROFILER_TESTS:
        module = tests / "data_readers" / f"test_{kind}_data.py"
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "dict":
                said = {keyword.arg: keyword.value for keyword in call.keywords}
                if "path" in said and "count" in said:
                    place = [part.value for part in ast.walk(said["path"]) if isinstance(part, ast.Constant)][-1]
                    values = {name: ast.literal_eval(value) for name, value in said.items() if name != "path"}
                    found[_place(tests / "data", kind, place)] = _expected(values)
    return found


def _place(data: Path, kind: str, place: str) -> Path:
    direct = data / place
    return (direct if direct.exists() else data / kind / place).resolve()


def _expected(values: dict[str, object]) -> Expected:
    header = values.get("has_header")
    rows = tuple(-1 if row is None else int(row) for row in header) if isinstance(header, list) else None
    return Expected(
        rows=values["count"],
        columns=values.get("num_columns"),
        delimiter=values.get("delimiter"),
        encoding=values.get("encoding"),
        header=rows,
    )


def write_results(results: Path) -> list[Opened]:
    """Open everything and write `reader_torture.json`: figures and file names, no cell."""
    opened = open_all()
    if opened:
        lines = [asdict(one) for one in opened]
        results.mkdir(parents=True, exist_ok=True)
        text = json.dumps(lines, indent=1, ensure_ascii=False)
        (results / "reader_torture.json").write_text(f"{text}\n", encoding="utf-8")
    return opened


if __name__ == "__main__":
    everything = write_results(HERE / "results")
    for one in everything:
        if one.outcome not in {Outcome.RIGHT, Outcome.OPENED}:
            print(f"{one.source} {one.file}: {one.outcome}: {'; '.join(one.why)}")
    for source in sorted({one.source for one in everything}):
        print(source, dict(Counter(str(one.outcome) for one in everything if one.source == source)))
