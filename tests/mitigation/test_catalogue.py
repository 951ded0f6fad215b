"""The shipped measures: cases call for each, none says what another says, none is about people where there are none."""

import re
from itertools import combinations, islice, pairwise

import pytest
from known_tables import column, found, risk, table
from reaching import situation_with, situations_reaching

from pia_toolkit import pipeline
from pia_toolkit.content import read_model
from pia_toolkit.domain.checklist import Checklist, Kind
from pia_toolkit.domain.conditions import Condition, Situation, evaluate
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Role
from pia_toolkit.domain.plan import Heading, Mitigation
from pia_toolkit.domain.proposal import Proposal, Recipient, Release
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.i18n import languages
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.resources import content_files, shipped

MEASURES = load_catalogue()
CHECKLISTS = tuple(
    read_model(path, Checklist)
    for path in content_files(shipped("checklists"))
    if path.name.count(".") == 1 and path.stem != "provisions"
)
FORMS = ("edpb-dpia-2026", "iso-29134")
"""Checklists on how a report is filled in: what is missing there is written, not done to the data."""
EXCLUSIVE = (
    {FactCode.ENCRYPTED, FactCode.NOT_ENCRYPTED},
    {FactCode.KEYED_PSEUDONYMS, FactCode.WEAK_PSEUDONYM},
    {FactCode.LARGE_ENOUGH_CLASSES, FactCode.SMALL_CLASSES},
)
OF_A_CASE_WITHOUT_PEOPLE = {
    FactCode.NO_PERSONAL_DATA,
    FactCode.AGGREGATED,
    FactCode.SECRETS,
    FactCode.TRAINING_SET,
    FactCode.LINKED,
    FactCode.OUTSIDE_RECIPIENTS,
    FactCode.POLICE_RECIPIENT,
    FactCode.RECIPIENT_ABROAD,
    FactCode.NOT_ENCRYPTED,
    FactCode.OPEN_RELEASE,
    FactCode.PUBLIC_SPACE,
    FactCode.AUTOMATED_DECISIONS,
    FactCode.KEYED_PSEUDONYMS,
    FactCode.SYNTHETIC,
    FactCode.ENCRYPTED,
}
"""Facts that can hold where the scan found no personal data."""
MOST_FOR_ONE_FACT = 12
ALIKE = {"title": 0.5, "text": 0.3, "check": 0.8}
"""Share of words that two may have in common; sisters such as places and times are checked in the same way."""


def by_id(measure):
    return measure.id


def is_a_case(situation):
    """Whether all that is assumed can hold at once."""
    facts = {fact.code for fact in situation.facts}
    of_people = facts - OF_A_CASE_WITHOUT_PEOPLE or situation.inventory.tables[0].columns
    if FactCode.NO_PERSONAL_DATA in facts and of_people:
        return False
    return not any(pair <= facts for pair in EXCLUSIVE)


def advised(situation):
    put = situation_as_put(CHECKLISTS, situation)
    return [measure for measure in MEASURES if evaluate(measure.advised_if, put).holds]


def words_of(text, language):
    """The words of a text, or for Chinese its pairs of signs."""
    if language == "zh":
        return {first + second for first, second in pairwise(text) if (first + second).isalnum()}
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 3}


def test_there_are_enough_under_every_heading():
    assert len(MEASURES) >= 125
    for heading in Heading:
        assert sum(measure.heading is heading for measure in MEASURES) >= 10, heading


@pytest.mark.parametrize("measure", MEASURES, ids=by_id)
def test_a_case_can_call_for_it(measure):
    cases = filter(is_a_case, islice(situations_reaching(measure.advised_if, CHECKLISTS), 200))
    called = (evaluate(measure.advised_if, situation_as_put(CHECKLISTS, case)) for case in cases)
    assert any(result.holds and result.because for result in called)


ASKED = [
    f"{checklist.id}/{question.id}"
    for checklist in CHECKLISTS
    if checklist.kind is Kind.RIGHTS and checklist.id not in FORMS
    for question in checklist.questions
]


@pytest.mark.parametrize("name", ASKED)
def test_a_no_leads_to_a_measure_however_the_question_came_up(name):
    answered_no = Condition.model_validate({"answer": name, "is": ["no"]})
    for situation in islice(situations_reaching(answered_no, CHECKLISTS), 20):
        put = situation_as_put(CHECKLISTS, situation)
        reasons = [evaluate(measure.advised_if, put).because for measure in MEASURES]
        assert any(reason.ref == name for because in reasons for reason in because), situation.facts


