"""What measures lower: never less safe, as the rules say, in the order that is documented."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rating_all import CHECKLISTS, MEASURES, SCENARIOS, rate_all
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.conditions import evaluate
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.override import Override, Overrides
from pia_toolkit.domain.plan import Effort
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.domain.rating import Rating
from pia_toolkit.mitigation.approval import ENOUGH, STEPS_OF_ENOUGH, conditions_of, excess
from pia_toolkit.mitigation.fulfilment import Advice, situation_after
from pia_toolkit.mitigation.recommend import Planning, recommend
from pia_toolkit.mitigation.relief import POINTS, Outlook, estimate, planned

BY_ID = {measure.id: measure for measure in MEASURES}
SAFEGUARDS = [entry.if_ for rule in SCENARIOS for entry in rule.lowered_by]
QUESTIONS = sorted({part.answer for condition in SAFEGUARDS for part in condition.parts()} - {None})
CATEGORIES = ["vehicle-plate", "mac-address", "national-id", "date-of-birth", "employee-id"]
SITUATIONS = st.builds(
    lambda facts, answers, categories: situation_as_put(
        CHECKLISTS, situation_with(facts, answers, CHECKLISTS, categories)
    ),
    st.sets(st.sampled_from(sorted(FactCode)), max_size=12),
    st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(["yes", "no", "partly", "not-applicable"]), max_size=8),
    st.sets(st.sampled_from(CATEGORIES), max_size=2),
)


def outlook_of(situation, overrides=None, rate=rate_all):
    advised = [Advice(measure) for measure in MEASURES if evaluate(measure.advised_if, situation).holds]
    assessment = assess(situation, CHECKLISTS, SCENARIOS, overrides or Overrides())
    return Outlook(situation, assessment, advised, rate)


def situation(codes, answers=(), categories=()):
    return situation_as_put(CHECKLISTS, situation_with(codes, dict(answers), CHECKLISTS, categories))


WATCHED = {FactCode.TRACE, FactCode.FINE_LOCATION, FactCode.FINE_TIME, FactCode.OUTSIDE_RECIPIENTS}


@settings(max_examples=8, deadline=None)
@given(SITUATIONS, st.lists(st.sampled_from(sorted(BY_ID)), min_size=1, max_size=4, unique=True))
def test_a_measure_done_never_raises_a_level(put, names):
    outlook = outlook_of(put)
    done = [Advice(BY_ID[name]) for name in names]
    before = {scenario.id: scenario.final for scenario in outlook.assessment.scenarios}
    after = outlook.after(done)
    assert set(after) <= set(before)
    for name, rating in after.items():
        assert rating.likelihood <= before[name].likelihood, name
        assert rating.severity <= before[name].severity, name


@settings(max_examples=80, deadline=None)
@given(SITUATIONS, st.sets(st.sampled_from(sorted(BY_ID)), max_size=3), st.sampled_from(sorted(BY_ID)))
def test_one_more_measure_never_raises_what_the_rules_give(put, names, one_more):
    """The rules themselves, not only what is kept from rising: nothing arises anew and no rating is higher."""
    advised = [Advice(measure) for measure in MEASURES if evaluate(measure.advised_if, put).holds]
    fewer = rate_all(situation_after([Advice(BY_ID[name]) for name in sorted(names)], advised, put))
    more = rate_all(situation_after([Advice(BY_ID[name]) for name in sorted(names | {one_more})], advised, put))
    assert set(more) <= set(fewer)
    for name, rating in more.items():
        assert rating.likelihood <= fewer[name].likelihood, name
        assert rating.severity <= fewer[name].severity, name


def test_risk_lowered_is_divided_by_the_effort():
    outlook = outlook_of(situation({FactCode.NO_RETENTION, FactCode.DIRECT_IDENTIFIER}))
    retention = next(entry for entry in outlook.advised if entry.measure.id == "set-retention")
    found = estimate(outlook, retention)
    assert [(fall.scenario, fall.after) for fall in found.lowers] == [("retention-without-end", None)]
    assert found.per_effort == POINTS[found.lowers[0].before] / Effort.DAYS.units
    slower = Advice(retention.measure.model_copy(update={"effort": Effort.MONTHS}))
    others = [slower if entry is retention else entry for entry in outlook.advised]
    changed = Outlook(outlook.situation, outlook.assessment, others, rate_all)
    assert estimate(changed, slower).per_effort == found.per_effort / 4


def test_each_level_weighs_twice_the_one_below():
    assert [POINTS[level] for level in (None, *Level)] == [0, 1, 2, 4, 8]
    assert [effort.units for effort in Effort] == [1, 2, 4]


def test_what_takes_several_measures_is_estimated_with_them():
    outlook = outlook_of(situation({*WATCHED, FactCode.PERSISTENT_IDENTIFIER}))
    advice = next(entry for entry in outlook.advised if entry.measure.id == "coarsen-time")
    found = estimate(outlook, advice)
    assert found.together_with == ("coarsen-coordinates",)
    assert "tracking" in {fall.scenario for fall in found.lowers}


def test_a_level_that_a_person_set_falls_by_as_many_steps():
    put = situation({FactCode.NO_RETENTION, FactCode.STALE_RECORDS, FactCode.OUTSIDE_RECIPIENTS, FactCode.TRACE})
    computed = outlook_of(put)
    scenario = next(entry for entry in computed.assessment.scenarios if entry.id == "onward-sharing")
    lowered = scenario.residual.severity.moved(-1)
    override = Override(
        scenario=scenario.id, severity=lowered, reason="r", by="dpo", at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    outlook = outlook_of(put, Overrides(overrides=(override,)))
    assert outlook.after([])[scenario.id].severity == lowered
    done = [Advice(BY_ID["clause-no-misuse"]), Advice(BY_ID["clause-no-resale"])]
    rule_steps = computed.after([])[scenario.id].likelihood.rank - computed.after(done)[scenario.id].likelihood.rank
    assert rule_steps > 0
    after = outlook.after(done)[scenario.id]
    assert after.severity == lowered
    assert after.likelihood == scenario.residual.likelihood.moved(-rule_steps)


def test_a_rule_that_would_raise_a_level_does_not():
    put = situation({FactCode.NO_RETENTION})

    def worse(changed):
        return {name: Rating(likelihood=Level.MAXIMUM, severity=Level.MAXIMUM) for name in rate_all(changed)}

    outlook = outlook_of(put, rate=worse)
    assert outlook.after([]) == {
        scenario.id: Rating(likelihood=scenario.final.likelihood, severity=scenario.final.severity)
        for scenario in outlook.assessment.scenarios
    }


def test_every_scenario_has_its_planned_level():
    outlook = outlook_of(situation(WATCHED))
    now = planned(outlook, [])
    assert [entry.scenario for entry in now] == [scenario.id for scenario in outlook.assessment.scenarios]
    assert all(entry.before == entry.after and entry.steps == 0 for entry in now)
    done = planned(outlook, outlook.advised)
    assert any(entry.after is None and entry.steps == entry.before.rank + 1 for entry in done)


def test_what_stands_above_enough_is_counted_in_steps():
    def rated(likelihood, severity):
        return Rating(likelihood=likelihood, severity=severity)

    assert excess({"a": rated(Level.MAXIMUM, Level.MAXIMUM), "b": rated(Level.LIMITED, Level.SIGNIFICANT)}) == 4 + 1
    assert excess({"a": rated(Level.NEGLIGIBLE, Level.MAXIMUM), "b": rated(Level.LIMITED, Level.LIMITED)}) == 0
    assert rated(Level.LIMITED, Level.LIMITED).level is ENOUGH
    assert Level.LIMITED.rank * 2 == STEPS_OF_ENOUGH


CASES = [
    situation(WATCHED),
    situation({*WATCHED, FactCode.PUBLIC_SPACE, FactCode.PERSISTENT_IDENTIFIER, FactCode.WEAK_PSEUDONYM}),
    situation({FactCode.DIRECT_IDENTIFIER, FactCode.OPEN_RELEASE, FactCode.SENSITIVE_CATEGORY, FactCode.SMALL_CLASSES}),
    situation({FactCode.AUTOMATED_DECISIONS, FactCode.SCORING, FactCode.VULNERABLE_PEOPLE, FactCode.LARGE_SCALE}),
    situation({FactCode.LOAD_CURVE, FactCode.FINE_TIME, FactCode.NO_NOTICE, FactCode.CHILDREN}),
    situation(FactCode),
]


def conditions_in(put):
    outlook = outlook_of(put)
    return outlook, conditions_of(outlook, {entry.measure.id: estimate(outlook, entry) for entry in outlook.advised})


def excess_with(outlook, names):
    return excess(outlook.after([entry for entry in outlook.advised if entry.measure.id in names]))


@settings(max_examples=8, deadline=None)
@given(SITUATIONS)
def test_approval_asks_for_all_that_milder_measures_can_do(put):
    outlook, names = conditions_in(put)
    milder = {entry.measure.id for entry in outlook.advised if not entry.measure.redesign}
    assert names <= milder
    assert excess_with(outlook, names) == excess_with(outlook, milder)


@pytest.mark.parametrize("put", CASES)
def test_approval_asks_for_nothing_needless(put):
    outlook, names = conditions_in(put)
    assert excess_with(outlook, names) < excess_with(outlook, ())
    if not any(check.state is RightsState.FALLS_SHORT for check in outlook.assessment.rights):
        assert all(excess_with(outlook, names - {name}) > excess_with(outlook, names) for name in names)
    assert names == conditions_in(put)[1]


@pytest.mark.parametrize("put", CASES)
def test_a_condition_that_lowers_nothing_by_itself_is_told_as_such(put):
    outlook, names = conditions_in(put)
    plan = recommend(put, outlook.assessment, MEASURES, Planning(rate_all))
    assert {entry.mitigation.id for entry in plan.recommendations if entry.condition_of_approval} == names
    for entry in plan.recommendations:
        if entry.lowers_with_conditions:
            assert entry.condition_of_approval
            assert not entry.lowers


def test_measures_that_help_only_at_once_are_found():
    put = situation({FactCode.NO_RETENTION, FactCode.SENSITIVE_CATEGORY})
    first, second = (Advice(BY_ID[name]) for name in ("balance-note", "legal-opinion"))
    wanted = {"un-77-211/proportionality-reasoned", "un-77-211/law-compliance-confirmed"}

    def rate(changed):
        both = all(str(changed.answers.value(*name.split("/"))) == "yes" for name in wanted)
        level = Level.LIMITED if both else Level.MAXIMUM
        return {name: Rating(likelihood=level, severity=level) for name in rate_all(changed)}

    assessment = assess(put, CHECKLISTS, SCENARIOS)
    gravest = assessment.scenarios[0]
    rated = gravest.model_copy(update={"residual": Rating(likelihood=Level.MAXIMUM, severity=Level.MAXIMUM)})
    outlook = Outlook(put, assessment.model_copy(update={"scenarios": (rated,), "rights": ()}), [first, second], rate)
    estimates = {entry.measure.id: estimate(outlook, entry) for entry in outlook.advised}
    assert not any(found.lowers for found in estimates.values())
    assert conditions_of(outlook, estimates) == {"balance-note", "legal-opinion"}


def test_points_follow_the_scale():
    assert all(POINTS[low] < POINTS[high] for low, high in pairwise((None, *Level)))
