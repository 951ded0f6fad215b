"""What is put to people and what is not: hidden questions are never scored, stored or exported."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.putting import questions_put, situation_as_put


@dataclass(frozen=True)
class Step:
    """One question that is put, and the checklist it stands in."""

    checklist: Checklist
    question: Question

    @property
    def key(self) -> tuple[str, str]:
        """The ids of checklist and question, by which it is the same in every language and situation."""
        return self.checklist.id, self.question.id

    @property
    def section(self) -> Section:
        """The section it stands in."""
        return next(section for section in self.checklist.sections if self.question in section.questions)

    def answer(self, answers: Answers) -> Answer | None:
        """Return the answer that was given to it, if any."""
        entry = answers.of(self.checklist.id)
        return entry.get(self.question.id) if entry else None

    def is_skipped(self, answers: Answers) -> bool:
        """Whether it was put off until later."""
        entry = answers.of(self.checklist.id)
        return entry is not None and self.question.id in entry.skipped


@dataclass(frozen=True)
class Progress:
    """How far a walk has come, in questions; `left` are those that still need an answer, skipped ones too."""

    put: int
    answered: int
    skipped: int
    left: int


def questions_to_put(checklists: Sequence[Checklist], situation: Situation) -> tuple[Step, ...]:
    """Return the questions that are put in this situation, in reading order.

    All checklists are looked at together, because an answer in one may call for a question in another.
    """
    as_put = situation_as_put(checklists, situation)
    return tuple(Step(checklist, question) for checklist in checklists for question in questions_put(checklist, as_put))


def drop_hidden(answers: Answers, checklists: Sequence[Checklist], situation: Situation) -> Answers:
    """Return answers without those to questions that are not put.

    An answer that hides another question takes effect here too. Answers to checklists that are not among
    `checklists` cannot be judged and stay as they are.
    """
    steps = questions_to_put(checklists, replace(situation, answers=answers))
    put = {step.key for step in steps}
    judged = {checklist.id for checklist in checklists}
    entries = (_only(entry, put) if entry.checklist in judged else entry for entry in answers.checklists)
    return answers.model_copy(update={"checklists": tuple(entries)})


def progress(checklists: Sequence[Checklist], situation: Situation) -> Progress:
    """Count the questions that are put, answered, skipped and left."""
    return counted(questions_to_put(checklists, situation), situation.answers)


def counted(steps: Sequence[Step], answers: Answers) -> Progress:
    """Count some questions: put, answered, skipped and left; an optional one is never left."""
    unanswered = [step for step in steps if step.answer(answers) is None]
    return Progress(
        put=len(steps),
        answered=len(steps) - len(unanswered),
        skipped=sum(step.is_skipped(answers) for step in steps),
        left=sum(not step.question.optional for step in unanswered),
    )


def _only(entry: ChecklistAnswers, put: set[tuple[str, str]]) -> ChecklistAnswers:
    kept = tuple(answer for answer in entry.answers if (entry.checklist, answer.question) in put)
    skipped = tuple(question for question in entry.skipped if (entry.checklist, question) in put)
    return entry.model_copy(update={"answers": kept, "skipped": skipped})