def test_a_yes_to_everything_stills_what_no_fact_calls_for():
    waiting = [
        measure
        for measure in MEASURES
        if not any(part.fact or part.category or part.not_ for part in measure.advised_if.parts())
    ]
    assert len(waiting) > 40
    for measure in waiting:
        names = {part.answer for part in measure.advised_if.parts() if part.answer}
        settled = situation_with((), dict.fromkeys(names, "yes"), CHECKLISTS)
        assert not evaluate(measure.advised_if, settled).holds, measure.id


@pytest.mark.parametrize("code", FactCode)
def test_one_fact_alone_is_no_flood(code):
    assert len(advised(situation_with({code}, {}, CHECKLISTS))) <= MOST_FOR_ONE_FACT


@pytest.mark.parametrize("release", Release)
def test_nothing_about_people_where_there_are_none(release):
    """A timetable, whatever is declared about it: police and partners abroad, sensors in the street, a model."""
    timetable = found(
        table(
            column(Role.NONE, "stop-id", name="stop", personal=False),
            column(Role.NONE, "vehicle-id", name="bus", personal=False),
            personal=False,
        )
    )
    kinds = ("supplier", "authority", "police", "research", "company", "public")
    proposal = Proposal(
        title="x",
        release=release,
        recipients=tuple(Recipient(name=kind, kind=kind, abroad=True) for kind in kinds),
        public_space=True,
        automated_decisions=True,
        trains_models=True,
        linked_with=("other",),
        residents=20_000,
        whole_population=True,
        encrypted=True,
    )
    situation = Situation(facts=facts_of(proposal, timetable, risk()), inventory=timetable)
    assert FactCode.NO_PERSONAL_DATA in {fact.code for fact in situation.facts}
    assert [measure.id for measure in advised(situation)] == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("field", ALIKE)
def test_no_text_is_nearly_that_of_another(field, language):
    said = {measure.id: words_of(getattr(measure, field).in_language(language), language) for measure in MEASURES}
    for (one, first), (other, second) in combinations(said.items(), 2):
        shared = len(first & second) / len(first | second)
        assert shared <= ALIKE[field], (field, one, other)


@pytest.mark.parametrize("measure", MEASURES, ids=by_id)
def test_it_is_said_in_plain_sentences_in_both_languages(measure):
    for field in ("title", "text", "check", "advised_because"):
        sentence = getattr(measure, field)
        if sentence is None:
            continue
        english, chinese = sentence.root["en"], sentence.root["zh"]
        assert english.endswith(".") is (field != "title"), english
        assert chinese.endswith(("。", "？")) is (field != "title"), chinese
        assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) > len(chinese) * 0.6, chinese
        assert max(len(part.split()) for part in re.split(r"[.?!:;]\s", english)) <= 45, english


def test_a_measure_reads_the_same_whoever_loads_it():
    again = [Mitigation.model_validate(measure.model_dump(by_alias=True)) for measure in MEASURES]
    assert tuple(again) == MEASURES


def test_larger_areas_and_banded_sizes_come_with_what_they_do_to_the_data(tmp_path):
    """Six hundred households, a few large ones in each area: what the ladder of the table shows stands beside them."""
    sizes = (1, 2, 2, 3, 1, 2, 4, 1, 5, 2, 3, 1, 6, 2, 1, 8)
    rows = [f"36061{100 + number % 12:04d}00,{sizes[number // 12 % 16]},{8000 + number * 137}" for number in range(600)]
    source = tmp_path / "homes.csv"
    source.write_text("\n".join(["census_tract,household_size,income", *rows]) + "\n", encoding="utf-8")
    options, quiet = ReadOptions(), lambda *_: None
    inventory = pipeline.scan([source], options, (), quiet).inventory
    proposal = Proposal(title="x")
    measured = pipeline.measure([(source, options)], inventory, proposal, quiet, pipeline.NOTHING_CHOSEN)
    plan = pipeline.conclude_from(proposal, inventory, measured).plan
    effects = {entry.mitigation.id: entry.effects for entry in plan.recommendations}
    for name, kind in (("widen-area-codes", "shorten"), ("band-incomes-and-sizes", "cap")):
        (effect,) = effects[name]
        assert [step.kind for step in effect.after.steps] == [kind]
        assert effect.after.at_risk.share < effect.before.at_risk.share
