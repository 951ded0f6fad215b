"""How a scenario is rated: the highest rule counts, its reasons are kept, safeguards lower what is left."""

import pytest
from reaching import fact

from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.scenarios import ScenarioRule
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level

YES = {"answer": "c/q", "is": ["yes"]}


def scenario(**fields):
    words = {"en": "x", "zh": "x"}
    always = {"if": {"fact": "trace"}, "at_least": "significant"}
    rule = {"id": "s", "title": words, "harm": words, "affected": words, "origin": "design-choice"}
    rule |= {"provisions": ["77/211:4"], "applies_if": {"fact": "trace"}}
    return ScenarioRule.model_validate(rule | {"likelihood": [always], "severity": [always]} | fields)


def situation(*codes, value=None):
    given = (Answer(question="q", value=value),) if value else ()
    answers = Answers(checklists=(ChecklistAnswers(checklist="c", version="1", answers=given),))
    return Situation(facts=tuple(fact(code) for code in codes), answers=answers)


def refs(reasons):
    return [reason.ref for reason in reasons]


def test_a_scenario_that_does_not_arise_has_no_rating():
    assert rate(scenario(), situation(FactCode.CHILDREN)) is None


def test_the_highest_rule_that_holds_counts_with_the_reasons_of_all_at_that_level():
    rules = [
        {"if": {"fact": "trace"}, "at_least": "limited"},
        {"if": {"fact": "children"}, "at_least": "significant"},
        {"if": {"fact": "biometric"}, "at_least": "significant"},
        {"if": {"fact": "secrets"}, "at_least": "maximum"},
    ]
    here = situation(FactCode.TRACE, FactCode.CHILDREN, FactCode.BIOMETRIC)
    inherent = rate(scenario(likelihood=rules), here).inherent
    assert inherent.likelihood is Level.SIGNIFICANT
    assert refs(inherent.likelihood_because) == ["children", "biometric"]


def test_where_no_rule_holds_the_level_is_negligible_for_the_reasons_it_arises():
    rules = [{"if": {"fact": "secrets"}, "at_least": "maximum"}]
    inherent = rate(scenario(severity=rules), situation(FactCode.TRACE)).inherent
    assert inherent.severity is Level.NEGLIGIBLE
    assert refs(inherent.severity_because) == ["trace"]


def test_a_safeguard_lowers_the_residual_rating_only_and_gives_its_reasons():
    rule = scenario(lowered_by=[{"if": YES, "likelihood": 1}])
    found = rate(rule, situation(FactCode.TRACE, value=Value.YES))
    assert found.inherent.likelihood is Level.SIGNIFICANT
    assert found.residual.likelihood is Level.LIMITED
    assert refs(found.residual.likelihood_because) == ["c/q"]
    assert found.residual.severity_because == found.inherent.severity_because


@pytest.mark.parametrize("value", [None, Value.NO, Value.PARTLY, Value.NOT_APPLICABLE])
def test_anything_but_yes_leaves_the_risk_where_it_was(value):
    rule = scenario(lowered_by=[{"if": YES, "likelihood": 1}])
    found = rate(rule, situation(FactCode.TRACE, value=value))
    assert found.residual == found.inherent


def test_safeguards_together_lower_by_two_steps_at_most():
    rules = [{"if": {"fact": "trace"}, "at_least": "maximum"}]
    lowered = [{"if": YES, "likelihood": 2}, {"if": YES, "likelihood": 2}]
    rule = scenario(likelihood=rules, lowered_by=lowered)
    assert rate(rule, situation(FactCode.TRACE, value=Value.YES)).residual.likelihood is Level.LIMITED


LOWERED = [{"if": YES, "likelihood": 1}]
GUARDED = [{"if": {"all": [YES, {"not": {"fact": "children"}}]}, "likelihood": 1}]
KEYED = [{"if": {"fact": "keyed-pseudonyms"}, "likelihood": 2}]


@pytest.mark.parametrize(
    ("lowered_by", "codes", "value", "irreducible"),
    [
        ([], [], None, True),
        (LOWERED, [], None, False),
        (LOWERED, [], Value.NO, False),
        (LOWERED, [], Value.YES, True),
        (LOWERED, [], Value.NOT_APPLICABLE, True),
        (GUARDED, [], None, False),
        (GUARDED, [FactCode.CHILDREN], None, True),
        (KEYED, [], None, False),
        (KEYED, [FactCode.KEYED_PSEUDONYMS], None, True),
    ],
)
def test_a_risk_is_irreducible_when_nothing_that_could_be_done_would_lower_it(lowered_by, codes, value, irreducible):
    maximum = [{"if": {"fact": "trace"}, "at_least": "maximum"}]
    lowest = [{"if": {"fact": "trace"}, "at_least": "negligible"}]  # so that one step matters
    rule = scenario(likelihood=maximum, severity=lowest, lowered_by=lowered_by)
    assert rate(rule, situation(FactCode.TRACE, *codes, value=value)).irreducible is irreducible
