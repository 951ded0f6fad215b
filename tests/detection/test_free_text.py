"""Free text with and without personal data, what is told of how it was read, and texts that are hard to read."""

import json
import random
import sys
from importlib import metadata

import polars as pl
import pytest
import spacy

from pia_toolkit import scan
from pia_toolkit.detection.names.reading import find_names
from pia_toolkit.detection.texts import language_model
from pia_toolkit.detection.texts import search as free_text
from pia_toolkit.detection.texts.chinese_model import ChineseModel
from pia_toolkit.detection.texts.installed_models import load_installed_models
from pia_toolkit.detection.texts.language_model import STREET, Labelled, ModelMissing, load_language_model
from pia_toolkit.detection.texts.model_names import addresses, people, without_streets
from pia_toolkit.detection.texts.model_reading import read_with_models
from pia_toolkit.domain.inventory import EvidenceKind

STREETS = ["Churchill Avenue", "Station Road", "Mill Lane", "Martin Luther King Boulevard", "Victoria Road"]
MATTERS = [
    "The street light outside {number} {street} flickers all night.",
    "The bin in {street} smells, nobody came for {number} days.",
    "My husband reported the pothole at the corner of {street} {number} days ago.",
    "NO WATER IN {street} SINCE MONDAY, REPORT {number}.",
    "a branch hangs over the path near {street}, lamp post {number}",
]
NAMED = ["My neighbour Priya Sutcliffe burns rubbish.", "MR JOHNSON SAYS NOBODY CAME.", "please call mrs kettlewell"]


@pytest.fixture(autouse=True)
def small_budget(monkeypatch):
    monkeypatch.setattr("pia_toolkit.detection.texts.choice.TEXTS_READ", 120)


def complaints(share: float, count: int = 400) -> list[str]:
    draw = random.Random(7)
    texts = []
    for number in range(count):
        text = draw.choice(MATTERS).format(number=number, street=draw.choice(STREETS))
        texts.append(f"{text} {draw.choice(NAMED)}" if number < share * count else text)
    draw.shuffle(texts)
    return texts


def scanned(texts):
    table = scan(pl.DataFrame({"remarks": texts})).tables[0]
    return table.columns[0], {note.code: note.values for note in table.not_checked}


def found(column):
    return {(evidence.kind, evidence.detail): evidence for evidence in column.evidence}


def read(*texts):
    return read_with_models(texts, [find_names(text) for text in texts]).texts


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_complaints_that_name_people_hold_personal_data(share):
    column, notes = scanned(complaints(share))
    assert column.category == "free-text"
    assert column.contains_personal_data
    evidence = found(column)[EvidenceKind.MODEL, "names"]
    assert evidence.exact is False
    assert evidence.share == pytest.approx(share, abs=0.05)
    told = notes["names-in-text-sampled"]
    assert told["share"] <= told["bound"]
    assert 100 * share <= told["bound"]


def test_complaints_about_streets_called_after_people_hold_none():
    column, notes = scanned(complaints(0))
    assert column.category == "free-text"
    assert not column.contains_personal_data
    told = notes["names-in-text-sampled"]
    assert told["share"] == 0
    assert told["bound"] == pytest.approx(300 / told["drawn"], abs=0.1)


def test_addresses_are_where_the_matter_is_unless_somebody_lives_there():
    place, home = (
        addresses(text, *labelled_and_named(text))
        for text in ("The lamp at 12 Mill Lane is broken.", "I live at 12 Mill Lane and the lamp is broken.")
    )
    assert [one.home for one in place] == [False]
    assert [one.home for one in home] == [True]
    street = "The lamp in Mill Lane is broken."
    assert addresses(street, *labelled_and_named(street)) == []


def labelled_and_named(text):
    (labelled,) = load_language_model().read([text])
    return labelled, people(text, labelled, find_names(text))


