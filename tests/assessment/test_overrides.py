"""Levels that people set: they count, and what was computed is never lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level, risk_level
from pia_toolkit.domain.override import Override, Overrides
from pia_toolkit.resources import shipped

SCENARIOS = load_scenarios()
CHECKLISTS = tuple(
    read_model(shipped("checklists") / f"{name}.yaml", Checklist) for name in ("un-77-211", "un-habitat-2-1")
)
ALL_YES = {f"{entry.id}/{q.id}": "yes" for entry in CHECKLISTS for q in entry.questions}
GRAVITY = [
    Decision.APPROVE,
    Decision.APPROVE_WITH_CONDITIONS,
    Decision.CONSULT_AUTHORITY,
    Decision.DO_NOT_PROCEED,
]
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)

some = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
facts = st.sets(st.sampled_from(sorted(FactCode)), max_size=12)
levels = st.one_of(st.none(), st.sampled_from(Level))


def override(scenario, likelihood=None, severity=None, **fields):
    said = {"reason": "The gate is locked at night.", "by": "DPO", "at": AT} | fields
    return Override(scenario=scenario, likelihood=likelihood, severity=severity, **said)


def assessed(codes, *set_by_people, answers=()):
    overrides = Overrides(overrides=set_by_people)
    return assess(situation_with(codes, dict(answers), CHECKLISTS), CHECKLISTS, SCENARIOS, overrides)


def everything_set(codes, likelihood, severity):
    """Set the same levels for every scenario that arises."""
    names = [scenario.id for scenario in assessed(codes).scenarios]
    return assessed(codes, *(override(name, likelihood, severity) for name in names))


@some
@given(facts, levels, levels)
def test_an_override_counts_and_never_loses_what_was_computed(codes, likelihood, severity):
    if likelihood is None and severity is None:
        return
    computed = {scenario.id: scenario for scenario in assessed(codes).scenarios}
    found = everything_set(codes, likelihood, severity)
    assert {scenario.id for scenario in found.scenarios} == set(computed)
    for scenario in found.scenarios:
        before = computed[scenario.id]
        assert (scenario.inherent, scenario.residual, scenario.trace) == (
            before.inherent,
            before.residual,
            before.trace,
        )
        assert scenario.final.likelihood is (likelihood or before.residual.likelihood)
        assert scenario.final.severity is (severity or before.residual.severity)
        assert scenario.final.level is risk_level(scenario.final.likelihood, scenario.final.severity)
        assert scenario.final.likelihood_because
        assert scenario.final.severity_because
    assert found.residual is max((scenario.final.level for scenario in found.scenarios), default=Level.NEGLIGIBLE)


@some
@given(facts)
def test_the_outcome_never_gets_graver_when_every_level_is_lowered_and_says_who_lowered_it(codes):
    before, after = assessed(codes), everything_set(codes, Level.NEGLIGIBLE, Level.NEGLIGIBLE)
    assert GRAVITY.index(after.outcome.decision) <= GRAVITY.index(before.outcome.decision)
    lowered = {f"overrides/{entry.id}" for entry in before.scenarios if entry.residual.level > Level.NEGLIGIBLE}
    assert lowered == {reason.ref for reason in after.outcome.because if reason.says == "overridden"}
    if after.outcome.decision is before.outcome.decision:
        assert after.outcome.computed is None
    else:
        assert after.outcome.computed is before.outcome.decision


PUBLISHED = {FactCode.DIRECT_IDENTIFIER, FactCode.SENSITIVE_CATEGORY, FactCode.OPEN_RELEASE}


def test_a_raised_level_makes_the_outcome_graver_and_leads_its_reasons():
    codes = {FactCode.DIRECT_IDENTIFIER}
    before = assessed(codes, answers=ALL_YES)
    mildest = before.scenarios[-1].id
    after = assessed(codes, override(mildest, Level.MAXIMUM, Level.MAXIMUM), answers=ALL_YES)
    assert before.residual < after.residual is Level.MAXIMUM
    assert after.scenarios[0].id == mildest
    assert after.outcome.because[0].ref == f"scenarios/{mildest}"
    assert after.outcome.because[1].ref == f"overrides/{mildest}"
    assert after.outcome.because[1].values["reason"] == "The gate is locked at night."
    assert after.outcome.computed is before.outcome.decision is not after.outcome.decision


def test_an_override_of_a_scenario_that_does_not_arise_is_kept_and_changes_nothing():
    idle = override("life-at-home-read-from-meters", Level.MAXIMUM)
    without, found = assessed({FactCode.CHILDREN}), assessed({FactCode.CHILDREN}, idle)
    assert found.idle_overrides == (idle,)
    assert found.model_copy(update={"idle_overrides": ()}) == without


def test_only_the_part_that_was_set_has_the_persons_reason():
    name = assessed(PUBLISHED).scenarios[0].id
    scenario = next(
        entry for entry in assessed(PUBLISHED, override(name, severity=Level.LIMITED)).scenarios if entry.id == name
    )
    assert scenario.final.likelihood_because == scenario.residual.likelihood_because
    assert [reason.says for reason in scenario.final.severity_because] == ["overridden"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"reason": "  "}, "override-without-reason"),
        ({"reason": ""}, "override-without-reason"),
        ({"by": " "}, "override-by-nobody"),
        ({"severity": None}, "override-without-level"),
    ],
)
def test_an_override_that_lacks_something_is_refused(fields, problem):
    with pytest.raises(ValidationError) as refused:
        Override(**{"scenario": "s", "severity": "limited", "reason": "x", "by": "DPO", "at": AT} | fields)
    assert [error["msg"] for error in refused.value.errors()] == [problem]


def test_a_scenario_is_overridden_once():
    once = override("s", Level.LIMITED)
    with pytest.raises(ValidationError):
        Overrides(overrides=(once, once))
    again = override("s", severity=Level.MAXIMUM)
    assert Overrides(overrides=(once,)).joined_by(again).overrides == (again,)
    assert Overrides(overrides=(once,)).without("s") == Overrides()


def test_an_override_is_outdated_once_something_else_is_computed():
    residual = assessed(PUBLISHED).scenarios[0].residual
    known = {"computed_likelihood": residual.likelihood, "computed_severity": residual.severity}
    decided = override("s", Level.LIMITED, **known)
    assert not decided.is_outdated(residual)
    assert decided.is_outdated(residual.model_copy(update={"severity": Level.NEGLIGIBLE}))
    assert not override("s", Level.LIMITED).is_outdated(residual)
