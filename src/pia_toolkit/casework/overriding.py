"""Setting levels in place of the computed ones, and checking that a kept assessment still follows from its case.

Whatever changes a level draws the conclusions again at once, and keeps both with a line of history.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json
from pia_toolkit.case_folder.overrides import as_file
from pia_toolkit.domain.assessment import Assessment, recomputed
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.override import Override, Overrides
from pia_toolkit.domain.rating import Rating
from pia_toolkit.errors import (
    AuthorNotNamed,
    NotOverridden,
    OverrideWithoutLevel,
    OverrideWithoutReason,
    ScenarioDoesNotArise,
    ScenarioMisspelt,
    ScenarioUnknown,
)
from pia_toolkit.pipeline import conclusions_of, set_by_people

Levels = tuple[Level | None, Level | None]
"""Likelihood and severity as a person sets them; None where the computed one stays."""


def set_level(case: Case, scenario: str, levels: Levels, reason: str, author: tuple[str, datetime]) -> Conclusions:
    """Set the level of a scenario that arises in a case, and return the conclusions as they are then.

    An earlier override of the scenario is replaced. `author`: who decides, and when. Raises `ScenarioUnknown`,
    `ScenarioMisspelt`, `ScenarioDoesNotArise`, `OverrideWithoutLevel`, `OverrideWithoutReason`, `AuthorNotNamed`;
    then nothing is changed.
    """
    by, at = author
    told = {"scenario": scenario, "case": case.folder.name}
    if not any(levels):
        raise OverrideWithoutLevel(**told)
    if not reason.strip():
        raise OverrideWithoutReason(**told)

    def joined(kept: Overrides) -> Overrides:
        computed = _residual(case, scenario)
        override = Override(
            scenario=scenario,
            likelihood=levels[0],
            severity=levels[1],
            reason=reason,
            by=by,
            at=at,
            computed_likelihood=computed.likelihood,
            computed_severity=computed.severity,
        )
        return kept.joined_by(override)

    return _change(case, "override", author, joined)


def withdraw_level(case: Case, scenario: str, author: tuple[str, datetime]) -> Conclusions:
    """Take an override back, so that the computed level counts again; return the conclusions as they are then.

    Raises `NotOverridden`, `ScenarioUnknown`, `ScenarioMisspelt`, `AuthorNotNamed`; then nothing is changed.
    """

    def without(kept: Overrides) -> Overrides:
        if kept.of(scenario) is None:
            _check_known(case, scenario)
            raise NotOverridden(scenario=scenario, case=case.folder.name)
        return kept.without(scenario)

    return _change(case, "withdraw-override", author, without)


def check_scenario(case: Case, scenario: str, assessment: Assessment) -> None:
    """Check that a scenario has a level or an override here.

    Raises `ScenarioUnknown`, `ScenarioMisspelt`, `ScenarioDoesNotArise`.
    """
    here = {entry.id for entry in assessment.scenarios} | {entry.scenario for entry in assessment.idle_overrides}
    if scenario not in here:
        _check_known(case, scenario)
        raise ScenarioDoesNotArise(scenario=scenario, case=case.folder.name)


def differences(case: Case) -> tuple[tuple[str, int], ...]:
    """Return in which parts the kept assessment is not what follows from its case, and in how many places.

    `untraceable`: levels that do not follow from their own trace. None where all of it follows. Raises `StepMissing`
    where no assessment is kept.
    """
    kept, now = case.load(cases.ASSESSMENT, Conclusions), conclusions_of(case)
    pairs = {
        "facts": (kept.assessment.facts, now.assessment.facts),
        "scenarios": (kept.assessment.scenarios, now.assessment.scenarios),
        "rights": (kept.assessment.rights, now.assessment.rights),
        "outcome": ((kept.assessment.outcome,), (now.assessment.outcome,)),
        "plan": (kept.plan.recommendations, now.plan.recommendations),
    }
    found = {part: _count_apart(*pair) for part, pair in pairs.items()}
    found["untraceable"] = sum(recomputed(entry) != entry for entry in kept.assessment.scenarios)
    if not any(found.values()) and kept != now:
        found["other"] = 1
    return tuple((part, count) for part, count in found.items() if count)


def _change(
    case: Case, did: str, author: tuple[str, datetime], changed: Callable[[Overrides], Overrides]
) -> Conclusions:
    by, at = author
    if not by.strip():
        raise AuthorNotNamed
    with case.locked():
        people = set_by_people(case)
        overrides = changed(people.overrides)
        conclusions = conclusions_of(case, replace(people, overrides=overrides))
        case.record(did, at, {cases.OVERRIDES: as_file(overrides), cases.ASSESSMENT: as_json(conclusions)}, by.strip())
    return conclusions


def _residual(case: Case, scenario: str) -> Rating:
    """Return what is computed for a scenario that arises here."""
    _check_known(case, scenario)
    for entry in conclusions_of(case).assessment.scenarios:
        if entry.id == scenario:
            return entry.residual
    raise ScenarioDoesNotArise(scenario=scenario, case=case.folder.name)


def _check_known(case: Case, scenario: str) -> None:
    """Raise for an id that the catalogue does not have, naming the one that is meant, as far as it can be told."""
    known = [rule.id for rule in load_scenarios([case.folder / "scenarios"])]
    told = {"scenario": scenario, "case": case.folder.name}
    if scenario in known:
        return
    if near := get_close_matches(scenario.casefold(), known, 1):
        raise ScenarioMisspelt(**told, near=near[0])
    raise ScenarioUnknown(**told)


def _count_apart(kept: Sequence[object], now: Sequence[object]) -> int:
    """Count the entries that differ; entries that only stand in another order count as one."""
    gone, new = [entry for entry in kept if entry not in now], [entry for entry in now if entry not in kept]
    return max(len(gone), len(new)) or int(kept != now)
