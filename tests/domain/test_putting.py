"""Which questions are put, and which answers therefore count."""

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.conditions import Condition, Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.putting import questions_put, situation_as_put


def question(name, asked_if=None):
    condition = Condition.model_validate(asked_if) if asked_if else None
    return Question(id=name, text="?", help="", evidence_wanted="", provision="77/211:4", asked_if=condition)


def checklist(*questions):
    section = Section(id="s", title="", gist="", provision="77/211:4", questions=questions)
    return Checklist(id="c", version="1", language="en", instrument="", title="", intro="", sections=(section,))


def answered(**values):
    given = tuple(Answer(question=name, value=Value(value)) for name, value in values.items())
    return Answers(checklists=(ChecklistAnswers(checklist="c", version="1", answers=given),))


CHAIN = checklist(
    question("first", {"fact": "trace"}),
    question("second", {"answer": "c/first", "is": ["yes"]}),
    question("third", {"answer": "c/second", "is": ["yes"]}),
    question("open", {"answer": "c/first", "is": ["unanswered"]}),
    question("always"),
)
TRACE = (Fact(code=FactCode.TRACE, because=()),)


def put(facts, answers):
    return [entry.id for entry in questions_put(CHAIN, situation_as_put([CHAIN], Situation(facts, answers)))]


def test_a_question_without_condition_is_always_put():
    assert put((), Answers()) == ["always"]


def test_an_answer_may_call_for_a_question():
    assert put(TRACE, answered(first="yes")) == ["first", "second", "always"]


def test_an_answer_to_a_hidden_question_calls_for_nothing():
    assert put((), answered(first="yes", second="yes", third="yes")) == ["always"]


def test_what_a_hidden_answer_had_hidden_comes_back():
    entry = checklist(
        question("first", {"fact": "trace"}),
        question("second", {"not": {"answer": "c/first", "is": ["yes"]}}),
    )
    counting = situation_as_put([entry], Situation((), answered(first="yes", second="partly")))
    assert counting.answers.value("c", "second") is Value.PARTLY


def test_questions_that_hide_one_another_are_settled_all_the_same():
    entry = checklist(
        question("first", {"not": {"answer": "c/second", "is": ["yes"]}}),
        question("second", {"not": {"answer": "c/first", "is": ["yes"]}}),
    )
    counting = situation_as_put([entry], Situation((), answered(first="yes", second="yes")))
    assert situation_as_put([entry], counting) == counting


def test_a_hidden_question_is_not_an_open_question():
    assert put(TRACE, Answers()) == ["first", "open", "always"]
    assert "open" not in put((), Answers())


def test_what_people_answered_to_questions_that_are_put_is_kept_with_its_evidence():
    given = Answer(question="always", value=Value.NO, note="n", evidence="e", author="a")
    answers = Answers(checklists=(ChecklistAnswers(checklist="c", version="1", answers=(given,)),))
    assert given in situation_as_put([CHAIN], Situation((), answers)).answers.checklists[0].answers


def test_answers_to_what_is_not_asked_are_left_out():
    other = Answers(checklists=(ChecklistAnswers(checklist="other", version="1"),))
    assert situation_as_put([CHAIN], Situation((), other)).answers.of("other") is None


def test_taking_it_twice_changes_nothing():
    once = situation_as_put([CHAIN], Situation(TRACE, answered(first="no", second="yes")))
    assert situation_as_put([CHAIN], once) == once
