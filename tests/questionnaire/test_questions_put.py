"""What is put and what is hidden, the way through it, and answers as they are given."""

import pytest

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.conditions import Condition, Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.questionnaire.ask import drop_hidden, progress, questions_to_put
from pia_toolkit.questionnaire.record import record, skip
from pia_toolkit.questionnaire.route import Round, start

TRACE = Situation(facts=(Fact(code=FactCode.TRACE, because=()),))
NOTHING = Situation(facts=())


def question(id_, condition=None):
    return Question(
        id=id_,
        text=f"{id_}?",
        help="Help.",
        evidence_wanted="Proof",
        provision="77/211:1",
        asked="when-called-for" if condition else "every-dataset",
        asked_if=Condition.model_validate(condition) if condition else None,
    )


def checklist(id_, *questions):
    section = Section(id="only", title="Only", gist="Gist.", provision="77/211:1", questions=questions)
    return Checklist(id=id_, version="1", language="en", instrument=id_, title=id_, intro="Intro.", sections=(section,))


FIRST = checklist(
    "first",
    question("always"),
    question("traced", {"fact": "trace"}),
    question("after-traced", {"answer": "first/traced", "is": ["yes"]}),
)
SECOND = checklist("second", question("other"), question("followed", {"answer": "first/always", "is": ["no"]}))
BOTH = (FIRST, SECOND)


def answers(**given):
    made = Answers()
    for name, value in given.items():
        for entry in BOTH:
            if name.replace("_", "-") in [found.id for found in entry.questions]:
                made = record(made, entry, Answer(question=name.replace("_", "-"), value=value))
    return made


def put(situation):
    return [step.question.id for step in questions_to_put(BOTH, situation)]


def with_answers(situation, **given):
    return Situation(facts=situation.facts, answers=answers(**given))


def test_a_fact_calls_for_a_question():
    assert put(NOTHING) == ["always", "other"]
    assert put(TRACE) == ["always", "traced", "other"]


def test_an_answer_in_one_checklist_calls_for_a_question_in_another():
    assert put(with_answers(NOTHING, always="no")) == ["always", "other", "followed"]
    assert put(with_answers(NOTHING, always="partly")) == ["always", "other"]


def test_the_answer_to_a_hidden_question_calls_for_nothing():
    assert put(with_answers(NOTHING, traced="yes")) == ["always", "other"]
    assert put(with_answers(TRACE, traced="yes")) == ["always", "traced", "after-traced", "other"]


def test_hidden_answers_and_skips_are_dropped_all_the_way():
    given = skip(answers(always="yes", traced="yes", after_traced="no", followed="no"), SECOND, "followed")
    kept = drop_hidden(given, BOTH, NOTHING)
    assert [answer.question for entry in kept.checklists for answer in entry.answers] == ["always"]
    assert [entry.skipped for entry in kept.checklists] == [(), ()]
    assert drop_hidden(kept, BOTH, NOTHING) == kept


def test_answers_to_a_checklist_that_is_not_looked_at_stay():
    given = Answers(checklists=(ChecklistAnswers(checklist="third", version="1", skipped=("x",)),))
    assert drop_hidden(given, BOTH, NOTHING) == given


def test_progress_counts_only_what_is_put():
    given = skip(answers(always="yes", traced="no"), SECOND, "other")
    done = progress(BOTH, Situation(facts=(), answers=given))
    assert (done.put, done.answered, done.skipped, done.left) == (2, 1, 1, 1)


def test_an_optional_question_is_put_but_never_left():
    optional = question("if-you-like").model_copy(update={"optional": True})
    done = progress((checklist("own", optional, question("needed")),), NOTHING)
    assert (done.put, done.left) == (2, 1)


def test_answers_are_kept_in_the_order_of_the_checklist_and_the_last_one_counts():
    given = answers(traced="no", always="no")
    given = record(given, FIRST, Answer(question="traced", value=Value.YES))
    (entry,) = given.checklists
    assert [(answer.question, answer.value) for answer in entry.answers] == [
        ("always", "no"),
        ("traced", "yes"),
    ]


def test_answering_takes_a_question_off_the_skipped_ones_and_skipping_keeps_an_answer():
    given = skip(Answers(), FIRST, "always")
    assert given.of("first").skipped == ("always",)
    given = record(given, FIRST, Answer(question="always", value=Value.YES))
    assert given.of("first").skipped == ()
    assert skip(given, FIRST, "always") == given


def ids(route):
    found, step = [], route.first()
    while step:
        found.append(step.question.id)
        route = route.with_answers(
            record(route.situation.answers, step.checklist, Answer(question=step.question.id, value="yes"))
        )
        step = route.after(step)
    return found


@pytest.mark.parametrize(
    ("given", "again", "expected"),
    [
        (Answers(), False, ["always", "traced", "after-traced", "other"]),
        (answers(always="yes", traced="no"), False, ["other"]),
        (skip(answers(other="yes"), FIRST, "always"), False, ["traced", "after-traced"]),
        (answers(always="yes", other="yes", traced="no"), False, []),
        (
            answers(always="yes", other="yes", traced="no"),
            True,
            ["always", "traced", "after-traced", "other"],
        ),
    ],
)
def test_the_route_goes_through_what_is_open(given, again, expected):
    wanted = Round.ALL if again else Round.FRESH
    assert ids(start(BOTH, Situation(facts=TRACE.facts, answers=given), wanted=wanted)) == expected


def test_skipped_questions_come_up_when_nothing_else_is_open():
    given = skip(skip(answers(traced="no"), FIRST, "always"), SECOND, "other")
    route = start(BOTH, Situation(facts=TRACE.facts, answers=given))
    assert route.round is Round.OPEN
    assert ids(route) == ["always", "other"]


def test_a_question_called_for_further_back_is_put_at_the_end():
    early = checklist("early", question("late-call", {"answer": "late/cause", "is": ["no"]}), question("a"))
    late = checklist("late", question("cause"))
    route = start((early, late), NOTHING)
    step = route.after(route.first())
    assert step.question.id == "cause"
    given = record(Answers(), early, Answer(question="a", value="yes"))
    route = route.with_answers(record(given, late, Answer(question="cause", value="no")))
    assert route.after(step).question.id == "late-call"


def test_before_goes_back_over_answered_questions_and_ends_at_the_first():
    route = start(BOTH, with_answers(TRACE, always="yes", traced="no"))
    other = route.first()
    traced = route.before(other)
    assert (other.question.id, traced.question.id) == ("other", "traced")
    assert route.before(route.before(traced)) is None