def test_homes_count_and_places_do_not():
    places = [f"The lamp at {number} Mill Lane is broken again, please send someone." for number in range(60)]
    homes = [f"I live at {number} Mill Lane and the lamp here is broken again." for number in range(60)]
    column, _ = scanned(places)
    assert not column.contains_personal_data
    assert found(column)[EvidenceKind.MODEL, "address"].share > 0.5
    column, _ = scanned(homes)
    assert column.contains_personal_data
    assert found(column)[EvidenceKind.MODEL, "home-address"].share > 0.5


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("MR JOHNSON AT 12 ELM ST SAYS NEIGHBOR BURNING TRASH", "JOHNSON"),
        ("my neighbor maria gonzalez keeps dumping garbage", "maria gonzalez"),
        ("Mon voisin Jean-Pierre Dupont fait du bruit", "Jean-Pierre Dupont"),
        ("El perro es de Guadalupe Villalobos, que no contesta", "Guadalupe Villalobos"),
        ("Bitte Frau Schneider zurückrufen", "Schneider"),
    ],
)
def test_people_are_found_in_any_spelling(text, named):
    (seen,) = read(text)
    spans = [text[start:end] for start, end, _ in [*seen.people, *seen.listed]]
    assert any(named in span or span in named for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "Die Mülltonne am Goetheplatz quillt über",
        "Lampe defekt in der Konrad-Adenauer-Straße 4",
        "Arbre tombé rue Victor Hugo, merci de passer",
        "The dog was blocked by a tree near Lincoln Park",
        "my husband called twice about the smells",
        "Basura en la calle Simón Bolívar desde el lunes",
    ],
)
def test_streets_and_everyday_words_are_no_people(text):
    (seen,) = read(text)
    assert not seen.people
    assert not seen.listed


def test_a_name_in_the_list_gives_way_to_a_street():
    listed = [(10, 20, 0.9), (40, 50, 0.9)]
    assert without_streets(listed, [Labelled(STREET, 5, 22, 0.9)]) == [(40, 50, 0.9)]


def test_without_the_model_everything_else_goes_on(monkeypatch):
    def missing():
        raise ModelMissing

    monkeypatch.setattr("pia_toolkit.detection.texts.model_reading.load_language_model", missing)
    column, notes = scanned([*complaints(0.3), *(f"mail me at a{number}@example.org please" for number in range(9))])
    assert "model-missing" in notes
    assert column.contains_personal_data
    kinds = found(column)
    assert kinds[EvidenceKind.PATTERN, "email-address"].rows_hit == 9
    assert (EvidenceKind.DICTIONARY, "names") in kinds
    assert not [kind for kind, _ in kinds if kind is EvidenceKind.MODEL]


def test_an_altered_model_is_told_and_not_used(monkeypatch):
    monkeypatch.setitem(language_model._KNOWN, "tokenizer.json", "0" * 64)
    load_language_model.cache_clear()
    column, notes = scanned(complaints(0.3, 60))
    load_language_model.cache_clear()
    assert "model-altered" in notes
    assert not [kind for kind, _ in found(column) if kind is EvidenceKind.MODEL]


def test_a_table_without_texts_reads_none(monkeypatch):
    monkeypatch.setattr(free_text, "read_with_models", None)
    table = scan(pl.DataFrame({"count": [str(number) for number in range(90)]})).tables[0]
    assert table.not_checked == ()


def test_chinese_texts_without_the_chinese_model_are_told(monkeypatch):
    def missing():
        raise ModelMissing

    monkeypatch.setattr("pia_toolkit.detection.texts.model_reading.load_chinese_model", missing)
    _, notes = scanned([f"人民路{number}号门前的路灯整夜闪烁，请尽快派人处理。" for number in range(60)])
    assert "no-chinese-model" in notes


def test_what_the_chinese_model_says_is_weighed():
    class Analyser:
        def run(self, text):
            words = {"张伟": "PER", "鲁迅": "PER", "左权路": "PER", "中山路128号": "LOC", "人民路": "LOC"}
            start = 0
            while start < len(text):
                word = next((word for word in words if text.startswith(word, start)), text[start])
                yield word, words.get(word, "n")
                start += len(word)

    text = "鲁迅小学旁、左权路和人民路的灯坏了。我是张伟，家住中山路128号"
    persons, places = ChineseModel(Analyser()).read(text)
    assert [text[start:end] for start, end, _ in persons] == ["张伟"]
    assert [(text[place.start : place.end], place.home) for place in places] == [("中山路128号", True)]


def test_texts_in_other_languages_are_told():
    _, notes = scanned([f"На улице {number} не горит фонарь, пришлите кого-нибудь." for number in range(60)])
    assert "no-language-model" in notes


