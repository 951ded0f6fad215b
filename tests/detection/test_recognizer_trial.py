"""A recognizer of one's own put to the test, and header words of one's own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pia_toolkit.detection.catalogue.registry import Registry, load_registry
from pia_toolkit.detection.catalogue.trial import count_met, try_recognizer
from pia_toolkit.detection.headers.reading import load_lexicon, read_header
from pia_toolkit.errors import ContentInvalid, FileMissing, Several
from pia_toolkit.readers.frames import from_frame

DOG = """\
id: dog-licence
category: animal-chip
role: quasi-identifier
personal: true
why: {en: The number on a dog's tag leads to its owner.}
reference: by-law on dogs
header: [animal-chip]
patterns:
  - {regex: 'DOG-[0-9]{6}', strength: strong}
examples: [DOG-123456]
counter_examples: [DOG-12, CAT-123456]
"""


def written(folder: Path, text: str = DOG, name: str = "dog-licence.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def complaints(path):
    with pytest.raises((ContentInvalid, Several)) as caught:
        try_recognizer(path)
    errors = getattr(caught.value, "errors", (caught.value,))
    return [(error.values["file"], error.values["line"], error.values["field"]) for error in errors]


def test_a_whole_recognizer_is_told_with_those_that_claim_the_same(tmp_path):
    trial = try_recognizer(written(tmp_path))
    assert trial.recognizer.id == "dog-licence"
    assert not trial.replaces
    shipped = load_registry()
    claiming = {it.id for it in shipped.recognizers if shipped.accepts(it, "DOG-123456")}
    assert {rival.recognizer.id for rival in trial.rivals} == claiming
    assert all(rival.examples == 1 for rival in trial.rivals)


def test_one_that_takes_the_place_of_a_shipped_one_is_no_rival_of_itself(tmp_path):
    trial = try_recognizer(written(tmp_path, DOG.replace("id: dog-licence", "id: email-address"), "email-address.yaml"))
    assert trial.replaces
    assert "email-address" not in {rival.recognizer.id for rival in trial.rivals}


def test_every_mistake_is_told_with_file_line_and_field(tmp_path):
    broken = DOG.replace("strength: strong", "strength: mighty").replace("personal: true", "personal: perhaps")
    assert complaints(written(tmp_path, broken)) == [
        ("dog-licence.yaml", 4, "personal"),
        ("dog-licence.yaml", 9, "patterns.0.strength"),
    ]
    assert complaints(written(tmp_path, DOG + "word_lists: [no-such-list]\n")) == [
        ("dog-licence.yaml", 12, "word_lists")
    ]
    assert complaints(written(tmp_path, DOG, "cat.yaml")) == [("cat.yaml", 1, "id")]


def test_examples_that_fail_are_told_by_number_and_never_by_value(tmp_path):
    wrong = DOG.replace("[DOG-123456]", "[DOG-123456, DAG-1]").replace("[DOG-12,", "[DOG-654321,")
    with pytest.raises(Several) as caught:
        try_recognizer(written(tmp_path, wrong))
    fields = [(error.values["line"], error.values["field"]) for error in caught.value.errors]
    assert fields == [(10, "examples.1"), (11, "counter_examples.0")]
    assert not any("DAG-1" in str(error) or "654321" in str(error) for error in caught.value.errors)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileMissing):
        try_recognizer(tmp_path / "none.yaml")


@settings(max_examples=25, deadline=None)
@given(
    cells=some.lists(some.none() | some.sampled_from(["DOG-123456", " DOG-000001 ", "DOG-12", "cat", "", "x" * 500]))
)
def test_cells_are_counted_as_they_are_accepted_one_by_one(cells):
    import polars as pl

    from pia_toolkit.content import validated
    from pia_toolkit.detection.catalogue.recognizer import Recognizer

    recognizer = validated(
        {
            "id": "dog-licence",
            "category": "animal-chip",
            "role": "quasi-identifier",
            "personal": True,
            "why": {"en": "x"},
            "reference": "x",
            "patterns": [{"regex": "DOG-[0-9]{6}", "strength": "strong"}],
            "examples": ["DOG-123456"],
            "counter_examples": ["DOG-12"],
        },
        Recognizer,
        "x",
    )
    registry = Registry((recognizer,))
    (met,) = count_met(recognizer, from_frame(pl.DataFrame({"a": pl.Series(cells, dtype=pl.String)}), "t"))
    filled = [cell for cell in cells if cell]
    assert (met.filled, met.accepted) == (len(filled), sum(registry.accepts(recognizer, cell) for cell in filled))


def test_a_checksum_counts(tmp_path):
    import polars as pl

    spain = next(it for it in load_registry().recognizers if it.id == "national-id-spain")
    table = from_frame(pl.DataFrame({"id": ["12345678Z", "12345678A", None], "n": ["1", "2", "3"]}), "t")
    assert [(met.column, met.accepted, met.filled) for met in count_met(spain, table)] == [("id", 1, 2), ("n", 0, 3)]


def test_words_of_a_value_list_count():
    import polars as pl

    listed = next(it for it in load_registry().recognizers if it.word_lists and not it.patterns)
    example = listed.examples[0]
    table = from_frame(pl.DataFrame({"a": [example, f" {example.upper()} ", "zzz qqq"]}), "t")
    (met,) = count_met(listed, table)
    assert (met.accepted, met.filled) == (2, 3)


def concepts(name, *folders):
    return [hit.concept for hit in read_header(name, load_lexicon(folders)).concepts]


def test_own_words_add_to_the_shipped_ones_and_win(tmp_path):
    before = concepts("hound token")
    (tmp_path / "ours.yaml").write_text("language: en\nconcepts: {animal-chip: hound token, dog-tax: dog levy}\n")
    (tmp_path / "concepts.yaml").write_text("dog-tax: tax on keeping a dog\n")
    assert concepts("hound_tokens", tmp_path) == ["animal-chip"]
    assert concepts("dogLevy", tmp_path) == ["dog-tax"]
    assert concepts("email address", tmp_path) == ["email"]
    assert concepts("hound token") == before != ["animal-chip"]


def test_own_words_of_a_language_that_is_not_shipped(tmp_path):
    (tmp_path / "xx.yaml").write_text("language: xx\nconcepts: {phone: zumbolo}\n")
    assert concepts("zumbolo", tmp_path) == ["phone"]


def test_an_idea_nobody_knows_is_told(tmp_path):
    (tmp_path / "ours.yaml").write_text("language: en\nconcepts: {dog-tax: dog levy}\n")
    with pytest.raises(ContentInvalid) as caught:
        load_lexicon([tmp_path])
    assert caught.value.values["field"] == "concepts.dog-tax"
