"""What people decide about a proposal, who signed it, and on what it rests: the content of `decision.yaml`.

Decisions about single verdicts of a scan are something else: they stand in `domain/review.py` and `decisions.yaml`.
"""

import hashlib
import json
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.frozen import Frozen, LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Due, Owner
from pia_toolkit.domain.proposal import Recipient, Release

DECISION_SCHEMA = "pia-toolkit/decision/1"


class Opinion(StrEnum):
    """How the data protection officer sees a proposal."""

    FAVOURABLE = "favourable"
    WITH_RESERVATIONS = "with-reservations"
    UNFAVOURABLE = "unfavourable"


class AdviceReply(StrEnum):
    """What those who decide do with an advice."""

    ACCEPTED = "accepted"
    OVERRULED = "overruled"


class Ending(StrEnum):
    """How a decision came to an end."""

    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class DecisionPart(StrEnum):
    """What can be taken back."""

    ADVICE = "advice"
    VIEWS = "views"
    CONSULTATION = "consultation"
    DECISION = "decision"
    SIGNATURE = "signature"


class Advice(Frozen):
    """The advice of the data protection officer, and what was done with it. Overruling it takes a reason."""

    officer: str = Field(min_length=1, description="who gave it")
    on: date
    opinion: Opinion
    text: str = Field(min_length=1)
    document: str = Field(default="", description="the paper it stands on: name and SHA-256 of a file, or a reference")
    reply: AdviceReply | None = None
    reply_by: str = ""
    reason: str = ""
    at: datetime = Field(description="when it was written down")

    @model_validator(mode="after")
    def _is_whole(self) -> "Advice":
        _demand("overruled-without-reason", holds=self.reply is not AdviceReply.OVERRULED or bool(self.reason.strip()))
        _demand("nobody-replied", holds=self.reply is None or bool(self.reply_by.strip()))
        return self


class Views(Frozen):
    """What the people concerned say: how they were heard and what came of it, or why they were not heard."""

    how: str = ""
    said: str = ""
    done: str = Field(default="", description="what was done with it, or why it was not followed")
    why_not: str = Field(default="", description="why they were not heard")
    document: str = ""
    by: str = Field(min_length=1)
    at: datetime

    @property
    def heard(self) -> bool:
        """Whether the people concerned were heard."""
        return not self.why_not

    @model_validator(mode="after")
    def _is_whole(self) -> "Views":
        heard = (self.how.strip(), self.said.strip(), self.done.strip())
        _demand("views-incomplete", holds=all(heard) if not self.why_not.strip() else not any(heard))
        return self


class Consultation(Frozen):
    """Prior consultation of the data protection authority (GDPR art. 36) or its equivalent."""

    authority: str = Field(min_length=1)
    asked: date
    reference: str = ""
    answered: date | None = None
    answer: str = ""
    by: str = Field(min_length=1)
    at: datetime

    @model_validator(mode="after")
    def _is_whole(self) -> "Consultation":
        _demand("answer-incomplete", holds=(self.answered is None) == (not self.answer.strip()))
        _demand("answered-before-asked", holds=self.answered is None or self.answered >= self.asked)
        return self


class ApprovalCondition(Frozen):
    """A measure of the plan on which approval depends, as it was worded then; `check` tells whether it was done."""

    measure: str
    title: LocalText
    check: LocalText
    owner: Owner
    due: Due


class KnownTable(Frozen):
    """The columns of one table, and those of them that hold personal data."""

    name: str
    columns: tuple[str, ...]
    personal: tuple[str, ...] = ()


class Basis(Frozen):
    """What a case was like at one moment: what a decision rests on, or how things stand now.

    `scenarios`: the level of each scenario that arises. `files`: SHA-256 of the files of the case.
    """

    case: str
    purpose: str = ""
    uses: tuple[str, ...] = Field(default=(), description="declared fields that widen the purpose, where they hold")
    linked_with: tuple[str, ...] = ()
    release: Release
    recipients: tuple[Recipient, ...] = ()
    tables: tuple[KnownTable, ...] = ()
    outcome: Decision | None = None
    residual: Level | None = None
    scenarios: dict[str, Level] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)


