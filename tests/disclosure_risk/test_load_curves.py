"""Households told by their consumption: a few known readings, the week before."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.series.load_curves import LoadCurves, measure_load_curves
from pia_toolkit.disclosure_risk.series.unicity import Sampling
from pia_toolkit.disclosure_risk.series.week_matching import match_weeks
from pia_toolkit.domain.trace_risk import ReadingKind

HOUR, DAY = 3600, 86_400
WEEK = 7 * DAY
START = 1_704_067_200  # 1 January 2024, midnight


def curves_of(matrix, step=HOUR):
    """One row of readings per household."""
    matrix = np.asarray(matrix, float)
    households, steps = matrix.shape
    seconds = START + np.arange(steps) * step
    return LoadCurves(np.repeat(np.arange(households), steps), households, np.tile(seconds, households), matrix.ravel())


def match(matrix, step=HOUR):
    curves = curves_of(matrix, step)
    return match_weeks(curves.households, curves.seconds // step, curves.readings, step)


def enumerated(matrix, steps):
    """Count weeks whose next week is strictly nearer than anybody else's."""
    weeks = np.asarray(matrix, float).reshape(len(matrix), -1, steps)
    hits = 0
    for week in range(weeks.shape[1] - 1):
        for household, own in enumerate(weeks[:, week]):
            distances = np.square(weeks[:, week + 1] - own).sum(axis=1)
            others = np.delete(distances, household)
            hits += bool((distances[household] < others).all())
    return hits


@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(2, 4))
@settings(deadline=None, max_examples=30)
def test_nearest_neighbours_are_those_of_enumeration(seed, households, weeks):
    random = np.random.default_rng(seed)
    own = random.integers(0, 30, (households, 7))
    matrix = np.tile(own, (1, weeks)) + random.integers(0, 20, (households, 7 * weeks))
    found = match(matrix, DAY)
    assert found.exact
    assert (found.tried, found.households) == (households * (weeks - 1), households)
    # Nearly equal distances may be lost to rounding, never won.
    assert enumerated(matrix, 7) - 1 <= found.identified <= enumerated(matrix, 7)
    assert found.chance_share == pytest.approx(1 / households)


def test_households_of_fixed_habits_are_all_recognised_and_those_alike_are_not():
    habits = np.random.default_rng(1).random((20, 168))
    found = match(np.tile(habits, (1, 2)))
    assert (found.identified, found.identified_share.value) == (20, 1.0)
    habits[3] = habits[4]
    assert match(np.tile(habits, (1, 2))).identified == 18
    assert match(np.zeros((5, 336))).identified == 0


def test_more_households_than_are_compared_at_once():
    random = np.random.default_rng(2)
    own = random.integers(0, 1000, (2500, 7))
    matrix = np.hstack([own, own + random.integers(0, 120, (2500, 7))])
    assert match(matrix, DAY).identified == pytest.approx(enumerated(matrix, 7), abs=2)


def test_a_part_of_very_many_households_is_sought_among_all(monkeypatch):
    monkeypatch.setattr("pia_toolkit.disclosure_risk.series.week_matching._MOST_COMPARISONS", 1000)
    monkeypatch.setattr("pia_toolkit.disclosure_risk.series.week_matching._FEWEST_SOUGHT", 50)
    random = np.random.default_rng(3)
    own = random.integers(0, 40, (400, 7))
    matrix = np.hstack([own, own + random.integers(0, 20, (400, 7))])
    found = match(matrix, DAY)
    assert (found.exact, found.tried, found.households) == (False, 50, 400)
    assert found.identified_share.low <= enumerated(matrix, 7) / 400 <= found.identified_share.high


def test_weeks_with_gaps_are_left_out_and_told():
    matrix = np.random.default_rng(4).random((4, 336))
    matrix[0, 10:60] = np.nan
    matrix[1, 200:205] = np.nan
    risk = measure_load_curves(curves_of(matrix), HOUR)
    hourly = risk.week_to_week[0]
    assert (hourly.households, hourly.incomplete_weeks, hourly.tried) == (3, 1, 3)
    assert risk.unusable_readings == 55


def test_one_week_alone_cannot_be_matched():
    assert match(np.ones((3, 168))) is None
    assert match(np.ones((3, 336)), 7 * HOUR + 1) is None


def test_known_readings_single_out_households_at_each_step():
    # Household 0 uses most at every hour, the others alike.
    matrix = np.ones((11, 336))
    matrix[0] = 9
    risk = measure_load_curves(curves_of(matrix), HOUR, Sampling(points=(1,)))
    assert [one.seconds for one in risk.unicity] == [HOUR, 4 * HOUR, DAY]
    assert all(one.by_points[0].mean.value == pytest.approx(1 / 11) for one in risk.unicity)
    assert [one.seconds for one in risk.week_to_week] == [HOUR, 4 * HOUR, DAY]


def test_a_reading_on_the_border_of_two_tenths_is_no_level_of_its_own():
    # Every tenth of 1 to 100 is shared by ten households; only the value is theirs alone.
    matrix = np.repeat(np.arange(1, 102)[:, None], 336, axis=1)
    risk = measure_load_curves(curves_of(matrix), HOUR, Sampling(points=(1,)))
    assert risk.unicity[0].by_points[0].worst.value == 0


def test_a_counter_is_turned_into_use():
    use = np.random.default_rng(5).integers(0, 50, (6, 337))
    counter = 1000 + np.hstack([np.zeros((6, 1)), use.cumsum(axis=1)])
    by_counter = measure_load_curves(curves_of(counter), HOUR)
    by_use = measure_load_curves(curves_of(use), HOUR)
    assert (by_counter.kind, by_use.kind) == (ReadingKind.COUNTER, ReadingKind.USE)
    assert (by_counter.readings, by_counter.unusable_readings) == (6 * 338, 0)
    assert by_counter.unicity == by_use.unicity
    assert by_counter.week_to_week == by_use.week_to_week


def test_mostly_idle_households_are_no_counters():
    use = np.zeros((20, 336))
    use[:, ::40] = 5
    assert measure_load_curves(curves_of(use), HOUR).kind is ReadingKind.USE


def test_the_order_of_rows_and_repeated_rows_do_not_matter():
    curves = curves_of(np.random.default_rng(6).random((5, 336)))
    order = np.random.default_rng(7).permutation(len(curves.readings))
    order = np.append(order, order[:20])
    mixed = LoadCurves(curves.households[order], 5, curves.seconds[order], curves.readings[order])
    plain, shuffled = measure_load_curves(curves, HOUR), measure_load_curves(mixed, HOUR)
    assert shuffled.model_copy(update={"unusable_readings": 0}) == plain
    assert shuffled.unusable_readings == 20


def test_nothing_to_read_gives_no_match():
    empty = LoadCurves(np.zeros(0, np.int64), 0, np.zeros(0, np.int64), np.zeros(0))
    risk = measure_load_curves(empty, HOUR)
    assert (risk.households, risk.readings, risk.week_to_week) == (0, 0, ())
