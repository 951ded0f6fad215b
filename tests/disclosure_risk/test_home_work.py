"""Homes and workplaces guessed from traces, and who is told by them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.series.home_work import measure_home_work
from pia_toolkit.disclosure_risk.series.trace_points import Places, Traces

HOUR, DAY = 3600, 86_400
MONDAY = 4 * DAY  # 5 January 1970


def measured(rows, metres=None, units=None):
    unit, cell, seconds = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    traces = Traces(unit, units or int(unit.max()) + 1, Places(named=cell), seconds)
    return measure_home_work(traces, metres)


def test_known_answer_by_hand():
    rows = [
        # Units 0 and 1 share a home and work apart; unit 2 has a home of its own; unit 3 is seen by day only.
        *((unit, 7, MONDAY + 23 * HOUR) for unit in (0, 1)),
        (0, 1, MONDAY + 10 * HOUR),
        (1, 2, MONDAY + 10 * HOUR),
        *((2, 8, MONDAY + hour * HOUR) for hour in (1, 2)),
        (2, 9, MONDAY + 3 * HOUR),
        (3, 5, MONDAY + 12 * HOUR),
    ]
    found = measured(rows)
    assert (found.units, found.units_with_home, found.home_alone) == (4, 3, 1)
    assert (found.units_with_both, found.pair_alone, found.pair_alone_share) == (2, 2, 1.0)
    assert found.home_alone_share == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("day", "hour", "is_home", "is_work"),
    [(0, 22, True, False), (0, 6, True, False), (0, 7, False, False), (0, 9, False, True), (0, 16, False, True)]
    + [(0, 17, False, False), (4, 9, False, True), (5, 9, False, False), (6, 9, False, False)],
)
def test_hours_of_night_and_work(day, hour, is_home, is_work):
    anchor = (0, 1, MONDAY + 23 * HOUR)
    found = measured([anchor, (1, 2, MONDAY + day * DAY + hour * HOUR)])
    assert found.units_with_home == 1 + is_home
    with_home = measured([anchor, (0, 2, MONDAY + day * DAY + hour * HOUR)])
    assert with_home.units_with_both == is_work


def test_working_at_home_is_no_workplace():
    assert measured([(0, 1, MONDAY + 23 * HOUR), (0, 1, MONDAY + 10 * HOUR)]).units_with_both == 0


def test_days_without_hours_say_nothing_about_the_night():
    assert measured([(0, 1, MONDAY), (0, 2, MONDAY + DAY)]) is None


def test_coarser_cells_make_neighbours_of_strangers():
    places = Places(np.array([52.3701, 52.3706]), np.array([4.9, 4.9]))
    traces = Traces(np.array([0, 1]), 2, places, np.array([MONDAY + HOUR] * 2))
    assert measure_home_work(traces, 10).home_alone == 2
    assert measure_home_work(traces, 1000).home_alone == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 167)), min_size=1, max_size=80))
@settings(deadline=None)
def test_brute_force(rows):
    rows = [(unit, cell, MONDAY + hour * HOUR + 1) for unit, cell, hour in rows]
    homes, pairs = {}, {}
    for unit in {row[0] for row in rows}:
        own = [(cell, seconds % DAY // HOUR, (seconds - MONDAY) // DAY) for who, cell, seconds in rows if who == unit]
        night = Counter(cell for cell, hour, _ in own if hour >= 22 or hour < 7)
        if night:
            homes[unit] = min(night, key=lambda cell: (-night[cell], cell))
            work = Counter(c for c, hour, day in own if 9 <= hour < 17 and day < 5 and c != homes[unit])
            if work:
                pairs[unit] = homes[unit], min(work, key=lambda cell: (-work[cell], cell))
    found = measured(rows, units=6)
    assert (found.units_with_home, found.units_with_both) == (len(homes), len(pairs))
    assert found.home_alone == sum(count == 1 for count in Counter(homes.values()).values())
    assert found.pair_alone == sum(count == 1 for count in Counter(pairs.values()).values())
