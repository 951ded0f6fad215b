"""From facts and answers to an assessment: scenarios, rights matrix, suggested outcome."""

from collections.abc import Sequence

from pia_toolkit.assessment.outcome import Basis, suggest
from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.rights import check_rights
from pia_toolkit.assessment.scenarios import ScenarioRule
from pia_toolkit.assessment.screening import screen
from pia_toolkit.domain.assessment import Assessment, Scenario
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.putting import situation_as_put


def assess(
    situation: Situation,
    checklists: Sequence[Checklist],
    catalogue: Sequence[ScenarioRule],
) -> Assessment:
    """Say what could happen to people, how the proposal stands to their rights, and what follows from both.

    Answers to questions that are not put never count. Scenarios come with the gravest residual risk first,
    then the gravest inherent one, then by id.
    """
    counting = situation_as_put(checklists, situation)
    rated = tuple(found for rule in catalogue if (found := rate(rule, counting)))
    basis = Basis(tuple(checklists), counting, rated)
    return Assessment(
        facts=counting.facts,
        scenarios=tuple(sorted((entry.scenario for entry in rated), key=_gravest_first)),
        rights=check_rights(checklists, counting),
        outcome=suggest(basis),
        screening=screen(checklists, counting),
        unanswered=sum(len(basis.open_questions(checklist)) for checklist in checklists),
    )


def _gravest_first(scenario: Scenario) -> tuple[int, int, str]:
    return (-scenario.residual.level.rank, -scenario.inherent.level.rank, scenario.id)
