"""Conditions as data: when a question is put, a scenario rises, a measure is advised.

A condition is one of, written in YAML:

* `fact: trace`: the fact holds
* `answer: un-77-211/independent-oversight` with `is: [no, partly, unanswered]`
* `category: [vehicle-plate, mac-address]`: some column is one of these
* `any: [...]`, `all: [...]`, `not: {...}`: of other conditions
* `always: true`
"""

from dataclasses import dataclass, field

from pydantic import Field, model_validator

from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.reasons import Reason, ReasonKind, unique

UNANSWERED = "unanswered"
_ANSWER_WORDS = {"yes", "partly", "no", "not-applicable", UNANSWERED}


class Condition(Frozen):
    """One test on facts, answers or findings; exactly one of its forms is given."""

    fact: FactCode | None = None
    answer: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    is_: tuple[str, ...] = Field(default=(), alias="is")
    category: tuple[str, ...] = ()
    any_: tuple["Condition", ...] = Field(default=(), alias="any")
    all_: tuple["Condition", ...] = Field(default=(), alias="all")
    not_: "Condition | None" = Field(default=None, alias="not")
    always: bool = False

    @model_validator(mode="after")
    def _has_one_form(self) -> "Condition":
        forms = (self.fact, self.answer, self.category, self.any_, self.all_, self.not_, self.always)
        if sum(bool(form) for form in forms) != 1:
            message = "give exactly one of fact, answer, category, any, all, not, always"
            raise ValueError(message)
        if bool(self.is_) != bool(self.answer) or set(self.is_) - _ANSWER_WORDS:
            message = "'is' goes with 'answer' and takes yes, partly, no, not-applicable, unanswered"
            raise ValueError(message)
        return self

    def parts(self) -> tuple["Condition", ...]:
        """Return this condition and every condition within it."""
        inner = (*self.any_, *self.all_, *((self.not_,) if self.not_ else ()))
        return (self, *(part for condition in inner for part in condition.parts()))


@dataclass(frozen=True)
class Situation:
    """What conditions are tested against."""

    facts: tuple[Fact, ...]
    answers: Answers = field(default_factory=Answers)
    inventory: Inventory = field(default_factory=lambda: Inventory(tables=()))
    hidden: frozenset[str] = field(default=frozenset(), compare=False)
    """Questions that are not put, as `checklist/question`; known once the situation is taken as put."""

    def fact(self, code: FactCode) -> Fact | None:
        """Return the fact with this code, if it holds."""
        return next((fact for fact in self.facts if fact.code is code), None)


@dataclass(frozen=True)
class Holding:
    """Whether a condition holds and the reasons that decided it."""

    holds: bool
    because: tuple[Reason, ...] = ()


def evaluate(condition: Condition, situation: Situation) -> Holding:
    """Test `condition`; the reasons returned are those of the parts that made it hold."""
    if condition.always:
        return Holding(holds=True)
    if condition.fact:
        fact = situation.fact(condition.fact)
        return Holding(fact is not None, fact.because if fact else ())
    if condition.answer:
        return _test_answer(condition, situation.answers)
    if condition.category:
        return _test_category(condition, situation.inventory)
    if condition.not_:
        return Holding(not evaluate(condition.not_, situation).holds)
    inner = [evaluate(part, situation) for part in condition.any_ or condition.all_]
    holds = any(part.holds for part in inner) if condition.any_ else all(part.holds for part in inner)
    return Holding(holds, unique(reason for part in inner if part.holds and holds for reason in part.because))


def _test_answer(condition: Condition, answers: Answers) -> Holding:
    checklist, question = (condition.answer or "/").split("/")
    value = answers.value(checklist, question)
    word = value.value if value else UNANSWERED
    reason = Reason(kind=ReasonKind.ANSWER, ref=condition.answer or "", says=f"answered-{word}")
    return Holding(word in condition.is_, (reason,))


def _test_category(condition: Condition, inventory: Inventory) -> Holding:
    because = tuple(
        Reason(
            kind=ReasonKind.FINDING,
            ref=f"{table.name}/{column.name}",
            says="column-is",
            values={"column": column.name, "table": table.name, "category": column.category},
        )
        for table in inventory.tables
        for column in table.with_category(*condition.category)
    )
    return Holding(bool(because), because)
