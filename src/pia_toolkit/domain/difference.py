"""What differs between two moments of a case, or between two cases: the contract of `pia diff --format json`."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen, Scalar

DIFFERENCE_SCHEMA = "pia-toolkit/difference/1"


class Area(StrEnum):
    """What a change is about, in the order in which changes of equal gravity are told."""

    OUTCOME = "outcome"
    """What is suggested, the highest levels, and whether an assessment is needed."""
    DECISION = "decision"
    """What people decided, advised and signed."""
    SCENARIO = "scenario"
    OVERRIDE = "override"
    """Levels that people set."""
    RIGHTS = "rights"
    DATA = "data"
    """Tables and columns."""
    FIGURE = "figure"
    """How easily people are singled out."""
    DECLARED = "declared"
    """What `case.yaml` says."""
    ANSWER = "answer"
    MEASURE = "measure"
    """What is recommended."""
    ACTION = "action"
    """What became of what is recommended."""
    CONTENT = "content"
    """Recognizers, words, checklists, scenarios and measures of the case's own."""


class How(StrEnum):
    """Whether something is there on one side only, or different."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


class Gravity(StrEnum):
    """How much a change asks to be looked at. The toolkit's own choice, written down in `docs/versions.md`."""

    MAJOR = "major"
    NOTABLE = "notable"
    MINOR = "minor"


class Direction(StrEnum):
    """Whether people are worse off, better off, or nobody can tell by this alone."""

    WORSE = "worse"
    NEITHER = "neither"
    BETTER = "better"


class Change(Frozen):
    """One thing that differs.

    `subject` names it from the outside in: table and column; checklist and question; scenario; field; …. `aspect` is
    what of it differs, such as `role` or `residual`; empty where that is the thing itself.
    """

    area: Area
    how: How
    subject: tuple[str, ...]
    aspect: str = ""
    label: str = Field(default="", description="what people call it: the words of a question, the title of a scenario")
    before: Scalar | None = None
    after: Scalar | None = None
    gravity: Gravity = Gravity.NOTABLE
    direction: Direction = Direction.NEITHER

    @property
    def order(self) -> tuple[int, int, int, tuple[str, ...], str]:
        """Where it stands: the weightiest first; of those what is concluded, then what makes people worse off."""
        gravity, direction = list(Gravity).index(self.gravity), list(Direction).index(self.direction)
        first = 0 if self.area in (Area.OUTCOME, Area.DECISION) else 1 + direction
        return gravity, first, list(Area).index(self.area), self.subject, self.aspect


class Missing(StrEnum):
    """On which side something is not there, so that it could not be compared."""

    BEFORE = "before"
    AFTER = "after"


class NotCompared(Frozen):
    """A part of a case that only one side has: the step that makes it was not done on the other."""

    step: str = Field(description="scan, measure or assess")
    missing: Missing


class Side(Frozen):
    """One of the two that are compared.

    `version`: its number; None for a case as it is now. `stale`: files that were made before something they rest on.
    """

    folder: str
    case_id: str
    title: str
    version: int | None = None
    sha256: str = Field(default="", description="hash of the version")
    at: datetime = Field(description="when the version was frozen; of a case as it is now, its last step")
    tool_version: str = Field(default="", description="of the toolkit that did the last step")
    stale: tuple[str, ...] = ()


class Difference(Frozen):
    """Everything that differs, the weightiest first."""

    schema_id: str = Field(default=DIFFERENCE_SCHEMA, alias="schema")
    language: str = Field(description="of the labels")
    before: Side
    after: Side
    changes: tuple[Change, ...]
    not_compared: tuple[NotCompared, ...] = ()
