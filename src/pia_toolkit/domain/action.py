"""What becomes of each measure: who does it, until when, whether it is done, and what shows that."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from pia_toolkit.domain.decision import DecisionTaken
from pia_toolkit.domain.frozen import Frozen, LocalText
from pia_toolkit.domain.plan import Due, Owner, Plan

ACTIONS_SCHEMA = "pia-toolkit/actions/1"
FOLLOWED_SCHEMA = "pia-toolkit/followed/1"


class ActionState(StrEnum):
    """How far a measure that was chosen has come."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class EvidenceForm(StrEnum):
    """In what form it is shown that a measure was done."""

    TEXT = "text"
    LINK = "link"
    FILE = "file"


class Proof(Frozen):
    """One thing that shows that a measure was done: a sentence, the address of a page, or a file with its hash."""

    form: EvidenceForm
    text: str = Field(min_length=1, description="the sentence, the address, or where the file lies, seen from the case")
    sha256: str = Field(default="", description="over the bytes of a file as it was when it was named")


class Action(Frozen):
    """A measure that somebody chose. `by` and `at`: who last changed this entry, and when."""

    measure: str
    title: LocalText = Field(description="as the measure was called then; it may be advised no longer")
    owner: str = Field(default="", description="an office or a role; one of the plan's codes, such as dpo, or any text")
    due: date | None = None
    state: ActionState = ActionState.OPEN
    evidence: tuple[Proof, ...] = ()
    reason: str = Field(default="", description="why it was dropped")
    by: str = Field(min_length=1)
    at: datetime

    @model_validator(mode="after")
    def _is_whole(self) -> "Action":
        if self.state is ActionState.DONE and not self.evidence:
            raise PydanticCustomError("incomplete-action", "action-without-evidence")
        if self.state is ActionState.DROPPED and not self.reason.strip():
            raise PydanticCustomError("incomplete-action", "action-without-reason")
        return self

    @property
    def published(self) -> tuple[Proof, ...]:
        """The evidence as a report names it."""
        return tuple(
            proof.model_copy(update={"text": PurePosixPath(proof.text).name})
            if proof.form is EvidenceForm.FILE
            else proof
            for proof in self.evidence
        )

    def is_overdue(self, day: date) -> bool:
        """Whether it is still open on `day` and was due before that day."""
        return self.state is ActionState.OPEN and self.due is not None and self.due < day


class Actions(Frozen):
    """Every measure that was chosen, in the order in which they were: the content of `actions.yaml`."""

    schema_id: str = Field(default=ACTIONS_SCHEMA, alias="schema")
    actions: tuple[Action, ...] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> "Actions":
        if len({entry.measure for entry in self.actions}) < len(self.actions):
            raise PydanticCustomError("repeated-action", "action-twice")
        return self

    def of(self, measure: str) -> Action | None:
        """Return what was said about one measure, if anything."""
        return next((entry for entry in self.actions if entry.measure == measure), None)

    def joined_by(self, action: Action) -> "Actions":
        """Return these actions with one more, which replaces that for the same measure."""
        by_measure = {entry.measure: entry for entry in (*self.actions, action)}
        return Actions(actions=tuple(by_measure.values()))

    def without(self, measure: str) -> "Actions":
        """Return these actions without that for one measure."""
        return Actions(actions=tuple(entry for entry in self.actions if entry.measure != measure))

    @property
    def published(self) -> "Actions":
        """The same for reports: of a file that is evidence its name, and not where it lies."""
        return Actions(actions=tuple(entry.model_copy(update={"evidence": entry.published}) for entry in self.actions))

    @property
    def counted_on(self) -> frozenset[str]:
        """The measures that are to be done or are done."""
        return self._in({ActionState.OPEN, ActionState.DONE})

    @property
    def done(self) -> frozenset[str]:
        """The measures that are done."""
        return self._in({ActionState.DONE})

    @property
    def dropped(self) -> frozenset[str]:
        """The measures that were chosen and given up, each with its reason."""
        return self._in({ActionState.DROPPED})

    def _in(self, states: Iterable[ActionState]) -> frozenset[str]:
        return frozenset(entry.measure for entry in self.actions if entry.state in states)


class Standing(StrEnum):
    """How a measure stands on a day, as it is told."""

    NOT_CHOSEN = "not-chosen"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


