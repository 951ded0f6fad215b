"""What an answer changes: which questions it calls for, and which it makes superfluous."""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.domain.answers import Answers
from pia_toolkit.questionnaire.ask import Step


@dataclass(frozen=True)
class Effects:
    """Questions that appear and disappear; `answered` of those that disappear had an answer, which counts no more."""

    appear: tuple[Step, ...]
    disappear: tuple[Step, ...]
    answered: int


def effects(before: Sequence[Step], after: Sequence[Step], answers: Answers) -> Effects:
    """Compare the questions put before and after an answer; `answers` are those given before."""
    earlier, later = {step.key for step in before}, {step.key for step in after}
    gone = tuple(step for step in before if step.key not in later)
    return Effects(
        appear=tuple(step for step in after if step.key not in earlier),
        disappear=gone,
        answered=sum(step.answer(answers) is not None for step in gone),
    )
