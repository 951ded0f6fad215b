"""Which questions are put, and which answers therefore count."""

from collections.abc import Sequence
from dataclasses import replace

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist, Question
from pia_toolkit.domain.conditions import Situation, evaluate


def is_put(checklist: Checklist, question: Question, situation: Situation) -> bool:
    """Whether a question is put: it and its checklist have no condition, or their conditions hold."""
    conditions = (checklist.asked_if, question.asked_if)
    return all(condition is None or evaluate(condition, situation).holds for condition in conditions)


def questions_put(checklist: Checklist, situation: Situation) -> tuple[Question, ...]:
    """Return the questions of a checklist that are put in this situation, in reading order."""
    return tuple(question for question in checklist.questions if is_put(checklist, question, situation))


def situation_as_put(checklists: Sequence[Checklist], situation: Situation) -> Situation:
    """Return the situation in which only answers to questions that are put stand.

    An answer left from before its question was hidden never counts: a hidden question stands as not
    applicable, so that it is neither a yes nor open. Answers to anything that is not asked are left out.

    Each round judges every question anew by the answers that counted in the round before, so that what a hidden
    answer had hidden comes back. Questions that would hide one another in turn stay hidden.
    """
    hidden: frozenset[str] = frozenset()
    in_turn: frozenset[str] = frozenset()
    before: set[frozenset[str]] = set()
    while True:
        current = replace(situation, answers=_answers_as_put(checklists, situation.answers, hidden))
        now_hidden = in_turn.union(
            f"{checklist.id}/{question.id}"
            for checklist in checklists
            for question in checklist.questions
            if not is_put(checklist, question, current)
        )
        if now_hidden == hidden:
            return replace(current, hidden=hidden)
        if now_hidden in before:
            in_turn = now_hidden = now_hidden | hidden
        before.add(hidden)
        hidden = now_hidden


def _answers_as_put(checklists: Sequence[Checklist], given: Answers, hidden: frozenset[str]) -> Answers:
    return Answers(
        checklists=tuple(
            ChecklistAnswers(
                checklist=checklist.id,
                version=checklist.version,
                answers=tuple(
                    answer
                    for question in checklist.questions
                    if (answer := _answer_as_put(checklist, question, given, hidden))
                ),
            )
            for checklist in checklists
        )
    )


def _answer_as_put(checklist: Checklist, question: Question, given: Answers, hidden: frozenset[str]) -> Answer | None:
    if f"{checklist.id}/{question.id}" in hidden:
        return Answer(question=question.id, value=Value.NOT_APPLICABLE)
    entry = given.of(checklist.id)
    return entry.get(question.id) if entry else None
