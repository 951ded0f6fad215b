"""answers.yaml: what is written is read again; what does not fit is refused, all of it at once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.errors import ContentInvalid, FileMissing, Several, UnknownAnswer
from pia_toolkit.questionnaire.answers_file import read_answers, write_answers
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.resources import shipped

CHECKLISTS = load_checklists("en", [shipped("checklists")])
HEAD = "schema: pia-toolkit/answers/1\nchecklists:\n"
GOOD = (
    HEAD
    + """\
- checklist: un-77-211
  version: "1.0"
  answers:
  - question: legal-basis-published
    value: no
  - {question: necessity-shown, value: yes, note: 今天, at: 2026-03-02T09:00:00Z}
  skipped: [open-forum]
"""
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "no",
        "08",
        "1_000",
        "0o7",
        "1.5",
        "~",
        "null",
        "2026-03-02",
        "- x: {",
        "是：“不”",
        " a ",
        "#",
        "",
        "a\nb",
        "a\x85b",
        "=",
        "\ufeff",
    ]
)
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def all_answers(draw):
    entries = []
    for checklist in CHECKLISTS:
        ids = draw(st.lists(st.sampled_from([q.id for q in checklist.questions]), unique=True, max_size=4))
        given_ = [
            Answer(
                question=id_,
                value=draw(st.sampled_from(Value)),
                note=draw(texts),
                evidence=draw(texts),
                author=draw(texts),
                at=draw(st.none() | moments),
                suggested=draw(st.none() | st.sampled_from(Value)),
            )
            for id_ in ids[1:]
        ]
        entries.append(
            ChecklistAnswers(checklist=checklist.id, version=checklist.version, answers=given_, skipped=tuple(ids[:1]))
        )
    return Answers(checklists=tuple(entries))


@given(all_answers())
def test_what_is_written_is_read_again(tmp_path_factory, answers):
    path = tmp_path_factory.mktemp("case") / "answers.yaml"
    path.write_text(write_answers(answers), encoding="utf-8")
    assert read_answers(path, CHECKLISTS) == answers
    assert write_answers(read_answers(path, CHECKLISTS)) == write_answers(answers)


def write(tmp_path, text):
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path, text):
    with pytest.raises((Several, UnknownAnswer, ContentInvalid)) as caught:
        read_answers(write(tmp_path, text), CHECKLISTS)
    error = caught.value
    return list(error.errors) if isinstance(error, Several) else [error]


def test_answers_written_by_hand_are_read(tmp_path):
    answers = read_answers(write(tmp_path, GOOD), CHECKLISTS)
    assert answers.value("un-77-211", "legal-basis-published") is Value.NO
    assert answers.of("un-77-211").get("necessity-shown").note == "今天"
    assert answers.of("un-77-211").skipped == ("open-forum",)


def test_chinese_is_written_as_it_reads():
    answers = read_again = Answers(
        checklists=(
            ChecklistAnswers(
                checklist="un-77-211", version="1.0", answers=[Answer(question="a", value="no", note="说明")]
            ),
        )
    )
    assert "说明" in write_answers(answers)
    assert write_answers(answers) == write_answers(read_again)


def test_everything_wrong_is_told_at_once(tmp_path):
    installed = next(entry.version for entry in CHECKLISTS if entry.id == "un-77-211")
    text = (
        GOOD.replace('"1.0"', f'"{installed}"')
        .replace("value: no", "value: maybe")
        .replace("necessity-shown", "nonsense")
        .replace("open-forum", "nowhere")
    )
    found = [(type(error), error.values) for error in refused(tmp_path, text)]
    assert found == [
        (UnknownAnswer, {"file": "answers.yaml", "question": question, "checklist": "un-77-211"})
        for question in ("legal-basis-published", "nonsense", "nowhere")
    ]


def test_a_word_that_is_no_answer_is_refused_even_if_it_is_no_word(tmp_path):
    (error,) = refused(tmp_path, GOOD.replace("value: no", "value: true"))
    assert isinstance(error, UnknownAnswer)
    (error,) = refused(tmp_path, GOOD.replace("value: no", "value: [yes]"))
    assert isinstance(error, UnknownAnswer)


def test_an_answer_given_twice_is_refused(tmp_path):
    (error,) = refused(tmp_path, GOOD.replace("necessity-shown", "legal-basis-published"))
    assert error.values["field"] == "un-77-211/legal-basis-published"


def test_a_checklist_answered_twice_is_refused(tmp_path):
    (error,) = refused(tmp_path, GOOD + "- {checklist: un-77-211, version: '1.0'}\n")
    assert error.values["field"] == "un-77-211"


def test_a_wrong_field_is_told_with_its_line(tmp_path):
    (error,) = refused(tmp_path, GOOD.replace("    value: no\n", "    value: no\n    sure: yes\n"))
    assert (error.values["line"], error.values["field"]) == (8, "checklists.0.answers.0.sure")


def test_what_was_typed_is_not_in_the_error(tmp_path):
    errors = refused(tmp_path, GOOD.replace("value: no", "value: Mrs Canary"))
    assert all("Canary" not in str(error) and "Canary" not in repr(error) for error in errors)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FileMissing):
        read_answers(tmp_path / "answers.yaml", CHECKLISTS)
