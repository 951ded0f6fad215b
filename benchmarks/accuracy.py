"""How often the verdicts on columns are right, on public tables with labels, beside other tools."""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from confusion import confusion_matrix
from labelled_sets import DEVELOPMENT, HELD_OUT, NOTHING, OTHER, SETS, LabelledTable, kind_of
from machine import describe
from page import header, rewrite, row
from peer_labels import TOOLS
from peers import run_labels
from reliability import Told, fitted_lines, named_as_added_up, reliability_lines, reliability_picture
from timing import Failure

from pia_toolkit import scan
from pia_toolkit.domain.inventory import ColumnVerdict, Role

PUBLISHED = SETS[0].name
"""The set that is in twice, labels as published and completed: only the latter counts in the pictures."""

_AREAS = frozenset({"city", "region", "district", "neighbourhood", "country", "postcode"})
_UNKNOWN = "–"


@dataclass(frozen=True)
class Judged:
    """One labelled column and what our scan says of it; `peers`: the kinds that the other tools name."""

    set: str
    half: str
    label: str
    verdict: ColumnVerdict
    peers: dict[str, str | None]

    @property
    def truth(self) -> str | None:
        """The kind it is; None: none of the kinds."""
        return None if self.label in {NOTHING, OTHER} else self.label

    @property
    def kind(self) -> str | None:
        """The kind we say it is."""
        return kind_of(self.verdict.category)

    @property
    def is_alarm(self) -> bool:
        """Whether we say that it is personal data by itself: a time or an area is so only beside persons."""
        verdict = self.verdict
        beside = verdict.role in (Role.LOCATION, Role.TIME) or verdict.category in _AREAS
        return verdict.contains_personal_data and not beside


