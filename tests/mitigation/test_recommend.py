"""What is advised, in which order, for which columns, and what approval depends on."""

import pytest
from known_tables import COMPLETE, classes, column, found, measured, risk, table
from rating_all import CHECKLISTS, MEASURES, SCENARIOS, rate_all
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Role
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.proposal import Release
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.mitigation.recommend import Planning, recommend

PLANNING = Planning(rate_all)


def planned(situation, planning=PLANNING):
    put = situation_as_put(CHECKLISTS, situation)
    assessment = assess(put, CHECKLISTS, SCENARIOS)
    return assessment, recommend(put, assessment, MEASURES, planning)


def situation(codes=(), answers=(), columns=()):
    return situation_with(codes, dict(answers), CHECKLISTS, columns)


def advised(codes=(), answers=(), columns=()):
    _, plan = planned(situation(codes, answers, columns))
    return {entry.mitigation.id: entry for entry in plan.recommendations}


def released():
    """A table with a name and a rare date of birth, meant for the open."""
    inventory = found(
        table(
            column(Role.DIRECT_IDENTIFIER, "person-name", name="name"),
            column(Role.QUASI_IDENTIFIER, "date-of-birth", name="a"),
            column(Role.NONE, "count", name="n", personal=False),
            name="people/2024",
        ),
        table(column(Role.DIRECT_IDENTIFIER, "email-address", name="name"), name="other"),
    )
    measures = risk(measured("people/2024", classes=classes(1, uniques=30, small=60)))
    proposal = COMPLETE.model_copy(update={"release": Release.OPEN, "column_purposes": {"name": "p", "a": "p"}})
    return Situation(facts=facts_of(proposal, inventory, measures), inventory=inventory)


RELEASED = planned(released())


def test_nothing_is_advised_where_nothing_was_found_or_answered():
    assert advised({FactCode.NO_PERSONAL_DATA}) == {}


def test_columns_are_those_the_reasons_point_at():
    columns = {entry.mitigation.id: entry.columns for entry in RELEASED[1].recommendations}
    assert columns["drop-direct-identifiers"] == ("people/2024/name", "other/name")
    assert columns["coarsen-date-of-birth"] == ("people/2024/a",)
    assert columns["merge-small-groups"] == ("people/2024/a",)  # named by the measurement
    assert columns["terms-of-open-data"] == ()


def test_a_category_that_is_not_there_advises_nothing():
    assert "shorten-postcode" not in advised({FactCode.SINGLED_OUT})
    assert "shorten-postcode" in advised({FactCode.SINGLED_OUT}, columns=["postcode"])


def test_approval_depends_on_what_lowers_a_significant_risk_and_no_longer_once_it_is_lowered():
    codes = {FactCode.DIRECT_IDENTIFIER, FactCode.SENSITIVE_CATEGORY, FactCode.OPEN_RELEASE}
    entry = advised(codes)["drop-direct-identifiers"]
    assert entry.condition_of_approval
    assert any(relief.before > Level.LIMITED for relief in entry.lowers)
    harmless = advised({FactCode.FREE_TEXT})
    assert harmless
    assert not any(entry.condition_of_approval for entry in harmless.values())


def test_approval_depends_on_what_mends_a_provision_that_falls_short():
    name, settled = "un-77-211/later-resolutions-checked", "screening/city-questions-settled"
    assessment, plan = planned(situation({FactCode.FREE_TEXT}, {name: "no", settled: "no"}))
    short = [check.provision for check in assessment.rights if check.state is RightsState.FALLS_SHORT]
    assert short == ["77/211:14"]
    assert [entry.mitigation.id for entry in plan.recommendations if entry.condition_of_approval] == [
        "check-newer-resolutions"
    ]


def test_a_partly_calls_for_the_measure_but_approval_does_not_depend_on_it():
    settled = {"screening/city-questions-settled": "no"}
    entries = advised((), {"un-77-211/later-resolutions-checked": "partly", **settled})
    assert not entries["check-newer-resolutions"].condition_of_approval