def test_a_model_that_the_user_has_reads_its_language(tmp_path, monkeypatch):
    pipeline = spacy.blank("pl")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "persName", "pattern": "Zdzisław Brzęczyszczykiewicz"}])
    (tmp_path / "pl_core_test_sm").mkdir()
    pipeline.to_disk(tmp_path / "pl_core_test_sm" / "pl_core_test_sm-1.0.0")
    meta = (tmp_path / "pl_core_test_sm" / "pl_core_test_sm-1.0.0" / "meta.json").read_text()
    (tmp_path / "pl_core_test_sm" / "meta.json").write_text(
        json.dumps(json.loads(meta) | {"name": "core_test_sm", "version": "1.0.0"})
    )
    (tmp_path / "pl_core_test_sm" / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    information = tmp_path / "pl_core_test_sm-1.0.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: pl-core-test-sm\nVersion: 1.0.0\n")
    (information / "entry_points.txt").write_text("[spacy_models]\npl_core_test_sm = pl_core_test_sm\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert metadata.version("pl-core-test-sm") == "1.0.0"
    monkeypatch.setattr("spacy.util.get_installed_models", lambda: ["pl_core_test_sm", "xx_broken_sm"])
    load_installed_models.cache_clear()
    polish = "Proszę zadzwonić do Zdzisław Brzęczyszczykiewicz, bo jest to bardzo pilne i nie ma już czasu."
    english = "Please call somebody, as there is no time left for this and it is urgent."
    try:
        assert list(load_installed_models().pipelines) == ["pl"]
        assert load_installed_models().language_of(polish) == "pl"
        assert load_installed_models().language_of(english) is None
        (seen,) = read(polish)
    finally:
        load_installed_models.cache_clear()
        sys.modules.pop("pl_core_test_sm", None)
    assert [polish[start:end] for start, end, _ in seen.people] == ["Zdzisław Brzęczyszczykiewicz"]


FILLING = [f"the bin number {number} was not emptied on monday" for number in range(30)]


@pytest.mark.parametrize(
    "texts",
    [
        ["a" * 1_000_000, *FILLING],
        ["word and more " * 700_000, *FILLING],
        ["1" * 1_000_000, *FILLING],
        ["JOHN " * 400 + str(number) for number in range(40)],
        ["\x00\x01\x1b[31m\x7f " * 60 + str(number) for number in range(40)],
        ["".join(chr(0x100 + (7 * number + sign) % 0xD000) for sign in range(300)) for number in range(60)],
        ["😀 👨\u200d👩\u200d👧 " * 30 + str(number) for number in range(40)],
        ["", " ", None, *FILLING],
    ],
    ids=["one letter", "ten megabytes", "one digit", "one name", "control", "all scripts", "emoji", "empty"],
)
def test_odd_texts_do_no_harm(texts):
    column, _ = scanned(texts)
    assert column.profile.rows == len(texts)


def test_long_texts_are_said_to_be_cut():
    _, notes = scanned(["the bin was not emptied " * 80 + str(number) for number in range(40)])
    assert notes["names-in-text-cut"]["characters"] == 1000


@pytest.mark.parametrize(
    "write",
    [
        lambda number: json.dumps({"id": number, "by": {"name": "Maria Kowalska"}, "note": "the bin was not emptied"}),
        lambda number: (
            f"[10:{number}] agent: how can I help?\n[10:59] visitor: my name is Priya Patel, the bin is full"
        ),
    ],
    ids=["json", "chat"],
)
def test_people_in_nested_texts_are_found(write):
    column, _ = scanned([write(number) for number in range(40)])
    assert column.contains_personal_data


def test_the_same_texts_are_read_the_same_way():
    first, again = scanned(complaints(0.05)), scanned(list(reversed(complaints(0.05))))
    assert first[0].evidence[1:] == again[0].evidence[1:]
    assert first[1] == again[1]


def test_one_chinese_text_among_many_is_no_reason_to_warn(monkeypatch):
    def missing():
        raise ModelMissing

    monkeypatch.setattr("pia_toolkit.detection.texts.model_reading.load_chinese_model", missing)
    german = [f"Vor dem Haus Nummer {number} flackert die ganze Nacht die Lampe." for number in range(60)]
    _, notes = scanned([*german, "人民路3号门前的路灯整夜闪烁，请尽快派人处理。"])
    assert "no-chinese-model" not in notes
