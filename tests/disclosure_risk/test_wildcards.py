"""Missing values as wildcards: sdcMicro's answer, and the same figures as comparing every row with every other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.classes import wildcards
from pia_toolkit.disclosure_risk.classes.attack import attack_risk
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.classes.wildcards import count_matches, measure_wildcards
from pia_toolkit.domain.class_risk import Policy

# sdcMicro, test_freqCalc.R: the same eight records with two values of the third key missing.
FREQ_CALC = ([2, 3, 2, 2, 3, 3, 1, 2], [3, 3, 3, 3, 3, 3, 4, 3], [1, 3, 0, 2, 1, 1, 0, 1])
FREQ_CALC_FK = [3, 1, 4, 2, 2, 2, 1, 3]


def arrays(columns):
    return [np.array(column, np.int32) for column in columns], [max(column) + 1 for column in columns]


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 30))
    column = st.lists(st.integers(0, 3), min_size=rows, max_size=rows)
    return draw(st.lists(column, min_size=1, max_size=4))


def by_hand(columns):
    rows = list(zip(*columns, strict=True))
    return [
        sum(all(a == b or not a or not b for a, b in zip(row, other, strict=True)) for other in rows) for row in rows
    ]


def test_frequencies_of_sdcmicro():
    codes, sizes = arrays(FREQ_CALC)
    classes = count_classes(codes, sizes)
    assert count_matches(codes, sizes, classes)[classes.of_row].tolist() == FREQ_CALC_FK


@settings(deadline=None)
@given(tables(), st.booleans())
def test_the_same_as_comparing_by_hand(columns, in_units):
    codes, sizes = arrays(columns)
    # With units each row is there twice: that hides nobody.
    units = np.repeat(np.arange(len(columns[0]), dtype=np.int32), 2)
    codes = [np.repeat(column, 2) for column in codes] if in_units else codes
    classes = count_classes(codes, sizes, units if in_units else None)
    expected = by_hand(columns)
    found, notes = measure_wildcards(codes, sizes, classes, Policy(small_class=4))
    assert notes == ()
    if all(min(column) for column in columns):
        assert found is None
        return
    count = len(expected)
    assert found.k == min(expected)
    assert found.uniques == expected.count(1)
    assert found.unique_share == expected.count(1) / count
    assert found.average_risk == pytest.approx(sum(1 / size for size in expected) / count)
    assert [entry.threshold for entry in found.at_risk] == [3, 4, 5, 10, 11]
    for entry in found.at_risk:
        assert entry.units == sum(size < entry.threshold for size in expected)
        assert entry.rows == entry.units * (2 if in_units else 1)
    assert found.uniques <= classes.tally().below(2).units
    assert found.k >= classes.k
    assert found.average_risk <= attack_risk(classes.tally()).average_prosecutor + 1e-12


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(columns, random):
    order = list(range(len(columns[0])))
    random.shuffle(order)
    turned = [[column[place] for place in order] for column in columns]
    before, after = (
        measure_wildcards(*arrays(table), count_classes(*arrays(table)), Policy()) for table in (columns, turned)
    )
    assert after == before


def test_units_in_several_classes_are_not_added_up():
    codes, sizes = arrays(([0, 1, 1],))
    classes = count_classes(codes, sizes, np.array([0, 0, 1], np.int32))
    found, notes = measure_wildcards(codes, sizes, classes, Policy())
    assert found is None
    assert [note.code for note in notes] == ["wildcards-several-rows"]


@pytest.mark.parametrize("limit", [("_MOST_PATTERNS", 1), ("MOST_VISITS", 3 * wildcards._VISITS_PER_COMPARISON)])
def test_too_many_patterns_of_gaps(limit, monkeypatch):
    monkeypatch.setattr(wildcards, *limit)
    codes, sizes = arrays(([0, 1, 1],))
    found, notes = measure_wildcards(codes, sizes, count_classes(codes, sizes), Policy())
    assert found is None
    assert [note.code for note in notes] == ["wildcards-too-many"]
