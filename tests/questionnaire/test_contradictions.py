"""Answers against the data are pointed out; what an answer changes is told; evidence is kept by its hash."""

import hashlib
from dataclasses import replace

import pytest

from pia_toolkit.domain.answers import Answer, Answers, Value
from pia_toolkit.domain.checklist import Checklist, Counts, Kind, Question, Section
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.errors import Several, UnknownRole, UnknownSection
from pia_toolkit.questionnaire.ask import questions_to_put
from pia_toolkit.questionnaire.contradictions import contradictions
from pia_toolkit.questionnaire.effects import effects
from pia_toolkit.questionnaire.evidence import attach
from pia_toolkit.questionnaire.record import record
from pia_toolkit.questionnaire.selection import select

REASON = Reason(kind="finding", ref="t/c", says="column-is", values={"table": "t", "column": "c", "category": "email"})
FOUND = Situation(facts=(Fact(code=FactCode.DIRECT_IDENTIFIER, because=(REASON,)),))
LACKING = Situation(facts=(Fact(code=FactCode.NO_RETENTION, because=(REASON,)),))


def question(id_, **fields):
    words = {"text": f"{id_}?", "help": "h", "evidence_wanted": "e", "provision": "77/211:1"}
    return Question(id=id_, **words, **fields)


def checklist(*questions, kind=Kind.RIGHTS):
    halves = (questions[:1], questions[1:])
    sections = tuple(
        Section(id=name, title=name, gist="g", provision="77/211:1", questions=half)
        for name, half in zip(("first", "rest"), halves, strict=True)
    )
    return Checklist(
        id="mine", version="1", kind=kind, language="en", instrument="I", title="T", intro="i", sections=sections
    )


def against(entry, situation, **values):
    answers = Answers()
    for id_, value in values.items():
        answers = record(answers, entry, Answer(question=id_, value=value))
    situation = replace(situation, answers=answers)
    return [
        (found.step.question.id, found.suggestion.value)
        for found in contradictions(questions_to_put([entry], situation), situation)
    ]


@pytest.mark.parametrize(
    ("situation", "answered", "is_told"),
    [
        (LACKING, Value.YES, True),
        (LACKING, Value.NO, False),
        (LACKING, Value.PARTLY, False),
        (LACKING, Value.NOT_APPLICABLE, True),
        (FOUND, Value.YES, False),
        (FOUND, Value.NOT_APPLICABLE, True),
        (Situation(facts=()), Value.NOT_APPLICABLE, False),
    ],
)
def test_the_opposite_of_the_data_is_pointed_out(situation, answered, is_told):
    entry = checklist(question("q", raised_by=(FactCode.NO_RETENTION, FactCode.DIRECT_IDENTIFIER)))
    assert bool(against(entry, situation, q=answered)) is is_told


@pytest.mark.parametrize("answered", [Value.NO, Value.NOT_APPLICABLE])
def test_no_personal_data_against_a_scan_that_found_some(answered):
    asked = question("personal", counts=Counts.ALONE, raised_by=(FactCode.DIRECT_IDENTIFIER,))
    entry = checklist(asked, kind=Kind.SCREENING)
    assert against(entry, FOUND, personal=answered) == [("personal", Value.YES)]


def test_an_answer_calls_for_questions_and_takes_them_back():
    called = question("b", asked="when-called-for", asked_if={"answer": "mine/a", "is": ["yes"]})
    entry = checklist(question("a"), called)
    none, yes = Answers(), record(Answers(), entry, Answer(question="a", value=Value.YES))
    full = record(yes, entry, Answer(question="b", value=Value.NO))
    no = record(full, entry, Answer(question="a", value=Value.NO))
    put = {
        name: questions_to_put([entry], Situation(facts=(), answers=answers))
        for name, answers in (("none", none), ("yes", yes), ("no", no))
    }
    appearing = effects(put["none"], put["yes"], none)
    assert [step.question.id for step in appearing.appear] == ["b"]
    assert (appearing.disappear, appearing.answered) == ((), 0)
    gone = effects(put["yes"], put["no"], full)
    assert [step.question.id for step in gone.disappear] == ["b"]
    assert gone.answered == 1


def test_a_file_is_kept_by_name_and_hash_and_its_folder_is_not(tmp_path):
    path = tmp_path / "合同 v2.pdf"
    path.write_bytes(b"signed")
    attached = attach(f'"{path}"')
    assert attached.text == f"合同 v2.pdf (sha256 {hashlib.sha256(b'signed').hexdigest()})"
    assert attached.file == "合同 v2.pdf"
    assert str(tmp_path) not in attached.text


@pytest.mark.parametrize("typed", ["https://city.example/register#12", "Council minutes, p. 3", "x" * 5000, "a\0b"])
def test_a_link_or_reference_is_kept_as_typed(typed):
    assert attach(typed).text == typed
    assert not attach(typed).is_missing


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert attach(f"{tmp_path}/nothing.pdf").is_missing
    assert attach(str(tmp_path)).is_missing


def test_roles_and_sections_are_selected_by_name():
    entry = checklist(question("a"), question("b", answered_by="supplier"), question("c", answered_by="legal"))
    steps = questions_to_put([entry], Situation(facts=()))

    def ids(roles=(), sections=()):
        return [step.question.id for step in select([entry], roles, sections).of(steps)]

    assert ids() == ["a", "b", "c"]
    assert ids(roles=["supplier"]) == ["b"]
    assert ids(roles=["supplier", "legal"]) == ["b", "c"]
    assert ids(sections=["first"]) == ["a"]
    assert ids(sections=["mine/rest"]) == ["b", "c"]
    assert ids(sections=["mine"]) == ["a", "b", "c"]
    assert ids(roles=["project"], sections=["rest"]) == []


def test_unknown_roles_and_sections_are_told_with_those_there_are():
    entry = checklist(question("a"))
    with pytest.raises(Several) as caught:
        select([entry], ["boss"], ["nowhere"])
    role, section = caught.value.errors
    assert isinstance(role, UnknownRole)
    assert "supplier" in role.values["known"]
    assert isinstance(section, UnknownSection)
    assert section.values["known"] == "mine, first, rest"
