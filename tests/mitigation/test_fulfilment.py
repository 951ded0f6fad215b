"""The case once measures are done: what becomes so, what ends, and what nothing can make true."""

import pytest
from known_tables import column, found, table
from rating_all import CHECKLISTS, MEASURES
from reaching import fact, situation_with, situations_reaching

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.conditions import Situation, evaluate
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.inventory import Role
from pia_toolkit.domain.known import measurement
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.plan import Fulfils, MeasuredEffect
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.mitigation.fulfilment import PROTECTIVE, Advice, is_fulfilled, partners, situation_after

BY_ID = {measure.id: measure for measure in MEASURES}


def doing(**fulfils):
    """A measure that fulfils just this."""
    return Advice(BY_ID["encrypt"].model_copy(update={"fulfils": Fulfils(**fulfils)}))


def codes(situation):
    return {entry.code for entry in situation.facts}


def with_facts(*given):
    return Situation(facts=tuple(fact(code) for code in given))


def after(advice, situation):
    return situation_after([advice], [advice], situation)


def test_the_last_block_of_facts_speaks_for_less():
    assert PROTECTIVE[0] is FactCode.LARGE_ENOUGH_CLASSES
    assert FactCode.NO_PERSONAL_DATA in PROTECTIVE
    assert FactCode.AUTOMATED_DECISIONS not in PROTECTIVE


@pytest.mark.parametrize("given", [None, Value.NO, Value.PARTLY, Value.YES])
def test_an_answer_becomes_yes(given):
    answers = (Answer(question="q", value=given),) if given else ()
    situation = Situation((), Answers(checklists=(ChecklistAnswers(checklist="c", version="1", answers=answers),)))
    done = after(doing(answers=("c/q", "other/q")), situation)
    assert done.answers.value("c", "q") is Value.YES
    assert done.answers.value("other", "q") is Value.YES


def test_no_measure_makes_a_question_apply():
    entry = ChecklistAnswers(checklist="c", version="1", answers=(Answer(question="q", value=Value.NOT_APPLICABLE),))
    done = after(doing(answers=("c/q",)), Situation((), Answers(checklists=(entry,))))
    assert done.answers.value("c", "q") is Value.NOT_APPLICABLE


def test_facts_come_and_go():
    done = after(doing(facts=("encrypted",), ends=("not-encrypted",)), with_facts(FactCode.NOT_ENCRYPTED))
    assert codes(done) == {FactCode.ENCRYPTED}


def test_coarse_times_do_not_make_data_coarse_while_places_are_fine():
    coarse = doing(facts=("coarsened",), ends=("fine-time",))
    assert codes(after(coarse, with_facts(FactCode.FINE_TIME, FactCode.FINE_LOCATION))) == {FactCode.FINE_LOCATION}
    assert codes(after(coarse, with_facts(FactCode.FINE_TIME))) == {FactCode.COARSENED}


def test_traces_single_out_however_large_the_groups():
    merged = doing(facts=("large-enough-classes",), ends=("singled-out", "small-classes"))
    traces = with_facts(FactCode.SINGLED_OUT, FactCode.SMALL_CLASSES, FactCode.TRACE)
    assert codes(after(merged, traces)) == {FactCode.SINGLED_OUT, FactCode.TRACE}
    records = with_facts(FactCode.SINGLED_OUT, FactCode.SMALL_CLASSES)
    assert codes(after(merged, records)) == {FactCode.LARGE_ENOUGH_CLASSES}


def test_what_takes_several_measures_becomes_so_with_the_last():
    first, second = BY_ID["coarsen-coordinates"], BY_ID["coarsen-time"]
    advised = [Advice(first), Advice(second)]
    fine = with_facts(FactCode.FINE_TIME, FactCode.FINE_LOCATION)
    assert FactCode.COARSENED not in codes(situation_after(advised[:1], advised, fine))
    assert FactCode.COARSENED in codes(situation_after(advised, advised, fine))
    assert FactCode.COARSENED in codes(situation_after(advised[:1], advised[:1], with_facts(FactCode.FINE_LOCATION)))
    assert partners(first, advised) == ("coarsen-time",)
    assert partners(first, advised[:1]) == ()