class DecisionTaken(Frozen):
    """A decision with all that belongs to it. `by`: the person or body that decides, on the day `on`."""

    decision: Decision
    by: str = Field(min_length=1)
    role: str = ""
    on: date
    reason: str = ""
    conditions: tuple[ApprovalCondition, ...] = ()
    waived: tuple[ApprovalCondition, ...] = Field(default=(), description="conditions of the plan that were dropped")
    valid_until: date | None = Field(default=None, description="only of an approval")
    advice: Advice | None = None
    views: Views | None = None
    consultation: Consultation | None = None
    basis: Basis
    at: datetime = Field(description="when it was written down")

    @property
    def approves(self) -> bool:
        """Whether the proposal may go ahead, be it with conditions."""
        return self.decision in (Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS)

    @property
    def departs(self) -> bool:
        """Whether it is another decision than the assessment suggests, or drops conditions of the plan."""
        return self.decision is not self.basis.outcome or bool(self.waived)

    @model_validator(mode="after")
    def _is_whole(self) -> "DecisionTaken":
        conditional = self.decision is Decision.APPROVE_WITH_CONDITIONS
        _demand("conditions-do-not-fit", holds=conditional == bool(self.conditions))
        _demand("departs-without-reason", holds=not self.departs or bool(self.reason.strip()))
        _demand("validity-does-not-fit", holds=self.approves == (self.valid_until is not None))
        _demand("valid-before-taken", holds=self.valid_until is None or self.valid_until > self.on)
        _demand(
            "nobody-consulted", holds=self.decision is not Decision.CONSULT_AUTHORITY or self.consultation is not None
        )
        return self

    @property
    def signed_bytes(self) -> bytes:
        """What a signature stands for: this decision as JSON in UTF-8, keys sorted, no blanks, defaults left out."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        """The SHA-256 of what a signature stands for, in hexadecimal digits."""
        return hashlib.sha256(self.signed_bytes).hexdigest()


class Signature(Frozen):
    """One person's signature under a decision, over the hash of what was signed."""

    name: str = Field(min_length=1)
    role: str = Field(min_length=1)
    on: date | None = Field(default=None, description="the day on a paper that was signed earlier")
    at: datetime = Field(description="when it was put on record")
    sha256: str
    document: str = Field(default="", description="the paper it stands on: name and SHA-256 of a file, or a reference")


class EarlierDecision(Frozen):
    """A signed decision that no longer holds, kept with its signatures."""

    decision: DecisionTaken
    signatures: tuple[Signature, ...]
    ended: Ending
    by: str
    at: datetime
    reason: str = ""


class DecisionRecord(Frozen):
    """Everything people decided about one proposal.

    Advice, views and consultation at the top are those for the next decision; taking it moves them into it.
    """

    schema_id: str = Field(default=DECISION_SCHEMA, alias="schema")
    advice: Advice | None = None
    views: Views | None = None
    consultation: Consultation | None = None
    taken: DecisionTaken | None = None
    signatures: tuple[Signature, ...] = ()
    earlier: tuple[EarlierDecision, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "DecisionRecord":
        _demand("signed-nothing", holds=self.taken is not None or not self.signatures)
        return self

    @property
    def advice_now(self) -> Advice | None:
        """The advice that counts: given for the next decision, or else for the one that was taken."""
        return self.advice or (self.taken.advice if self.taken else None)

    @property
    def views_now(self) -> Views | None:
        """The views that count: heard for the next decision, or else for the one that was taken."""
        return self.views or (self.taken.views if self.taken else None)

    @property
    def consultation_now(self) -> Consultation | None:
        """The consultation that counts: for the next decision, or else for the one that was taken."""
        return self.consultation or (self.taken.consultation if self.taken else None)


def _demand(problem: str, *, holds: bool) -> None:
    if not holds:
        raise PydanticCustomError("incomplete-decision", problem)
