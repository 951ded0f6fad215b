"""Reading checklists: every mistake with its line, folders over folders, translations that cover all."""

from textwrap import dedent

import pytest

from pia_toolkit.errors import ContentInvalid, PiaError, Several
from pia_toolkit.questionnaire.load import load_checklists

BASE = """\
id: own
version: "1"
language: en
instrument: Our charter
title: Our charter
intro: What we promised.
sections:
  - id: promise
    title: Promise
    gist: What was promised.
    provision: charter:1
    questions:
      - id: kept
        text: Is it kept?
        help: yes
        evidence_wanted: no
        provision: charter:1
      - id: shown
        text: Is it shown?
        help: Help.
        evidence_wanted: Proof
        provision: charter:1
        asked: when-called-for
        asked_if: {fact: trace}
"""
CHINESE = """\
version: "1"
language: zh
instrument: 我们的章程
title: 我们的章程
intro: 我们的承诺。
sections:
  promise:
    title: 承诺
    gist: 所作的承诺。
    questions:
      kept: {text: 是否遵守？, help: 说明。, evidence_wanted: 证明}
      shown: {text: 是否公布？, help: 说明。, evidence_wanted: 证明}
"""


def folder(tmp_path, name="checklists", **files):
    place = tmp_path / name
    place.mkdir(exist_ok=True)
    for file, text in files.items():
        (place / f"{file.replace('_', '.')}.yaml").write_text(dedent(text), encoding="utf-8")
    return place


def mistakes(language, *folders):
    with pytest.raises(PiaError) as caught:
        load_checklists(language, folders)
    error = caught.value
    found = error.errors if isinstance(error, Several) else (error,)
    assert all(isinstance(entry, ContentInvalid) for entry in found)
    return [(entry.values["file"], entry.values["line"], entry.values["field"]) for entry in found]


def test_bare_yes_and_no_stay_words(tmp_path):
    (checklist,) = load_checklists("en", [folder(tmp_path, own=BASE)])
    assert checklist.questions[0].help == "yes"
    assert checklist.questions[0].evidence_wanted == "no"


def test_a_repeated_key_is_told_with_its_line(tmp_path):
    text = BASE.replace("        help: yes\n", "        help: yes\n        help: again\n")
    assert mistakes("en", folder(tmp_path, own=text)) == [("own.yaml", 16, "sections.0.questions.0.help")]


def test_an_unknown_fact_and_an_unknown_field_are_both_told(tmp_path):
    text = BASE.replace("{fact: trace}", "{fact: tracing}").replace("evidence_wanted: no", "evidence: no")
    assert mistakes("en", folder(tmp_path, own=text)) == [
        ("own.yaml", 13, "sections.0.questions.0.evidence_wanted"),
        ("own.yaml", 16, "sections.0.questions.0.evidence"),
        ("own.yaml", 24, "sections.0.questions.1.asked_if.fact"),
    ]


def test_an_id_used_twice_and_empty_words_are_told_with_their_lines(tmp_path):
    text = BASE.replace("id: shown", "id: kept").replace("Help.", '" "')
    assert mistakes("en", folder(tmp_path, own=text)) == [
        ("own.yaml", 18, "sections.0.questions.1.id"),
        ("own.yaml", 20, "sections.0.questions.1.help"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        BASE.replace("        asked: when-called-for\n", ""),
        BASE.replace("        asked_if: {fact: trace}\n", ""),
    ],
)
def test_a_condition_goes_with_a_question_that_is_asked_when_called_for(tmp_path, text):
    assert mistakes("en", folder(tmp_path, own=text)) == [("own.yaml", 18, "sections.0.questions.1")]


def test_a_condition_on_an_answer_nobody_asks_for_is_told(tmp_path):
    text = BASE.replace("{fact: trace}", '{answer: own/lost, is: ["no"]}')
    assert mistakes("en", folder(tmp_path, own=text)) == [("own.yaml", 24, "sections.0.questions.1.asked_if")]
    load_checklists("en", [folder(tmp_path, own=text.replace("own/lost", "own/kept"))])


