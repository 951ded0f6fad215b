"""Answers as they are given: each change makes a new value, in the order of the checklist."""

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers
from pia_toolkit.domain.checklist import Checklist


def record(answers: Answers, checklist: Checklist, answer: Answer) -> Answers:
    """Return answers with `answer` in place of an earlier one to its question, which is no longer skipped."""
    entry = _entry(answers, checklist)
    given = {earlier.question: earlier for earlier in entry.answers} | {answer.question: answer}
    order = [question.id for question in checklist.questions]
    return _with_entry(
        answers,
        entry.model_copy(
            update={
                "answers": tuple(given[question] for question in order if question in given),
                "skipped": tuple(question for question in entry.skipped if question != answer.question),
            }
        ),
    )


def skip(answers: Answers, checklist: Checklist, question: str) -> Answers:
    """Return answers in which a question is put off until later; an answer it already has stays."""
    entry = _entry(answers, checklist)
    if entry.get(question) or question in entry.skipped:
        return answers
    return _with_entry(answers, entry.model_copy(update={"skipped": (*entry.skipped, question)}))


def _entry(answers: Answers, checklist: Checklist) -> ChecklistAnswers:
    return answers.of(checklist.id) or ChecklistAnswers(checklist=checklist.id, version=checklist.version)


def _with_entry(answers: Answers, entry: ChecklistAnswers) -> Answers:
    others = (other for other in answers.checklists if other.checklist != entry.checklist)
    entries = sorted((*others, entry), key=lambda entry: entry.checklist)
    return answers.model_copy(update={"checklists": tuple(entries)})
