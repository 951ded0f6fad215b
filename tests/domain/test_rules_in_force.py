"""The shipped scenarios and measures: references exist, conditions can hold, words are fit."""

import re
from itertools import islice

import pytest
from reaching import situations_reaching

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model, read_yaml
from pia_toolkit.domain.checklist import Checklist, Kind
from pia_toolkit.domain.conditions import UNANSWERED, evaluate
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.i18n import languages
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.mitigation.recommend import Planning, recommend
from pia_toolkit.resources import beside, content_files, shipped

SCENARIOS = load_scenarios()
MEASURES = load_catalogue()
CHECKLISTS = tuple(
    read_model(path, Checklist)
    for path in content_files(shipped("checklists"))
    if path.name.count(".") == 1 and path.stem != "provisions"
)
QUESTIONS = {f"{entry.id}/{q.id}": q for entry in CHECKLISTS if entry.kind is Kind.RIGHTS for q in entry.questions}
PROVISIONS = read_yaml(shipped("checklists") / "provisions.yaml")
CATEGORIES = {read_yaml(path)["category"] for path in content_files(beside("detection", "recognizers"))}
ENTRIES = (*SCENARIOS, *MEASURES)


def conditions(entry):
    if hasattr(entry, "advised_if"):
        return (entry.advised_if,)
    rules = (*entry.likelihood, *entry.severity, *entry.lowered_by)
    return (entry.applies_if, *(rule.if_ for rule in rules))


def parts(entry):
    return [part for condition in conditions(entry) for part in condition.parts()]


def texts(entry):
    """Every sentence of an entry, as language and text."""
    fields = ("title", "harm", "affected", "text", "check")
    local = [getattr(entry, field) for field in fields if hasattr(entry, field)]
    return [(language, text) for sentence in local for language, text in sentence.root.items()]


def by_id(entry):
    return entry.id


def test_there_are_enough_of_both():
    assert len(SCENARIOS) >= 46
    assert len(MEASURES) >= 60


@pytest.mark.parametrize("entry", ENTRIES, ids=by_id)
def test_what_an_entry_refers_to_exists(entry):
    asked = {f"{checklist.id}/{question.id}" for checklist in CHECKLISTS for question in checklist.questions}
    assert {part.answer for part in parts(entry) if part.answer} <= asked
    assert set(entry.provisions) <= set(PROVISIONS)
    assert len(set(entry.provisions)) == len(entry.provisions)


@pytest.mark.skipif(not CATEGORIES, reason="no recognizers are shipped yet")
@pytest.mark.parametrize("entry", ENTRIES, ids=by_id)
def test_a_category_an_entry_waits_for_is_recognized(entry):
    assert {category for part in parts(entry) for category in part.category} <= CATEGORIES


@pytest.mark.parametrize("measure", MEASURES, ids=by_id)
def test_what_a_measure_treats_exists(measure):
    assert set(measure.treats) <= {scenario.id for scenario in SCENARIOS}
    assert measure.treats


def test_every_scenario_is_treated_by_several_measures():
    for scenario in SCENARIOS:
        assert sum(scenario.id in measure.treats for measure in MEASURES) >= 2, scenario.id


def test_a_no_to_any_question_leads_to_a_measure():
    advised = {part.answer for measure in MEASURES for part in parts(measure) if "no" in part.is_}
    of_the_two = {name for name in QUESTIONS if name.startswith(("un-77-211/", "un-habitat-2-1/"))}
    assert of_the_two <= advised <= set(QUESTIONS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=by_id)
def test_a_scenario_arises_where_its_own_condition_holds(scenario):
    situation = next(situations_reaching(scenario.applies_if, CHECKLISTS))
    found = rate(scenario, situation_as_put(CHECKLISTS, situation))
    assert found.inherent.likelihood > Level.NEGLIGIBLE
    assert found.inherent.severity > Level.NEGLIGIBLE
    assert found.inherent.likelihood_because
    assert found.inherent.severity_because


