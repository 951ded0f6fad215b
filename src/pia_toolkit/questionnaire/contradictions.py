"""Answers that say the opposite of the data: pointed out with the evidence, and left to people to resolve."""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.domain.answers import Answer, Suggestion, Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.questionnaire.ask import Step
from pia_toolkit.questionnaire.prefill import suggest

_OPPOSITES = frozenset(
    {
        (Value.YES, Value.NO),
        (Value.NO, Value.YES),
        (Value.NOT_APPLICABLE, Value.NO),
        (Value.NOT_APPLICABLE, Value.PARTLY),
    }
)
"""What was answered, and what the data suggest. To be *partly* right contradicts nothing."""


@dataclass(frozen=True)
class Contradiction:
    """An answer, and what speaks against it."""

    step: Step
    answer: Answer
    suggestion: Suggestion


def contradiction(step: Step, situation: Situation) -> Contradiction | None:
    """Return how the answer to a question contradicts the data, or None when it does not."""
    answer, suggestion = step.answer(situation.answers), suggest(step.question, situation)
    if answer is None or suggestion is None or not _contradicts(answer.value, suggestion.value, step):
        return None
    return Contradiction(step, answer, suggestion)


def contradictions(steps: Sequence[Step], situation: Situation) -> tuple[Contradiction, ...]:
    """Return every answer to some questions that contradicts the data, in their order."""
    return tuple(found for step in steps if (found := contradiction(step, situation)))


def _contradicts(answered: Value, suggested: Value, step: Step) -> bool:
    """For a criterion of screening *does not apply* says the same as *no*."""
    if step.question.counts and answered is Value.NOT_APPLICABLE:
        answered = Value.NO
    return (answered, suggested) in _OPPOSITES
