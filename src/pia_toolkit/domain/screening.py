"""Whether an impact assessment is needed: what was found, what people confirmed, what follows."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.checklist import Counts
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.reasons import Reason


class Need(StrEnum):
    """What screening concludes."""

    NEEDED = "needed"
    CAN_BE_NEEDED = "can-be-needed"
    """One criterion that counts with another is met: people have to say why, or why not."""
    NOT_NEEDED = "not-needed"
    OPEN = "open"
    """Answers that decide are missing."""


class Yardstick(StrEnum):
    """What the criteria rest on here."""

    LAW = "law"
    OWN_CRITERIA = "own-criteria"
    """No law asks for an assessment: the guidance serves as a yardstick, beside the toolkit's own criteria."""
    SHORT_FORM = "short-form"
    """Data about nobody."""
    OPEN = "open"


class CriterionState(StrEnum):
    """How one criterion stands."""

    MET = "met"
    IN_DOUBT = "in-doubt"
    """Answered *partly*; counts as met, because a doubt is no reason to leave people unprotected."""
    NOT_MET = "not-met"
    SUGGESTED = "suggested"
    """The data suggest it, and nobody confirmed it yet."""
    NOT_ASKED = "not-asked"
    """Nothing points to it, a graver case settled the matter already, or it does not count here."""


class Criterion(Frozen):
    """One criterion with the facts and the answer behind its state."""

    question: str
    provision: str
    counts: Counts
    state: CriterionState
    because: tuple[Reason, ...] = ()

    @property
    def counts_as_met(self) -> bool:
        """Whether it counts: met, or in doubt."""
        return self.state in (CriterionState.MET, CriterionState.IN_DOUBT)


class Screening(Frozen):
    """The conclusion of screening; a person decides."""

    need: Need
    yardstick: Yardstick
    criteria: tuple[Criterion, ...] = ()
    because: tuple[Reason, ...] = ()
    recorded: bool = Field(description="is the decision on record?")
    reason: str = Field(default="", description="the reason people gave for or against assessing")

    @property
    def lacks_reason(self) -> bool:
        """Whether nothing is assessed, or may not be, without a recorded reason."""
        return self.need in (Need.NOT_NEEDED, Need.CAN_BE_NEEDED) and not (self.recorded and self.reason.strip())
