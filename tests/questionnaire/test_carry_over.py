"""Answers to another version of a checklist: carried over by id; what no longer fits is told and kept."""

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.questionnaire.answers_file import carried_over, read_answers, write_answers
from pia_toolkit.questionnaire.carry_over import carry_over


def checklist(version, *ids):
    questions = tuple(
        Question(id=id_, text=f"{id_}?", help="h", evidence_wanted="e", provision="77/211:1") for id_ in ids
    )
    section = Section(id="one", title="One", gist="g", provision="77/211:1", questions=questions)
    return Checklist(
        id="mine", version=version, language="en", instrument="I", title="T", intro="i", sections=(section,)
    )


def given(version, *ids, skipped=()):
    entry = ChecklistAnswers(
        checklist="mine",
        version=version,
        answers=tuple(Answer(question=id_, value=Value.YES, note=f"on {id_}", author="Dana") for id_ in ids),
        skipped=skipped,
    )
    return Answers(checklists=(entry,))


def test_the_same_version_is_left_alone():
    answers = given("1", "a")
    assert carry_over(answers, [checklist("1", "a", "b")]) == (answers, ())


def test_answers_are_carried_over_by_id_in_the_order_of_the_new_version():
    answers, (told,) = carry_over(given("1", "a", "b", "gone", skipped=("c", "lost")), [checklist("2", "b", "c", "a")])
    entry = answers.of("mine")
    assert entry.version == "2"
    assert [answer.question for answer in entry.answers] == ["b", "a"]
    assert entry.skipped == ("c",)
    assert [answer.note for answer in entry.set_aside] == ["on gone"]
    assert (told.given, told.installed, told.kept, told.set_aside, told.new) == ("1", "2", 2, ("gone",), ())


def test_new_questions_are_told():
    _, (told,) = carry_over(given("1", "a"), [checklist("2", "a", "b", "c")])
    assert told.new == ("b", "c")


def test_an_answer_set_aside_comes_back_with_its_question():
    without, _ = carry_over(given("1", "a", "b"), [checklist("2", "a")])
    back, (told,) = carry_over(without, [checklist("3", "a", "b")])
    assert back.of("mine").get("b").note == "on b"
    assert back.of("mine").set_aside == ()
    assert told.set_aside == ()


def test_answers_to_a_checklist_that_is_gone_are_kept_and_told():
    answers, (told,) = carry_over(given("1", "a"), [])
    assert answers == given("1", "a")
    assert (told.checklist, told.installed, told.set_aside) == ("mine", "", ("a",))


def test_what_was_set_aside_is_in_the_file_and_read_again(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text(write_answers(given("1", "a", "gone")), encoding="utf-8")
    installed = [checklist("2", "a")]
    assert [entry.set_aside for entry in carried_over(path, installed)] == [("gone",)]
    answers = read_answers(path, installed)
    path.write_text(write_answers(answers), encoding="utf-8")
    assert "on gone" in path.read_text(encoding="utf-8")
    assert read_answers(path, installed) == answers
    assert carried_over(path, installed) == ()
