"""The second stage: from a case frozen before the tender, a case for one supplier.

What does not depend on the supplier is carried over with its author and date; the rest is open again. The new case
keeps which version it came from, so that the two can be compared and nobody has to trust a copy.
"""

import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from os import getpid
from pathlib import Path
from typing import Any

from pia_toolkit import pipeline
from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json, create, seen_from
from pia_toolkit.case_folder.versions import last_version, open_version
from pia_toolkit.content import read_yaml, validated, write_yaml
from pia_toolkit.domain.answers import Answers, ChecklistAnswers
from pia_toolkit.domain.checklist import AnsweredBy, Checklist
from pia_toolkit.domain.proposal import Proposal, Stage
from pia_toolkit.domain.version import CameFrom, Manifest
from pia_toolkit.errors import CaseExists, NotPreTender, SupplierNameUnfit
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.answers_file import write_answers
from pia_toolkit.readers.column_names import looks_personal
from pia_toolkit.readers.read import is_address
from pia_toolkit.storage import told_as_cannot_write

PROCUREMENT = "procurement"
"""The checklist that is about what a supplier offers."""
_LONGEST_NAME = 200
_NOT_SEEN = {"Cc", "Cf", "Cs"}
_JOINERS = "\u200c\u200d"
"""Signs that cannot be seen and without which Persian and Indic names are misspelt."""
_ALIKE = (cases.INVENTORY, cases.RISK, cases.DECISIONS)
"""Files that say something about the data, which are the same for every supplier until other data are scanned."""
_OWN_CONTENT = re.compile(rf"(?:{cases.RECOGNIZERS}|{cases.LEXICON}|checklists|scenarios|measures)/[^/]+\.yaml")


@dataclass(frozen=True)
class Supplier:
    """Whom a case is made for, and whether the data would go abroad with them."""

    name: str
    abroad: bool = False


@dataclass(frozen=True)
class SupplierCase:
    """A case that was made for a supplier, what it came from, and how many answers stand in it."""

    case: Case
    came_from: CameFrom
    carried_over: int


def make_supplier_case(case: Case, supplier: Supplier, folder: Path, speak: Words, at: datetime) -> SupplierCase:
    """Make a case for one supplier from the last frozen version of a case that stands before the tender.

    Conclusions, decisions, actions and overridden levels are not carried over: they were about no supplier in
    particular. Raises `SupplierNameUnfit`, `NeverFrozen`, `VersionChanged`, `NotPreTender`, `CaseExists`,
    `CannotWrite`. A run that is killed leaves the whole case or none.
    """
    named, folder = Supplier(usable_name(supplier.name), supplier.abroad), folder.resolve()
    source, manifest = open_version(case, last_version(case))
    stage = source.proposal().stage
    if stage is not Stage.PRE_TENDER:
        raise NotPreTender(case=case.folder.name, version=manifest.number, stage=stage.value)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseExists(path=folder.name)
    checklists = pipeline.checklists_of(source, speak.language)
    before = pipeline.answers_of(source, checklists)
    answers, reopened = without_supplier(before, checklists)
    came_from = CameFrom(
        case_id=case.id,
        title=source.proposal().title,
        version=manifest.number,
        sha256=manifest.sha256,
        supplier=named.name,
        reopened=reopened,
    )
    files = _carried_over(source, manifest, case, folder)
    files[cases.CAME_FROM] = as_json(came_from)
    if source.has(cases.ANSWERS):
        files[cases.ANSWERS] = write_answers(answers).encode()
    _put_in_place(folder, _proposal_for(source, named, speak), files, at)
    return SupplierCase(Case(folder), came_from, sum(len(entry.answers) for entry in answers.checklists))


