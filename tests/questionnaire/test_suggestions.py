"""What the data suggest: raising, lowering and contradicting facts, each with its reasons."""

import pytest

from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.checklist import Question
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.questionnaire.prefill import suggest
from pia_toolkit.resources import shipped

QUESTION = Question(
    id="asked",
    text="Asked?",
    help="Help.",
    evidence_wanted="Proof",
    provision="77/211:4",
    raised_by=["fine-location", "no-retention"],
    lowered_by=["aggregated", "no-personal-data"],
)
SHIPPED = [question for entry in load_checklists("en", [shipped("checklists")]) for question in entry.questions]


def reason(code):
    return Reason(kind="finding", ref=f"table/{code}", says="column-is")


def situation(*codes):
    return Situation(facts=tuple(Fact(code=code, because=(reason(code),)) for code in codes))


@pytest.mark.parametrize(
    ("codes", "value"),
    [
        (["fine-location"], Value.PARTLY),
        (["no-retention"], Value.NO),
        (["fine-location", "no-retention"], Value.NO),
        (["aggregated"], Value.YES),
        (["aggregated", "fine-location"], Value.PARTLY),
        (["no-retention", "aggregated"], Value.PARTLY),
        (["no-personal-data"], Value.NOT_APPLICABLE),
        (["no-personal-data", "aggregated"], Value.NOT_APPLICABLE),
        (["no-personal-data", "no-retention"], Value.PARTLY),
    ],
)
def test_facts_suggest_an_answer_with_their_reasons(codes, value):
    suggestion = suggest(QUESTION, situation(*codes, "trace"))
    assert suggestion.value is value
    assert {entry.ref for entry in suggestion.because} == {f"table/{code}" for code in codes}


@pytest.mark.parametrize(
    ("codes", "value"),
    [
        (["fine-location"], Value.YES),
        (["aggregated"], Value.NO),
        (["aggregated", "fine-location"], Value.PARTLY),
    ],
)
def test_facts_suggest_that_a_criterion_is_met_or_not(codes, value):
    criterion = QUESTION.model_copy(update={"counts": "with-another"})
    assert suggest(criterion, situation(*codes)).value is value


def test_facts_that_say_nothing_about_a_question_suggest_nothing():
    assert suggest(QUESTION, situation("trace", "coarsened")) is None
    assert suggest(QUESTION, situation()) is None


@pytest.mark.parametrize("question", SHIPPED, ids=lambda question: question.id)
def test_yes_is_suggested_only_where_a_lowering_fact_holds(question):
    if question.counts:
        return  # for a criterion of screening yes says that it is met
    everything_else = [code for code in FactCode if code not in question.lowered_by]
    suggestion = suggest(question, situation(*everything_else))
    assert suggestion is None or suggestion.value in {Value.NO, Value.PARTLY}


@pytest.mark.parametrize("question", SHIPPED, ids=lambda question: question.id)
def test_no_fact_both_raises_and_lowers(question):
    assert not set(question.raised_by) & set(question.lowered_by)


def test_the_legal_basis_that_was_not_declared_suggests_no():
    question = next(entry for entry in SHIPPED if entry.id == "legal-basis-published")
    assert suggest(question, situation("no-legal-basis")).value is Value.NO
    assert suggest(question, situation("open-release")).value is Value.PARTLY
