"""How a decision stands at one moment: which signatures hold, what changed since, what calls for a new look."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.decision import DecisionRecord, DecisionTaken, Signature
from pia_toolkit.domain.due_review import Trigger
from pia_toolkit.domain.frozen import Frozen

DECISION_STANDING_SCHEMA = "pia-toolkit/decision-standing/1"


class SignatureState(StrEnum):
    """Whether a signature stands for the decision it is kept with."""

    HOLDS = "holds"
    OTHER_TEXT = "other-text"
    NOT_IN_HISTORY = "not-in-history"


class CheckedSignature(Frozen):
    """A signature and whether it holds."""

    signature: Signature
    state: SignatureState


class DecisionStanding(Frozen):
    """What was decided, and how that stands. `signatures` are those of the decision taken, in the order of signing.

    `sha256`: what to sign. `changed_files`: files of the case that are no longer as they were decided on.
    `earlier`: for each earlier decision of the record, its signatures.
    """

    schema_id: str = Field(default=DECISION_STANDING_SCHEMA, alias="schema")
    record: DecisionRecord = DecisionRecord()
    sha256: str = ""
    signatures: tuple[CheckedSignature, ...] = ()
    earlier: tuple[tuple[CheckedSignature, ...], ...] = ()
    changed_files: tuple[str, ...] = ()
    edited_by_hand: bool = False
    due: tuple[Trigger, ...] = ()


def checked(
    taken: DecisionTaken, signatures: Iterable[Signature], signed: frozenset[tuple[str, datetime]]
) -> tuple[CheckedSignature, ...]:
    """Say of each signature whether it holds: its hash is that of the decision, and the history knows of it.

    `signed`: who signed and when, as the history has it.
    """

    def state(signature: Signature) -> SignatureState:
        if signature.sha256 != taken.sha256:
            return SignatureState.OTHER_TEXT
        known = (signature.name, signature.at) in signed
        return SignatureState.HOLDS if known else SignatureState.NOT_IN_HISTORY

    return tuple(CheckedSignature(signature=entry, state=state(entry)) for entry in signatures)
