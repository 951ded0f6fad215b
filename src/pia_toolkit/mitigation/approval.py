"""On which measures approval is made to depend: those that bring every risk down as far as approval accepts."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pia_toolkit.domain.assessment import RightsCheck, RightsState
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Mitigation
from pia_toolkit.domain.rating import Rating
from pia_toolkit.mitigation.fulfilment import Advice
from pia_toolkit.mitigation.relief import Estimate, Outlook

ENOUGH = Level.LIMITED
"""The level to which approval asks every risk to be brought. The toolkit's choice."""
STEPS_OF_ENOUGH = 2
"""Steps of likelihood and severity together at which a risk is limited (`risk_level`)."""


def conditions_of(outlook: Outlook, estimates: Mapping[str, Estimate]) -> frozenset[str]:
    """Return the ids of the measures on which approval depends.

    First those that lower the risks above *limited*: one after the other the measure that takes most steps of what
    still stands above it, for its effort, with those it takes besides, until nothing does or nothing more helps. Those
    that the others make needless are left out again. Then, for each *no* that makes a provision fall short, the
    weightiest measure that turns it into a yes, or else the weightiest that is advised because of it. What makes
    another proposal of this one is advised, and never a condition: it is for people to weigh.
    """
    chosen = _needed(outlook, estimates, _lowering(outlook, estimates))
    for check in outlook.assessment.rights:
        if check.state is RightsState.FALLS_SHORT:
            chosen.update(_mending(check, outlook.advised, chosen))
    return frozenset(chosen)


def _lowering(outlook: Outlook, estimates: Mapping[str, Estimate]) -> set[str]:
    """Choose measures as long as one lowers what stands above enough; all of them where only several at once do."""
    chosen: set[str] = set()
    milder = {entry.measure.id for entry in outlook.advised if not entry.measure.redesign}
    promised = dict.fromkeys(milder, float("inf"))
    while best := _best(outlook, estimates, chosen, promised):
        chosen |= {best, *estimates[best].together_with}
    return milder if excess_with(outlook, milder) < excess_with(outlook, chosen) else chosen


def _needed(outlook: Outlook, estimates: Mapping[str, Estimate], chosen: set[str]) -> set[str]:
    """Leave out the measures without which no more stands above enough.

    First those that lower least for the effort; of those that lower as much, the one that takes the greatest effort.
    """
    needed, left = set(chosen), excess_with(outlook, chosen)
    effort = {entry.measure.id: entry.measure.effort.units for entry in outlook.advised}
    for name in sorted(needed, key=lambda name: (estimates[name].per_effort, -effort[name], name)):
        if excess_with(outlook, needed - {name}) <= left:
            needed.discard(name)
    return needed


def excess_with(outlook: Outlook, names: Collection[str]) -> int:
    """Return what stands above enough once some measures are done."""
    return excess(outlook.after([entry for entry in outlook.advised if entry.measure.id in names]))


def _best(
    outlook: Outlook, estimates: Mapping[str, Estimate], chosen: set[str], promised: dict[str, float]
) -> str | None:
    """Return the measure that lowers most for its effort, of what those chosen leave; None where none lowers anything.

    `promised` keeps what each lowered when it was last looked at. With more measures done each adds less, so one is
    looked at again only while that could still be the most.
    """
    advice = {entry.measure.id: entry for entry in outlook.advised}
    left = excess_with(outlook, chosen)
    ranked = sorted(set(promised) - chosen, key=lambda name: (-promised[name], *weightiest(advice[name].measure)))
    best: tuple[float, int, str] = (0.0, 0, "")
    for name in ranked:
        if promised[name] < -best[0]:
            break
        done = chosen | {name, *estimates[name].together_with}
        effort = sum(advice[other].measure.effort.units for other in done - chosen)
        promised[name] = (left - excess_with(outlook, done)) / effort
        if promised[name] > 0:
            best = min(best, (-promised[name], *weightiest(advice[name].measure)))
    return best[2] or None


def excess(ratings: Mapping[str, Rating]) -> int:
    """Return by how many steps of likelihood and severity all risks together stand above what is enough."""
    above = (rating for rating in ratings.values() if rating.level > ENOUGH)
    return sum(rating.likelihood.rank + rating.severity.rank - STEPS_OF_ENOUGH for rating in above)


def _mending(check: RightsCheck, advised: Sequence[Advice], chosen: Collection[str]) -> Iterator[str]:
    """Yield the measures that mend what makes a provision fall short, where those chosen do not."""
    milder = [entry for entry in advised if not entry.measure.redesign]
    for question in (reason.ref for reason in check.because if reason.says == "answered-no"):
        fulfilling = [entry.measure for entry in milder if question in _makes_yes(entry.measure)]
        called_for = [entry.measure for entry in milder if question in {reason.ref for reason in entry.because}]
        alone = [measure for measure in fulfilling if question in measure.fulfils.answers]
        if any(measure.id in chosen for measure in alone):
            continue
        if alone or not fulfilling:
            yield from (measure.id for measure in sorted(alone or called_for, key=weightiest)[:1])
        else:
            yield from (measure.id for measure in fulfilling)


def _makes_yes(measure: Mitigation) -> tuple[str, ...]:
    return (*measure.fulfils.answers, *measure.fulfils.shares_in)


def weightiest(measure: Mitigation) -> tuple[int, str]:
    """Rank measures by weight, the greatest first, then by id."""
    return (-measure.weight, measure.id)
