"""`answers.yaml`: what people answered, in a form they can read, compare and write themselves."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pia_toolkit.content import read_model, write_yaml
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.errors import AnswersForOtherVersion, ContentInvalid, FileMissing, PiaError, UnknownAnswer
from pia_toolkit.questionnaire.mistakes import Mistakes


class _AnswerAsWritten(Answer):
    value: Any  # judged below, so that one wrong word does not hide what else is wrong


class _ChecklistAsWritten(ChecklistAnswers):
    answers: tuple[_AnswerAsWritten, ...] = ()


class _AnswersAsWritten(Answers):
    checklists: tuple[_ChecklistAsWritten, ...] = ()


def read_answers(path: Path, checklists: Sequence[Checklist]) -> Answers:
    """Return the answers of a file after checking them against the installed checklists.

    Raises `FileMissing`, `ContentInvalid` with line and field, `AnswersForOtherVersion`, `UnknownAnswer` for
    a question that is not asked or a word that is no answer, and `Several` when there are several mistakes.
    """
    if not path.is_file():
        raise FileMissing(path=path.name)
    written = read_model(path, _AnswersAsWritten)
    installed = {checklist.id: checklist for checklist in checklists}
    mistakes = Mistakes()
    seen: set[str] = set()
    for entry in written.checklists:
        if entry.checklist in seen:
            mistakes.found.append(_repeated(path, entry.checklist))
        seen.add(entry.checklist)
        mistakes.found.extend(_mistakes_in(entry, installed, path))
    mistakes.tell()
    return Answers.model_validate(written.model_dump(by_alias=True))


def write_answers(answers: Answers) -> str:
    """Return answers as the text of `answers.yaml`; the same answers always give the same text."""
    data = {
        "schema": answers.schema_id,
        "checklists": [
            entry.model_dump(mode="json", include={"checklist", "version"})
            | {"answers": [answer.model_dump(mode="json", exclude_defaults=True) for answer in entry.answers]}
            | ({"skipped": list(entry.skipped)} if entry.skipped else {})
            for entry in answers.checklists
        ],
    }
    return write_yaml(data)


def _mistakes_in(entry: _ChecklistAsWritten, installed: Mapping[str, Checklist], path: Path) -> Iterator[PiaError]:
    checklist = installed.get(entry.checklist)
    if checklist is None or entry.version != checklist.version:
        yield AnswersForOtherVersion(
            file=path.name,
            checklist=entry.checklist,
            given=entry.version,
            installed=checklist.version if checklist else "-",
        )
    if checklist is None:
        return
    asked = {question.id for question in checklist.questions}
    seen: set[str] = set()
    for answer in entry.answers:
        if answer.question not in asked or answer.value not in list(Value):
            yield UnknownAnswer(file=path.name, question=answer.question, checklist=checklist.id)
        if answer.question in seen:
            yield _repeated(path, f"{checklist.id}/{answer.question}")
        seen.add(answer.question)
    for question in entry.skipped:
        if question not in asked:
            yield UnknownAnswer(file=path.name, question=question, checklist=checklist.id)


def _repeated(path: Path, what: str) -> ContentInvalid:
    return ContentInvalid(file=path.name, line=0, field=what, problem="answered twice")
