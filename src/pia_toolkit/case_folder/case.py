"""A case folder: one proposal, readable and diffable, with its history.

    case.yaml        what the city declares       inventory.json   from scan
    datasets.json    the sources scanned          risk.json        from measure
    answers.yaml     from the walk                assessment.json  scenarios, rights, outcome, plan
    decisions.yaml   people on verdicts           recognizers/, lexicon/, checklists/, scenarios/, measures/  its own
    decision.yaml    people on the proposal: advice, views, decision, signatures
    actions.yaml     people on the measures: who, until when, done or dropped
    overrides.yaml   people on the levels of risks: what they set in place of what was computed, and why
    history.jsonl    every step, hash-chained     reports/         what people sign and publish
    mitigated/       logs of files made coarser, with what scanning and measuring them found
    versions/        copies of all this as it was frozen      came-from.json   of a case made from another one

Every step replaces whole files at once, under a lock; a killed run leaves the last good state.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from pia_toolkit.case_folder import history
from pia_toolkit.case_folder.newer_tool import refuse_newer, refuse_newer_file
from pia_toolkit.case_folder.tool_version import tool_version
from pia_toolkit.content import read_model, validated
from pia_toolkit.domain.action import Actions
from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.decision import DecisionRecord
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.override import Overrides
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.review import Decisions
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.domain.version import CameFrom
from pia_toolkit.errors import (
    CaseExists,
    CaseInUse,
    CaseIsFrozen,
    ChangedSinceScan,
    ContentInvalid,
    DatasetMoved,
    NotACase,
    StepMissing,
)
from pia_toolkit.readers.options import Limits
from pia_toolkit.readers.read import fingerprint, is_address, shown_source
from pia_toolkit.resources import sha256_of
from pia_toolkit.storage import told_as_cannot_write, write_atomically

PROPOSAL, DATASETS, INVENTORY, RISK = "case.yaml", "datasets.json", "inventory.json", "risk.json"
ANSWERS, ASSESSMENT, HISTORY, REPORTS = "answers.yaml", "assessment.json", "history.jsonl", "reports"
DECISIONS, RECOGNIZERS, LEXICON = "decisions.yaml", "recognizers", "lexicon"
MITIGATED, DECISION, ACTIONS = "mitigated", "decision.yaml", "actions.yaml"
MANIFEST, CAME_FROM = "manifest.json", "came-from.json"
NOISY_COUNTS = "noisy-counts"
OVERRIDES = "overrides.yaml"
_LOCK = ".lock"
_STEP_OF = {INVENTORY: "scan", RISK: "measure", ANSWERS: "ask", ASSESSMENT: "assess", DATASETS: "scan"}
_AFTER = {
    INVENTORY: (RISK, ASSESSMENT),
    RISK: (ASSESSMENT,),
    ANSWERS: (ASSESSMENT,),
    PROPOSAL: (RISK, ASSESSMENT),
    OVERRIDES: (ASSESSMENT,),
}

Kind = TypeVar("Kind", bound=Frozen)


class Dataset(Frozen):
    """A source that belongs to the case, its hash, and how it was read.

    `path`: where a file or folder lies, seen from the case folder, or the address of a database without the name and
    password of its user. `sha256`: over the bytes of a file, over the names and bytes of the files of a folder; empty
    for a database. `delimiter`, `encoding`, `header`, `sheet` and `crs` are there only where the user overruled what
    was found.
    """

    path: str
    sha256: str
    limits: Limits = Limits()
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    sheet: str | None = None
    crs: str | None = None


class PublicFile(Dataset):
    """A public file that the data of a case were linked with, and the columns that the user named for it."""

    on: tuple[tuple[str, str], ...] = ()
    truth: tuple[str, str] | None = None


class Datasets(Frozen):
    """The sources of a case. `public_files`: what others can link them with; they are no data of the case."""

    files: tuple[Dataset, ...]
    public_files: tuple[PublicFile, ...] = ()


MODELS: dict[str, type[Frozen]] = {
    PROPOSAL: Proposal,
    DATASETS: Datasets,
    INVENTORY: Inventory,
    RISK: RiskReport,
    ANSWERS: Answers,
    ASSESSMENT: Conclusions,
    DECISIONS: Decisions,
    DECISION: DecisionRecord,
    ACTIONS: Actions,
    OVERRIDES: Overrides,
    CAME_FROM: CameFrom,
}
"""What the files of a case hold, by which it is told whether a newer version of the toolkit wrote them."""


class Case:
    """An existing case folder, or a frozen version of one. Opening it raises `NotACase`, `CaseFromNewer`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / PROPOSAL).is_file():
            raise NotACase(path=folder.name or str(folder))
        refuse_newer(folder, self._history(), MODELS)

    @property
    def id(self) -> str:
        """The case's identity: the start of the hash of its first step."""
        return history.first_of(self._history())[:12]

    @property
    def history_head(self) -> str:
        """The hash of the last step."""
        return history.head_of(self._history())

    def steps(self) -> tuple[history.Step, ...]:
        """Return the history. Raises `HistoryBroken`."""
        return history.verified(self._history())

    def has(self, name: str) -> bool:
        """Whether a step's file is there."""
        return (self.folder / name).is_file()

    def is_stale(self, name: str) -> bool:
        """Whether something that `name` rests on was made after it."""
        order = {file: number for number, step in enumerate(self.steps()) for file in step.files}
        mine = order.get(name, -1)
        return any(order.get(source, -1) > mine for source, later in _AFTER.items() if name in later)

    def edited_by_hand(self) -> tuple[str, ...]:
        """Return the files that are not as the last step on them left them."""
        last: dict[str, str] = {}
        for step in self.steps():
            last.update(step.files)
        return tuple(
            sorted(name for name, known in last.items() if self.has(name) and sha256_of(self.folder / name) != known)
        )

    def proposal(self) -> Proposal:
        """Return what the city declared. Raises `ContentInvalid` with line and field."""
        return read_model(self.folder / PROPOSAL, Proposal)

    def load(self, name: str, kind: type[Kind]) -> Kind:
        """Return a step's result. Raises `StepMissing` when the step was not made yet, `CaseFromNewer`."""
        if not self.has(name):
            raise StepMissing(needed=_STEP_OF[name], case=self.folder.name)
        refuse_newer_file(self.folder, name, kind)
        try:
            data = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except ValueError:
            raise ContentInvalid(file=name, line=0, field="-", problem="not JSON") from None
        return validated(data, kind, name)

    def datasets(self) -> tuple[tuple[str | Path, Dataset], ...]:
        """Return the sources of the case and how they are read. Raises `DatasetMoved`, `ChangedSinceScan`."""
        return tuple((self._found(dataset), dataset) for dataset in self.load(DATASETS, Datasets).files)

    def public_files(self) -> tuple[tuple[str | Path, PublicFile], ...]:
        """Return the public files that the data were linked with. Raises `DatasetMoved`, `ChangedSinceScan`."""
        return tuple((self._found(file), file) for file in self.load(DATASETS, Datasets).public_files)

    def _found(self, dataset: Dataset) -> str | Path:
        if is_address(dataset.path):
            return dataset.path
        path = Path(dataset.path)
        path = path if path.is_absolute() else self.folder / path
        if not path.exists():
            raise DatasetMoved(name=path.name)
        if fingerprint(path, dataset.limits) != dataset.sha256:
            raise ChangedSinceScan(path=path.name)
        return path

    def dataset(self, source: str | Path, options: Mapping[str, object] | None = None) -> Dataset:
        """Describe a source as a data set of this case, with how it was read."""
        described = Dataset.model_validate({"path": "", "sha256": "", **(options or {})})
        place = shown_source(source) if is_address(source) else seen_from(Path(source), self.folder)
        return described.model_copy(update={"path": place, "sha256": fingerprint(source, described.limits)})

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the case for one writer. Raises `CaseInUse` at once when another process holds it, `CaseIsFrozen`."""
        if (self.folder / MANIFEST).is_file():
            raise CaseIsFrozen(path=self.folder.name)
        with told_as_cannot_write(self.folder):
            lock = FileLock(self.folder / _LOCK, timeout=0)
            try:
                lock.acquire()
            except Timeout:
                raise CaseInUse(path=self.folder.name) from None
        try:
            yield
        finally:
            lock.release()

    def record(self, did: str, at: datetime, files: dict[str, bytes], by: str = "") -> None:
        """Replace files of the case and write the step into its history. Call it while the case is locked."""
        for name, content in files.items():
            write_atomically(self.folder / name, content)
        self._append(did, at, {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}, by)

    def note(self, did: str, at: datetime, written: Sequence[Path], by: str = "") -> None:
        """Write a step that made files by itself into the history. Call it while the case is locked."""
        self._append(did, at, {seen_from(path, self.folder): sha256_of(path) for path in written}, by)

    def _append(self, did: str, at: datetime, hashes: dict[str, str], by: str = "") -> None:
        step = history.Step(at=at, did=did, files=hashes, by=by, tool_version=tool_version())
        write_atomically(self.folder / HISTORY, history.appended(self._history(), step).encode())

    def _history(self) -> str:
        path = self.folder / HISTORY
        return path.read_text(encoding="utf-8") if path.is_file() else ""


def create(folder: Path, proposal_yaml: str, at: datetime) -> Case:
    """Make a new case folder. Raises `CaseExists` when something is there already, `ContentInvalid`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseExists(path=folder.name)
    with told_as_cannot_write(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / PROPOSAL, proposal_yaml.encode())
    case = Case(folder)
    with case.locked():
        case.record("new", at, {PROPOSAL: proposal_yaml.encode()})
    return case


def as_json(value: Frozen) -> bytes:
    """Return a value as JSON that is the same for the same value and easy to compare."""
    data = value.model_dump(mode="json", by_alias=True)
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=False) + "\n").encode()


def seen_from(path: Path, folder: Path) -> str:
    """Return a path relative to the case folder where both lie under one roof, else absolute."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
