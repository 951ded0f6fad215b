"""What follows from data and answers: outcome, levels of scenarios, rights, and what is recommended."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from pia_toolkit.casework.differences.leaves import Said, differing_aspects
from pia_toolkit.domain.assessment import Assessment, Decision, RightsCheck, RightsState, Scenario
from pia_toolkit.domain.difference import Area, Change, Direction, Gravity
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Plan, Recommendation
from pia_toolkit.domain.requirement import Requirement
from pia_toolkit.domain.screening import Need

Entry = TypeVar("Entry")
_DECISIONS = (Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS, Decision.CONSULT_AUTHORITY, Decision.DO_NOT_PROCEED)
_NEEDS = (Need.NOT_NEEDED, Need.CAN_BE_NEEDED, Need.NEEDED)
_STATES = (RightsState.CONSISTENT, RightsState.PARTLY, RightsState.FALLS_SHORT)
"""From good to bad; what is unknown or not applicable stands on no such scale."""
_RANKS = {
    **{code.value: rank for codes in (_DECISIONS, _NEEDS, _STATES) for rank, code in enumerate(codes)},
    **{level.value: level.rank for level in Level},
}


def outcome(before: Assessment, after: Assessment) -> Iterator[Change]:
    """Compare what is suggested, the highest levels, and whether an assessment is needed at all."""
    sides = [_said_of_outcome(entry) for entry in (before, after)]
    for change in _differing(Area.OUTCOME, ("outcome",), *sides):
        minor = change.aspect == "unanswered"
        yield change.model_copy(update={"gravity": Gravity.MINOR if minor else Gravity.MAJOR})


def _said_of_outcome(assessment: Assessment) -> Said:
    return {
        "decision": assessment.outcome.decision.value,
        "residual": assessment.residual.value,
        "inherent": assessment.inherent.value,
        "screening": assessment.screening.need.value if assessment.screening else None,
        "unanswered": assessment.unanswered,
    }


def requirements(before: Assessment, after: Assessment, titles: Mapping[str, str]) -> Iterator[Change]:
    """Compare what has to come true before approval. `titles`: of scenarios and questions, by reference."""

    def key(entry: Requirement) -> tuple[str, ...]:
        return "requirement", entry.demand.value, entry.ref

    for place, old, new in _pairs(before.outcome.requirements, after.outcome.requirements, key):
        sides: list[Said] = [{"required": entry.level or True} if entry else {} for entry in (old, new)]
        for change in differing_aspects(Area.OUTCOME, place, *sides):
            yield change.model_copy(update={"label": titles.get(place[-1], "")})


def scenarios(before: Assessment, after: Assessment, language: str) -> Iterator[Change]:
    """Compare the levels of scenarios; those that count first, then what they are made of."""
    for key, old, new in _pairs(before.scenarios, after.scenarios, lambda entry: (entry.id,)):
        title = next(entry.title.in_language(language) for entry in (new, old) if entry)
        for change in _differing(Area.SCENARIO, key, *(_said_of_scenario(entry) for entry in (old, new))):
            yield change.model_copy(update={"label": title, "gravity": _gravity_of_level(change)})


def _said_of_scenario(scenario: Scenario | None) -> Said:
    if scenario is None:
        return {}
    return {
        "level": scenario.final.level.value,
        "likelihood": scenario.final.likelihood.value,
        "severity": scenario.final.severity.value,
        "computed": scenario.residual.level.value,
        "inherent": scenario.inherent.level.value,
    }


def _gravity_of_level(change: Change) -> Gravity:
    if change.aspect != "level":
        return Gravity.MINOR
    high = {Level.SIGNIFICANT.value, Level.MAXIMUM.value}
    return Gravity.MAJOR if high & {change.before, change.after} else Gravity.NOTABLE


def rights(before: Assessment, after: Assessment, titles: Mapping[str, str]) -> Iterator[Change]:
    """Compare the rights matrix. `titles`: what sections are called, by checklist/section."""

    def key(entry: RightsCheck) -> tuple[str, ...]:
        return entry.checklist, entry.title, entry.provision

    for place, old, new in _pairs(before.rights, after.rights, key):
        for change in _differing(Area.RIGHTS, place, *(_said_of_right(entry) for entry in (old, new))):
            major = change.aspect == "state" and RightsState.FALLS_SHORT.value in (change.before, change.after)
            minor = change.aspect == "evidenced"
            gravity = Gravity.MAJOR if major else Gravity.MINOR if minor else Gravity.NOTABLE
            yield change.model_copy(update={"label": titles.get("/".join(place[:2]), ""), "gravity": gravity})


def _said_of_right(check: RightsCheck | None) -> Said:
    return {"state": check.state.value, "evidenced": check.evidenced} if check else {}


def measures(before: Plan, after: Plan, language: str) -> Iterator[Change]:
    """Compare what is recommended, and what of it approval depends on."""

    def key(entry: Recommendation) -> tuple[str, ...]:
        return (entry.mitigation.id,)

    for place, old, new in _pairs(before.recommendations, after.recommendations, key):
        title = next(entry.mitigation.title.in_language(language) for entry in (new, old) if entry)
        sides: list[Said] = [{"condition": entry.condition_of_approval} if entry else {} for entry in (old, new)]
        for change in differing_aspects(Area.MEASURE, place, *sides):
            conditional = bool(change.before or change.after)
            gravity = Gravity.NOTABLE if conditional else Gravity.MINOR
            yield change.model_copy(update={"label": title, "gravity": gravity})


def _pairs(
    before: tuple[Entry, ...], after: tuple[Entry, ...], key: Callable[[Entry], tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], Entry | None, Entry | None]]:
    """Yield what has the same key on both sides together, in the order of `before`, then what is new."""
    old, new = ({key(entry): entry for entry in side} for side in (before, after))
    for place in [*old, *(place for place in new if place not in old)]:
        yield place, old.get(place), new.get(place)


def _differing(area: Area, subject: tuple[str, ...], before: Said, after: Said) -> Iterator[Change]:
    for change in differing_aspects(area, subject, before, after):
        yield change.model_copy(update={"direction": _direction(change.before, change.after)})


def _direction(before: Scalar | None, after: Scalar | None) -> Direction:
    """Say who is better off by the place of two codes on their scale; what is not there stands below all."""
    if isinstance(before, bool) or isinstance(after, bool):
        return Direction.BETTER if after else Direction.WORSE
    if {before, after} - _RANKS.keys() - {None}:
        return Direction.NEITHER
    was, now = (-1 if code is None else _RANKS[str(code)] for code in (before, after))
    return Direction.WORSE if now > was else Direction.BETTER if now < was else Direction.NEITHER