def test_a_file_carries_the_name_of_its_checklist(tmp_path):
    assert mistakes("en", folder(tmp_path, other=BASE)) == [("other.yaml", 1, "id")]


def test_mistakes_of_all_files_are_told_together(tmp_path):
    place = folder(tmp_path, own=BASE.replace("id: shown", "id: kept"), worse=BASE.replace('"1"', "1"))
    assert [file for file, _, _ in mistakes("en", place)] == ["worse.yaml", "own.yaml"]


def test_a_translation_replaces_words(tmp_path):
    (checklist,) = load_checklists("zh", [folder(tmp_path, own=BASE, own_zh=CHINESE)])
    assert (checklist.language, checklist.title) == ("zh", "我们的章程")
    assert checklist.sections[0].gist == "所作的承诺。"
    assert [question.text for question in checklist.questions] == ["是否遵守？", "是否公布？"]
    assert checklist.questions[1].asked_if is not None


def test_missing_and_surplus_ids_of_a_translation_are_all_told(tmp_path):
    text = CHINESE.replace("kept:", "held:").replace("  promise:", "  vow: {}\n  promise:")
    assert mistakes("zh", folder(tmp_path, own=BASE, own_zh=text)) == [
        ("own.zh.yaml", 12, "sections.promise.questions.kept"),
        ("own.zh.yaml", 12, "sections.promise.questions.held"),
        ("own.zh.yaml", 7, "sections.vow"),
    ]


def test_a_translation_of_another_version_is_refused(tmp_path):
    text = CHINESE.replace('"1"', '"0.9"')
    assert mistakes("zh", folder(tmp_path, own=BASE, own_zh=text)) == [("own.zh.yaml", 1, "version")]


def test_a_translation_of_nothing_is_refused(tmp_path):
    assert mistakes("zh", folder(tmp_path, own_zh=CHINESE)) == [("own.zh.yaml", 0, "-")]


def test_without_a_translation_it_stays_in_its_own_language_and_says_so(tmp_path):
    (checklist,) = load_checklists("fr", [folder(tmp_path, own=BASE, own_zh=CHINESE)])
    assert checklist.language == "en"


def test_later_folders_win_and_bring_their_own_translations(tmp_path):
    shipped = folder(tmp_path, "shipped", own=BASE, own_zh=CHINESE)
    project = folder(tmp_path, "project", own=BASE.replace("id: shown", "id: proved"))
    user = folder(tmp_path, "user", own_zh=CHINESE.replace("shown:", "proved:"))
    (checklist,) = load_checklists("zh", [shipped, project])
    assert (checklist.language, checklist.questions[1].id) == ("en", "proved")
    (checklist,) = load_checklists("zh", [shipped, project, user])
    assert (checklist.language, checklist.questions[1].id) == ("zh", "proved")


def test_a_folder_that_is_not_there_adds_nothing(tmp_path):
    assert load_checklists("en", [tmp_path / "nowhere"]) == ()


def test_a_broken_file_is_told_without_blaming_those_that_point_at_it(tmp_path):
    pointing = BASE.replace("id: own", "id: other").replace("{fact: trace}", '{answer: own/kept, is: ["no"]}')
    broken = BASE.replace("text: Is it kept?", "texts: Is it kept?").replace("intro: What we promised.\n", "")
    assert mistakes("en", folder(tmp_path, own=broken, other=pointing)) == [
        ("own.yaml", 1, "intro"),
        ("own.yaml", 12, "sections.0.questions.0.text"),
        ("own.yaml", 13, "sections.0.questions.0.texts"),
    ]


def test_the_condition_of_a_whole_checklist_and_criteria_out_of_place_are_told(tmp_path):
    text = BASE.replace("sections:\n", "asked_if: {answer: own/lost, is: [yes]}\nsections:\n")
    text = text.replace("        help: yes\n", "        help: yes\n        counts: alone\n")
    assert mistakes("en", folder(tmp_path, own=text)) == [
        ("own.yaml", 17, "sections.0.questions.0.counts"),
        ("own.yaml", 7, "asked_if"),
    ]
