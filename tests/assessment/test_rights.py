"""The rights matrix: the state of a provision from the answers given."""

import pytest
from reaching import fact

from pia_toolkit.assessment.rights import check_rights
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.conditions import Condition, Situation
from pia_toolkit.domain.facts import FactCode

WORDS = {"y": Value.YES, "p": Value.PARTLY, "n": Value.NO, "-": Value.NOT_APPLICABLE, "?": None}


def question(name, **fields):
    return Question(id=name, text="?", help="", evidence_wanted="", provision="77/211:4", **fields)


def check(answers, *questions, facts=(), evidence="minutes"):
    """Check one section; `answers` has one letter for each question."""
    section = Section(id="s", title="", gist="", provision="77/211:4", questions=questions)
    beside = Section(id="t", title="", gist="", provision="77/211:5", questions=(question("always-put"),))
    sections = (section, beside)
    checklist = Checklist(id="c", version="1", language="en", instrument="", title="", intro="", sections=sections)
    given = tuple(
        Answer(question=entry.id, value=WORDS[letter], evidence=evidence)
        for entry, letter in zip(questions, answers, strict=True)
        if letter != "?"
    )
    entries = (ChecklistAnswers(checklist="c", version="1", answers=given),)
    situation = Situation(tuple(fact(code) for code in facts), Answers(checklists=entries))
    return check_rights([checklist], situation)[0]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ("yyy", RightsState.CONSISTENT),
        ("yy-", RightsState.CONSISTENT),
        ("yyp", RightsState.PARTLY),
        ("ynn", RightsState.PARTLY),
        ("ppp", RightsState.PARTLY),
        ("nnn", RightsState.FALLS_SHORT),
        ("n--", RightsState.FALLS_SHORT),
        ("n??", RightsState.FALLS_SHORT),
        ("yn?", RightsState.PARTLY),
        ("yy?", RightsState.UNKNOWN),
        ("pp?", RightsState.UNKNOWN),
        ("???", RightsState.UNKNOWN),
        ("--?", RightsState.UNKNOWN),
        ("---", RightsState.NOT_APPLICABLE),
    ],
)
def test_the_state_follows_from_the_answers(answers, state):
    assert check(answers, question("a"), question("b"), question("c")).state is state


def test_a_no_to_a_decisive_question_decides():
    assert check("yn", question("a"), question("b", decisive=True)).state is RightsState.FALLS_SHORT


def test_an_optional_question_may_stay_open_but_counts_when_answered():
    assert check("y?", question("a"), question("b", optional=True)).state is RightsState.CONSISTENT
    assert check("yn", question("a"), question("b", optional=True)).state is RightsState.PARTLY
    assert check("?", question("a", optional=True)).state is RightsState.NOT_APPLICABLE


def test_a_section_with_nothing_to_ask_is_not_applicable():
    hidden = question("a", asked_if=Condition.model_validate({"fact": "trace"}))
    assert check("n", hidden).state is RightsState.NOT_APPLICABLE
    assert check("n", hidden, facts=[FactCode.TRACE]).state is RightsState.FALLS_SHORT


def test_a_checklist_of_which_nothing_is_put_has_no_checks():
    section = Section(id="s", title="", gist="", provision="77/211:4", questions=(question("a"),))
    called_for = Condition.model_validate({"fact": "trace"})
    fields = {"instrument": "", "title": "", "intro": "", "sections": (section,), "asked_if": called_for}
    checklist = Checklist(id="c", version="1", language="en", **fields)
    assert check_rights([checklist], Situation(())) == ()
    assert len(check_rights([checklist], Situation((fact(FactCode.TRACE),)))) == 1


def test_reasons_are_the_answers_and_for_bad_ones_the_facts_that_make_them_matter():
    raised = {"raised_by": (FactCode.TRACE, FactCode.CHILDREN)}
    found = check("ny?", question("a", **raised), question("b", **raised), question("d"), facts=[FactCode.TRACE])
    assert found.because[0].says == "answered-no"
    assert [reason.ref for reason in found.because] == ["c/a", "trace", "c/b", "c/d"]
    assert found.because[-1].says == "answered-unanswered"


@pytest.mark.parametrize(
    ("answers", "evidence", "evidenced"),
    [
        ("yy", "minutes", True),
        ("yn", "minutes", True),
        ("yy", " ", False),
        ("nn", "minutes", False),
        ("??", "", False),
    ],
)
def test_a_provision_is_evidenced_when_every_yes_names_its_evidence(answers, evidence, evidenced):
    assert check(answers, question("a"), question("b"), evidence=evidence).evidenced is evidenced


def test_one_yes_without_evidence_is_enough_not_to_be_evidenced():
    section = Section(id="s", title="", gist="", provision="77/211:4", questions=(question("a"), question("b")))
    checklist = Checklist(id="c", version="1", language="en", instrument="", title="", intro="", sections=(section,))
    given = (
        Answer(question="a", value=Value.YES, evidence="x"),
        Answer(question="b", value=Value.YES),
    )
    answers = Answers(checklists=(ChecklistAnswers(checklist="c", version="1", answers=given),))
    assert check_rights([checklist], Situation((), answers))[0].evidenced is False


@pytest.mark.parametrize(
    ("answers", "evidence", "unshown"),
    [
        ("yy", "minutes", ()),
        ("yp", " ", ("c/a", "c/b")),
        ("yn", "", ("c/a",)),
        ("-?", "", ()),
    ],
)
def test_what_speaks_for_a_proposal_and_names_no_evidence_is_listed(answers, evidence, unshown):
    assert check(answers, question("a"), question("b"), evidence=evidence).not_evidenced == unshown


def test_where_no_answer_is_there_to_point_at_it_is_told_why():
    def says(*questions, answers="?"):
        return [reason.says for reason in check(answers[: len(questions)], *questions).because]

    assert says(question("a", asked_if=Condition.model_validate({"fact": "trace"}))) == ["nothing-put-here"]
    assert says(question("a", optional=True)) == ["only-optional-open"]
    assert says() == ["nothing-asked-about-it"]
