"""`answers.yaml`: what people answered, in a form they can read, compare and write themselves."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pia_toolkit.content import read_model, write_yaml
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.errors import ContentInvalid, FileMissing, PiaError, UnknownAnswer
from pia_toolkit.questionnaire.carry_over import CarriedOver, carry_over
from pia_toolkit.questionnaire.mistakes import Mistakes


class _AnswerAsWritten(Answer):
    value: Any  # judged below, so that one wrong word does not hide what else is wrong


class _ChecklistAsWritten(ChecklistAnswers):
    answers: tuple[_AnswerAsWritten, ...] = ()


class _AnswersAsWritten(Answers):
    checklists: tuple[_ChecklistAsWritten, ...] = ()


def read_answers(path: Path, checklists: Sequence[Checklist]) -> Answers:
    """Return the answers of a file as they stand to the installed checklists.

    Answers to another version of a checklist are carried over by id; `carried_over` tells what became of them.

    Raises `FileMissing`, `ContentInvalid` with line and field, `UnknownAnswer` for a question that the version
    answered does not ask or a word that is no answer, and `Several` when there are several mistakes.
    """
    return carry_over(_read(path, checklists), checklists)[0]


def carried_over(path: Path, checklists: Sequence[Checklist]) -> tuple[CarriedOver, ...]:
    """Return what became of the answers of a file to other versions. Raises what `read_answers` raises."""
    return carry_over(_read(path, checklists), checklists)[1]


def _read(path: Path, checklists: Sequence[Checklist]) -> Answers:
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
            | {"answers": _plain(entry.answers)}
            | ({"skipped": list(entry.skipped)} if entry.skipped else {})
            | ({"set_aside": _plain(entry.set_aside)} if entry.set_aside else {})
            for entry in answers.checklists
        ],
    }
    return write_yaml(data)


def _plain(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    return [answer.model_dump(mode="json", exclude_defaults=True) for answer in answers]


def _mistakes_in(entry: _ChecklistAsWritten, installed: Mapping[str, Checklist], path: Path) -> Iterator[PiaError]:
    """Find what is wrong whatever version is installed, and unknown questions where it is the same version."""
    checklist = installed.get(entry.checklist)
    is_same = checklist is not None and entry.version == checklist.version
    asked = {question.id for question in checklist.questions} if checklist else set()
    seen: set[str] = set()
    for answer in entry.answers:
        if (is_same and answer.question not in asked) or answer.value not in list(Value):
            yield UnknownAnswer(file=path.name, question=answer.question, checklist=entry.checklist)
        if answer.question in seen:
            yield _repeated(path, f"{entry.checklist}/{answer.question}")
        seen.add(answer.question)
    for question in entry.skipped:
        if is_same and question not in asked:
            yield UnknownAnswer(file=path.name, question=question, checklist=entry.checklist)


def _repeated(path: Path, what: str) -> ContentInvalid:
    return ContentInvalid(file=path.name, line=0, field=what, problem="answered twice")