@dataclass(frozen=True)
class Score:
    """Columns of a kind that were named right, others that were named so, and those that were missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of the columns named that are so; None: none was named."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of the columns to be named that were; None: there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        told = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / told if told else None


@dataclass(frozen=True)
class Answers:
    """What tables were said to be: our verdicts, by table and column, and the words of the other tools."""

    verdicts: Sequence[dict[str, ColumnVerdict]]
    peers: dict[str, dict[str, dict[str, str]] | Failure]


def score(pairs: Iterable[tuple[str | None, str | None]]) -> Score:
    """Count pairs of a true kind and the kind told. A column named as another kind is both wrong and missed."""
    given = list(pairs)
    return Score(
        right=sum(truth == told is not None for truth, told in given),
        wrong=sum(told not in {None, truth} for truth, told in given),
        missed=sum(truth not in {None, told} for truth, told in given),
    )


def measure_accuracy(given: argparse.Namespace) -> None:
    """Judge every labelled column of the sets that can be had; without any the page stays as it is."""
    judged: list[Judged] = []
    answers: dict[tuple[str, ...], Answers] = {}
    for each in SETS:
        tables = each.tables()
        if tables is None:
            continue
        print(f"{each.name}: {len(tables):,} tables", file=sys.stderr)
        names = tuple(table.name for table in tables)
        answers[names] = answers.get(names) or answer(tables)
        judged += _judged(each.name, tables, answers[names])
    if not judged:
        print("accuracy: skipped, none of the labelled sets can be had", file=sys.stderr)
        return
    failures = {
        tool: named.reason
        for each in answers.values()
        for tool, named in each.peers.items()
        if isinstance(named, Failure)
    }
    _write(given, judged, failures)


def answer(tables: Sequence[LabelledTable]) -> Answers:
    """Let everyone name the columns of some tables: we see each table as a whole, the others its labelled columns."""
    with TemporaryDirectory() as folder:
        for number, table in enumerate(tables):
            table.frame.select(list(table.labels)).write_csv(Path(folder) / f"{number:05}.csv")
        peers = {tool: run_labels(tool, Path(folder)) for tool in TOOLS}
    with named_as_added_up():
        scanned = [scan(table.frame).tables for table in tables]
    verdicts = [{column.name: column for part in parts for column in part.columns} for parts in scanned]
    return Answers(verdicts, peers)


def _judged(name: str, tables: Sequence[LabelledTable], answers: Answers) -> list[Judged]:
    judged = []
    for number, (table, verdicts) in enumerate(zip(tables, answers.verdicts, strict=True)):
        for column, label in table.labels.items():
            told = {
                tool: kind_of(named[f"{number:05}"].get(column), tool)
                for tool, named in answers.peers.items()
                if not isinstance(named, Failure)
            }
            judged.append(Judged(name, table.half(column), label, verdicts[column], told))
    return judged


def accuracy_lines(judged: Sequence[Judged], failures: dict[str, str]) -> Iterable[str]:
    """Return precision, recall and F1 of every set and half as lines of Markdown."""
    tools = list(TOOLS)
    yield from header(
        "set",
        "half",
        "columns",
        "of a kind",
        "precision",
        "recall",
        "F1",
        "false alarms",
        *(f"{t}: P / R / F1" for t in tools),
    )
    for name, half, group in _groups(judged):
        ours = score((one.truth, one.kind) for one in group)
        quiet = [one for one in group if one.label == NOTHING]
        alarms = sum(one.is_alarm for one in quiet)
        yield row(
            name,
            half,
            f"{len(group):,}",
            str(ours.right + ours.missed),
            *map(_figure, (ours.precision, ours.recall, ours.f1)),
            f"{alarms} of {len(quiet)}" if quiet else _UNKNOWN,
            *(failures[tool] if tool in failures else _peer(group, tool) for tool in tools),
        )
    yield ""
    present = {one.set for one in judged}
    for each in SETS:
        yield f"- **{each.name}**: {each.remark}{'' if each.name in present else ' (skipped: could not be had)'}."


def _peer(group: Sequence[Judged], tool: str) -> str:
    found = score((one.truth, one.peers[tool]) for one in group)
    return " / ".join(map(_figure, (found.precision, found.recall, found.f1)))


def _groups(judged: Sequence[Judged]) -> Iterable[tuple[str, str, list[Judged]]]:
    groups = defaultdict(list)
    for one in judged:
        groups[one.set, one.half].append(one)
    for each in SETS:
        for half in (DEVELOPMENT, HELD_OUT):
            if groups[each.name, half]:
                yield each.name, half, groups[each.name, half]


def _figure(share: float | None) -> str:
    return _UNKNOWN if share is None else f"{share:.2f}"


def told(judged: Sequence[Judged], half: str) -> list[Told]:
    """Return how sure we were of each column of a half and whether that was right.

    A verdict that names a kind is right when the label is that kind. Any other verdict is right when the label is
    none of the kinds: amount or category are not compared further.
    """
    return [
        Told(one.verdict, right=one.kind == one.truth) for one in judged if one.half == half and one.set != PUBLISHED
    ]


def _write(given: argparse.Namespace, judged: Sequence[Judged], failures: dict[str, str]) -> None:
    found = [
        {"set": name, "half": half, "columns": len(group)}
        | asdict(score((one.truth, one.kind) for one in group))
        | {"peers": {t: asdict(score((one.truth, one.peers[t]) for one in group)) for t in TOOLS if t not in failures}}
        for name, half, group in _groups(judged)
    ]
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": describe(), "sets": found, "peers not run": failures}, indent=2, ensure_ascii=False)
    (given.results / "accuracy.json").write_text(f"{text}\n", encoding="utf-8")
    held_out = [one for one in judged if one.half == HELD_OUT and one.set != PUBLISHED]
    pictures = given.page.parent / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    pairs = Counter((one.label, one.kind) for one in held_out)
    (pictures / "confusion.svg").write_text(confusion_matrix(pairs), encoding="utf-8")
    measured = told(judged, HELD_OUT)
    (pictures / "reliability.svg").write_text(reliability_picture(measured), encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    lines = [*accuracy_lines(judged, failures), "", *reliability_lines(measured)]
    lines += ["", *fitted_lines(told(judged, DEVELOPMENT)), ""]
    given.page.write_text(rewrite(page, "\n".join(lines), "accuracy"), encoding="utf-8")
