"""Reading scenario files: the user's own win, and every mistake is told at once."""

import re
from pathlib import Path

import pytest

from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.domain.levels import Level
from pia_toolkit.errors import ContentInvalid, ContentMisspelt, Several
from pia_toolkit.own_content import check_own_content

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


def test_a_misspelt_word_is_told_with_the_one_that_was_meant(tmp_path):
    write(tmp_path, "own", OWN.format(id="own", level="significent"))
    with pytest.raises(ContentMisspelt) as told:
        load_scenarios([tmp_path])
    assert told.value.values["near"] == "significant"
    assert "significent" not in str(told.value)


def test_a_scenario_is_said_in_english_whatever_else(tmp_path):
    write(tmp_path, "own", OWN.format(id="own", level="limited").replace("{en: A, zh: 甲}", "{zh: 甲}"))
    with pytest.raises(ContentInvalid) as told:
        load_scenarios([tmp_path])
    assert told.value.values["field"] == "title"


def test_the_example_in_the_documentation_is_a_good_one(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(id: anglers-followed\n.*?)```", page, re.DOTALL)
    folder = tmp_path / "scenarios"
    folder.mkdir()
    write(folder, "anglers-followed", example)
    check_own_content(tmp_path)
    assert "anglers-followed" in {rule.id for rule in load_scenarios([folder])}


INSTRUMENTS = {
    "UN": ("77/211", "2/1"),
    "GDPR": ("GDPR", "WP248"),
    "ICCPR": ("ICCPR",),
}


@pytest.mark.parametrize("rule", load_scenarios(), ids=lambda rule: rule.id)
def test_a_shipped_scenario_says_which_rights_are_touched(rule):
    """In each of the three instruments; to be left out of the data is no interference with privacy."""
    cited = {code.partition(":")[0] for code in rule.provisions}
    for name, instruments in INSTRUMENTS.items():
        assert cited & set(instruments) or (name, rule.id) == ("ICCPR", "left-out-of-the-data")


@pytest.mark.parametrize("rule", load_scenarios(), ids=lambda rule: rule.id)
def test_no_single_safeguard_on_paper_takes_two_steps(rule):
    """Save where the paper is the safeguard itself: a law that was missing, a deletion that runs."""
    double = [entry for entry in rule.lowered_by if 2 in (entry.likelihood, entry.severity)]
    assert not double or rule.id in {"collection-without-legal-basis", "retention-without-end"}


@pytest.mark.parametrize("rule", load_scenarios(), ids=lambda rule: rule.id)
def test_locks_do_nothing_for_what_anybody_may_have(rule):
    """Where open release makes it the likeliest, encryption and access rules count only without it."""
    likeliest = [entry.if_ for entry in rule.likelihood if entry.at_least is Level.MAXIMUM]
    if any(part.fact == "open-release" for condition in likeliest for part in condition.parts()):
        locks = [
            entry.if_
            for entry in rule.lowered_by
            if entry.likelihood
            for part in entry.if_.parts()
            if part.fact == "encrypted" or part.answer == "un-77-211/security-safeguards"
        ]
        assert all(any(part.not_ and part.not_.fact == "open-release" for part in lock.parts()) for lock in locks)
