"""The register of many cases as people read it: printed, as text for a spreadsheet, as a workbook."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time

from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.register import CaseState, Register, RegisterEntry, Remark, RemarkKind
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Content
from pia_toolkit.reports.decided import tell_trigger
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.plain_text import may_be_a_formula, show_controls
from pia_toolkit.reports.reasoning import FLOOR
from pia_toolkit.reports.sheets import Column, Sheet, level_colours
from pia_toolkit.reports.signs import signed_level

_WIDTHS = {
    "title": 40,
    "folder": 28,
    "id": 15,
    "controller": 26,
    "department": 22,
    "stage": 14,
    "release": 14,
    "state": 18,
    "inherent": 16,
    "residual": 16,
    "outcome": 26,
    "unanswered": 12,
    "decision": 26,
    "decided-on": 13,
    "next-review": 13,
    "conditions-open": 14,
    "open": 12,
    "overdue": 12,
    "done": 12,
    "dropped": 12,
    "remarks": 60,
}
"""The columns of the register in their order, each with its width in a workbook."""
_ATTENTION = ("7A1810", "F7DCD8")
_LINES = "\n"
_CSV_SIGN = "'"
"""Set before a text that a spreadsheet could take for a formula, so that it is read as text (CWE-1236)."""


def headings(words: Words) -> tuple[str, ...]:
    """Return the titles of the columns."""
    return tuple(words(f"register.{name}") for name in _WIDTHS)


def tell_entry(entry: RegisterEntry, words: Words) -> dict[str, Content]:
    """Return what each column says of one case, by the key of the column."""
    actions = entry.actions
    return {
        "title": entry.title or words("register.no-title"),
        "folder": entry.folder,
        "id": entry.id,
        "controller": entry.controller,
        "department": entry.department,
        "stage": words.label("stage", entry.stage) if entry.stage else None,
        "release": words.label("release", entry.release) if entry.release else None,
        "state": words.label("case-state", entry.state) if entry.state else None,
        "inherent": signed_level(entry.inherent, words.label("level", entry.inherent)) if entry.inherent else None,
        "residual": signed_level(entry.residual, words.label("level", entry.residual)) if entry.residual else None,
        "outcome": words.label("decision", entry.outcome) if entry.outcome else None,
        "unanswered": entry.unanswered,
        "decision": words.label("decision", entry.decision) if entry.decision else None,
        "decided-on": entry.decided_on.isoformat() if entry.decided_on else None,
        "next-review": entry.next_review.isoformat() if entry.next_review else None,
        "conditions-open": actions.conditions_open if actions else None,
        "open": actions.open if actions else None,
        "overdue": actions.overdue if actions else None,
        "done": actions.done if actions else None,
        "dropped": actions.dropped if actions else None,
        "remarks": _LINES.join(tell_remarks(entry, words)),
    }


def tell_remarks(entry: RegisterEntry, words: Words) -> tuple[str, ...]:
    """Return what has to be attended to in one case, a sentence each: what is wrong, what calls for a new look."""
    return (
        *(_tell_remark(remark, words) for remark in entry.remarks),
        *(tell_trigger(trigger, Figures(words, FLOOR)) for trigger in entry.new_look),
    )


def write_csv(register: Register, words: Words) -> bytes:
    """Return the register as comma-separated values in UTF-8, with the mark by which spreadsheets know it (RFC 4180).

    A text that could be taken for a formula has an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings(words))
    writer.writerows([_guarded(content) for content in row] for row in _rows(register, words))
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(register: Register, words: Words) -> bytes:
    """Return the register as an XLSX file with one sheet. The same register gives the same bytes."""
    from openpyxl import Workbook

    from pia_toolkit.reports.xlsx_workbook import add_sheet, steady

    book = Workbook()
    book.remove(book.active)
    add_sheet(book, _sheet(register, words), words("register.sheet"), {}, words)
    moment = datetime.combine(register.day, time(), UTC)
    book.properties.title = book.properties.subject = words("register.kind")
    book.properties.creator = book.properties.lastModifiedBy = "pia-toolkit"
    book.properties.created = book.properties.modified = moment.replace(tzinfo=None)
    book.properties.language = words("report.lang")
    content = io.BytesIO()
    book.save(content)
    return steady(content.getvalue(), moment)


def _rows(register: Register, words: Words) -> Iterator[tuple[Content, ...]]:
    for entry in register.cases:
        told = tell_entry(entry, words)
        yield tuple(told[name] for name in _WIDTHS)


def _sheet(register: Register, words: Words) -> Sheet:
    levels, looks = level_colours(words), {words.label("case-state", CaseState.NEEDS_NEW_LOOK): _ATTENTION}
    colours = {"inherent": levels, "residual": levels, "state": looks}
    columns = tuple(
        Column(words(f"register.{name}"), width, colours=colours.get(name, {})) for name, width in _WIDTHS.items()
    )
    return Sheet("register", columns, tuple(_rows(register, words)), frozen=2)


def _guarded(content: Content) -> Content:
    """Return what a cell of a text file holds, so that no spreadsheet program takes it for a formula."""
    if not isinstance(content, str):
        return content
    text = show_controls(content)
    return f"{_CSV_SIGN}{text}" if may_be_a_formula(text) else text


def _tell_remark(remark: Remark, words: Words) -> str:
    values: dict[str, Scalar] = dict(remark.values)
    if remark.kind is not RemarkKind.UNREADABLE:
        return words(f"register.remark.{remark.kind.value}", **values)
    problem = words.find(f"errors.problems.{values.get('problem')}")
    if isinstance(problem, str):
        values["problem"] = problem
    return words(f"errors.{remark.error}.what", **values)
