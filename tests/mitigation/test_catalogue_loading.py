"""Reading measure files: the user's own win, every mistake is told at once, and each says what it lowers."""

import pytest
from rating_all import MEASURES, SCENARIOS

from pia_toolkit.domain.plan import Heading, Lowers
from pia_toolkit.errors import Several
from pia_toolkit.mitigation.catalogue import load_catalogue

OWN = """
id: {id}
heading: {heading}
title: {{en: A, zh: 甲}}
text: {{en: B, zh: 乙}}
check: {{en: C, zh: 丙}}
owner: dpo
effort: {effort}
due: before-start
provisions: ["77/211:4"]
advised_if: {{fact: trace}}
"""


def write(folder, name, **values):
    text = OWN.format(**({"id": name, "heading": "oversight", "effort": "days"} | values))
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_an_own_measure_is_added_and_wins(tmp_path):
    write(tmp_path, "own")
    write(tmp_path, "encrypt")
    found = {measure.id: measure for measure in load_catalogue([tmp_path])}
    assert len(found) == len(load_catalogue()) + 1
    assert found["encrypt"].heading is Heading.OVERSIGHT


def test_every_mistake_in_every_file_is_told(tmp_path):
    write(tmp_path, "one", heading="luck", effort="hours")
    write(tmp_path, "two", id="three")
    with pytest.raises(Several) as told:
        load_catalogue([tmp_path])
    places = {(error.values["file"], error.values["field"]) for error in told.value.errors}
    assert places == {("one.yaml", "heading"), ("one.yaml", "effort"), ("two.yaml", "id")}


def test_a_fact_that_is_not_known_is_told(tmp_path):
    text = OWN.format(id="one", heading="oversight", effort="days")
    text += "fulfils: {facts: [anonymous], ends: [trails], shares_in: [Nothing Of The Kind]}\n"
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Several) as told:
        load_catalogue([tmp_path])
    fields = {error.values["field"].removesuffix(".0") for error in told.value.errors}
    assert {"fulfils.facts", "fulfils.ends"} <= fields
    assert any(field.startswith("fulfils.shares_in") for field in fields)


def test_a_measure_that_lowers_nothing_says_why_and_no_other_does(tmp_path):
    silent = OWN.format(id="one", heading="oversight", effort="days") + "lowers: none\n"
    (tmp_path / "one.yaml").write_text(silent, encoding="utf-8")
    spoken = OWN.format(id="two", heading="oversight", effort="days") + "advised_because: {en: D, zh: 丁}\n"
    (tmp_path / "two.yaml").write_text(spoken, encoding="utf-8")
    with pytest.raises(Several) as told:
        load_catalogue([tmp_path])
    assert {error.values["file"] for error in told.value.errors} == {"one.yaml", "two.yaml"}


def looked_at(rule):
    """Facts, questions and categories that the rules of a scenario look at."""
    levels = (*rule.likelihood, *rule.severity, *rule.lowered_by)
    parts = [part for condition in (rule.applies_if, *(entry.if_ for entry in levels)) for part in condition.parts()]
    return {name for part in parts for name in (part.fact, part.answer, *part.category) if name}


LOOKED_AT = {rule.id: looked_at(rule) for rule in SCENARIOS}


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_each_measure_fulfils_what_lowers_a_scenario_it_treats_or_says_why_it_is_advised(measure):
    fulfils = measure.fulfils
    brings = {*fulfils.answers, *fulfils.facts, *fulfils.ends, *fulfils.removes, *fulfils.shares_in, *fulfils.measured}
    lowered = [name for name in measure.treats if brings & LOOKED_AT[name]]
    if measure.lowers is Lowers.NONE:
        assert not lowered
        assert set(measure.advised_because.root) >= {"en", "zh"}
    else:
        assert lowered


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_what_the_data_decide_is_tried_on_the_data(measure):
    assert bool(measure.fulfils.measured) <= bool(measure.tried_as)
    assert set(measure.fulfils.measured) <= {"singled-out", "small-classes"}


def test_what_takes_several_measures_is_shared_by_several():
    shared = [code for measure in MEASURES for code in measure.fulfils.shares_in]
    assert {code for code in shared if shared.count(code) < 2} == set()
    assert len(set(shared)) >= 8


def test_every_heading_has_measures():
    assert {measure.heading for measure in load_catalogue()} == set(Heading)