def usable_name(name: str) -> str:
    """Return the name of a supplier in one line. Raises `SupplierNameUnfit` for one that cannot be shown as a name."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())[:_LONGEST_NAME].strip()
    problem = ""
    if not plain:
        problem = "supplier-nameless"
    elif any(unicodedata.category(sign) in _NOT_SEEN and sign not in _JOINERS for sign in plain):
        problem = "supplier-hidden-signs"
    elif looks_personal(plain):
        problem = "supplier-personal"
    if problem:
        raise SupplierNameUnfit(problem=problem)
    return plain


def without_supplier(answers: Answers, checklists: Sequence[Checklist]) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers that do not depend on the supplier, and the questions that had one and are open again.

    Those are the questions that the supplier answers, and all of the checklist on procurement.
    """
    theirs = {
        f"{checklist.id}/{question.id}"
        for checklist in checklists
        for question in checklist.questions
        if question.answered_by is AnsweredBy.SUPPLIER
    }
    entries, reopened = [], []
    for entry in answers.checklists:
        kept, opened = _split(entry, theirs)
        reopened += [f"{entry.checklist}/{question}" for question in opened]
        if kept.answers or kept.skipped or kept.set_aside:
            entries.append(kept)
    return answers.model_copy(update={"checklists": tuple(entries)}), tuple(reopened)


def _split(entry: ChecklistAnswers, theirs: set[str]) -> tuple[ChecklistAnswers, tuple[str, ...]]:
    def depends(question: str) -> bool:
        return entry.checklist == PROCUREMENT or f"{entry.checklist}/{question}" in theirs

    kept = {
        "answers": tuple(answer for answer in entry.answers if not depends(answer.question)),
        "skipped": tuple(question for question in entry.skipped if not depends(question)),
        "set_aside": tuple(answer for answer in entry.set_aside if not depends(answer.question)),
    }
    return entry.model_copy(update=kept), tuple(answer.question for answer in entry.answers if depends(answer.question))


def _proposal_for(source: Case, supplier: Supplier, speak: Words) -> str:
    """Return the declaration of a case with its new stage and the supplier among those who receive data."""
    declared: dict[str, Any] = read_yaml(source.folder / cases.PROPOSAL)
    title = speak("versions.supplier-title", title=declared["title"], supplier=supplier.name)
    recipients = [dict(entry) for entry in declared.get("recipients") or ()]
    known = [entry for entry in recipients if str(entry["name"]).casefold() == supplier.name.casefold()]
    if not known:
        recipients.append({"name": supplier.name, "kind": "supplier", "abroad": supplier.abroad})
    for entry in known if supplier.abroad else ():
        entry["abroad"] = True
    changed = declared | {"title": title, "stage": Stage.SUPPLIER.value, "recipients": recipients}
    validated(changed, Proposal, cases.PROPOSAL)
    return write_yaml(changed)


def _carried_over(source: Case, manifest: Manifest, case: Case, folder: Path) -> dict[str, bytes]:
    """Return the files of a version that a case for a supplier begins with."""
    names = [name for name in manifest.files if name in _ALIKE or _OWN_CONTENT.fullmatch(name)]
    files = {name: (source.folder / name).read_bytes() for name in names}
    if source.has(cases.DATASETS):
        datasets = source.load(cases.DATASETS, cases.Datasets)
        moved = {
            kind: tuple(_seen_from(entry, case.folder, folder) for entry in getattr(datasets, kind))
            for kind in ("files", "public_files")
        }
        files[cases.DATASETS] = as_json(datasets.model_copy(update=moved))
    return files


def _seen_from(dataset: cases.Dataset, old: Path, new: Path) -> cases.Dataset:
    """Return a data set as it is found from the new case; a path that is not relative stays."""
    if is_address(dataset.path) or Path(dataset.path).is_absolute():
        return dataset
    return dataset.model_copy(update={"path": seen_from(old / dataset.path, new)})


def _put_in_place(folder: Path, proposal: str, files: dict[str, bytes], at: datetime) -> None:
    """Make the case beside its place, then put it there in one go."""
    beside = folder.with_name(f".{folder.name}.{getpid()}.part")
    with told_as_cannot_write(folder):
        try:
            case = create(beside, proposal, at)
            with case.locked():
                for name in files:
                    (beside / name).parent.mkdir(parents=True, exist_ok=True)
                case.record("supplier", at, files)
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
