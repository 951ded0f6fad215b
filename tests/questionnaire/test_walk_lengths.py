"""How many questions a person is put: few where there is little to protect, never all of them."""

from dataclasses import replace

import pytest

from pia_toolkit.content import read_model
from pia_toolkit.domain.answers import Answer, Answers, Value
from pia_toolkit.domain.checklist import Asked
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.measuring import NOTHING_CHOSEN, measure
from pia_toolkit.pipeline import scan
from pia_toolkit.questionnaire.answers_file import read_answers
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.questionnaire.record import record
from pia_toolkit.questionnaire.route import start
from pia_toolkit.questionnaire.selection import OF_CITY, OF_PROPOSAL, Selection
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.resources import shipped

SAMPLES = shipped("sample_datasets")
CHECKLISTS = load_checklists("en", [shipped("checklists")])
OPTED_OUT = {
    "edpb-template-used": "no",
    "iso-layout-used": "no",
    "city-questions-settled": "yes",
    "supplier-known": "no",
}
"""The city's own questions were answered before, and no further form is asked for."""


def situation(file, proposal):
    options = ReadOptions()
    scanned = scan([SAMPLES / file], options, (), lambda *_: None)
    read = [(source, options) for source in scanned.read]
    risk = measure(read, scanned.inventory, proposal, lambda *_: None, NOTHING_CHOSEN)
    return Situation(facts=facts_of(proposal, scanned.inventory, risk), inventory=scanned.inventory)


@pytest.fixture(scope="module")
def parking():
    return situation("parking-sessions.csv", read_model(SAMPLES / "demo" / "parking" / "case.yaml", Proposal))


@pytest.fixture(scope="module")
def air_quality():
    return situation("air-quality.csv", Proposal(title="Air quality"))


def walked(found, value, *, asked=OF_PROPOSAL, **given):
    """Walk as `pia ask` does, answering as given or else with `value`; return what was put."""
    given = OPTED_OUT | {name.replace("_", "-"): answer for name, answer in given.items()}
    route, put = start(CHECKLISTS, found, selected=Selection(asked=asked)), []
    step = route.first()
    while step:
        put.append(f"{step.checklist.id}/{step.question.id}")
        answer = Answer(question=step.question.id, value=Value(given.get(step.question.id, value)))
        route = route.with_answers(record(route.situation.answers, step.checklist, answer))
        step = route.after(step)
    return put


@pytest.mark.parametrize("value", ["yes", "not-applicable"])
@pytest.mark.parametrize("settled", ["yes", "no"])
def test_the_parking_sample_takes_at_most_45_questions(parking, value, settled):
    assert 25 <= len(walked(parking, value, city_questions_settled=settled)) <= 45


def test_what_is_asked_once_per_city_has_a_walk_of_its_own(parking):
    open_ones = replace(parking, answers=answered(parking.answers, "screening", "city-questions-settled", Value.NO))
    once = {
        f"{checklist.id}/{question.id}"
        for checklist in CHECKLISTS
        for question in checklist.questions
        if question.asked is Asked.ONCE_PER_CITY
    }
    put = walked(open_ones, "yes", asked=OF_CITY)
    assert put
    assert set(put) <= once
    assert not once & set(walked(parking, "yes", city_questions_settled="no"))
    settled = replace(parking, answers=answered(parking.answers, "screening", "city-questions-settled", Value.YES))
    assert walked(settled, "yes", asked=OF_CITY) == []


def answered(answers, checklist, question, value):
    (found,) = [entry for entry in CHECKLISTS if entry.id == checklist]
    return record(answers, found, Answer(question=question, value=value))


def test_the_parking_sample_as_it_was_answered_takes_at_most_45_questions(parking):
    answers = read_answers(SAMPLES / "demo" / "parking" / "answers.yaml", CHECKLISTS)
    given = {
        answer.question.replace("-", "_"): answer.value.value
        for entry in answers.checklists
        for answer in entry.answers
        if answer.question not in OPTED_OUT
    }
    assert len(walked(parking, "yes", **given)) <= 45


@pytest.mark.parametrize("settled", ["yes", "no"])
def test_the_air_quality_sample_takes_at_most_12_questions(air_quality, settled):
    put = walked(air_quality, "yes", city_questions_settled=settled)
    assert len(put) <= 12
    assert not [name for name in put if name.startswith("un-77-211/")]


def test_a_person_who_knows_better_than_the_scan_is_put_the_whole_walk(air_quality):
    put = walked(air_quality, "yes", nobody_in_the_data="no")
    assert "un-77-211/legal-basis-published" in put


def test_further_checklists_are_put_only_when_the_data_call_for_them(parking, air_quality):
    def checklists(put):
        return {name.split("/")[0] for name in put}

    assert checklists(walked(air_quality, "yes")) == {"screening", "un-habitat-2-1"}
    assert checklists(walked(parking, "yes")) == {
        "screening",
        "un-77-211",
        "un-habitat-2-1",
        "surveillance-in-public-space",
    }
    asked = walked(parking, "yes", supplier_known="yes", vendors_bound_by_contract="no")
    assert "procurement/no-own-use" in asked
    form = "edpb-dpia-2026/description-filled"
    assert form not in walked(parking, "yes", edpb_template_used="yes")
    assert form in walked(parking, "yes", edpb_template_used="yes", asked=frozenset(Asked))
    assert Answers() == parking.answers
