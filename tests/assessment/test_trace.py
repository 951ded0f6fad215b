"""The trace of a level: whoever has the file can compute the level again, with nothing of the toolkit."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reaching import fact, situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.scenarios import ScenarioRule, load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.assessment import recomputed
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import Situation, evaluate
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.resources import shipped

SCENARIOS = load_scenarios()
RULES = {rule.id: rule for rule in SCENARIOS}
CHECKLISTS = tuple(
    read_model(shipped("checklists") / f"{name}.yaml", Checklist) for name in ("un-77-211", "un-habitat-2-1")
)
QUESTIONS = sorted(f"{entry.id}/{q.id}" for entry in CHECKLISTS for q in entry.questions)
ORDER = ["negligible", "limited", "significant", "maximum"]

some = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
facts = st.sets(st.sampled_from(sorted(FactCode)), max_size=14)
answers = st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from([str(value) for value in Value]), max_size=40)


def by_hand(scenario):
    """Compute the levels of a scenario from plain JSON, as the methods of the report describe it."""
    trace, computed = scenario["trace"], {}
    in_place = [entry for entry in trace["safeguards"] if entry["in_place"]]
    for part in ("likelihood", "severity"):
        inherent = max((ORDER.index(rule["at_least"]) for rule in trace[part]), default=0)
        steps = min(trace["most_steps"], sum(entry[part] for entry in in_place))
        computed[part] = (ORDER[inherent], ORDER[max(0, inherent - steps)])
    return computed


@some
@given(facts, answers)
def test_every_level_can_be_computed_again_from_the_file_alone(codes, given_answers):
    found = assess(situation_with(codes, given_answers, CHECKLISTS), CHECKLISTS, SCENARIOS)
    for scenario in json.loads(found.model_dump_json())["scenarios"]:
        told = {part: (scenario["inherent"][part], scenario["residual"][part]) for part in ("likelihood", "severity")}
        assert by_hand(scenario) == told, scenario["id"]
    for entry in found.scenarios:
        assert recomputed(entry) == entry
        assert recomputed(type(entry).model_validate_json(entry.model_dump_json())) == entry


@some
@given(facts, answers)
def test_the_trace_names_the_rules_of_the_catalogue_that_hold_and_no_others(codes, given_answers):
    found = assess(situation := situation_with(codes, given_answers, CHECKLISTS), CHECKLISTS, SCENARIOS)
    for scenario in found.scenarios:
        rule = RULES[scenario.id]
        for part in ("likelihood", "severity"):
            held = {entry.rule: entry.at_least for entry in getattr(scenario.trace, part)}
            for number, entry in enumerate(getattr(rule, part), start=1):
                if not any(inner.answer for inner in entry.if_.parts()):  # answers count only where they are put
                    assert (number in held) is evaluate(entry.if_, situation).holds
                assert held.get(number, entry.at_least) is entry.at_least
        assert [entry.safeguard for entry in scenario.trace.safeguards] == list(range(1, len(rule.lowered_by) + 1))


def test_a_level_changed_by_hand_no_longer_follows_from_its_trace():
    scenario = assess(situation_with({FactCode.TRACE}, {}, CHECKLISTS), CHECKLISTS, SCENARIOS).scenarios[0]
    milder = scenario.residual.model_copy(update={"likelihood": Level.NEGLIGIBLE, "severity": Level.NEGLIGIBLE})
    forged = scenario.model_copy(update={"residual": milder})
    assert recomputed(forged) != forged


def test_a_scenario_kept_before_there_were_traces_cannot_be_recomputed():
    scenario = assess(situation_with({FactCode.TRACE}, {}, CHECKLISTS), CHECKLISTS, SCENARIOS).scenarios[0]
    assert recomputed(scenario.model_copy(update={"trace": None})) is None


YES = {"answer": "c/q", "is": ["yes"]}


def rule(lowered_by, levels=("maximum", "maximum")):
    words = {"en": "x", "zh": "x"}
    fields = {"id": "s", "title": words, "harm": words, "affected": words, "origin": "design-choice"}
    fields |= {"provisions": ["77/211:4"], "applies_if": {"fact": "trace"}, "lowered_by": lowered_by}
    both = {
        part: [{"if": {"fact": "trace"}, "at_least": level}]
        for part, level in zip(("likelihood", "severity"), levels, strict=True)
    }
    return ScenarioRule.model_validate(fields | both)


def traced(lowered_by, *codes, evidence="", value=Value.YES):
    given_answers = (Answer(question="q", value=value, evidence=evidence),)
    answers = Answers(checklists=(ChecklistAnswers(checklist="c", version="1", answers=given_answers),))
    situation = Situation(tuple(fact(code) for code in (FactCode.TRACE, *codes)), answers)
    return rate(rule(lowered_by), situation).trace


@pytest.mark.parametrize(("evidence", "missing"), [("minutes of 4 May", ()), ("", ("c/q",)), ("  ", ("c/q",))])
def test_an_answer_that_lowers_a_level_and_names_no_evidence_is_marked(evidence, missing):
    (safeguard,) = traced([{"if": YES, "likelihood": 1}], evidence=evidence).safeguards
    assert safeguard.in_place
    assert safeguard.not_evidenced == missing


def test_what_is_only_declared_is_stated_and_not_evidenced():
    (safeguard,) = traced([{"if": {"fact": "encrypted"}, "likelihood": 1}], FactCode.ENCRYPTED).safeguards
    assert safeguard.not_evidenced == ("encrypted",)


def test_a_safeguard_that_is_not_in_place_claims_nothing():
    (safeguard,) = traced([{"if": YES, "likelihood": 1}], value=Value.NO).safeguards
    assert not safeguard.in_place
    assert safeguard.attainable
    assert (safeguard.because, safeguard.not_evidenced) == ((), ())


def test_what_could_still_be_put_in_place_is_told_apart_from_what_could_not():
    never = {"if": {"fact": "no-personal-data"}, "likelihood": 1}
    first, second = traced([{"if": YES, "likelihood": 1}, never], value=Value.NO).safeguards
    assert (first.attainable, second.attainable) == (True, False)
    trace = traced([{"if": YES, "likelihood": 1}, never], value=Value.NO)
    assert trace.attainable().likelihood is Level.SIGNIFICANT
    assert trace.residual().likelihood is Level.MAXIMUM
