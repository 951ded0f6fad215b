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
    FOR_A_FORM = "for-a-form"
    """Only when the assessment is handed in on a certain form, to see whether that is complete."""


class AnsweredBy(StrEnum):
    """Who can answer."""

    DPO = "dpo"
    PROJECT = "project"
    SUPPLIER = "supplier"
    LEGAL = "legal"
    SECURITY = "security"
    COMMUNITY = "community"


class Kind(StrEnum):
    """What a checklist is for."""

    RIGHTS = "rights"
    """How the proposal stands to people's rights: *yes* is the good answer."""
    SCREENING = "screening"
    """Whether an assessment is needed at all: *yes* is neither good nor bad, and never enters the rights matrix."""


class Counts(StrEnum):
    """How much a criterion that is met says about the need for an assessment."""

    ALONE = "alone"
    WITH_ANOTHER = "with-another"


class Question(Frozen):
    """One question, worded so that *yes* is the good answer, or, where it `counts`, that a criterion is met.

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
    counts: Counts | None = Field(default=None, description="for a criterion of screening: is it enough by itself?")


class Section(Frozen):
    """Questions on one provision, with its gist in plain words."""

    id: str
    title: str
    gist: str
    provision: str
    questions: tuple[Question, ...]


class Checklist(Frozen):
    """One instrument as a walk: sections of questions in one language.

    `asked_if` holds for every question in it, beside the question's own condition.
    """

    id: str
    version: str
    kind: Kind = Kind.RIGHTS
    order: int = Field(default=50, ge=0, description="place among the checklists of a walk; then by id")
    asked_if: Condition | None = None
    language: str
    instrument: str
    title: str
    intro: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in reading order."""
        return tuple(question for section in self.sections for question in section.questions)
