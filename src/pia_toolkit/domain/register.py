"""Many cases at a glance: what each is about, how far it has come, what risk is left, what is open or overdue."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.action import ActionCounts
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.due_review import Trigger
from pia_toolkit.domain.frozen import Frozen, Scalar
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.proposal import Release, Stage

REGISTER_SCHEMA = "pia-toolkit/register/1"


class CaseState(StrEnum):
    """How far a case has come: its last step, and whether what was decided still holds."""

    NEW = "new"
    SCANNED = "scanned"
    MEASURED = "measured"
    ANSWERED = "answered"
    ASSESSED = "assessed"
    DECIDED = "decided"
    NEEDS_NEW_LOOK = "needs-new-look"


class RemarkKind(StrEnum):
    """What has to be said of a case beside its figures."""

    UNREADABLE = "unreadable"
    STALE = "stale"
    EDITED = "edited"
    UNSIGNED = "unsigned"


class Remark(Frozen):
    """One thing to attend to.

    `error`: the id of what is wrong with a file, for a case that cannot be read whole; `values` fill its sentence. For
    steps to be run again, `values` names the `step`; for files changed by hand, `files`.
    """

    kind: RemarkKind
    error: str = ""
    values: dict[str, Scalar] = Field(default_factory=dict)


class RegisterEntry(Frozen):
    """One case. What was not reached yet, or cannot be read, is left out: null, or an empty text."""

    folder: str = Field(description="seen from the folder of the register; a dot for that folder itself")
    id: str = Field(default="", description="the start of the hash of the first step")
    title: str = ""
    controller: str = ""
    department: str = ""
    stage: Stage | None = None
    release: Release | None = None
    state: CaseState | None = None
    inherent: Level | None = None
    residual: Level | None = None
    outcome: Decision | None = Field(default=None, description="what the assessment suggests")
    unanswered: int | None = Field(default=None, ge=0, description="questions put and not answered, when assessed")
    decision: Decision | None = Field(default=None, description="what people decided")
    decided_on: date | None = None
    next_review: date | None = Field(default=None, description="the last day on which the decision holds")
    new_look: tuple[Trigger, ...] = Field(default=(), description="what calls for a new look at the decision")
    actions: ActionCounts | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything that is there could be read."""
        return all(remark.kind is not RemarkKind.UNREADABLE for remark in self.remarks)


class RegisterTotals(Frozen):
    """The register in figures."""

    cases: int = Field(ge=0)
    not_whole: int = Field(ge=0, description="cases of which something cannot be read")
    stale: int = Field(ge=0, description="cases with a step that has to be run again")
    needs_new_look: int = Field(ge=0)
    open_actions: int = Field(ge=0)
    overdue_actions: int = Field(ge=0)
    states: dict[CaseState, int] = Field(description="cases in each state; those whose state is not known are left out")


class Register(Frozen):
    """The cases below one folder, by the names of their folders, as they stand on `day`."""

    schema_id: str = Field(default=REGISTER_SCHEMA, alias="schema")
    day: date
    totals: RegisterTotals
    cases: tuple[RegisterEntry, ...]
    folders_not_read: tuple[str, ...] = Field(default=(), description="folders that this user may not look into")


def register_of(entries: Iterable[RegisterEntry], day: date, folders_not_read: Iterable[str] = ()) -> Register:
    """Return a register of some cases, with its totals."""
    cases = tuple(sorted(entries, key=lambda entry: entry.folder))
    counted = [entry.actions for entry in cases if entry.actions]
    states = [entry.state for entry in cases]
    totals = RegisterTotals(
        cases=len(cases),
        not_whole=sum(not entry.is_whole for entry in cases),
        stale=sum(any(remark.kind is RemarkKind.STALE for remark in entry.remarks) for entry in cases),
        needs_new_look=states.count(CaseState.NEEDS_NEW_LOOK),
        open_actions=sum(counts.open for counts in counted),
        overdue_actions=sum(counts.overdue for counts in counted),
        states={state: states.count(state) for state in CaseState if state in states},
    )
    return Register(day=day, totals=totals, cases=cases, folders_not_read=tuple(sorted(folders_not_read)))
