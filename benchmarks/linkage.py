"""How fast, and how rightly, two files are linked (`disclosure_risk/linkage`), beside a plain join of the same files.

Run as a script it does one task in a process of its own and prints what it found: `linkage.py TASK DATA PUBLIC`.
recordlinkage wants an older pandas: `pip install recordlinkage "pandas<3"` in an environment of its own, whose Python
`PIA_BENCH_RECORDLINKAGE_PYTHON` names. As a script, nothing is imported that such an environment lacks.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from machine import describe
from page import TARGET_ROWS, header, rewrite, row
from timing import Failure, run

COLUMNS = {
    "first_name": "voornaam",
    "surname": "achternaam",
    "date_of_birth": "geboortedatum",
    "sex": "geslacht",
    "postal_code": "postcode",
}
TASKS = ("exact", "fuzzy", "plain-join", "recordlinkage")
MOST_SECONDS = 10.0
"""What linking a million rows with a million may take, exactly, on five columns."""
FEWER_ROWS = 20_000
"""Rows on which recordlinkage is measured: it holds every pair of a block in memory."""


@dataclass(frozen=True)
class Linked:
    """One task: seconds of the linking and of the whole process, its peak, and what was found."""

    task: str
    rows: int
    seconds: float
    process_seconds: float
    peak_bytes: int
    found: dict[str, float]


def measure_linkage(given: argparse.Namespace) -> None:
    """Measure every task on two files of as many rows as `--rows`; write `linkage.json` and a table to the page."""
    from linked_files import write_linked_files

    done: list[dict[str, object]] = []
    for task in TASKS:
        rows = min(given.rows, FEWER_ROWS) if task == "recordlinkage" else given.rows
        folder = given.data / f"linkage-{rows}"
        public, data = folder / "register.csv", folder / "requests.csv"
        if not data.is_file():
            write_linked_files(folder, rows)
        measured = _measure(task, rows, data, public)
        done.append({"task": task, "rows": rows} | asdict(measured))
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": describe(), "linkage": done}, indent=2, ensure_ascii=False)
    (given.results / "linkage.json").write_text(f"{text}\n", encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    given.page.write_text(rewrite(page, linkage_table(done), "linkage"), encoding="utf-8")


_NAMES = {
    "exact": "five columns, exact",
    "fuzzy": "the same, with errors of writing looked for",
    "plain-join": "polars joins cells made alike by hand",
    "recordlinkage": "recordlinkage, pairs of one postcode",
}


def linkage_table(done: Sequence[Mapping[str, Any]]) -> str:
    """Return what was measured as a Markdown table; only the exact linkage of a million rows has a limit."""
    lines = [*header("what", "rows with rows", "s", "peak, GiB", "found one to one", "limit", "met")]
    for one in done:
        size = f"{one['rows']:,}"
        if "reason" in one:
            lines.append(row(_NAMES[one["task"]], size, one["reason"], *["–"] * 4))
            continue
        found = one["found"].get("one_to_one")
        limited = one["task"] == "exact" and one["rows"] >= TARGET_ROWS
        met = ("yes" if one["seconds"] < MOST_SECONDS else "**no**") if limited else "–"
        limit = f"{MOST_SECONDS:g} s" if limited else "–"
        told = (f"{one['seconds']:.2f}", f"{one['peak_bytes'] / 2**30:.2f}", "–" if found is None else f"{found:,}")
        lines.append(row(_NAMES[one["task"]], size, *told, limit, met))
    return "\n".join((*lines, ""))


def _measure(task: str, rows: int, data: Path, public: Path) -> Linked | Failure:
    from peers import python_of

    ended = run([python_of(task), str(Path(__file__).resolve()), task, str(data), str(public)])
    if ended.exit_code:
        return Failure(f"ended with exit code {ended.exit_code}; is it installed?")
    told = json.loads(ended.stdout)
    return Linked(task, rows, told.pop("seconds"), ended.seconds, ended.peak_bytes, told)


def _ours(data: Path, public: Path, *, fuzzy: bool) -> dict[str, float]:
    import time

    from pia_toolkit.detection.detect import detect
    from pia_toolkit.disclosure_risk.linkage.link import LinkOptions, PublicTable, link
    from pia_toolkit.readers.read import read

    table, other = read(data)[0], read(public)[0]
    verdict, known = (detect([each]).tables[0] for each in (table, other))
    options = LinkOptions(on=tuple(COLUMNS.items()), truth=("truth", "truth"), fuzzy=fuzzy)
    started = time.perf_counter()
    risk = link(table, verdict, verdict.unit, PublicTable(other, known), options)
    found = {"seconds": time.perf_counter() - started}
    if risk.matched and risk.truth:
        found |= {"one_to_one": risk.matched.one_to_one, "in_both": risk.truth.in_both, "right": risk.truth.right}
    if risk.fuzzy:
        share = risk.fuzzy.share
        found |= {"share_with_errors": share.value, "low": share.low, "high": share.high}
    return found


def _plain_join(data: Path, public: Path) -> dict[str, float]:
    """Join the files on texts made alike by hand, for all five columns at once: the least any tool must do."""
    import time

    import polars as pl

    started = time.perf_counter()
    ours, theirs = pl.read_csv(data, infer_schema=False), pl.read_csv(public, infer_schema=False)
    ours = ours.with_columns(pl.col("sex").replace_strict({"female": "V", "male": "M"}))
    theirs = theirs.with_columns(
        pl.col("geboortedatum").str.to_date("%d-%m-%Y").dt.strftime("%Y-%m-%d"),
        pl.col("postcode").str.replace(" ", "", literal=True),
    )
    joined = ours.join(theirs, left_on=list(COLUMNS), right_on=list(COLUMNS.values()))
    return {"seconds": time.perf_counter() - started, "one_to_one": len(joined)}


def _recordlinkage(data: Path, public: Path) -> dict[str, float]:
    """Compare the pairs that agree on the postcode, as the handbook of recordlinkage does."""
    import time

    import pandas as pd
    import recordlinkage

    ours, theirs = pd.read_csv(data, dtype=str), pd.read_csv(public, dtype=str)
    theirs["postcode"] = theirs["postcode"].str.replace(" ", "")
    theirs["geboortedatum"] = pd.to_datetime(theirs["geboortedatum"], format="%d-%m-%Y").dt.strftime("%Y-%m-%d")
    started = time.perf_counter()
    pairs = recordlinkage.Index().block("postal_code", "postcode").index(ours, theirs)
    compare = recordlinkage.Compare()
    for one in ("first_name", "surname"):
        compare.string(one, COLUMNS[one], method="jarowinkler", threshold=0.92)
    compare.exact("date_of_birth", "geboortedatum")
    agreeing = (compare.compute(pairs, ours, theirs).sum(axis=1) >= 2).sum()
    return {"seconds": time.perf_counter() - started, "pairs": len(pairs), "agreeing": int(agreeing)}


def _task(task: str, data: Path, public: Path) -> dict[str, float]:
    if task == "plain-join":
        return _plain_join(data, public)
    if task == "recordlinkage":
        return _recordlinkage(data, public)
    return _ours(data, public, fuzzy=task == "fuzzy")


if __name__ == "__main__":
    print(json.dumps(_task(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
