"""Tables of others whose columns carry labels, brought to one list of kinds (`labels.yaml`).

Each set is parted in two by table name (a set of one table by column): the development half may be looked at while the
detection is worked on, the held-out half is only measured.
"""

import ast
import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from fetch import fetched

NOTHING, OTHER = "nothing", "other"
"""Labels beside the kinds: nothing personal is there; none of the kinds, though perhaps personal."""

DEVELOPMENT, HELD_OUT = "development", "held out"
MOST_ROWS = 100
"""Rows read of each table, so that peers which are slow can read the same."""

_LEFT_OUT = "left out"
_EVERY_OTHER = "*"
_FEWEST_LINES = 3
_NAMES_IT = 4000
"""Tables without a name are parted by so many characters of their content."""
_NO_HEADER = "Column 1"
_NO_VALUE = frozenset({"", "nan", "None"})


@dataclass(frozen=True)
class LabelledTable:
    """A table of one set, and what some of its columns hold: a kind, `NOTHING` or `OTHER`."""

    name: str
    frame: pl.DataFrame = field(repr=False)
    labels: Mapping[str, str]
    half_by: str | None = None
    """What decides on the half; None: the name of each column."""

    def half(self, column: str) -> str:
        """Which half a column belongs to."""
        key = column if self.half_by is None else self.half_by
        digest = hashlib.md5(key.encode(), usedforsecurity=False).digest()
        return HELD_OUT if digest[0] % 2 else DEVELOPMENT


@dataclass(frozen=True)
class LabelledSet:
    """A set by the name told, the repository it lies in, how it is read, and the words about it."""

    name: str
    source: str
    load: Callable[[Path], Iterator[LabelledTable]]
    remark: str = ""

    def tables(self) -> list[LabelledTable] | None:
        """Return its tables, fetched if need be; None when they cannot be had."""
        folder = fetched(self.source)
        return None if folder is None else [table for table in self.load(folder) if table.labels]


@cache
def vocabulary() -> dict[str, Any]:
    """Return what stands in `labels.yaml`."""
    read: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8"))
    return read


def kind_of(told: str | None, tool: str = "categories") -> str | None:
    """Return the kind that a tool means by the word `told`; None: none of the kinds."""
    return next((kind for kind, words in vocabulary()["kinds"].items() if told in words.get(tool, ())), None)


def _datahub(folder: Path, *, completed: bool) -> Iterator[LabelledTable]:
    tests = folder / "datahub-classify" / "tests"
    expected = json.loads((tests / "expected_output" / "expected_infotypes_IDEAL.json").read_text(encoding="utf-8"))
    meaning = vocabulary()["sets"]["datahub-classify"]
    for path in sorted((tests / "datasets").iterdir()):
        if path.stem not in expected:
            continue
        frame = _workbook(path) if path.suffix == ".xlsx" else _delimited(path)
        labels = dict.fromkeys(frame.columns, OTHER)
        added = vocabulary()["completed"].get(path.stem, {}) if completed else {}
        labels |= {column: added[_EVERY_OTHER] for column in labels if _EVERY_OTHER in added}
        labels |= {column: meaning[label] for column, label in expected[path.stem].items()} | added
        yield LabelledTable(path.stem, frame, {name: labels[name] for name in frame.columns}, path.name)


def _sotab(folder: Path) -> Iterator[LabelledTable]:
    for name in ("train-random-20", "val"):
        yield from _written_tables(folder, f"sotabv2-subsetu-cta-{name}", "SOTAB")


def _wikitables(folder: Path) -> Iterator[LabelledTable]:
    yield from _written_tables(folder, "wikitables-2-cta-val", "WikiTables")


def _written_tables(folder: Path, name: str, known_as: str) -> Iterator[LabelledTable]:
    """Read tables that stand as Markdown in the questions put to a language model, with the right answers."""
    path = folder / "KnowledgeSelfRefinementForCTA" / "data" / "sets" / f"{name}.json"
    meaning = vocabulary()["sets"][known_as]
    for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        frame = _markdown(entry["user"])
        if frame is None:
            continue
        answers = json.loads(entry["assistant"])
        labels = {column: _meaning(label, meaning) for column, label in answers.items() if column in frame.columns}
        labels = {column: label for column, label in labels.items() if label != _LEFT_OUT}
        yield LabelledTable(f"{name} {number}", frame, labels, entry["user"][:_NAMES_IT])


