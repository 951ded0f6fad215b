"""Special uniques: the published examples, and the same scores as searching by hand."""

from collections import defaultdict
from itertools import combinations
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.column_sets.attributes import Attribute
from pia_toolkit.disclosure_risk.column_sets.special_uniques import (
    disclosure_risks,
    find_minimal_uniques,
    measure_special_uniques,
    sizes_to_search,
)

# IHSN, "Statistical Disclosure Control for Microdata: A Practice Guide", table 4.5 (sdcMicro issue 227).
PRACTICE_GUIDE = (
    "U U U U R U U U U U".split(),
    "F F F M F M F M F F".split(),
    "SI SI PI SC SC SC PC PS SI SI".split(),
    "E E N E U E N U N N".split(),
)
# Templ, "Statistical Disclosure Control for Microdata" (sdcMicro issue 263).
TEMPL = (["20s"] * 7 + ["60s"], list("mmmmfffm"), list("++------"), list("hhhhuhmu"))
# sdcMicro issues 275 and 356.
THREE_ROWS = ([2, 1, 1], [0, 3, 0], [0, 6, 0])
SEVEN_ROWS = (list("ABACBAB"), list("XXYZYXZ"), list("PQQRRPQ"))


def attributes(columns):
    found = []
    for place, column in enumerate(columns):
        values, codes = np.unique(column, return_inverse=True)
        found.append(Attribute((f"c{place}",), codes.astype(np.int32), len(values)))
    return found


@pytest.mark.parametrize(
    ("table", "scores"),
    [
        (PRACTICE_GUIDE, [0, 0, 6, 0, 12, 0, 6, 10, 0, 0]),
        (TEMPL, [0, 0, 0, 0, 4, 2, 6, 8]),
        (SEVEN_ROWS, [0, 2, 3, 3, 3, 0, 2]),
    ],
)
def test_published_scores(table, scores):
    assert find_minimal_uniques(attributes(table)).scores.tolist() == scores


@pytest.mark.parametrize(
    ("table", "contributions"), [(THREE_ROWS, [50, 37.5, 37.5]), (SEVEN_ROWS, [61.538, 69.231, 53.846])]
)
def test_published_contributions(table, contributions):
    found = measure_special_uniques(attributes(table), None, None)
    assert [round(100 * one.share, 3) for one in found.contributions] == contributions


def by_hand(columns, whom, largest):
    """Score of each row and minimal uniques by size, from the definition."""
    count = len(columns)
    largest = max(1, min(largest, count - 1))
    rows = list(zip(*columns, strict=True))

    def is_unique(row, members):
        return all(
            whom[row] == whom[other]
            for other in range(len(rows))
            if all(rows[row][place] == rows[other][place] for place in members)
        )

    scores, by_size = [], [0] * largest
    for row in range(len(rows)):
        score = 0
        for size in range(1, largest + 1):
            for members in combinations(range(count), size):
                parts = (part for less in range(size) for part in combinations(members, less))
                if is_unique(row, members) and not any(part and is_unique(row, part) for part in parts):
                    score += prod(count - one for one in range(size, min(largest, count - 1) + 1))
                    by_size[size - 1] += 1
        scores.append(score)
    return scores, tuple(by_size)


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 14))
    column = st.lists(st.integers(0, 2), min_size=rows, max_size=rows)
    return draw(st.lists(column, min_size=1, max_size=5))


@settings(deadline=None, max_examples=60)
@given(tables(), st.integers(1, 4))
def test_the_same_as_by_hand(columns, largest):
    found = find_minimal_uniques(attributes(columns), None, largest)
    assert (found.scores.tolist(), found.by_size) == by_hand(columns, range(len(columns[0])), largest)


@settings(deadline=None, max_examples=60)
@given(tables(), st.data())
def test_the_same_as_by_hand_in_units(columns, data):
    rows = len(columns[0])
    whom = data.draw(st.lists(st.integers(0, 5), min_size=rows, max_size=rows))
    units = np.unique(whom, return_inverse=True)[1].astype(np.int32)
    found = find_minimal_uniques(attributes(columns), units, 3)
    scores = defaultdict(int)
    for unit, score in zip(units, by_hand(columns, whom, 3)[0], strict=True):
        scores[unit] = max(scores[unit], score)
    measured = measure_special_uniques(attributes(columns), units, 0.1)
    assert measured.units_with_score == sum(score > 0 for score in scores.values())
    assert measured.share == measured.units_with_score / len(scores)
    assert measured.highest_score == max(scores.values())
    assert sum(level.units for level in measured.levels) == measured.units_with_score
    assert found.total == measured.total_score


@settings(deadline=None, max_examples=60)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(columns, random):
    order = list(range(len(columns[0])))
    random.shuffle(order)
    before = measure_special_uniques(attributes(columns), None, 0.2)
    after = measure_special_uniques(attributes([[column[place] for place in order] for column in columns]), None, 0.2)
    assert after == before


def test_the_chance_that_a_match_is_right():
    # DIS for 5 uniques, 2 rows in a pair and 1 % is 0.05 / (0.05 + 1.98); rows with equal scores have it each.
    found = disclosure_risks(np.array([2.0] * 5), 5, 2, 0.01, 8)
    assert found == pytest.approx([0.05 / (0.05 + 1.98)] * 5)
    # Twice the score, at 8 attributes: the odds double.
    low, high = disclosure_risks(np.array([1.0, 2.0]), 2, 4, 0.1, 8)
    assert high / (1 - high) == pytest.approx(2 * low / (1 - low))
    assert disclosure_risks(np.array([0.0, 1.0]), 1, 0, 0.01, 4).tolist() == [0, 1]
    assert disclosure_risks(np.zeros(3), 0, 2, 0.01, 4).tolist() == [0, 0, 0]
    assert disclosure_risks(np.array([1.0]), 1, 2, 1.0, 4).tolist() == [1]


def test_what_is_assumed_is_told():
    found = measure_special_uniques(attributes(SEVEN_ROWS), None, None)
    assert (found.assumed, found.sampling_fraction, found.largest, found.minimal_uniques) == (True, 0.01, 2, (1, 11))
    found = measure_special_uniques(attributes(SEVEN_ROWS), None, 1.0)
    assert (found.assumed, found.sampling_fraction, found.highest_disclosure_risk) == (False, 1.0, 1.0)


def test_disclosure_risks_of_sdcmicro():
    # testdata of sdcMicro on urbrur, roof, walls, water, sex: 12 rows alone, 12 in pairs, scores 7 x 2 and 5 x 1.
    found = disclosure_risks(np.array([2.0] * 7 + [1.0] * 5), 12, 12, 0.01, 5)
    assert [round(float(found[0]), 7), round(float(found[-1]), 7)] == [0.0150035, 0.0068172]


@pytest.mark.parametrize(
    ("attributes", "rows", "row_visits", "asked", "expected"),
    [
        (8, 10_000, 4_000_000_000, None, (7, 7)),
        (8, 1_000_000, 4_000_000_000, None, (3, 3)),
        (3, 1000, 4_000_000_000, None, (2, 2)),
        (1, 1000, 4_000_000_000, None, (1, 1)),
        (5, 1000, 4_000_000_000, 3, (3, 3)),
        (8, 1_000_000, 40_000_000, None, (2, 3)),
        (8, 1_000_000, 0, 5, (1, 5)),
    ],
)
def test_how_large_sets_fit(attributes, rows, row_visits, asked, expected):
    assert sizes_to_search(attributes, rows, row_visits, asked) == expected
