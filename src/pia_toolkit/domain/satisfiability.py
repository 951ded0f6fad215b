"""Whether a condition can ever hold: of any data, any declaration, any answers.

Facts and categories are true or false, a question has one of five states. The search assumes one after the other,
only those on which the condition still depends, and gives up a branch as soon as it has failed. A question that is
not put stands as *not applicable*: for any other state what puts it has to hold as well. Facts that rule each other
out never stand together. The answer is exact, unless more than `MOST_TESTS` would have to be made.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import UNANSWERED, Condition
from pia_toolkit.domain.fact_relations import contradict
from pia_toolkit.domain.facts import FactCode

MOST_TESTS = 200_000
"""Tests of a part of a condition after which the search says that it does not know. No shipped rule needs 2,000."""
Truth = bool | None
"""Whether something holds; None as long as that is open."""
_HIDDEN = Value.NOT_APPLICABLE.value
_STATES = (*(value.value for value in Value), UNANSWERED)


class CanHold(StrEnum):
    """What the search found."""

    YES = "yes"
    NEVER = "never"
    TOO_MUCH = "too-much"


@dataclass(frozen=True)
class Questions:
    """Every question there is, by `checklist/question`, with the conditions under which it is put."""

    put_if: Mapping[str, tuple[Condition, ...]]
    never_put: Mapping[str, bool] = field(default_factory=dict)
    """Questions that are never put; true where only the question's own answer would put it."""


@dataclass
class _Case:
    """What is assumed so far."""

    facts: dict[FactCode, bool] = field(default_factory=dict)
    categories: dict[str, bool] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


class _TooMuchError(Exception):
    """More tests than the bound would have to be made."""


def can_hold(conditions: Sequence[Condition], questions: Questions) -> CanHold:
    """Whether all of `conditions` can hold in one and the same case.

    An answer to a question that is not among `questions` is taken as possible: it is told elsewhere.
    """
    try:
        found = _Search(questions).found(tuple(conditions), _Case())
    except _TooMuchError:
        return CanHold.TOO_MUCH
    return CanHold.YES if found else CanHold.NEVER


def questions_of(checklists: Sequence[Checklist]) -> Questions:
    """Return every question with what puts it, and those that nothing can put.

    A question can be put if its condition can hold when only questions that can be put are answered. Where it could
    hold if the others were answered too, the conditions go round in a circle.
    """
    put_if = {
        f"{checklist.id}/{question.id}": tuple(
            condition for condition in (checklist.asked_if, question.asked_if) if condition
        )
        for checklist in checklists
        for question in checklist.questions
    }
    waiting = {address for address, conditions in put_if.items() if conditions}
    while True:
        known = Questions(put_if, dict.fromkeys(waiting, False))
        now = {address for address in waiting if can_hold(put_if[address], known) is not CanHold.NEVER}
        if not now:
            break
        waiting -= now
    free = Questions(dict.fromkeys(put_if, ()))
    circles = {address: can_hold(put_if[address], free) is not CanHold.NEVER for address in sorted(waiting)}
    return Questions(put_if, circles)


class _Search:
    """One search, which counts the tests it makes."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._tests = 0

    def found(self, wanted: tuple[Condition, ...], case: _Case) -> bool:
        """Whether some case that goes on from this one makes every condition hold."""
        states = [(condition, self._state(condition, case)) for condition in wanted]
        if any(state is False for _, state in states):
            return False
        open_ones = tuple(condition for condition, state in states if state is None)
        if not open_ones:
            return True
        return any(self.found((*open_ones, *more), further) for further, more in self._further(open_ones[0], case))

    def _further(self, condition: Condition, case: _Case) -> Iterator[tuple[_Case, tuple[Condition, ...]]]:
        """Assume something about the first thing that is open in a condition, each way; with what that takes."""
        part = next(part for part in condition.parts() if _is_open(part, case))
        if part.fact:
            for holds in (True, False):
                facts = {**case.facts, part.fact: holds}
                if not contradict(facts):
                    yield _Case(facts, case.categories, case.answers), ()
        elif part.answer:
            for state in _STATES:
                if state == _HIDDEN or part.answer not in self._questions.never_put:
                    put_if = () if state == _HIDDEN else self._questions.put_if.get(part.answer, ())
                    yield _Case(case.facts, case.categories, {**case.answers, part.answer: state}), put_if
        else:
            name = next(name for name in part.category if name not in case.categories)
            for present in (True, False):
                yield _Case(case.facts, {**case.categories, name: present}, case.answers), ()

    def _state(self, condition: Condition, case: _Case) -> Truth:
        """Whether a condition holds in a case; None while that depends on something not yet assumed."""
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise _TooMuchError
        if condition.not_:
            return _not(self._state(condition.not_, case))
        if condition.any_:
            return _any(self._state(part, case) for part in condition.any_)
        if condition.all_:
            return _not(_any(_not(self._state(part, case)) for part in condition.all_))
        return condition.always or _assumed(condition, case)


def _is_open(part: Condition, case: _Case) -> bool:
    """Whether a condition is about one thing, and that thing is not yet known."""
    return bool(part.fact or part.answer or part.category) and _assumed(part, case) is None


def _assumed(condition: Condition, case: _Case) -> Truth:
    """Whether a condition on one thing holds in a case; None while nothing is assumed about it."""
    if condition.fact:
        return case.facts.get(condition.fact)
    if condition.category:
        return _any(case.categories.get(name) for name in condition.category)
    state = case.answers.get(condition.answer or "")
    return None if state is None else state in condition.is_


def _any(states: Iterable[Truth]) -> Truth:
    seen = set(states)
    return True if True in seen else None if None in seen else False


def _not(state: Truth) -> Truth:
    return None if state is None else not state
