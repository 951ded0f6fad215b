"""Reading measure files: the user's own win, and every mistake is told at once."""

import pytest

from pia_toolkit.domain.plan import Heading
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


def test_every_heading_has_measures():
    assert {measure.heading for measure in load_catalogue()} == set(Heading)