def test_columns_go_and_with_them_the_facts_that_rest_on_them_alone():
    inventory = found(
        table(
            column(Role.DIRECT_IDENTIFIER, "national-id", name="id"),
            column(Role.FREE_TEXT, "free-text", name="text"),
            name="t",
        )
    )

    def resting_on(code, *refs):
        because = tuple(Reason(kind=ReasonKind.FINDING, ref=ref, says="column-is") for ref in refs)
        return Fact(code=code, because=because)

    facts = (
        resting_on(FactCode.DIRECT_IDENTIFIER, "t/id"),
        resting_on(FactCode.CHILDREN, "t/id", "t/text"),
        resting_on(FactCode.ENCRYPTED, "t/id"),
        resting_on(FactCode.SECRETS),
    )
    done = after(doing(removes=("national-id",)), Situation(facts, inventory=inventory))
    assert [entry.name for entry in done.inventory.tables[0].columns] == ["text"]
    assert codes(done) == {FactCode.CHILDREN, FactCode.ENCRYPTED, FactCode.SECRETS}


def rung(uniques, at_risk):
    return Rung(
        steps=(),
        at_risk=AtRisk(threshold=5, units=at_risk, rows=at_risk, share=at_risk / 100),
        uniques=uniques,
        unique_share=uniques / 100,
        k=1,
        units=100,
        rows=100,
        information_lost=0,
    )


def measured(uniques, at_risk, *more, name="t"):
    """A situation with a table that singles out, and a measure whose step leaves so many."""
    facts = (
        Fact(code=FactCode.SINGLED_OUT, because=(measurement(name, "uniques", "singled-out-person"), *more)),
        Fact(code=FactCode.SMALL_CLASSES, because=(measurement(name, "at-risk", "small-classes-person"),)),
    )
    effect = MeasuredEffect(table="t", before=rung(20, 40), after=rung(uniques, at_risk), accepted_share=0.05)
    measure = doing(measured=("singled-out", "small-classes"))
    return Advice(measure.measure, effects=(effect,)), Situation(facts)


def test_the_data_decide_what_a_coarser_column_ends():
    assert codes(after(*measured(0, 5))) == set()
    assert codes(after(*measured(1, 5))) == {FactCode.SINGLED_OUT}
    assert codes(after(*measured(0, 6))) == {FactCode.SMALL_CLASSES}


def test_an_open_release_accepts_nobody_at_risk():
    advice, situation = measured(0, 5)
    released = Situation((*situation.facts, fact(FactCode.OPEN_RELEASE)))
    assert codes(after(advice, released)) == {FactCode.SMALL_CLASSES, FactCode.OPEN_RELEASE}


def test_a_step_on_one_table_ends_nothing_that_another_shows():
    assert FactCode.SINGLED_OUT in codes(after(*measured(0, 0, measurement("u", "uniques", "singled-out-person"))))
    assert FactCode.SINGLED_OUT in codes(after(*measured(0, 0, measurement("t", "points", "singled-out-points"))))
    assert codes(after(*measured(0, 0, name="u"))) == {FactCode.SINGLED_OUT, FactCode.SMALL_CLASSES}


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_what_is_fulfilled_is_not_advised_again(measure):
    """Where a measure makes something true, doing it and what it takes besides stills its own advice."""
    fulfils = measure.fulfils
    makes_true = (*fulfils.answers, *fulfils.facts, *fulfils.shares_in)
    situation = situation_as_put(CHECKLISTS, next(situations_reaching(measure.advised_if, CHECKLISTS)))
    done = situation_after([Advice(measure)], [Advice(measure)], situation)
    applies = any(done.answers.value(*code.split("/")) is Value.YES for code in makes_true if "/" in code)
    if applies or fulfils.facts:
        assert is_fulfilled(measure, done) or not evaluate(measure.advised_if, done).holds
    assert not is_fulfilled(measure, Situation(()))


def test_what_is_half_done_is_advised_still():
    name, question = "un-77-211", "security-safeguards"
    measure = BY_ID["log-and-review-access"]
    situation = situation_with({FactCode.TRACE}, {f"{name}/{question}": "partly"}, CHECKLISTS)
    assert not is_fulfilled(measure, situation)
    assert is_fulfilled(measure, situation_with({FactCode.TRACE}, {f"{name}/{question}": "yes"}, CHECKLISTS))


@pytest.mark.parametrize("code", [FactCode.DIRECT_IDENTIFIER, FactCode.PERSISTENT_IDENTIFIER, FactCode.TRACE])
def test_pseudonyms_are_made_only_where_something_is_there_to_replace(code):
    keyed = doing(facts=(FactCode.KEYED_PSEUDONYMS,))
    assert FactCode.KEYED_PSEUDONYMS in codes(after(keyed, with_facts(code)))
    assert FactCode.KEYED_PSEUDONYMS not in codes(after(keyed, with_facts(FactCode.SINGLED_OUT)))