def test_what_takes_several_measures_is_a_condition_as_a_whole():
    entries = advised({FactCode.CHILDREN, FactCode.TRACE, FactCode.FINE_TIME, FactCode.FINE_LOCATION})
    for entry in entries.values():
        if entry.condition_of_approval and entry.mitigation.fulfils.shares_in and not entry.lowers:
            assert any(entries[name].condition_of_approval for name in entry.together_with), entry.mitigation.id
    assert any(entry.together_with for entry in entries.values() if entry.condition_of_approval)


def test_a_measure_that_is_attested_is_not_advised():
    retention = "un-77-211/retention-limited"
    assert "delete-by-schedule" in advised({FactCode.TRACE})
    assert "delete-by-schedule" not in advised({FactCode.TRACE}, {retention: "yes"})


def test_a_measure_whose_rule_waits_for_a_fact_alone_is_not_advised_once_all_of_it_is_so():
    """Children's data stay children's data; what was to be done about them was done."""
    done = {"un-77-211/children-interests-assessed": "yes", "children/child-fields-needed": "yes"}
    assert "keep-children-out" in advised({FactCode.CHILDREN})
    assert "keep-children-out" in advised({FactCode.CHILDREN}, {"children/child-fields-needed": "yes"})
    assert "keep-children-out" not in advised({FactCode.CHILDREN}, done)


@pytest.mark.parametrize("case", [RELEASED, planned(situation(FactCode))])
def test_conditions_come_first_then_risk_lowered_for_the_effort_then_the_weight(case):
    _, plan = case
    order = [
        (not entry.condition_of_approval, -entry.relief, -entry.mitigation.weight, entry.mitigation.id)
        for entry in plan.recommendations
    ]
    assert order == sorted(order)
    assert len(order) > 5
    assert len({entry.mitigation.id for entry in plan.recommendations}) == len(order)


@pytest.mark.parametrize("case", [RELEASED, planned(situation(FactCode))])
def test_nothing_is_advised_without_a_reason_and_nothing_lowered_without_a_level(case):
    assessment, plan = case
    levels = {scenario.id: scenario.final.level for scenario in assessment.scenarios}
    assert all(entry.because for entry in plan.recommendations)
    assert any(entry.condition_of_approval for entry in plan.recommendations)
    for entry in plan.recommendations:
        assert (entry.relief > 0) == bool(entry.lowers)
        for fall in entry.lowers:
            assert levels[fall.scenario] is fall.before
            assert fall.after is None or fall.after < fall.before


def test_the_chosen_measures_are_the_conditions_and_what_people_chose():
    _, plan = RELEASED
    conditions = {entry.mitigation.id for entry in plan.recommendations if entry.condition_of_approval}
    assert set(plan.chosen) == conditions
    assert max(fall.before for fall in plan.planned) is RELEASED[0].residual
    assert plan.residual_after < RELEASED[0].residual
    assert plan.planned_for("nothing-of-the-kind") is None


def test_what_people_choose_is_planned_and_what_they_give_up_is_not():
    first = next(entry.mitigation.id for entry in RELEASED[1].recommendations if entry.condition_of_approval)
    _, given_up = planned(released(), Planning(rate_all, dropped=(first,)))
    assert first not in given_up.chosen
    _, none_done = planned(released(), Planning(rate_all, dropped=RELEASED[1].chosen))
    assert all(fall.after is fall.before for fall in none_done.planned)
    more = [entry.mitigation.id for entry in RELEASED[1].recommendations if not entry.condition_of_approval]
    _, everything = planned(released(), Planning(rate_all, chosen=more))
    assert set(more) < set(everything.chosen)
    for before, after in zip(RELEASED[1].planned, everything.planned, strict=True):
        assert after.steps >= before.steps


def test_a_plan_keeps_what_it_says_when_it_is_kept_as_json():
    plan = RELEASED[1]
    assert type(plan).model_validate_json(plan.model_dump_json(by_alias=True)) == plan
