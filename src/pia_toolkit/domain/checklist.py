"""Questionnaires: what is asked, why, and on what evidence."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.frozen import Frozen


class Asked(StrEnum):
    """When a question is put."""

    EVERY_DATASET = "every-dataset"
    WHEN_CALLED_FOR = "when-called-for"
    ONCE_PER_CITY = "once-per-city"


class AnsweredBy(StrEnum):
    """Who can answer."""

    DPO = "dpo"
    PROJECT = "project"
    SUPPLIER = "supplier"
    LEGAL = "legal"
    SECURITY = "security"
    COMMUNITY = "community"


class Question(Frozen):
    """One question, worded so that *yes* is the good answer.

    `provision` is a code such as `77/211:7(e)`; `decisive` questions are those on legality and necessity: a *no*
    there cannot be rescued by good answers elsewhere.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="words, for ever; unique within its checklist")
    text: str
    help: str
    evidence_wanted: str
    provision: str
    asked: Asked = Asked.EVERY_DATASET
    asked_if: Condition | None = None
    answered_by: AnsweredBy = AnsweredBy.PROJECT
    raised_by: tuple[FactCode, ...] = ()
    lowered_by: tuple[FactCode, ...] = ()
    decisive: bool = False
    optional: bool = False


class Section(Frozen):
    """Questions on one provision, with its gist in plain words."""

    id: str
    title: str
    gist: str
    provision: str
    questions: tuple[Question, ...]


class Checklist(Frozen):
    """One instrument as a walk: sections of questions in one language."""

    id: str
    version: str
    language: str
    instrument: str
    title: str
    intro: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in reading order."""
        return tuple(question for section in self.sections for question in section.questions)
