"""Decisions as rows of a table: the sheet of columns of a report's workbook, or a CSV file with the same headings."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pia_toolkit.detection.decided import Kinds
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import Inventory, Ruling
from pia_toolkit.domain.review import Decision, Decisions
from pia_toolkit.errors import ContentInvalid, PiaError, raise_all
from pia_toolkit.i18n import languages, words
from pia_toolkit.readers.read import read_source
from pia_toolkit.reports.plain_text import show_controls

_TITLES = {
    "table": "report.workbook.table",
    "column": "report.found.column",
    "decision": "report.workbook.decision",
    "reason": "report.workbook.reason",
    "by": "report.workbook.decided-by",
}
_NEEDED = ("table", "column", "decision")
_FIRST_ROW = 2
"""The row below the headings, as a spreadsheet counts."""


@dataclass(frozen=True)
class Deciding:
    """What rows are read against: what was found, what was decided before, the kinds of data there are.

    `by` is who decided where a row does not say so, `at` the time of what is new.
    """

    inventory: Inventory
    kept: Decisions
    kinds: Kinds
    by: str
    at: datetime


def read_rows(file: Path, deciding: Deciding) -> tuple[Decision, ...]:
    """Return the decisions in a file; rows in which nothing was decided say nothing.

    Raises what reading a file raises, `ContentInvalid` when it has no such table, and `Several` with one mistake for
    each wrong row.
    """
    places = _places(deciding)
    rulings = _rulings(deciding.kinds)
    taken: dict[tuple[str, str], Decision] = {}
    problems: list[PiaError] = []
    for number, row in _rows(file):
        if not any(row[field] for field in ("decision", "reason", "by")):
            continue
        field, problem = _mistake(row, places, rulings, deciding)
        place = places.get((row["table"], row["column"]))
        if place in taken:
            field, problem = "column", "decided-twice"
        if problem or place is None:
            problems.append(ContentInvalid(file=file.name, line=number, field=field, problem=problem))
            continue
        ruling, category = rulings[_folded(row["decision"])]
        taken[place] = Decision(
            table=place[0],
            column=place[1],
            decision=ruling,
            category=category,
            by=row["by"] or deciding.by,
            at=deciding.at,
            reason=row["reason"],
        )
    raise_all(problems)
    return tuple(taken.values())


def _mistake(
    row: Mapping[str, str],
    places: Mapping[tuple[str, str], tuple[str, str]],
    rulings: Mapping[str, tuple[Ruling, str]],
    deciding: Deciding,
) -> tuple[str, str]:
    """Return the first thing that is wrong with a row as field and problem; both empty when nothing is."""
    if not row["decision"]:
        return "decision", "nothing-decided"
    if (row["table"], row["column"]) not in places:
        return "column", "no-such-column"
    if _folded(row["decision"]) not in rulings:
        return "decision", "no-such-decision"
    if not (row["by"] or deciding.by):
        return "by", "nobody-decided"
    if not row["reason"] and rulings[_folded(row["decision"])][0] is not Ruling.ACCEPTED:
        return "reason", "no-reason"
    return "", ""


def _places(deciding: Deciding) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the columns that can be decided about, by table and name as a workbook shows them."""
    found = [(table.name, column.name) for table in deciding.inventory.tables for column in table.columns]
    kept = [(decision.table, decision.column) for decision in deciding.kept.decisions]
    shown = {(show_controls(table).strip(), show_controls(name).strip()): (table, name) for table, name in kept + found}
    return shown | {place: place for place in kept + found}


def _rulings(kinds: Kinds) -> dict[str, tuple[Ruling, str]]:
    """Return what can be decided, by its code and by its name in every language: a ruling, or a kind of data."""
    known: dict[str, tuple[Ruling, str]] = {}
    for language in languages():
        speak = words(language)
        for category in kinds:
            for name in (category, speak.label("category", category)):
                known.setdefault(_folded(name), (Ruling.CHANGED, category))
    for language in languages():
        for ruling in (Ruling.ACCEPTED, Ruling.NOT_PERSONAL):
            for name in (ruling.value, words(language).label("ruling", ruling)):
                known[_folded(name)] = (ruling, "")
    return known


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of the table that holds decisions, with its number."""
    contents = read_source(file)
    raise_all(contents.errors)
    for table in contents.tables:
        headings = _headings(table)
        if all(field in headings for field in _NEEDED):
            number = _FIRST_ROW
            for batch in table.batches(list(headings.values())):
                for row in batch.to_pylist():
                    yield number, {field: (row.get(headings.get(field, "")) or "").strip() for field in _TITLES}
                    number += 1
            return
    raise ContentInvalid(file=file.name, line=1, field="-", problem="no-decision-columns")


def _headings(table: Table) -> dict[str, str]:
    """Return the column of a table for each field, by its code or its title in any language."""
    titles = {
        _folded(title): field
        for field, key in _TITLES.items()
        for title in (field, *(words(language)(key) for language in languages()))
    }
    found: dict[str, str] = {}
    for name in table.columns:
        field = titles.get(_folded(name))
        if field:
            found.setdefault(field, name)
    return found
