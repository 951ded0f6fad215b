"""How fast people who stand out are found: classes, what they give away, sets of columns, special uniques."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from city_register import write_register
from machine import describe
from page import TARGET_ROWS, header, rewrite, row
from peers import Done, run_task
from timing import Failure

_FEW = 3_000
"""Rows on which pycanon is measured: its t-closeness takes longer than the square of them."""

_GIB = 2**30


@dataclass(frozen=True)
class Measured:
    """One task: how many times the rows of the run it takes, what it may take, and what it took."""

    name: str
    text: str
    rows: int
    most_seconds: float | None
    most_bytes: float | None
    done: Done | Failure

    @property
    def met(self) -> bool | None:
        """Whether both limits were kept; None where there is none, at other numbers of rows, or without a figure."""
        if isinstance(self.done, Failure) or self.most_seconds is None or self.rows % TARGET_ROWS:
            return None
        fits = self.most_bytes is None or self.done.timing.peak_bytes <= self.most_bytes
        return fits and self.done.timing.median <= self.most_seconds


_TASKS = (
    ("k-l-t", "k, l and t, eight columns", 1, 1.0, None),
    ("column-sets", "575 sets of up to three of fifteen columns", 1, 5.0, None),
    ("special-uniques", "special uniques of up to three of eight columns", 1, 4.0, None),
    ("k-of-file", "k of eight columns, from the file", 1, None, None),
    ("k-on-disk", "the same on disk", 1, None, None),
    ("k-of-file", "k of eight columns, from the file", 10, 5.0, 2.5 * _GIB),
    ("k-on-disk", "the same on disk", 10, None, None),
)


def measure_singling_out(given: argparse.Namespace) -> None:
    """Measure every task and pycanon in one run; write the results and the page."""
    given.data.mkdir(parents=True, exist_ok=True)
    found = []
    for times in (1, 10):
        path = write_register(given.data / f"register-{times}.parquet", times * given.rows)
        for name, text, of, most_seconds, most_bytes in _TASKS:
            if of == times:
                done = run_task(name, path, times * given.rows, given.runs)
                found.append(Measured(name, text, times * given.rows, most_seconds, most_bytes, done))
    small = given.data / "register-1.parquet"
    rows = min(_FEW, given.rows)
    few = [run_task(name, small, rows, 1) for name in ("k-l-t", "pycanon-k-l-t")]
    machine = describe()
    told = {"machine": machine, "tasks": [asdict(one) | {"met": one.met} for one in found], "peers": _told(few)}
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=2, ensure_ascii=False)
    (given.results / "singling_out.json").write_text(f"{text}\n", encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    lines = "\n".join([*tasks_table(found), "", *peer_table(few), ""])
    given.page.write_text(rewrite(page, lines, "singling-out"), encoding="utf-8")


def tasks_table(found: Iterable[Measured]) -> Iterable[str]:
    """Yield a line for each task."""
    yield from header("what", "rows", "s", "peak, GiB", "target", "met")
    for one in found:
        target = "–" if one.most_seconds is None else f"{one.most_seconds:g} s"
        if one.most_bytes:
            target += f", {one.most_bytes / _GIB:g} GiB"
        met = {True: "yes", False: "**no**", None: "–"}[one.met]
        if isinstance(one.done, Failure):
            yield row(one.text, f"{one.rows:,}", one.done.reason, "–", target, met)
            continue
        peak = f"{one.done.timing.peak_bytes / _GIB:.2f}"
        yield row(one.text, f"{one.rows:,}", f"{one.done.timing.median:.2f}", peak, target, met)


def peer_table(few: list[Done | Failure]) -> Iterable[str]:
    """Yield our time and that of pycanon on the same few rows, and whether both found the same."""
    ours, peer = few
    yield from header("k, l and t of", "pia-toolkit, s", "pycanon, s", "ratio", "same k, l and t")
    if isinstance(ours, Failure) or isinstance(peer, Failure):
        reasons = [one.reason if isinstance(one, Failure) else f"{one.timing.median:.3f}" for one in few]
        yield row("–", *reasons, "–", "–")
        return
    ratio = peer.timing.median / ours.timing.median
    same = "yes" if ours.answer == peer.answer else "**no**"
    seconds = (f"{ours.timing.median:.3f}", f"{peer.timing.median:.1f}")
    yield row(f"{ours.rows:,} rows", *seconds, f"{ratio:,.0f} ×", same)


def _told(few: list[Done | Failure]) -> list[dict[str, object]]:
    return [asdict(one) for one in few]
