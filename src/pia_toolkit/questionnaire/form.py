"""A form: the questions that somebody else is asked to answer, as rows, and the rows as they came back.

A form leaves the house. It says what is asked and why, and nothing that was found in the data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.citations import cite
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step


@dataclass(frozen=True)
class FormRow:
    """One question of a form, in words. `id` and `version` say which question of which version it is."""

    id: str
    version: str
    provision: str
    question: str
    help: str
    why: str
    who: str
    answer: str = ""
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Form:
    """A form for one case; `choices` are the words for the four answers."""

    case_id: str
    title: str
    rows: tuple[FormRow, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class ReturnedRow:
    """One row as it came back: where it stands, what it holds, and the columns in which there is a formula.

    `is_overfull`: something stands beside the columns of the form.
    """

    sheet: str
    number: int
    id: str
    version: str
    answer: str
    note: str
    evidence: str
    formulas: tuple[str, ...] = ()
    is_overfull: bool = False


@dataclass(frozen=True)
class ReturnedForm:
    """A form that came back. `author` is who says to have answered; `other_sheets` have texts and no questions."""

    case_id: str
    author: str
    rows: tuple[ReturnedRow, ...]
    other_sheets: tuple[str, ...] = ()


def form_rows(steps: Sequence[Step], answers: Answers, words: Words) -> tuple[FormRow, ...]:
    """Return the rows for some questions, with the answers they have."""
    return tuple(_row(step, answers, words) for step in steps)


def _row(step: Step, answers: Answers, words: Words) -> FormRow:
    question, answer = step.question, step.answer(answers)
    return FormRow(
        id="/".join(step.key),
        version=step.checklist.version,
        provision=f"{cite(question.provision, words.language)} · {step.section.title}",
        question=question.text,
        help=f"{question.help}\n{words('walk.evidence-wanted', text=question.evidence_wanted)}",
        why=step.section.gist,
        who=words.label("answered-by", question.answered_by),
        answer=words.label("value", answer.value) if answer else "",
        note=answer.note if answer else "",
        evidence=answer.evidence if answer else "",
    )
