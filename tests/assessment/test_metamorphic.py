"""What must hold however a proposal is changed, tried on every worked proposal.

More safeguards never raise a risk, an answer that nobody is asked for changes nothing, and without the personal columns
nothing is left of the risks.
"""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_cases import (
    CHECKLISTS,
    KINDS,
    NAMES,
    NOT_YES,
    ON_RIGHTS,
    PROTECTIVE_FIELDS,
    QUESTIONS,
    SCENARIOS,
    STATED,
    WITH_PEOPLE,
    WITHOUT_PEOPLE,
    answered,
    answers_of,
    levels,
    put_in,
    raised,
    situation,
)

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.rating import ATTAINABLE
from pia_toolkit.detection.decided import apply_decisions
from pia_toolkit.domain.answers import Answer, Answers, Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.inventory import Inventory, Ruling
from pia_toolkit.domain.review import Decision as OnColumn
from pia_toolkit.domain.review import Decisions
from pia_toolkit.domain.risk import RiskReport

# ---------------------------------------------------------------- more safeguards never raise a risk


@pytest.mark.parametrize("name", NAMES)
def test_a_better_answer_never_raises_a_risk(cases, name):
    now = situation(cases[name])
    before = levels(now)
    put = put_in(now)
    worse = [
        (checklist.id, question.id)
        for checklist, question in ON_RIGHTS
        if (checklist.id, question.id) in put and now.answers.value(checklist.id, question.id) in NOT_YES
    ]
    assert worse or name == WITHOUT_PEOPLE
    found = {
        key: names
        for key in worse
        if (names := raised(before, levels(replace(now, answers=answered(now.answers, {key: Value.YES})))))
    }
    assert found == {}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(WITH_PEOPLE))
def test_better_answers_never_raise_a_risk_whatever_was_answered_before(cases, seed, name):
    drawn = random.Random(seed)
    now = situation(cases[name])
    anything = {
        (checklist.id, question.id): drawn.choice((*NOT_YES, Value.YES, Value.NOT_APPLICABLE))
        for checklist, question in QUESTIONS
    }
    begun = replace(now, answers=answered(Answers(), anything))
    share = drawn.random()
    better = {
        (checklist.id, question.id): Value.YES
        for checklist, question in ON_RIGHTS
        if anything[checklist.id, question.id] in NOT_YES and drawn.random() < share
    }
    assert raised(levels(begun), levels(replace(begun, answers=answered(begun.answers, better)))) == []


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_better_answers_never_raise_a_risk_whatever_the_facts_are(seed):
    drawn = random.Random(seed)
    density = drawn.choice((0.15, 0.4, 0.7))
    facts = tuple(Fact(code=code, because=(STATED,)) for code in FactCode if drawn.random() < density)
    anything = {
        (checklist.id, question.id): drawn.choice((*NOT_YES, Value.YES, Value.NOT_APPLICABLE))
        for checklist, question in QUESTIONS
    }
    better = {
        (checklist.id, question.id): Value.YES
        for checklist, question in ON_RIGHTS
        if anything[checklist.id, question.id] in NOT_YES and drawn.random() < density
    }
    begun = Situation(facts=facts, answers=answered(Answers(), anything))
    assert raised(levels(begun), levels(replace(begun, answers=answered(begun.answers, better)))) == []


@pytest.mark.parametrize("code", sorted(ATTAINABLE))
@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_a_protective_fact_never_raises_a_risk(cases, name, code):
    now = situation(cases[name])
    added = Fact(code=code, because=(STATED,))
    more = replace(now, facts=(*(fact for fact in now.facts if fact.code is not code), added))
    assert raised(levels(now), levels(more)) == []


@pytest.mark.parametrize("field", PROTECTIVE_FIELDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_safeguard_that_is_declared_never_raises_a_risk(cases, name, field):
    known = cases[name]
    without, having = (
        known._replace(proposal=known.proposal.model_copy(update={field: value})) for value in (False, True)
    )
    assert raised(levels(situation(without)), levels(situation(having))) == []


# ---------------------------------------------------------------- what is not asked does not count


@pytest.mark.parametrize("value", list(Value))
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_to_a_hidden_question_changes_nothing(cases, name, value):
    now = situation(cases[name])
    kept = {(entry.checklist, answer.question): answer for entry in now.answers.checklists for answer in entry.answers}
    put = put_in(now)
    asked_of_nobody = {
        (checklist.id, question.id): Answer(question=question.id, value=value, note="n", evidence="e")
        for checklist, question in QUESTIONS
        if (checklist.id, question.id) not in put
    }
    told = replace(now, answers=answers_of(kept | asked_of_nobody))
    hidden = asked_of_nobody.keys() - put_in(told)
    assert hidden
    without = replace(
        now, answers=answers_of({key: given for key, given in (kept | asked_of_nobody).items() if key not in hidden})
    )
    assert assess(told, CHECKLISTS, SCENARIOS) == assess(without, CHECKLISTS, SCENARIOS)


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_a_safeguard_that_nobody_was_asked_about_could_still_be_put_in_place(cases, concluded, name):
    hidden = {f"{checklist.id}/{question.id}" for checklist, question in QUESTIONS} - {
        "/".join(key) for key in put_in(situation(cases[name]))
    }
    rules = {rule.id: rule for rule in SCENARIOS}
    out_of_reach = [
        (scenario.id, safeguard.safeguard)
        for scenario in concluded[name].assessment.scenarios
        for safeguard in scenario.trace.safeguards
        if rules[scenario.id].lowered_by[safeguard.safeguard - 1].if_.answer in hidden and not safeguard.attainable
    ]
    assert out_of_reach == []


# ---------------------------------------------------------------- without personal columns


def personal_columns(inventory):
    return [
        (table.name, column.name)
        for table in inventory.tables
        for column in table.columns
        if column.contains_personal_data
    ]


def without_columns(inventory, columns):
    """Return an inventory in which a person said of some columns that nothing personal stands in them."""
    bare = Inventory(tables=tuple(table.model_copy(update={"scanned": None}) for table in inventory.tables))
    taken = tuple(
        OnColumn.model_validate(
            {
                "table": table,
                "column": column,
                "decision": Ruling.NOT_PERSONAL,
                "by": "test",
                "at": "2026-03-02T09:00:00Z",
                "reason": "taken out",
            }
        )
        for table, column in columns
    )
    return apply_decisions(bare, Decisions(decisions=taken), KINDS)


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_without_the_personal_columns_no_risk_is_left(cases, name):
    known = cases[name]
    columns = personal_columns(known.inventory)
    assert columns
    bare = known._replace(
        inventory=without_columns(known.inventory, columns), risk=known.risk.model_copy(update={"tables": ()})
    )
    assert not bare.inventory.contains_personal_data
    before, after = levels(situation(known)), levels(situation(bare))
    assert any(figures[0] for figures in before.values())
    assert [scenario for scenario, figures in after.items() if figures[0]] == []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(WITH_PEOPLE))
def test_with_fewer_personal_columns_no_risk_is_higher(cases, seed, name):
    """What was measured is left out on both sides, so that only what the columns are decides."""
    drawn = random.Random(seed)
    known = cases[name]._replace(risk=RiskReport(tables=()))
    columns = personal_columns(known.inventory)
    fewer = drawn.sample(columns, drawn.randint(1, len(columns)))
    some = fewer[: drawn.randint(0, len(fewer) - 1)]
    one, other = (known._replace(inventory=without_columns(known.inventory, taken)) for taken in (some, fewer))
    assert raised(levels(situation(one)), levels(situation(other))) == []
