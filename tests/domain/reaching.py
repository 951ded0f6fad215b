"""Build a situation in which a condition holds, from the condition itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from known_tables import column, found, table

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.conditions import UNANSWERED, Condition, Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.inventory import Role
from pia_toolkit.domain.reasons import Reason, ReasonKind


@dataclass(frozen=True)
class Assumed:
    """What must be so and what must not: facts, categories, and answers by question."""

    facts: dict
    categories: dict
    answers: dict


def fact(code):
    """Return a fact with a reason of its own, which tells it apart."""
    return Fact(code=code, because=(Reason(kind=ReasonKind.DECLARATION, ref=code.value, says="open-release"),))


def situations_reaching(condition, checklists) -> Iterator[Situation]:
    """Yield situations in which `condition` holds and every question it turns on is put."""
    asked_if = {f"{entry.id}/{q.id}": _put_if(entry, q) for entry in checklists for q in entry.questions}
    for assumed in _assume(condition, True, Assumed({}, {}, {}), asked_if):
        yield _situation(assumed, checklists)


def situation_with(facts, answers, checklists, categories=()):
    """Return a situation from fact codes, answers by `checklist/question`, and categories of columns."""
    return _situation(Assumed(dict.fromkeys(facts, True), dict.fromkeys(categories, True), dict(answers)), checklists)


def _put_if(checklist, question):
    """Return what has to hold for a question to be put: its own condition and that of its checklist."""
    conditions = tuple(condition for condition in (checklist.asked_if, question.asked_if) if condition)
    return Condition.model_validate({"all": conditions}) if conditions else None


def _situation(assumed, checklists):
    columns = (
        column(Role.QUASI_IDENTIFIER, category, name=category)
        for category, present in assumed.categories.items()
        if present
    )
    entries = tuple(
        ChecklistAnswers(
            checklist=entry.id,
            version=entry.version,
            answers=tuple(
                Answer(question=question.id, value=Value(word))
                for question in entry.questions
                if (word := assumed.answers.get(f"{entry.id}/{question.id}", UNANSWERED)) != UNANSWERED
            ),
        )
        for entry in checklists
    )
    return Situation(
        facts=tuple(fact(code) for code in FactCode if assumed.facts.get(code)),
        answers=Answers(checklists=entries),
        inventory=found(table(*columns)),
    )


def _assume(condition, wanted, assumed, asked_if):
    """Yield what has to be assumed besides, so that the condition holds, or does not hold."""
    parts = condition.any_ or condition.all_
    if condition.fact:
        return _set(assumed, "facts", condition.fact, wanted)
    if condition.category:
        return _assume_category(condition, wanted, assumed)
    if condition.answer:
        return _assume_answer(condition, wanted, assumed, asked_if)
    if condition.not_:
        return _assume(condition.not_, not wanted, assumed, asked_if)
    if bool(condition.any_) is wanted:
        return (found_so for part in parts for found_so in _assume(part, wanted, assumed, asked_if))
    return _every(parts, wanted, assumed, asked_if)


def _assume_category(condition, wanted, assumed):
    if wanted:
        for category in condition.category:
            yield from _set(assumed, "categories", category, True)
        return
    for category in condition.category:
        assumed = next(_set(assumed, "categories", category, False), None)
        if assumed is None:
            return
    yield assumed


def _assume_answer(condition, wanted, assumed, asked_if):
    put = asked_if[condition.answer]
    for word in (*Value, UNANSWERED):
        if (word in condition.is_) is wanted:
            for so_far in _set(assumed, "answers", condition.answer, str(word)):
                yield from _assume(put, True, so_far, asked_if) if wanted and put else [so_far]


def _every(parts, wanted, assumed, asked_if):
    if not parts:
        yield assumed
        return
    for so_far in _assume(parts[0], wanted, assumed, asked_if):
        yield from _every(parts[1:], wanted, so_far, asked_if)


def _set(assumed, kind, key, value):
    known = getattr(assumed, kind)
    if known.get(key, value) == value:
        yield replace(assumed, **{kind: {**known, key: value}})
