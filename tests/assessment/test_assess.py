"""The whole assessment with the shipped content: outcomes, and what must hold of any of them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.rating import ATTAINABLE
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Decision, Origin
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import evaluate
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.putting import questions_put, situation_as_put
from pia_toolkit.resources import shipped

SCENARIOS = load_scenarios()
CHECKLISTS = tuple(
    read_model(shipped("checklists") / f"{name}.yaml", Checklist) for name in ("un-77-211", "un-habitat-2-1")
)
QUESTIONS = {f"{entry.id}/{q.id}": q for entry in CHECKLISTS for q in entry.questions}
DECISIVE = [name for name, question in QUESTIONS.items() if question.decisive]
PROPOSAL = Proposal(title="x")
RAISING = sorted(set(FactCode) - ATTAINABLE - {FactCode.NO_PERSONAL_DATA})
CATEGORIES = sorted(
    {
        category
        for rule in SCENARIOS
        for condition in (rule.applies_if, *(entry.if_ for entry in (*rule.likelihood, *rule.severity)))
        for part in condition.parts()
        for category in part.category
    }
)
ALL_YES = dict.fromkeys(QUESTIONS, "yes")

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
facts = st.sets(st.sampled_from(sorted(FactCode)), max_size=12)
raising = st.sets(st.sampled_from(RAISING), max_size=12)
answers = st.dictionaries(
    st.sampled_from(sorted(QUESTIONS)), st.sampled_from([str(value) for value in Value]), max_size=30
)
categories = st.sets(st.sampled_from(CATEGORIES), max_size=3)


def assessed(codes=(), given_answers=(), columns=()):
    situation = situation_with(codes, dict(given_answers), CHECKLISTS, columns)
    return assess(situation, CHECKLISTS, SCENARIOS)


def decision(codes=(), given_answers=(), columns=()):
    return assessed(codes, given_answers, columns).outcome.decision


# What must hold of any assessment


@quick
@given(raising, st.sampled_from(RAISING), categories)
def test_a_further_risk_never_lowers_an_inherent_level(codes, further, columns):
    before = {entry.id: entry.inherent for entry in assessed(codes, columns=columns).scenarios}
    after = {entry.id: entry.inherent for entry in assessed(codes | {further}, columns=columns).scenarios}
    assert set(before) <= set(after)
    for name, rating in before.items():
        assert after[name].likelihood >= rating.likelihood
        assert after[name].severity >= rating.severity
        assert after[name].level >= rating.level


@quick
@given(facts, answers, categories)
def test_safeguards_never_raise_a_risk(codes, given_answers, columns):
    for scenario in assessed(codes, given_answers, columns).scenarios:
        assert scenario.residual.likelihood <= scenario.inherent.likelihood
        assert scenario.residual.severity <= scenario.inherent.severity
        assert scenario.residual.level <= scenario.inherent.level


@quick
@given(facts, answers, categories)
def test_every_conclusion_has_its_reasons(codes, given_answers, columns):
    found = assessed(codes, given_answers, columns)
    assert found.outcome.because
    for scenario in found.scenarios:
        for rating in (scenario.inherent, scenario.residual):
            assert rating.likelihood_because
            assert rating.severity_because


@quick
@given(facts, answers, st.sampled_from(DECISIVE))
def test_a_decisive_no_cannot_be_rescued(codes, given_answers, name):
    with_no = given_answers | {name: "no"}
    situation = situation_with(codes, with_no, CHECKLISTS)
    put = situation_as_put(CHECKLISTS, situation)
    if any(QUESTIONS[name] in questions_put(checklist, put) for checklist in CHECKLISTS):
        outcome = assess(situation, CHECKLISTS, SCENARIOS).outcome
        assert outcome.decision is Decision.DO_NOT_PROCEED
        assert name in {reason.ref for reason in outcome.because}


@quick
@given(facts, answers)
def test_answers_to_hidden_questions_never_count(codes, given_answers):
    situation = situation_with(codes, given_answers, CHECKLISTS)
    put = situation_as_put(CHECKLISTS, situation)
    shown = {f"{entry.id}/{question.id}" for entry in CHECKLISTS for question in questions_put(entry, put)}
    only_shown = {name: value for name, value in given_answers.items() if name in shown}
    found = assess(situation, CHECKLISTS, SCENARIOS)
    assert found == assessed(codes, only_shown)
    refs = {reason.ref for check in found.rights for reason in check.because}
    assert not (refs & set(QUESTIONS)) - shown


@quick
@given(facts, answers, st.sampled_from(DECISIVE))
def test_an_open_decisive_question_is_never_plainly_approved(codes, given_answers, name):
    remaining = {question: value for question, value in given_answers.items() if question != name}
    if QUESTIONS[name].asked_if is None and FactCode.NO_PERSONAL_DATA not in codes:
        assert decision(codes, remaining) is not Decision.APPROVE


@quick
@given(facts, answers)
def test_the_same_input_gives_the_same_bytes(codes, given_answers):
    assert assessed(codes, given_answers).model_dump_json() == assessed(codes, given_answers).model_dump_json()


# Outcomes


def test_no_personal_data_and_nothing_else_is_approved_even_unasked():
    found = assessed({FactCode.NO_PERSONAL_DATA})
    assert found.outcome.decision is Decision.APPROVE
    assert found.scenarios == ()
    assert found.unanswered > 0
    assert found.outcome.because


def test_recipients_and_automation_alone_are_no_risk_to_people_where_there_are_no_personal_data():
    declared = {
        FactCode.NO_PERSONAL_DATA,
        FactCode.OUTSIDE_RECIPIENTS,
        FactCode.RECIPIENT_ABROAD,
        FactCode.POLICE_RECIPIENT,
        FactCode.OPEN_RELEASE,
        FactCode.PUBLIC_SPACE,
        FactCode.AUTOMATED_DECISIONS,
        FactCode.TRAINING_SET,
        FactCode.LINKED,
    }
    assert assessed(declared).scenarios == ()


def test_secrets_are_a_risk_even_without_personal_data():
    found = assessed({FactCode.NO_PERSONAL_DATA, FactCode.SECRETS})
    assert [scenario.id for scenario in found.scenarios] == ["secrets-exposed"]
    assert found.outcome.decision is not Decision.APPROVE


def test_a_bad_answer_is_heard_even_without_personal_data():
    name = "un-habitat-2-1/public-register-entry"
    assert decision({FactCode.NO_PERSONAL_DATA}, {name: "no"}) is Decision.APPROVE_WITH_CONDITIONS


def test_harmless_data_and_good_answers_are_approved():
    found = assessed({FactCode.LARGE_ENOUGH_CLASSES}, ALL_YES)
    assert found.outcome.decision is Decision.APPROVE
    assert found.unanswered == 0
    assert {reason.says for reason in found.outcome.because} == {"questions-answered-well"}


def test_one_open_question_makes_it_a_condition():
    rest = {name: "yes" for name in QUESTIONS if name != "un-77-211/privacy-by-design"}
    found = assessed({FactCode.LARGE_ENOUGH_CLASSES}, rest)
    assert found.outcome.decision is Decision.APPROVE_WITH_CONDITIONS
    assert found.unanswered == 1
    assert [reason.says for reason in found.outcome.because] == ["questions-open"]


def test_a_significant_risk_that_can_be_lowered_is_a_condition():
    ordinary = {FactCode.DIRECT_IDENTIFIER, FactCode.SENSITIVE_CATEGORY}
    found = assessed(ordinary)
    assert found.residual is Level.SIGNIFICANT
    assert found.outcome.decision is Decision.APPROVE_WITH_CONDITIONS


def test_a_maximum_risk_goes_to_the_authority_first():
    tracked = {
        FactCode.TRACE,
        FactCode.PERSISTENT_IDENTIFIER,
        FactCode.FINE_LOCATION,
        FactCode.HOME_INFERABLE,
    }
    found = assessed(tracked)
    assert found.residual is Level.MAXIMUM
    assert found.outcome.decision is Decision.CONSULT_AUTHORITY


def test_a_risk_that_stays_significant_with_every_safeguard_goes_to_the_authority_too():
    published = {FactCode.SINGLED_OUT, FactCode.SENSITIVE_CATEGORY, FactCode.OPEN_RELEASE}
    found = assessed(published, ALL_YES)
    assert found.residual is Level.SIGNIFICANT
    assert found.outcome.decision is Decision.CONSULT_AUTHORITY


def test_publishing_names_with_sensitive_data_does_not_proceed_whatever_is_answered():
    published = {FactCode.DIRECT_IDENTIFIER, FactCode.SENSITIVE_CATEGORY, FactCode.OPEN_RELEASE}
    found = assessed(published, ALL_YES)
    assert found.outcome.decision is Decision.DO_NOT_PROCEED
    gravest = found.scenarios[0]
    assert (gravest.id, gravest.origin) == ("identities-published", Origin.DESIGN_CHOICE)


def test_a_risk_that_waits_for_nothing_decides_too(tmp_path):
    own = """
    id: own
    title: {en: x}
    harm: {en: x}
    affected: {en: x}
    origin: design-choice
    provisions: ["77/211:4"]
    applies_if: {always: true}
    likelihood: [{if: {always: true}, at_least: maximum}]
    severity: [{if: {always: true}, at_least: maximum}]
    """
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    situation = situation_with((), ALL_YES, CHECKLISTS)
    outcome = assess(situation, CHECKLISTS, load_scenarios([tmp_path])).outcome
    assert outcome.decision is Decision.DO_NOT_PROCEED
    assert outcome.because


def test_the_gravest_scenario_comes_first():
    scenarios = assessed(RAISING).scenarios
    order = [
        (
            -entry.residual.level.rank,
            -entry.residual.likelihood.rank - entry.residual.severity.rank,
            -entry.inherent.level.rank,
            entry.id,
        )
        for entry in scenarios
    ]
    assert order == sorted(order)
    everything = situation_with(RAISING, {}, CHECKLISTS)
    assert len(scenarios) == len([rule for rule in SCENARIOS if evaluate(rule.applies_if, everything).holds])


def test_the_matrix_has_one_cell_for_each_section():
    sections = [(entry.id, section.id) for entry in CHECKLISTS for section in entry.sections]
    assert [(check.checklist, check.title) for check in assessed().rights] == sections


def test_good_answers_lower_every_scenario_that_is_not_irreducible_by_nature():
    kept = set(RAISING) - {FactCode.OPEN_RELEASE}  # what is published, hardly any answer calls back
    asked, unasked = assessed(kept, ALL_YES), assessed(kept)
    before = {entry.id: entry.residual for entry in unasked.scenarios}
    for scenario in asked.scenarios:
        was = before[scenario.id]
        lowered = scenario.residual.likelihood < was.likelihood or scenario.residual.severity < was.severity
        assert lowered, scenario.id
