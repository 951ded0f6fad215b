"""Decisions of people about the verdicts of a case: kept in `decisions.yaml`, applied to its inventory.

Each function that changes something writes decisions and inventory at once, with a line of history.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json
from pia_toolkit.content import read_model, write_yaml
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.decided import Kinds, apply_decisions, kinds_of
from pia_toolkit.domain.inventory import ColumnVerdict, Inventory, Ruling
from pia_toolkit.domain.review import Decision, Decisions, fingerprint_of


def decisions_of(case: Case) -> Decisions:
    """Return the decisions of a case; none if nobody decided yet. Raises `ContentInvalid`."""
    path = case.folder / cases.DECISIONS
    return read_model(path, Decisions) if path.is_file() else Decisions()


def kinds_in(case: Case) -> Kinds:
    """Return the kinds of data a column can be said to be: those of the shipped recognizers and of the case's own."""
    return kinds_of(load_registry((case.folder / cases.RECOGNIZERS,)).recognizers)


def as_decided(case: Case, inventory: Inventory) -> Inventory:
    """Return an inventory as the people of a case decided."""
    decisions = decisions_of(case)
    restored = any(table.scanned for table in inventory.tables)
    return apply_decisions(inventory, decisions, kinds_in(case)) if decisions.decisions or restored else inventory


def keep_decisions(case: Case, taken: Sequence[Decision], at: datetime) -> Inventory:
    """Keep decisions in a case that is locked already, and return its inventory as it is now. Raises `StepMissing`."""
    inventory = case.load(cases.INVENTORY, Inventory)
    completed = tuple(_completed(decision, inventory) for decision in taken)
    return _record(case, "review", at, inventory, decisions_of(case).joined_by(completed))


def withdraw(case: Case, table: str, column: str, at: datetime) -> Inventory:
    """Take a decision back, in a case that is locked already: what the scan says counts again."""
    inventory = case.load(cases.INVENTORY, Inventory)
    return _record(case, "withdraw", at, inventory, decisions_of(case).without(table, column))


def take_decisions(case: Case, file: Path, by: str, at: datetime) -> int:
    """Take decisions from a workbook, a CSV file or another `decisions.yaml`; return how many are new or different.

    `by` is who decided where the file does not say so. Raises `Several` with every wrong row; then nothing is taken.
    """
    from pia_toolkit.case_folder.decision_rows import Deciding, read_rows

    with case.locked():
        inventory = case.load(cases.INVENTORY, Inventory)
        kept = decisions_of(case)
        if file.suffix.casefold() in (".yaml", ".yml"):
            given = read_model(file, Decisions).decisions
        else:
            given = read_rows(file, Deciding(inventory, kept, kinds_in(case), by, at))
        new = tuple(entry for entry in given if not _is_kept(entry, kept))
        if new or file.resolve() == (case.folder / cases.DECISIONS).resolve():
            keep_decisions(case, new, at)
    return len(new)


def _is_kept(decision: Decision, kept: Decisions) -> bool:
    before = kept.of(decision.table, decision.column)
    return before is not None and decision.says_the_same_as(before)


def scanned_column(inventory: Inventory, table: str, column: str) -> ColumnVerdict | None:
    """Return the verdict of the scan itself on a column, whatever was decided about it."""
    found = next((entry for entry in inventory.tables if entry.name == table), None)
    return (found.scanned or found).column(column) if found else None


def _completed(decision: Decision, inventory: Inventory) -> Decision:
    """Return a decision with the verdict it was taken on; one that accepts says what was accepted."""
    column = scanned_column(inventory, decision.table, decision.column)
    if column is None or decision.verdict:
        return decision
    known: dict[str, object] = {"verdict": fingerprint_of(column)}
    if decision.decision is Ruling.ACCEPTED:
        known |= {"category": column.category, "role": column.role, "personal": column.contains_personal_data}
    return decision.model_copy(update=known)


def _record(case: Case, did: str, at: datetime, inventory: Inventory, decisions: Decisions) -> Inventory:
    decided = apply_decisions(inventory, decisions, kinds_in(case))
    entries = [entry.model_dump(mode="json", exclude_defaults=True) for entry in decisions.decisions]
    content = write_yaml({"schema": decisions.schema_id, "decisions": entries})
    case.record(did, at, {cases.DECISIONS: content.encode(), cases.INVENTORY: as_json(decided)})
    return decided
