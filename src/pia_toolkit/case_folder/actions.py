"""What people do about the measures of a plan: kept in `actions.yaml` of a case, told against a day.

Each function that changes something holds the case, writes the file at once and leaves a line of history.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, seen_from
from pia_toolkit.case_folder.deciding import decision_of
from pia_toolkit.content import read_model, write_yaml
from pia_toolkit.domain.action import Action, Actions, ActionState, EvidenceForm, Followed, FollowedPlan, Proof, follow
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.plan import Plan
from pia_toolkit.errors import (
    ActionClosed,
    ActionNotChosen,
    ActionNotClosed,
    AuthorNotNamed,
    DateNotUnderstood,
    DoneWithoutEvidence,
    DroppedWithoutReason,
    EvidenceNotThere,
    MeasureMisspelt,
    MeasureNotAdvised,
    MeasureUnknown,
    NoPermission,
    NoSuchDay,
)
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.resources import sha256_of

_WRITTEN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)(?:[^\s/?#]*@)?(\S+)")
_LIKE_A_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


class Change(Frozen):
    """What somebody says about a measure; what is left out stays as it is.

    `state` is told only where it changes: done, dropped, or open again. `evidence` adds to what there is; `reason`
    belongs to dropped.
    """

    owner: str | None = None
    due: date | None = None
    state: ActionState | None = None
    evidence: tuple[Proof, ...] = ()
    reason: str = ""
    by: str = ""
    at: datetime

    @property
    def is_evidence_only(self) -> bool:
        """Whether nothing is said but what shows that the measure is done."""
        return bool(self.evidence) and (self.owner, self.due, self.state) == (None, None, None)


def actions_of(case: Case) -> Actions:
    """Return what people said about the measures of a case; nothing if nobody did yet. Raises `ContentInvalid`."""
    path = case.folder / cases.ACTIONS
    return read_model(path, Actions) if path.is_file() else Actions()


def plan_of(case: Case) -> Plan:
    """Return the plan of a case, as the last assessment left it. Raises `StepMissing`, `ContentInvalid`."""
    return case.load(cases.ASSESSMENT, Conclusions).plan


def followed_plan(case: Case, day: date) -> FollowedPlan:
    """Say how each measure of a case stands on a day. Raises `StepMissing` before `pia assess`, `ContentInvalid`."""
    return follow(plan_of(case), actions_of(case), day, decision_of(case).taken)


def counts_otherwise(case: Case) -> bool:
    """Whether people chose, did or gave up other measures since the last assessment than it counts on."""
    plan, actions = plan_of(case), actions_of(case)
    advised = {entry.mitigation.id for entry in plan.recommendations}
    conditions = {entry.mitigation.id for entry in plan.recommendations if entry.condition_of_approval}
    return advised & set(plan.chosen) != advised & ((conditions | actions.counted_on) - actions.dropped)


def followed_measure(case: Case, measure: str, day: date) -> FollowedPlan:
    """Say how one measure stands on a day; the counts are those of all.

    Raises `MeasureMisspelt` with what was meant, `MeasureNotAdvised` for another of the catalogue, `MeasureUnknown`.
    """
    plan = followed_plan(case, day)
    return plan.only(_known(case, measure, plan).measure)


def keep_change(case: Case, measure: str, change: Change) -> Action:
    """Choose a measure, or change what was said about it; return how it stands now.

    Raises `MeasureUnknown` and its kin for an id that is neither advised nor chosen, `AuthorNotNamed`,
    `DoneWithoutEvidence`, `DroppedWithoutReason`; `ActionClosed` when what is done or dropped is to be changed other
    than by more evidence or by opening it again; `ActionNotClosed` when there is nothing to open again.
    """
    with case.locked():
        actions = actions_of(case)
        entry = _known(case, measure, followed_plan(case, change.at.date()))
        _check_author(change.by)
        _check_change(case, measure, entry.action, change)
        chosen_now = Action(measure=measure, title=entry.title, by=change.by.strip(), at=change.at)
        action = _changed(entry.action or chosen_now, change)
        _record(case, actions.joined_by(action), change.at, change.by)
    return action


def withdraw(case: Case, measure: str, by: str, at: datetime) -> None:
    """Take back everything that was said about a measure. Raises `ActionNotChosen`, `MeasureUnknown`."""
    with case.locked():
        actions = actions_of(case)
        entry = _known(case, measure, followed_plan(case, at.date()))
        _check_author(by)
        if entry.action is None:
            raise ActionNotChosen(measure=measure, case=case.folder.name)
        _record(case, actions.without(measure), at, by)


def day_from(text: str) -> date:
    """Return a day that was written as year, month and day. Raises `DateNotUnderstood`, `NoSuchDay`."""
    if not _WRITTEN_DATE.fullmatch(text):
        raise DateNotUnderstood(date=text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NoSuchDay(date=text) from None


def proof_from(text: str, case: Case) -> Proof:
    """Return evidence as it was given: a file with its hash, an address without name and password, or a sentence.

    Raises `EvidenceNotThere` for what ends like the name of a file and is none, so that no hash is left out unnoticed,
    and `NoPermission`.
    """
    path = Path(text)
    if _is(path.is_file):
        try:
            return Proof(form=EvidenceForm.FILE, text=seen_from(path, case.folder), sha256=sha256_of(path))
        except OSError:
            raise NoPermission(path=path.name) from None
    if address := _ADDRESS.fullmatch(text):
        return Proof(form=EvidenceForm.LINK, text="".join(address.groups()))
    if not text.strip() or _LIKE_A_FILE.search(text) or _is(path.is_dir):
        raise EvidenceNotThere(path=text)
    return Proof(form=EvidenceForm.TEXT, text=text)


def changed_evidence(case: Case, actions: Actions) -> tuple[tuple[str, str], ...]:
    """Return measure and file of each piece of evidence that is gone, or is no longer as it was when it was named."""
    files = (
        (action.measure, proof)
        for action in actions.actions
        for proof in action.evidence
        if proof.form is EvidenceForm.FILE
    )
    return tuple((measure, proof.text) for measure, proof in files if not _is_as_it_was(case, proof))


def _is_as_it_was(case: Case, proof: Proof) -> bool:
    path = case.folder / proof.text
    return _is(lambda: path.is_file() and sha256_of(path) == proof.sha256)


def _is(question: Callable[[], bool]) -> bool:
    """Ask the disk about a path; what cannot be a path there, such as a long sentence, is none."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _known(case: Case, measure: str, plan: FollowedPlan) -> Followed:
    """Return a measure that is followed up; one that is not raises what may have been meant."""
    found = plan.of(measure)
    if found is not None:
        return found
    name = case.folder.name
    if any(entry.id == measure for entry in load_catalogue((case.folder / "measures",))):
        raise MeasureNotAdvised(measure=measure, case=name)
    near = get_close_matches(measure.casefold(), sorted(entry.measure for entry in plan.measures), 1)
    if near:
        raise MeasureMisspelt(measure=measure, near=near[0], case=name)
    raise MeasureUnknown(measure=measure, case=name)


