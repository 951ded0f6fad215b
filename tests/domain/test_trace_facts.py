"""What measured traces and load curves make true."""

import pytest
from known_tables import COMPLETE, WHEN, classes, column, found, homes, load_curves, measured, risk, table, unicity

from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Role

CARD = column(Role.DEVICE_IDENTIFIER, "card-id", name="card")


def reasons(code, *, kind="traces", **fields):
    facts = facts_of(COMPLETE, found(table(CARD, WHEN, kind=kind)), risk(measured(**fields)))
    return {reason.says: reason.values for fact in facts if fact.code is code for reason in fact.because}


def test_a_few_known_points_single_out():
    told = reasons(FactCode.SINGLED_OUT, unicity=unicity(0.1, 0.5, 0.9, 0.95, 0.99))
    assert told["points-single-out-person"] == {"table": "t", "points": 4, "units": 100, "share": "95 %"}


def test_shorter_traces_are_told_with_the_points_they_have():
    told = reasons(FactCode.SINGLED_OUT, unicity=unicity(0.1, 0.5))
    assert told["points-single-out-person"]["points"] == 2


@pytest.mark.parametrize("fields", [{"unicity": unicity(0, 0)}, {"unicity": ()}, {"load_curves": load_curves(0)}])
def test_nobody_is_singled_out_by_nothing(fields):
    assert not reasons(FactCode.SINGLED_OUT, **fields)


def test_readings_and_weeks_single_households_out():
    told = reasons(FactCode.SINGLED_OUT, kind="load-curves", load_curves=load_curves(0.2, 0.7, identified=0.3))
    assert told["readings-single-out"]["share"] == "70 %"
    assert told["week-recognised"] == {"table": "t", "share": "30 %", "chance": "1 %"}


def test_a_week_recognised_no_more_often_than_by_chance_is_not_told():
    told = reasons(FactCode.SINGLED_OUT, kind="load-curves", load_curves=load_curves(0.2, identified=0.01))
    assert "week-recognised" not in told


def test_groups_are_not_large_enough_where_points_single_out():
    about = {"kind": "records", "classes": classes(9)}
    assert reasons(FactCode.LARGE_ENOUGH_CLASSES, **about)
    assert not reasons(FactCode.LARGE_ENOUGH_CLASSES, **about, unicity=unicity(0.2))


def test_a_home_of_ones_own_is_told_with_the_cell_it_was_taken_in():
    assert reasons(FactCode.HOME_INFERABLE, home_work=(homes(9),)) == {
        "home-alone": {"table": "t", "alone": 9, "units": 80}
    }
    told = reasons(FactCode.HOME_INFERABLE, home_work=(homes(0, metres=100), homes(3, metres=1000)))
    assert told["home-alone-within"] == {"table": "t", "alone": 3, "units": 80, "metres": 1000}
    assert not reasons(FactCode.HOME_INFERABLE, home_work=(homes(0),))
    assert not reasons(FactCode.HOME_INFERABLE, kind="records", home_work=(homes(9),))
