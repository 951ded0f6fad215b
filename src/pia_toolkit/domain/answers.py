"""What people answered, with what evidence, and what the scan suggested."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.reasons import Reason

ANSWERS_SCHEMA = "pia-toolkit/answers/1"


class Value(StrEnum):
    """The four answers."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"


CLAIMS = (Value.YES, Value.PARTLY)
"""Answers that speak for a proposal, be it in part: whoever gives one is asked for evidence."""


class Suggestion(Frozen):
    """What the data say before anybody answers: suggested value and the findings behind it."""

    value: Value
    because: tuple[Reason, ...]


class Answer(Frozen):
    """One answer by one person."""

    question: str
    value: Value
    note: str = ""
    evidence: str = Field(default="", description="document, link or file that shows it")
    author: str = ""
    at: datetime | None = None
    suggested: Value | None = Field(default=None, description="what the data suggested when it was answered")


class ChecklistAnswers(Frozen):
    """Answers to one version of one checklist.

    `set_aside`: answers to questions of an earlier version that this one no longer asks. They count for nothing and
    are kept, so that nobody's work is lost.
    """

    checklist: str
    version: str
    answers: tuple[Answer, ...] = ()
    skipped: tuple[str, ...] = ()
    set_aside: tuple[Answer, ...] = ()

    def get(self, question: str) -> Answer | None:
        """Return the answer to `question`, if it was given."""
        return next((answer for answer in self.answers if answer.question == question), None)


class Answers(Frozen):
    """Answers to every checklist of a case: the content of `answers.yaml`."""

    schema_id: str = Field(default=ANSWERS_SCHEMA, alias="schema")
    checklists: tuple[ChecklistAnswers, ...] = ()

    def of(self, checklist: str) -> ChecklistAnswers | None:
        """Return the answers to `checklist`, if any."""
        return next((entry for entry in self.checklists if entry.checklist == checklist), None)

    def value(self, checklist: str, question: str) -> Value | None:
        """Return the value answered to one question, if any."""
        entry = self.of(checklist)
        answer = entry.get(question) if entry else None
        return answer.value if answer else None

    def is_evidenced(self, checklist: str, question: str) -> bool:
        """Whether one question was answered, and its answer names its evidence."""
        entry = self.of(checklist)
        answer = entry.get(question) if entry else None
        return answer is not None and bool(answer.evidence.strip())
