"""What is wrong with a rule: a name that leads nowhere, a condition that can never hold, advice that changes nothing.

The same checks serve what is shipped, in the tests, and what a city wrote itself, when its case is assessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pia_toolkit.assessment.scenarios import ScenarioRule
from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.plan import Fulfils, Mitigation
from pia_toolkit.domain.satisfiability import CanHold, Questions, can_hold

Place = tuple[str | int, ...]
"""Where in a file: the keys and positions that lead there."""


@dataclass(frozen=True)
class Names:
    """Everything a rule can refer to. `unread`: own checklists that could not be read, whose questions are unknown."""

    questions: Questions
    categories: frozenset[str]
    provisions: frozenset[str]
    scenarios: frozenset[str]
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place; `code` is the key of its words. A `name` that leads nowhere, and those `known`."""

    place: Place
    code: str
    name: str = ""
    known: frozenset[str] = frozenset()


def problems_of_scenario(rule: ScenarioRule, names: Names) -> Iterator[Problem]:
    """Find what leads nowhere in a scenario, and which of its rules can never hold where it arises."""
    arising = tuple(_problems_of_condition(("applies_if",), rule.applies_if, (), names))
    yield from arising
    yield from _unknown(rule.provisions, names.provisions, ("provisions",), "no-such-provision")
    beside = () if arising else (rule.applies_if,)
    conditions = {
        "likelihood": [entry.if_ for entry in rule.likelihood],
        "severity": [entry.if_ for entry in rule.severity],
        "lowered_by": [entry.if_ for entry in rule.lowered_by],
    }
    for kind, rules in conditions.items():
        for number, condition in enumerate(rules):
            yield from _problems_of_condition((kind, number, "if"), condition, beside, names)


def problems_of_measure(measure: Mitigation, names: Names) -> Iterator[Problem]:
    """Find what leads nowhere in a measure, whether it can ever be advised, and whether that could change anything."""
    advised = tuple(_problems_of_condition(("advised_if",), measure.advised_if, (), names))
    yield from advised
    yield from _unknown(measure.provisions, names.provisions, ("provisions",), "no-such-provision")
    yield from _unknown(measure.treats, names.scenarios, ("treats",), "no-such-scenario")
    yield from _unknown(measure.tried_on, names.categories, ("tried_on",), "no-such-category")
    fulfils = measure.fulfils
    yield from _unknown(fulfils.removes, names.categories, ("fulfils", "removes"), "no-such-category")
    shared = tuple("" if isinstance(code, FactCode) else code for code in fulfils.shares_in)
    for kind, addresses in (("answers", fulfils.answers), ("shares_in", shared)):
        for number, address in enumerate(addresses):
            yield from _unknown_question(address, ("fulfils", kind, number), names)
    done = _done(fulfils)
    if done and not advised and _never((measure.advised_if, _not_all(done)), names):
        yield Problem(("advised_if",), "only-when-done")


def _problems_of_condition(
    place: Place, condition: Condition, beside: Sequence[Condition], names: Names
) -> Iterator[Problem]:
    """Find unknown names in a condition; where there is none, what of it can never hold."""
    unknown = tuple(_unknown_in(place, condition, names))
    if unknown:
        yield from unknown
        return
    code = "never-beside-applies-if" if beside else "never-arises"
    found = can_hold((*beside, condition), names.questions)
    if found is CanHold.TOO_MUCH:
        yield Problem(place, "too-much")
    elif found is CanHold.NEVER:
        yield Problem(place, code)
    else:
        for where, part in _alternatives(place, condition):
            if _never((*beside, part), names):
                yield Problem(where, code)


def _never(conditions: Sequence[Condition], names: Names) -> bool:
    return can_hold(conditions, names.questions) is CanHold.NEVER


def _alternatives(place: Place, condition: Condition) -> Iterator[tuple[Place, Condition]]:
    """Return every branch of every *any*, with its place: one that never holds is a rule that never fires."""
    for kind, parts in (("any", condition.any_), ("all", condition.all_)):
        for number, part in enumerate(parts):
            where = (*place, kind, number)
            if kind == "any":
                yield where, part
            yield from _alternatives(where, part)


def _done(fulfils: Fulfils) -> tuple[Condition, ...]:
    """Return what holds once a measure is done, as conditions."""
    return (
        *(Condition.model_validate({"answer": address, "is": ["yes"]}) for address in fulfils.answers),
        *(Condition(fact=code) for code in fulfils.facts),
        *(Condition.model_validate({"not": {"fact": code}}) for code in fulfils.ends),
        *(Condition.model_validate({"not": {"category": [name]}}) for name in fulfils.removes),
    )


def _not_all(conditions: Sequence[Condition]) -> Condition:
    return Condition.model_validate({"not": {"all": conditions}})


def _unknown_in(place: Place, condition: Condition, names: Names) -> Iterator[Problem]:
    """Find questions and categories that are not known, anywhere in a condition."""
    if condition.answer:
        yield from _unknown_question(condition.answer, (*place, "answer"), names)
    yield from _unknown(condition.category, names.categories, (*place, "category"), "no-such-category")
    for kind, parts in (("any", condition.any_), ("all", condition.all_)):
        for number, part in enumerate(parts):
            yield from _unknown_in((*place, kind, number), part, names)
    if condition.not_:
        yield from _unknown_in((*place, "not"), condition.not_, names)


def _unknown_question(address: str, place: Place, names: Names) -> Iterator[Problem]:
    known = names.questions.put_if
    if address and address not in known and address.partition("/")[0] not in names.unread:
        yield Problem(place, "no-such-question", address, frozenset(known))


def _unknown(found: Iterable[str], known: frozenset[str], place: Place, code: str) -> Iterator[Problem]:
    """Tell each name of a list that is not known, at its position."""
    return (Problem((*place, number), code, name, known) for number, name in enumerate(found) if name not in known)
