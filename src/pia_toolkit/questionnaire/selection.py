"""A part of the questions: those of some roles, of some sections, of the proposal alone or of the whole city."""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.domain.checklist import AnsweredBy, Asked, Checklist
from pia_toolkit.errors import PiaError, UnknownRole, UnknownSection, raise_all
from pia_toolkit.questionnaire.ask import Step

Place = tuple[str, str]
"""A section: the id of its checklist and its own."""


@dataclass(frozen=True)
class Selection:
    """Which questions are meant: those for which all that is named holds; where nothing is named, all of them."""

    roles: frozenset[AnsweredBy] = frozenset()
    sections: frozenset[Place] = frozenset()
    asked: frozenset[Asked] = frozenset()

    def of(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """Return the steps that are meant, in their order."""
        return tuple(step for step in steps if self._holds(step))

    def _holds(self, step: Step) -> bool:
        if self.roles and step.question.answered_by not in self.roles:
            return False
        if self.asked and step.question.asked not in self.asked:
            return False
        return not self.sections or (step.checklist.id, step.section.id) in self.sections


EVERYTHING = Selection()
OF_PROPOSAL = frozenset({Asked.EVERY_DATASET, Asked.WHEN_CALLED_FOR})
"""Questions of a plain walk; those of the city and of a form have walks of their own."""
OF_CITY = frozenset({Asked.ONCE_PER_CITY})


def select(checklists: Sequence[Checklist], roles: Sequence[str], sections: Sequence[str]) -> Selection:
    """Return what is meant by the names of roles and sections.

    A section is named by its id, by that of its checklist for all of its sections, or by both with `/` between.

    Raises `UnknownRole`, `UnknownSection` with the names there are, or `Several`.
    """
    places: set[Place] = set()
    problems: list[PiaError] = []
    known = ", ".join(role.value for role in AnsweredBy)
    problems += [UnknownRole(role=role, known=known) for role in roles if role not in list(AnsweredBy)]
    for name in sections:
        found = {
            (checklist.id, section.id)
            for checklist in checklists
            for section in checklist.sections
            if name in (checklist.id, section.id, f"{checklist.id}/{section.id}")
        }
        if not found:
            problems.append(UnknownSection(section=name, known=_names(checklists)))
        places |= found
    raise_all(problems)
    return Selection(frozenset(AnsweredBy(role) for role in roles), frozenset(places))


def _names(checklists: Sequence[Checklist]) -> str:
    ids = (name for entry in checklists for name in (entry.id, *(section.id for section in entry.sections)))
    return ", ".join(dict.fromkeys(ids))