def _check_author(by: str) -> None:
    if not by.strip():
        raise AuthorNotNamed


def _check_change(case: Case, measure: str, before: Action | None, change: Change) -> None:
    told = {"measure": measure, "case": case.folder.name}
    is_closed = before is not None and before.state is not ActionState.OPEN
    reopens = change.state is ActionState.OPEN
    if reopens and not is_closed:
        raise ActionNotClosed(**told)
    if is_closed and not reopens and not (before and before.state is ActionState.DONE and change.is_evidence_only):
        raise ActionClosed(**told)
    if change.state is ActionState.DONE and not (change.evidence or (before and before.evidence)):
        raise DoneWithoutEvidence(**told)
    if change.state is ActionState.DROPPED and not change.reason.strip():
        raise DroppedWithoutReason(**told)


def _changed(action: Action, change: Change) -> Action:
    """Return an action after a change. What is opened again starts without its old evidence and reason."""
    state = change.state or action.state
    kept = () if change.state is ActionState.OPEN else action.evidence
    return Action(
        measure=action.measure,
        title=action.title,
        owner=action.owner if change.owner is None else change.owner.strip(),
        due=change.due or action.due,
        state=state,
        evidence=(*kept, *change.evidence),
        reason=change.reason.strip() if state is ActionState.DROPPED else "",
        by=change.by.strip(),
        at=change.at,
    )


def _record(case: Case, actions: Actions, at: datetime, by: str) -> None:
    entries = [entry.model_dump(mode="json", exclude_defaults=True) for entry in actions.actions]
    content = write_yaml({"schema": actions.schema_id, "actions": entries})
    case.record("action", at, {cases.ACTIONS: content.encode()}, by.strip())