def _meaning(label: str | Sequence[str], meaning: Mapping[str, str]) -> str:
    """Return what a label means, or the first known one of several."""
    given = {label} if isinstance(label, str) else set(label)
    return next((meant for word, meant in meaning.items() if word in given), OTHER)


def _markdown(text: str) -> pl.DataFrame | None:
    lines = [line for line in text.split("\n") if line.startswith("|")]
    if len(lines) < _FEWEST_LINES:
        return None
    cuts = [place for place, sign in enumerate(lines[1]) if sign == "|"]
    if len({len(line) for line in lines}) == 1:
        rows = [[line[a + 1 : b].strip() for a, b in pairwise(cuts)] for line in lines]
    else:
        rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    header, body = rows[0], [row for row in rows[2:] if len(row) == len(rows[0])]
    return _frame(header, body) if body else None


def _fake_identities(folder: Path) -> Iterator[LabelledTable]:
    path = folder / "presidio_evaluator" / "data_generator" / "raw_data" / "FakeNameGenerator.com_3000.csv"
    frame = _delimited(path)
    meaning = vocabulary()["sets"]["presidio-research"]
    labels = {column: meaning[column] for column in frame.columns if column in meaning}
    yield LabelledTable(path.stem, frame, labels)


def _autotype(folder: Path) -> Iterator[LabelledTable]:
    meaning = vocabulary()["sets"]["AutoType"]
    for path in sorted((folder / "data_release").glob("*.txt")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        frame = _frame([_NO_HEADER], [[line.strip()] for line in lines[:MOST_ROWS]])
        yield LabelledTable(
            path.stem, frame, {_NO_HEADER: meaning[path.stem]} if path.stem in meaning else {}, path.stem
        )


def _csv_detective(folder: Path) -> Iterator[LabelledTable]:
    """Read the values that each format of csv-detective is tested on; the name of the format is the header."""
    meaning = vocabulary()["sets"]["csv-detective"]
    for path in sorted((folder / "csv_detective" / "formats").glob("*.py")):
        values = _true_values(path.read_text(encoding="utf-8"))
        if values and path.stem in meaning:
            frame = _frame([path.stem], [[value] for value in values])
            yield LabelledTable(path.stem, frame, {path.stem: meaning[path.stem]}, path.stem)


def _true_values(source: str) -> list[str]:
    """Return the texts under `True` in the dictionary `_test_values` of a Python file, which is not run."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "_test_values":
            return [value for value in ast.literal_eval(statement.value)[True] if isinstance(value, str)]
    return []


def _frame(header: Sequence[str], rows: Sequence[Sequence[str]]) -> pl.DataFrame:
    cells = {
        name: [None if row[place] in _NO_VALUE else row[place].replace("\\|", "|") for row in rows]
        for place, name in enumerate(header)
    }
    return pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))


def _delimited(path: Path) -> pl.DataFrame:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.reader(file)
        header = next(lines)
        return _frame(header, [row for row in islice(lines, MOST_ROWS) if len(row) == len(header)])


def _workbook(path: Path) -> pl.DataFrame:
    from openpyxl import load_workbook

    rows = load_workbook(path, read_only=True).worksheets[0].iter_rows(max_row=MOST_ROWS + 1, values_only=True)
    header, *body = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return _frame(header, body)


SETS = (
    LabelledSet(
        "datahub-classify",
        "datahub-classify",
        lambda folder: _datahub(folder, completed=False),
        "labels as published; they are incomplete: first and last names, for one, have none, and count as false alarms",
    ),
    LabelledSet(
        "datahub-classify, labels completed",
        "datahub-classify",
        lambda folder: _datahub(folder, completed=True),
        "the same tables, labels completed by hand in `benchmarks/labels.yaml`",
    ),
    LabelledSet("SOTAB", "TabAnnGPT", _sotab, "web tables in many languages, without headers, five rows at most"),
    LabelledSet(
        "WikiTables", "TabAnnGPT", _wikitables, "Wikipedia tables without headers, five rows; names of the famous"
    ),
    LabelledSet(
        "presidio-research", "presidio-research", _fake_identities, "invented identities, one table, parted by column"
    ),
    LabelledSet("AutoType", "AutoType", _autotype, "a column of values for each semantic type, without a header"),
    LabelledSet(
        "csv-detective", "csv-detective", _csv_detective, "French; the one to six values a format is tested on"
    ),
)
