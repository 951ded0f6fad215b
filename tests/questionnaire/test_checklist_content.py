"""The shipped checklists: valid, complete in every language, questions reachable, citations known."""

import re
from itertools import chain, combinations

import pytest

from pia_toolkit.content import read_yaml
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.conditions import Situation, evaluate
from pia_toolkit.domain.facts import Fact
from pia_toolkit.domain.inventory import ColumnVerdict, Inventory, Profile, Role, TableVerdict
from pia_toolkit.i18n import languages
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.questionnaire.provisions import load_provisions
from pia_toolkit.resources import content_files, shipped

FOLDER = shipped("checklists")
CHECKLISTS = load_checklists("en", [FOLDER])
QUESTIONS = [(checklist, question) for checklist in CHECKLISTS for question in checklist.questions]
PROVISIONS = load_provisions("en")
CHINESE = {
    (checklist.id, question.id): question
    for checklist in load_checklists("zh", [FOLDER])
    for question in checklist.questions
}
IDS = [f"{checklist.id}/{question.id}" for checklist, question in QUESTIONS]


def lettered(paragraph, last):
    return [f"77/211:{paragraph}({letter})" for letter in map(chr, range(ord("a"), ord(last) + 1))]


PARAGRAPHS_OF_77_211 = [
    *[f"77/211:{number}" for number in range(1, 7)],
    *lettered(7, "r"),
    *lettered(8, "g"),
    *[f"77/211:{number}" for number in range(9, 15)],
]
PARAGRAPHS_OF_2_1 = [*[f"2/1:1({letter})" for letter in "abcdefg"], "2/1:2", "2/1:3"]


@pytest.mark.parametrize(
    ("checklist", "paragraphs"), [("un-77-211", PARAGRAPHS_OF_77_211), ("un-habitat-2-1", PARAGRAPHS_OF_2_1)]
)
def test_every_paragraph_has_a_section_in_reading_order(checklist, paragraphs):
    found = next(entry for entry in CHECKLISTS if entry.id == checklist)
    assert [section.provision for section in found.sections] == paragraphs
    assert all(section.questions for section in found.sections)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_checklist(language):
    loaded = load_checklists(language, [FOLDER])
    assert [entry.id for entry in loaded] == [entry.id for entry in CHECKLISTS]
    assert {entry.language for entry in loaded} == {language}


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_translation_changes_every_sentence_and_nothing_else(language):
    for base, translation in zip(CHECKLISTS, load_checklists(language, [FOLDER]), strict=True):
        pairs = zip(base.questions, translation.questions, strict=True)
        for said, translated in pairs:
            words = {"text", "help", "evidence_wanted"}
            assert said.model_dump(exclude=words) == translated.model_dump(exclude=words)
            assert not [name for name in words if getattr(said, name) == getattr(translated, name)]


@pytest.mark.parametrize(("checklist", "question"), QUESTIONS, ids=IDS)
def test_a_question_cites_a_known_provision_which_is_that_of_its_section(checklist, question):
    section = next(entry for entry in checklist.sections if question in entry.questions)
    assert question.provision in PROVISIONS
    assert question.provision == section.provision


@pytest.mark.parametrize(("checklist", "question"), QUESTIONS, ids=IDS)
def test_a_question_is_a_question_with_help_that_says_what_counts(checklist, question):
    assert question.text.endswith("?")
    assert 2 <= len(re.findall(r"[.?!](?:\"|\s|$)", question.help)) <= 4
    assert "yes if" in question.help
    chinese = CHINESE[checklist.id, question.id]
    assert chinese.text.endswith("？")
    assert "请答“是”" in chinese.help


@pytest.mark.parametrize(("checklist", "question"), QUESTIONS, ids=IDS)
def test_a_question_can_be_reached(checklist, question):
    if question.asked_if is None:
        return
    parts = question.asked_if.parts()
    facts = {part.fact for part in parts if part.fact}
    categories = {category for part in parts for category in part.category}
    answers = {(part.answer, word) for part in parts if part.answer for word in part.is_}
    atoms = [*facts, *categories, *answers]
    subsets = chain.from_iterable(combinations(atoms, size) for size in range(len(atoms) + 1))
    assert any(evaluate(question.asked_if, situation_with(atoms)).holds for atoms in subsets)
    assert not evaluate(question.asked_if, situation_with(())).holds


def situation_with(atoms):
    """Return a situation in which exactly these facts, categories and answers stand."""
    answers = tuple(
        ChecklistAnswers(
            checklist=name.split("/")[0],
            version="1",
            answers=(Answer(question=name.split("/")[1], value=Value(word)),),
        )
        for name, word in (atom for atom in atoms if isinstance(atom, tuple))
        if word != "unanswered"
    )
    return Situation(
        facts=tuple(Fact(code=atom, because=()) for atom in atoms if hasattr(atom, "value")),
        answers=Answers(checklists=answers),
        inventory=Inventory(tables=tuple(table_with(atom) for atom in atoms if type(atom) is str)),
    )


def table_with(category):
    profile = Profile(
        rows=1, empty=0, distinct=1, distinct_exact=True, kind="token", shape="9", shape_share=1, longest=1
    )
    column = ColumnVerdict(
        name="column",
        role=Role.DIRECT_IDENTIFIER,
        category=category,
        confidence=1,
        contains_personal_data=True,
        profile=profile,
    )
    source = {"name": "table.csv", "format": "csv", "bytes": 1, "sha256": "0"}
    return TableVerdict(name="table", rows=1, source=source, contains_personal_data=True, columns=(column,))


def test_legality_and_necessity_decide():
    decisive = [question.id for _, question in QUESTIONS if question.decisive]
    assert {"legal-basis-published", "necessity-shown"} <= set(decisive)
    assert not [question.id for _, question in QUESTIONS if question.decisive and question.optional]


@pytest.mark.parametrize("path", content_files(FOLDER), ids=lambda path: path.name)
def test_the_wording_stays_within_what_the_instruments_are(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bviolates?\b|违反", text)
    assert not re.search(r"\bk ?= ?\d|\b\d+ ?(m|metres)\b", text), "no figure is put beside a citation"
    assert "adopted in 2025" not in text


def test_the_introductions_say_who_is_addressed_and_that_it_is_no_treaty():
    for checklist in CHECKLISTS:
        assert "not a treaty" in checklist.intro
        assert "toolkit's choice" in checklist.intro
    assert all("不是条约" in entry.intro and "本工具的选择" in entry.intro for entry in load_checklists("zh", [FOLDER]))


def test_chinese_is_set_with_full_width_signs_and_a_space_beside_latin():
    for path in content_files(FOLDER, "*.zh.yaml"):
        for sentence in sentences(read_yaml(path)):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", sentence), sentence
            assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", sentence), sentence


def sentences(data):
    if isinstance(data, str):
        yield data
    for value in data.values() if isinstance(data, dict) else ():
        yield from sentences(value)
