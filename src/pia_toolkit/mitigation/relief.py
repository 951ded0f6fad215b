"""How far the levels of scenarios fall once measures are done: an estimate by the rules of the scenarios themselves."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pia_toolkit.domain.assessment import Assessment, Scenario
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Relief
from pia_toolkit.domain.rating import Rating
from pia_toolkit.mitigation.fulfilment import Advice, partners, situation_after

Rate = Callable[[Situation], Mapping[str, Rating]]
"""Rates a situation as it stands: the residual rating of every scenario that arises in it, by id."""
POINTS = {None: 0, Level.NEGLIGIBLE: 1, Level.LIMITED: 2, Level.SIGNIFICANT: 4, Level.MAXIMUM: 8}
"""What a level weighs when risk lowered is summed up: each twice the one below. The toolkit's choice."""


@dataclass(frozen=True)
class Estimate:
    """What one measure lowers, together with the measures it takes besides, and how much that is for the effort."""

    lowers: tuple[Relief, ...]
    together_with: tuple[str, ...]
    per_effort: float


@dataclass(frozen=True)
class Outlook:
    """The case as it is, what is advised, and how situations are rated."""

    situation: Situation
    assessment: Assessment
    advised: Sequence[Advice]
    rate: Rate
    _rated: dict[frozenset[str], dict[str, Rating]] = field(default_factory=dict)

    def after(self, done: Sequence[Advice]) -> Mapping[str, Rating]:
        """Return the rating that counts for every scenario that still arises once some measures are done."""
        names = frozenset(entry.measure.id for entry in done)
        if names not in self._rated:
            rated = self.rate(situation_after(done, self.advised, self.situation))
            self._rated[names] = {
                scenario.id: _counting(scenario, rated[scenario.id])
                for scenario in self.assessment.scenarios
                if scenario.id in rated
            }
        return self._rated[names]


def estimate(outlook: Outlook, advice: Advice) -> Estimate:
    """Estimate what a measure lowers if it is done, alone or with those it takes besides, whichever is more per effort.

    Risk lowered is the sum over the scenarios of the points of the level now less those of the level then; it is
    divided by the effort: 1 for days, 2 for weeks, 4 for months, summed over the measures it takes.
    """
    alone = _estimate(outlook, [advice])
    names = partners(advice.measure, outlook.advised)
    if not names:
        return alone
    joined = _estimate(outlook, [advice, *(entry for entry in outlook.advised if entry.measure.id in names)])
    return max(alone, joined, key=lambda found: found.per_effort)


def planned(outlook: Outlook, chosen: Collection[Advice]) -> tuple[Relief, ...]:
    """Return every scenario with its level now and once all chosen measures are done, as the assessment has them."""
    after = outlook.after(list(chosen))
    return tuple(_relief(scenario, after) for scenario in outlook.assessment.scenarios)


def _estimate(outlook: Outlook, done: Sequence[Advice]) -> Estimate:
    after = outlook.after(done)
    lowers = tuple(_fallen(outlook.assessment, after))
    points = sum(POINTS[entry.before] - POINTS[entry.after] for entry in lowers)
    return Estimate(
        lowers=lowers,
        together_with=tuple(entry.measure.id for entry in done[1:]),
        per_effort=points / sum(entry.measure.effort.units for entry in done),
    )


def _fallen(assessment: Assessment, after: Mapping[str, Rating]) -> Iterator[Relief]:
    for scenario in assessment.scenarios:
        relief = _relief(scenario, after)
        if relief.after != relief.before:
            yield relief


def _relief(scenario: Scenario, after: Mapping[str, Rating]) -> Relief:
    then = after.get(scenario.id)
    return Relief(scenario=scenario.id, before=scenario.final.level, after=then.level if then else None)


def _counting(scenario: Scenario, then: Rating) -> Rating:
    """Return the rating that counts then: what counts now falls by as many steps as the computed one does.

    So a level that a person set is lowered by what is done, and not swept aside.
    """
    now, computed = scenario.final, scenario.residual
    return Rating(
        likelihood=now.likelihood.moved(min(0, then.likelihood.rank - computed.likelihood.rank)),
        severity=now.severity.moved(min(0, then.severity.rank - computed.severity.rank)),
    )
