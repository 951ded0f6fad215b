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
from pia_toolkit.domain.override import Overrides
from pia_toolkit.domain.putting import situation_as_put

NO_OVERRIDES = Overrides()


def assess(
    situation: Situation,
    checklists: Sequence[Checklist],
    catalogue: Sequence[ScenarioRule],
    overrides: Overrides = NO_OVERRIDES,
) -> Assessment:
    """Say what could happen to people, how the proposal stands to their rights, and what follows from both.

    Answers to questions that are not put never count. Levels that people set count in place of the computed ones,
    which are kept beside them. Scenarios come with the gravest risk that remains first, then the gravest inherent
    one, then by id.
    """
    counting = situation_as_put(checklists, situation)
    rated = (found for rule in catalogue if (found := rate(rule, counting)))
    scenarios = tuple(
        sorted((entry.model_copy(update={"override": overrides.of(entry.id)}) for entry in rated), key=_gravest_first)
    )
    basis = Basis(tuple(checklists), counting, scenarios)
    return Assessment(
        facts=counting.facts,
        scenarios=scenarios,
        rights=check_rights(checklists, counting),
        outcome=suggest(basis),
        screening=screen(checklists, counting),
        unanswered=sum(len(basis.open_questions(checklist)) for checklist in checklists),
        idle_overrides=overrides.not_of(scenario.id for scenario in scenarios),
    )


def _gravest_first(scenario: Scenario) -> tuple[int, int, int, str]:
    """Order by the level that counts; within a level by the steps of likelihood and severity; then as inherent."""
    final = scenario.final
    steps = final.likelihood.rank + final.severity.rank
    return (-final.level.rank, -steps, -scenario.inherent.level.rank, scenario.id)
