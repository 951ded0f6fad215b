"""Which question comes next, and which came before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.questionnaire.ask import Progress, Step, counted, questions_to_put
from pia_toolkit.questionnaire.selection import EVERYTHING, Selection


class Round(StrEnum):
    """What a walk looks for."""

    FRESH = "fresh"
    """Questions that were neither answered nor skipped."""
    OPEN = "open"
    """Questions without an answer, skipped ones too."""
    ALL = "all"
    """Every question, also those that have an answer."""


@dataclass(frozen=True)
class Route:
    """The way through the questions that are put now and `selected`. `situation` carries the answers given so far."""

    checklists: Sequence[Checklist]
    situation: Situation
    round: Round
    selected: Selection = EVERYTHING

    def with_answers(self, answers: Answers) -> "Route":
        """Return the route as it is after further answers."""
        return replace(self, situation=replace(self.situation, answers=answers))

    @property
    def everything(self) -> tuple[Step, ...]:
        """Every question that is put, selected or not, in reading order."""
        return questions_to_put(self.checklists, self.situation)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every question of this walk, in reading order."""
        return self.selected.of(self.everything)

    @property
    def progress(self) -> Progress:
        """How far this walk has come."""
        return counted(self.steps, self.situation.answers)

    def first(self) -> Step | None:
        """Return the question to begin with, if any is wanted."""
        return next((step for step in self.steps if self._is_wanted(step)), None)

    def after(self, step: Step) -> Step | None:
        """Return the next question that is wanted.

        In the first round what lies further back is put at the end: a question that an answer called for, or one
        that was jumped over.
        """
        place = self._place(step)
        later = (other for other in self.steps if self._place(other) > place and self._is_wanted(other))
        return next(later, None) or (self.first() if self.round is Round.FRESH else None)

    def before(self, step: Step) -> Step | None:
        """Return the question before this one, answered or not; None for the first."""
        earlier = [other for other in self.steps if self._place(other) < self._place(step)]
        return earlier[-1] if earlier else None

    def _is_wanted(self, step: Step) -> bool:
        answers = self.situation.answers
        if self.round is Round.ALL:
            return True
        return step.answer(answers) is None and (self.round is Round.OPEN or not step.is_skipped(answers))

    def _place(self, step: Step) -> tuple[int, int]:
        ids = [checklist.id for checklist in self.checklists]
        questions = [question.id for question in step.checklist.questions]
        return ids.index(step.checklist.id), questions.index(step.question.id)


def start(
    checklists: Sequence[Checklist],
    situation: Situation,
    *,
    wanted: Round = Round.FRESH,
    selected: Selection = EVERYTHING,
) -> Route:
    """Return a route through what is wanted; where nothing is fresh any more, through what was skipped."""
    route = Route(checklists, situation, wanted, selected)
    if wanted is not Round.FRESH or route.first():
        return route
    return replace(route, round=Round.OPEN)
