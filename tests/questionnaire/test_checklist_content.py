"""The shipped checklists: valid, complete in every language, questions reachable, citations known."""

import re
from itertools import chain, combinations

import pytest

from pia_toolkit.content import read_yaml
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import AnsweredBy
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
RECALLED_BY_2_1 = [
    "70/1:15",
    "SDG:11",
    "SDG:17.6",
    "SDG:17.8",
    "2/1:PP6",
    *[f"71/256:{paragraph}" for paragraph in (19, 66, 156, 116, 158)],
    "77/211",
    "HRC 41/11",
    "A/74/821",
    "ITU-T Y.4900",
    "2/1:6",
    "UN-Habitat guidelines",
]
PARAGRAPHS_OF_2_1 = [*[f"2/1:1({letter})" for letter in "abcdefg"], "2/1:2", "2/1:3"]


@pytest.mark.parametrize(
    ("checklist", "paragraphs"), [("un-77-211", PARAGRAPHS_OF_77_211), ("un-habitat-2-1", PARAGRAPHS_OF_2_1)]
)
def test_every_paragraph_has_a_section_in_reading_order(checklist, paragraphs):
    found = next(entry for entry in CHECKLISTS if entry.id == checklist)
    cited = [section.provision for section in found.sections]
    assert cited[: len(paragraphs)] == paragraphs
    assert all(section.questions for section in found.sections[: len(paragraphs)])


def test_what_resolution_2_1_recalls_asks_something_or_is_called_context():
    found = next(entry for entry in CHECKLISTS if entry.id == "un-habitat-2-1")
    recalled = found.sections[len(PARAGRAPHS_OF_2_1) :]
    assert [section.provision for section in recalled] == RECALLED_BY_2_1
    for section in recalled:
        silent = section.provision in {"77/211", "UN-Habitat guidelines"} or "it is context" in section.gist
        assert bool(section.questions) != silent, section.id
    guidelines = next(section for section in recalled if section.id == "guidelines-noted")
    assert "did not adopt" in guidelines.gist
    assert not guidelines.questions


def test_fields_of_the_edpb_template_that_are_our_reading_are_called_so():
    found = next(entry for entry in CHECKLISTS if entry.id == "edpb-dpia-2026")
    assert [section.provision for section in found.sections] == [f"EDPB-DPIA:{number}" for number in range(7)]
    assert ["our reading" in s.gist or "toolkit's reading" in s.gist for s in found.sections] == [False] * 2 + [
        True
    ] * 5


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
    conditions = [condition for condition in (checklist.asked_if, question.asked_if) if condition]
    parts = [part for condition in conditions for part in condition.parts()]
    facts = {part.fact for part in parts if part.fact}
    categories = {category for part in parts for category in part.category}
    answers = {(part.answer, part.is_[0]) for part in parts if part.answer}
    atoms = [*facts, *categories, *answers]
    subsets = chain.from_iterable(combinations(atoms, size) for size in range(min(len(atoms), 3) + 1))
    assert any(all(evaluate(entry, situation_with(atoms)).holds for entry in conditions) for atoms in subsets)


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


def test_help_texts_can_be_read_after_ten_years_of_school():
    """Flesch-Kincaid grade of the English help texts: on average at most 10, for each question at most 14."""
    grades = {question.id: grade(question.help) for _, question in QUESTIONS}
    assert sum(grades.values()) / len(grades) <= 10
    assert not {name: round(found, 1) for name, found in grades.items() if found > 14}


def test_the_grade_tells_plain_from_legal_prose():
    plain = "We ask because people get hurt. Say yes if it is safe."
    legal = "Notwithstanding jurisdictional considerations, proportionality determinations necessitate documentation."
    assert grade(plain) < 4
    assert grade(legal) > 18


def grade(text):
    words = re.findall(r"[A-Za-z']+", text)
    ends = len(re.findall(r"[.?!:](?:\s|\"|$)", text)) or 1
    return 0.39 * len(words) / ends + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word):
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def test_who_answers_is_spread_over_everybody_who_can():
    assert {question.answered_by for _, question in QUESTIONS} == set(AnsweredBy)


def sentences(data):
    if isinstance(data, str):
        yield data
    for value in data.values() if isinstance(data, dict) else ():
        yield from sentences(value)
