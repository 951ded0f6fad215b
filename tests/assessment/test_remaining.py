"""Rating many situations that differ little gives what rating each by itself gives."""

from hypothesis import given, settings
from hypothesis import strategies as st
from reaching import situation_with

from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.remaining import remaining
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.resources import shipped

SCENARIOS = load_scenarios()
CHECKLISTS = tuple(
    read_model(shipped("checklists") / f"{name}.yaml", Checklist) for name in ("un-77-211", "un-habitat-2-1")
)
QUESTIONS = [f"{entry.id}/{question.id}" for entry in CHECKLISTS for question in entry.questions]
RATE_ALL = remaining(SCENARIOS)


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.sampled_from(sorted(FactCode)), max_size=12),
    st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(["yes", "no", "partly"]), max_size=20),
    st.sets(st.sampled_from(["vehicle-plate", "national-id", "employee-id", "date-of-birth"])),
)
def test_levels_are_those_of_each_situation_by_itself(facts, answers, categories):
    situation = situation_with(facts, answers, CHECKLISTS, categories)
    rated = {rule.id: found.residual for rule in SCENARIOS if (found := rate(rule, situation))}
    remembered = RATE_ALL(situation)
    assert set(remembered) == set(rated)
    for name, rating in rated.items():
        assert (remembered[name].likelihood, remembered[name].severity) == (rating.likelihood, rating.severity)


def test_nothing_is_rated_anew_where_nothing_that_counts_has_changed():
    first = RATE_ALL(situation_with({FactCode.TRACE}, {}, CHECKLISTS))["tracking"]
    again = RATE_ALL(situation_with({FactCode.TRACE, FactCode.NO_NOTICE}, {}, CHECKLISTS))["tracking"]
    assert again is first
