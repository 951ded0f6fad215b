"""Reading scenario files: the user's own win, and every mistake is told at once."""

import pytest

from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.domain.levels import Level
from pia_toolkit.errors import ContentInvalid, Several

OWN = """
id: {id}
title: {{en: A, zh: 甲}}
harm: {{en: B, zh: 乙}}
affected: {{en: C, zh: 丙}}
origin: design-choice
provisions: ["77/211:4"]
applies_if: {{fact: trace}}
likelihood: [{{if: {{fact: trace}}, at_least: maximum}}]
severity: [{{if: {{fact: trace}}, at_least: {level}}}]
"""


def write(folder, name, text):
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_an_own_scenario_is_added(tmp_path):
    write(tmp_path, "own", OWN.format(id="own", level="limited"))
    assert len(load_scenarios([tmp_path])) == len(load_scenarios()) + 1


def test_an_own_scenario_wins_over_the_shipped_one(tmp_path):
    write(tmp_path, "tracking", OWN.format(id="tracking", level="limited"))
    tracking = next(rule for rule in load_scenarios([tmp_path]) if rule.id == "tracking")
    assert tracking.severity[0].at_least is Level.LIMITED
    assert len(load_scenarios([tmp_path])) == len(load_scenarios())


def test_scenarios_come_in_one_order():
    names = [rule.id for rule in load_scenarios()]
    assert names == sorted(names)


def test_every_mistake_in_every_file_is_told(tmp_path):
    write(tmp_path, "one", OWN.format(id="one", level="enormous").replace("fact: trace}\n", "fact: tracks}\n"))
    write(tmp_path, "two", OWN.format(id="three", level="limited"))
    write(tmp_path, "four", OWN.format(id="four", level="limited") + "lowered_by: [{if: {always: true}}]\n")
    with pytest.raises(Several) as told:
        load_scenarios([tmp_path])
    places = {(error.values["file"], error.values["field"]) for error in told.value.errors}
    assert places == {
        ("one.yaml", "applies_if.fact"),
        ("one.yaml", "severity.0.at_least"),
        ("two.yaml", "id"),
        ("four.yaml", "lowered_by.0"),
    }


def test_a_single_mistake_is_told_as_itself(tmp_path):
    write(tmp_path, "two", OWN.format(id="three", level="limited"))
    with pytest.raises(ContentInvalid):
        load_scenarios([tmp_path])
