"""Forms of a case: open questions go out to a colleague or supplier, the answers come back and are kept.

A returned form is kept in the case as it came, beside the answers taken from it, so that nothing in it is lost.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pia_toolkit import pipeline
from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.errors import FormOfOtherCase, OutputExists, OutputFormatUnknown
from pia_toolkit.i18n import Words, languages, words
from pia_toolkit.questionnaire.answers_file import write_answers
from pia_toolkit.questionnaire.ask import drop_hidden, questions_to_put
from pia_toolkit.questionnaire.contradictions import Contradiction, contradictions
from pia_toolkit.questionnaire.form import Form, form_rows
from pia_toolkit.questionnaire.form_workbook import read_form, write_form
from pia_toolkit.questionnaire.returned import Given, Judging, Returned, judge, plain, taken
from pia_toolkit.questionnaire.selection import Selection
from pia_toolkit.storage import write_atomically

FORM_ENDING = ".xlsx"
_RETURNED = "returned"


def make_form(case: Case, selected: Selection, speak: Words, *, everything: bool) -> Form:
    """Return a form of the open questions of a case that are selected; with `everything`, also of answered ones."""
    situation = _situation(case, speak)
    steps = selected.of(questions_to_put(pipeline.checklists_of(case, speak.language), situation))
    wanted = [step for step in steps if everything or step.answer(situation.answers) is None]
    return Form(
        case_id=case.id,
        title=case.proposal().title,
        rows=form_rows(wanted, situation.answers, speak),
        choices=tuple(speak.label("value", value) for value in Value),
    )


def export_form(form: Form, file: Path, speak: Words, at: datetime) -> None:
    """Write a form into a workbook.

    Raises `OutputFormatUnknown` unless the name ends in .xlsx, `OutputExists`, `CannotWrite`.
    """
    if file.suffix.casefold() != FORM_ENDING:
        raise OutputFormatUnknown(path=file.name, known=FORM_ENDING)
    if file.exists():
        raise OutputExists(path=file.name)
    write_atomically(file, write_form(form, speak, at))


def read_returned(case: Case, file: Path, author: str, speak: Words, at: datetime) -> Returned:
    """Return what a returned form gives for a case; nothing is kept yet. `author` stands where the form names nobody.

    Raises `FileMissing`, `FormNotReadable`, `FormOfOtherCase`.
    """
    form = read_form(file)
    if form.case_id != case.id:
        raise FormOfOtherCase(file=file.name, given=form.case_id or "?", here=case.id)
    checklists = pipeline.checklists_of(case, speak.language)
    situation = _situation(case, speak)
    judging = Judging(
        put={"/".join(step.key): step for step in questions_to_put(checklists, situation)},
        known=frozenset(f"{entry.id}/{question.id}" for entry in checklists for question in entry.questions),
        values={plain(word): value for value in Value for word in _words_for(value)},
        situation=situation,
        author=form.author or author,
        at=at,
    )
    return judge(form, judging)


def keep_returned(case: Case, file: Path, given: Sequence[Given], by: str, at: datetime) -> tuple[Contradiction, ...]:
    """Take answers of a form into a case that is locked, keep the form itself, and note who did it in the history.

    Returns the answers among them that the data contradict.
    """
    checklists = pipeline.checklists_of(case, "en")
    before = pipeline.situation_of(case, pipeline.answers_of(case, checklists))
    answers = drop_hidden(taken(before.answers, given), checklists, before)
    (case.folder / _RETURNED).mkdir(exist_ok=True)
    content = file.read_bytes()
    name = f"{_RETURNED}/{hashlib.sha256(content).hexdigest()[:12]}{FORM_ENDING}"
    case.record("ask", at, {cases.ANSWERS: write_answers(answers).encode(), name: content}, by)
    after = pipeline.situation_of(case, answers)
    taken_over = {entry.step.key for entry in given}
    steps = [step for step in questions_to_put(checklists, after) if step.key in taken_over]
    return contradictions(steps, after)


def _situation(case: Case, speak: Words) -> Situation:
    answers = pipeline.answers_of(case, pipeline.checklists_of(case, speak.language))
    return pipeline.situation_of(case, answers)


def _words_for(value: Value) -> tuple[str, ...]:
    return value.value, *(words(language).label("value", value) for language in languages())