class Followed(Frozen):
    """One measure as it stands: what the plan says of it, and what people did about it.

    `number` is its place in the plan; a measure that is no longer advised has none, and neither owner nor date advised.
    """

    measure: str
    title: LocalText
    check: LocalText | None = Field(default=None, description="how one can tell that it was done, where that is known")
    number: int | None = Field(default=None, ge=1)
    condition_of_approval: bool = False
    standing: Standing
    advised_owner: Owner | None = None
    advised_due: Due | None = None
    action: Action | None = None

    @property
    def is_advised(self) -> bool:
        """Whether the plan still has it."""
        return self.number is not None


class ActionCounts(Frozen):
    """How many measures stand how. Those overdue are among the open ones; conditions count until they are done."""

    not_chosen: int = Field(default=0, ge=0)
    open: int = Field(default=0, ge=0)
    overdue: int = Field(default=0, ge=0)
    done: int = Field(default=0, ge=0)
    dropped: int = Field(default=0, ge=0)
    conditions_open: int = Field(default=0, ge=0, description="conditions of approval that are not done")
    no_longer_advised: int = Field(default=0, ge=0, description="chosen or decided on, and not in the plan now")


class FollowedPlan(Frozen):
    """Every measure of the plan, then those chosen or decided on that it no longer has, as they stand on `day`."""

    schema_id: str = Field(default=FOLLOWED_SCHEMA, alias="schema")
    day: date
    counts: ActionCounts
    measures: tuple[Followed, ...]

    def of(self, measure: str) -> Followed | None:
        """Return one measure, if it is advised or was chosen."""
        return next((entry for entry in self.measures if entry.measure == measure), None)

    def only(self, measure: str) -> "FollowedPlan":
        """Return the same with one measure only; the counts stay those of all."""
        return self.model_copy(update={"measures": tuple(entry for entry in self.measures if entry.measure == measure)})


def follow(plan: Plan, actions: Actions, day: date, taken: DecisionTaken | None = None) -> FollowedPlan:
    """Say how each measure stands on a day, in the order of the plan.

    Once a decision was taken, approval depends on its conditions, also on those that the plan no longer has; before,
    on the conditions of the plan.
    """
    conditions = {entry.measure: entry for entry in taken.conditions} if taken else {}
    advised = tuple(
        Followed(
            measure=entry.mitigation.id,
            title=entry.mitigation.title,
            check=entry.mitigation.check,
            number=number,
            condition_of_approval=entry.mitigation.id in conditions if taken else entry.condition_of_approval,
            standing=_standing(actions.of(entry.mitigation.id), day),
            advised_owner=entry.mitigation.owner,
            advised_due=entry.mitigation.due,
            action=actions.of(entry.mitigation.id),
        )
        for number, entry in enumerate(plan.recommendations, start=1)
    )
    known = {entry.measure for entry in advised}
    former = {entry.measure: entry.title for entry in conditions.values()}
    former |= {entry.measure: entry.title for entry in actions.actions}
    others = tuple(
        Followed(
            measure=measure,
            title=title,
            check=conditions[measure].check if measure in conditions else None,
            condition_of_approval=measure in conditions,
            standing=_standing(actions.of(measure), day),
            action=actions.of(measure),
        )
        for measure, title in former.items()
        if measure not in known
    )
    return FollowedPlan(day=day, counts=_counts((*advised, *others)), measures=(*advised, *others))


def _standing(action: Action | None, day: date) -> Standing:
    if action is None:
        return Standing.NOT_CHOSEN
    return Standing.OVERDUE if action.is_overdue(day) else Standing(action.state.value)


def _counts(measures: Iterable[Followed]) -> ActionCounts:
    entries = tuple(measures)
    standings = [entry.standing for entry in entries]
    overdue = standings.count(Standing.OVERDUE)
    return ActionCounts(
        not_chosen=standings.count(Standing.NOT_CHOSEN),
        open=standings.count(Standing.OPEN) + overdue,
        overdue=overdue,
        done=standings.count(Standing.DONE),
        dropped=standings.count(Standing.DROPPED),
        conditions_open=sum(entry.condition_of_approval and entry.standing is not Standing.DONE for entry in entries),
        no_longer_advised=sum(not entry.is_advised for entry in entries),
    )
