"""What sort of table each public table is said to be, and whose its rows are, beside what it is."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml
from fetch import fetched
from machine import describe
from page import header, rewrite, row

from pia_toolkit import scan
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, TableVerdict
from pia_toolkit.errors import PiaError

_SAMPLES = "sample_datasets"
_HERE = Path(__file__).parent
_NONE = "–"


@dataclass(frozen=True)
class KnownTable:
    """A table, and what it is: any of `kinds`, its units in any of the columns `units` (None: each row by itself)."""

    source: str
    path: str
    kinds: tuple[str, ...]
    units: tuple[str | None, ...]

    @property
    def name(self) -> str:
        """Its file, without what leads there."""
        return Path(self.path).name

    def file(self) -> Path | None:
        """Return where it lies, fetched if need be; None when it cannot be had."""
        folder = _HERE.parent / _SAMPLES if self.source == _SAMPLES else _fetched(self.source)
        path = folder / self.path if folder else None
        return path if path and path.is_file() else None


@dataclass(frozen=True)
class Told:
    """What a scan says of a known table."""

    table: KnownTable
    kind: str
    unit: str | None

    @property
    def right_kind(self) -> bool:
        """Whether the kind is one of those it is."""
        return self.kind in self.table.kinds

    @property
    def right_unit(self) -> bool:
        """Whether the column of the unit is one of those that carry it."""
        return self.unit in self.table.units


def known_tables(path: Path = _HERE / "table_kinds.yaml") -> list[KnownTable]:
    """Return the tables that are listed with what they are."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [KnownTable(it["source"], it["path"], tuple(it["kinds"]), tuple(it["units"])) for it in entries]


def tell(table: KnownTable) -> Told | None:
    """Scan a table; None when it cannot be had or read, with a word about it. Of several tables the longest counts."""
    path = table.file()
    if path is None:
        print(f"{table.source}: {table.path}: skipped, could not be had", file=sys.stderr)
        return None
    try:
        found = [verdict for verdict in scan(path).tables if verdict.kind != ABOUT_THE_FILE]
    except PiaError as error:
        print(f"{table.source}: {table.path}: skipped, {error}", file=sys.stderr)
        return None
    longest: TableVerdict = max(found, key=lambda verdict: verdict.rows)
    return Told(table, longest.kind, longest.unit.column)


def measure_table_kinds(given: argparse.Namespace) -> None:
    """Scan every known table that can be had, and write kinds and units to the page."""
    listed = known_tables()
    told = [one for one in map(tell, listed) if one]
    given.results.mkdir(parents=True, exist_ok=True)
    found = {"machine": describe(), "tables": [asdict(one) for one in told]}
    text = json.dumps(found, indent=2, ensure_ascii=False)
    (given.results / "table-kinds.json").write_text(f"{text}\n", encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    lines = "\n".join([*table_lines(told, len(listed)), ""])
    given.page.write_text(rewrite(page, lines, "table-kinds"), encoding="utf-8")


def table_lines(told: Sequence[Told], listed: int) -> Iterable[str]:
    """Return what was told of every table as lines of Markdown; what is wrong stands in bold."""
    kinds, units = sum(one.right_kind for one in told), sum(one.right_unit for one in told)
    yield f"Right kind: {kinds} of {len(told)} tables; right column of the unit: {units} of {len(told)}."
    if len(told) < listed:
        yield f"{listed - len(told)} of {listed} tables could not be had."
    yield ""
    yield from header("table", "from", "it is", "told", "its units stand in", "told")
    for one in told:
        yield row(
            f"`{one.table.name}`",
            one.table.source,
            " or ".join(one.table.kinds),
            _marked(one.kind, right=one.right_kind),
            " or ".join(map(_column, one.table.units)),
            _marked(_column(one.unit), right=one.right_unit),
        )


def _column(name: str | None) -> str:
    return _NONE if name is None else f"`{name}`"


def _marked(text: str, *, right: bool) -> str:
    return text if right else f"**{text}**"


@cache
def _fetched(source: str) -> Path | None:
    return fetched(source)
