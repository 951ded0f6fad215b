"""What remains of every scenario in many situations that differ little, as when measures are tried out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.scenarios import ScenarioRule
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.rating import Rating


@dataclass(frozen=True)
class _LooksAt:
    """Everything the rules of one scenario look at."""

    facts: tuple[FactCode, ...]
    answers: tuple[str, ...]
    categories: tuple[str, ...]


def remaining(catalogue: Sequence[ScenarioRule]) -> Callable[[Situation], Mapping[str, Rating]]:
    """Return a function that rates a situation: the residual rating of every scenario that arises, by id.

    A scenario is rated anew only where something that its rules look at is different; only the levels are meant to be
    used, as the reasons may be those of an earlier situation.
    """
    looks_at = {rule.id: _looks_at(rule) for rule in catalogue}
    rated: dict[tuple[object, ...], Rating | None] = {}

    def ratings(situation: Situation) -> Mapping[str, Rating]:
        facts = {fact.code for fact in situation.facts}
        answers = {
            f"{entry.checklist}/{answer.question}": answer.value
            for entry in situation.answers.checklists
            for answer in entry.answers
        }
        categories = {column.category for table in situation.inventory.tables for column in table.columns}
        found = {}
        for rule in catalogue:
            looked = looks_at[rule.id]
            seen = (
                rule.id,
                *(code in facts for code in looked.facts),
                *(answers.get(name) for name in looked.answers),
                *(category in categories for category in looked.categories),
            )
            if seen not in rated:
                scenario = rate(rule, situation)
                rated[seen] = scenario.residual if scenario else None
            if (rating := rated[seen]) is not None:
                found[rule.id] = rating
        return found

    return ratings


def _looks_at(rule: ScenarioRule) -> _LooksAt:
    levels = (*(entry.if_ for entry in rule.likelihood), *(entry.if_ for entry in rule.severity))
    conditions = (rule.applies_if, *levels, *(entry.if_ for entry in rule.lowered_by))
    parts = [part for condition in conditions for part in condition.parts()]
    return _LooksAt(
        facts=tuple(dict.fromkeys(part.fact for part in parts if part.fact)),
        answers=tuple(dict.fromkeys(part.answer for part in parts if part.answer)),
        categories=tuple(dict.fromkeys(category for part in parts for category in part.category)),
    )
