"""Answers to an earlier version of a checklist: carried over by id, and what no longer fits is told and kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers
from pia_toolkit.domain.checklist import Checklist


@dataclass(frozen=True)
class CarriedOver:
    """What became of the answers to one checklist. `installed` is empty where the checklist is not there any more.

    `kept`: number of answers that count; `set_aside`: questions whose answers do not; `new`: questions that the
    earlier answers do not touch, put or not.
    """

    checklist: str
    given: str
    installed: str
    kept: int
    set_aside: tuple[str, ...]
    new: tuple[str, ...] = ()


def carry_over(answers: Answers, checklists: Sequence[Checklist]) -> tuple[Answers, tuple[CarriedOver, ...]]:
    """Return answers as they stand to the installed checklists, and what became of those to other versions."""
    installed = {checklist.id: checklist for checklist in checklists}
    entries: list[ChecklistAnswers] = []
    told: list[CarriedOver] = []
    for entry in answers.checklists:
        checklist = installed.get(entry.checklist)
        if checklist is None:
            unused = tuple(answer.question for answer in entry.answers)
            told.append(CarriedOver(entry.checklist, entry.version, "", 0, unused))
            entries.append(entry)
        elif entry.version == checklist.version:
            entries.append(entry)
        else:
            moved = _moved(entry, checklist)
            entries.append(moved)
            told.append(_told(entry, moved, checklist))
    return answers.model_copy(update={"checklists": tuple(entries)}), tuple(told)


def _moved(entry: ChecklistAnswers, checklist: Checklist) -> ChecklistAnswers:
    """Take over what the installed version asks; an answer set aside earlier comes back with its question."""
    order = [question.id for question in checklist.questions]
    given: dict[str, Answer] = {answer.question: answer for answer in (*entry.set_aside, *entry.answers)}
    return entry.model_copy(
        update={
            "version": checklist.version,
            "answers": tuple(given[question] for question in order if question in given),
            "skipped": tuple(question for question in entry.skipped if question in order and question not in given),
            "set_aside": tuple(answer for question, answer in given.items() if question not in order),
        }
    )


def _told(entry: ChecklistAnswers, moved: ChecklistAnswers, checklist: Checklist) -> CarriedOver:
    touched = {answer.question for answer in moved.answers}.union(moved.skipped)
    return CarriedOver(
        checklist=entry.checklist,
        given=entry.version,
        installed=checklist.version,
        kept=len(moved.answers),
        set_aside=tuple(answer.question for answer in moved.set_aside),
        new=tuple(question.id for question in checklist.questions if question.id not in touched),
    )