@pytest.mark.parametrize("scenario", SCENARIOS, ids=by_id)
def test_every_way_into_a_scenario_gives_it_a_level(scenario):
    for situation in islice(situations_reaching(scenario.applies_if, CHECKLISTS), 50):
        inherent = rate(scenario, situation).inherent
        assert min(inherent.likelihood, inherent.severity) > Level.NEGLIGIBLE, situation.facts


@pytest.mark.parametrize("scenario", SCENARIOS, ids=by_id)
def test_each_rule_and_each_safeguard_of_a_scenario_can_hold(scenario):
    for rule in (*scenario.likelihood, *scenario.severity, *scenario.lowered_by):
        situation = next(situations_reaching(rule.if_, CHECKLISTS))
        assert evaluate(rule.if_, situation_as_put(CHECKLISTS, situation)).holds


@pytest.mark.parametrize("scenario", SCENARIOS, ids=by_id)
def test_what_makes_a_risk_inherent_is_not_a_matter_of_answers(scenario):
    inherent = (scenario.applies_if, *(rule.if_ for rule in (*scenario.likelihood, *scenario.severity)))
    assert not [part for condition in inherent for part in condition.parts() if part.answer]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=by_id)
def test_only_a_good_answer_lowers_a_risk(scenario):
    answers = [part.is_ for rule in scenario.lowered_by for part in rule.if_.parts() if part.answer]
    assert set(answers) <= {("yes",)}
    ending = [measure for measure in MEASURES if scenario.id in measure.treats and measure.fulfils.ends]
    assert len(scenario.lowered_by) >= 2 or (scenario.lowered_by and ending)


@pytest.mark.parametrize("measure", MEASURES, ids=by_id)
def test_a_measure_is_advised_where_its_own_condition_holds(measure):
    situation = next(situations_reaching(measure.advised_if, CHECKLISTS))
    put = situation_as_put(CHECKLISTS, situation)
    assessment = assess(put, CHECKLISTS, SCENARIOS)
    plan = recommend(put, assessment, MEASURES, Planning(lambda _: {}))
    advice = next(entry for entry in plan.recommendations if entry.mitigation.id == measure.id)
    assert advice.because


@pytest.mark.parametrize("measure", MEASURES, ids=by_id)
def test_a_question_that_was_not_put_advises_nothing(measure):
    """Where a measure waits for an open question that is put only at times, hiding it stills the measure."""
    waits = {part.answer for part in parts(measure) if UNANSWERED in part.is_}
    for name in waits:
        for situation in islice(situations_reaching(measure.advised_if, CHECKLISTS), 20):
            because = evaluate(measure.advised_if, situation_as_put(CHECKLISTS, situation)).because
            refs = {reason.ref for reason in because if reason.says == "answered-unanswered"}
            asked_if = QUESTIONS[name].asked_if
            if name in refs and asked_if:
                assert evaluate(asked_if, situation).holds


@pytest.mark.parametrize("entry", ENTRIES, ids=by_id)
def test_every_sentence_is_there_in_every_language(entry):
    fields = ("title", "harm", "affected", "text", "check")
    for field in fields:
        if hasattr(entry, field):
            assert set(getattr(entry, field).root) >= set(languages()), field
    assert all(text.strip() == text and text for _, text in texts(entry))


@pytest.mark.parametrize("entry", ENTRIES, ids=by_id)
def test_the_words_accuse_nobody_and_cite_no_threshold(entry):
    for language, text in texts(entry):
        assert "violat" not in text.lower()
        assert "违反" not in text or "合同" in text  # breaking a contract, not a resolution
        if language == "zh":
            assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", text), text
            assert not re.search(r"[\u4e00-\u9fff][,.;:?!]", text), text
        else:
            assert text.isascii(), text


@pytest.mark.parametrize("entries", [SCENARIOS, MEASURES], ids=["scenarios", "measures"])
@pytest.mark.parametrize("language", languages())
def test_no_two_entries_say_the_same(entries, language):
    for field in ("title", "harm", "text", "check"):
        said = [getattr(entry, field).in_language(language) for entry in entries if hasattr(entry, field)]
        assert len(set(said)) == len(said)
    if entries is MEASURES:
        rules = [(measure.advised_if, measure.heading, measure.treats) for measure in MEASURES]
        assert len({repr(rule) for rule in rules}) == len(rules)
