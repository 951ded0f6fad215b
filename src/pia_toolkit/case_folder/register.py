"""The register of many cases: each is looked at by itself, and what is wrong with one keeps no other from being told.

Only what the register shows is read, so that a folder of hundreds of cases is told in seconds.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.actions import actions_of
from pia_toolkit.case_folder.case import Case, Kind
from pia_toolkit.case_folder.deciding import decision_of, due_reviews
from pia_toolkit.domain.action import follow
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.decision import DecisionRecord
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.register import CaseState, Register, RegisterEntry, Remark, RemarkKind, register_of
from pia_toolkit.errors import ContentInvalid, FileMissing, NoPermission, PiaError, Several

_VERSIONS = "versions"
_STEPS = (
    (cases.ASSESSMENT, CaseState.ASSESSED),
    (cases.ANSWERS, CaseState.ANSWERED),
    (cases.RISK, CaseState.MEASURED),
    (cases.INVENTORY, CaseState.SCANNED),
)
_REPEATED = {cases.RISK: "measure", cases.ASSESSMENT: "assess"}
"""Steps that something can make stale, by the file they leave."""
Result = TypeVar("Result")


def register(folder: Path, at: datetime) -> Register:
    """Tell every case in a folder and below it, as of the moment `at`. Raises `FileMissing`, `NoPermission`.

    Links are not followed; folders whose names begin with a dot, and the frozen versions of a case, are left out.
    """
    if not folder.is_dir():
        raise FileMissing(path=folder.name or str(folder))
    unread: list[Path] = []
    found = list(_case_folders(folder, unread))
    if folder in unread:
        raise NoPermission(path=folder.name or str(folder))
    entries = (_entry(path, _seen_from(folder, path), at) for path in found)
    return register_of(entries, at.date(), (_seen_from(folder, path) for path in unread))


def _case_folders(folder: Path, unread: list[Path]) -> Iterator[Path]:
    """Yield the case folders in a folder and below it; add to `unread` those that cannot be looked into."""
    to_look_into = [folder]
    while to_look_into:
        here = to_look_into.pop()
        try:
            with os.scandir(here) as listing:
                entries = list(listing)
        except OSError:
            unread.append(here)
            continue
        is_case = any(entry.name == cases.PROPOSAL and entry.is_file(follow_symlinks=False) for entry in entries)
        if is_case:
            yield here
        to_look_into += [
            here / entry.name
            for entry in entries
            if entry.is_dir(follow_symlinks=False)
            and not entry.name.startswith(".")
            and not (is_case and entry.name == _VERSIONS)
        ]


def _seen_from(folder: Path, path: Path) -> str:
    """Return a path relative to the folder of the register, also where its name is no proper text."""
    return path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _entry(path: Path, shown: str, at: datetime) -> RegisterEntry:
    """Return one case as a line of the register; one that cannot be opened is told by its folder alone."""
    try:
        case = _ReadOnce(path)
    except (PiaError, OSError, ValueError) as error:
        return RegisterEntry(folder=shown, remarks=tuple(_remarks(error, path.name)))
    return _Look(case, at).entry(shown)


def _remarks(error: Exception, name: str) -> Iterator[Remark]:
    """Yield what is wrong, a remark for each mistake; what the disk or a text refuses is told without its message."""
    known: PiaError
    match error:
        case PiaError():
            known = error
        case OSError():
            known = NoPermission(path=name)
        case _:
            known = ContentInvalid(file=name, line=0, field="-", problem="not-readable")
    for entry in known.errors if isinstance(known, Several) else (known,):
        yield Remark(kind=RemarkKind.UNREADABLE, error=entry.id, values=entry.values)


class _ReadOnce(Case):
    """A case while it is looked at: each result is read and checked once, however many ask for it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._results: dict[str, Frozen] = {}

    def load(self, name: str, kind: type[Kind]) -> Kind:
        """Return a step's result, as `Case.load` does."""
        known = self._results.get(name)
        if isinstance(known, kind):
            return known
        result = super().load(name, kind)
        self._results[name] = result
        return result


class _Look:
    """A look at one case: what it could tell, and what was wrong."""

    def __init__(self, case: Case, at: datetime) -> None:
        self.case, self.at = case, at
        self.remarks: list[Remark] = []
        self.record = self.read(lambda: decision_of(case)) or DecisionRecord()

    def entry(self, folder: str) -> RegisterEntry:
        """Return the case as one line of the register."""
        told: dict[str, object] = {"folder": folder, "state": self.state()}
        for part in (self.proposal, self.history, self.conclusions, self.decision):
            told |= self.read(part) or {}
        return RegisterEntry.model_validate({**told, "remarks": tuple(self.remarks)})

    def read(self, part: Callable[[], Result]) -> Result | None:
        """Read one part of the case; what is wrong with it becomes a remark, each mistake once."""
        try:
            return part()
        except (PiaError, OSError, ValueError, RecursionError) as error:
            found = _remarks(error, self.case.folder.name)
            self.remarks += [remark for remark in found if remark not in self.remarks]
        return None

    def state(self) -> CaseState:
        """Return the last step of which the result is there."""
        return next((state for name, state in _STEPS if self.case.has(name)), CaseState.NEW)

    def proposal(self) -> dict[str, object]:
        """Return what the city declared."""
        proposal = self.case.proposal()
        return {name: getattr(proposal, name) for name in ("title", "controller", "department", "stage", "release")}

    def history(self) -> dict[str, object]:
        """Return the identity of the case; remark on steps to be run again and on files changed by hand."""
        self.case.steps()
        for name, step in _REPEATED.items():
            if self.case.has(name) and self.case.is_stale(name):
                self.remarks.append(Remark(kind=RemarkKind.STALE, values={"step": step}))
        edited = self.case.edited_by_hand()
        if edited:
            self.remarks.append(Remark(kind=RemarkKind.EDITED, values={"files": ", ".join(edited)}))
        return {"id": self.case.id}

    def conclusions(self) -> dict[str, object]:
        """Return levels, suggested outcome and what became of the measures, once the case is assessed."""
        if not self.case.has(cases.ASSESSMENT):
            return {}
        kept = self.case.load(cases.ASSESSMENT, Conclusions)
        assessment = kept.assessment
        actions = self.read(lambda: actions_of(self.case))
        return {
            "inherent": assessment.inherent,
            "residual": assessment.residual,
            "outcome": assessment.outcome.decision,
            "unanswered": assessment.unanswered,
            "actions": follow(kept.plan, actions, self.at.date(), self.record.taken).counts if actions else None,
        }

    def decision(self) -> dict[str, object]:
        """Return what people decided, and whether it still holds."""
        taken = self.record.taken
        if taken is None:
            return {}
        if not self.record.signatures:
            self.remarks.append(Remark(kind=RemarkKind.UNSIGNED))
        new_look = self.read(lambda: due_reviews(self.case, self.at)) or ()
        return {
            "state": CaseState.NEEDS_NEW_LOOK if new_look else CaseState.DECIDED,
            "decision": taken.decision,
            "decided_on": taken.on,
            "next_review": taken.valid_until,
            "new_look": new_look,
        }
