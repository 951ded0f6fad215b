"""Equivalence classes: known answers, and the same figures as counting by hand."""

from collections import Counter, defaultdict

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk import keys
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes, describe, k_anonymity
from pia_toolkit.disclosure_risk.keys import combine, group
from pia_toolkit.domain.class_risk import Policy

# sdcMicro, test_freqCalc.R: three key variables of eight records and the frequency of each record's key.
FREQ_CALC = ([2, 3, 2, 2, 3, 3, 1, 2], [3, 3, 3, 3, 3, 3, 4, 3], [1, 3, 1, 2, 1, 1, 1, 1])
FREQ_CALC_FK = [3, 1, 3, 1, 2, 2, 1, 3]

EXPECTED_BANDS = [(1, 1), (2, 2), (3, 4), (5, 10), (11, 20), (21, 50), (51, 100), (101, None)]


@st.composite
def tables(draw):
    """Up to four columns of small codes, and the unit of each row."""
    rows = draw(st.integers(1, 60))
    column = st.lists(st.integers(0, 3), min_size=rows, max_size=rows)
    columns = draw(st.lists(column, min_size=1, max_size=4))
    return columns, draw(st.lists(st.integers(0, 20), min_size=rows, max_size=rows))


def arrays(columns):
    return [np.array(column, np.int32) for column in columns], [max(column) + 1 for column in columns]


def counted_by_hand(columns, units):
    """Class of each row, units per class, and the smallest class of each unit, in plain Python."""
    rows = list(zip(*columns, strict=True))
    members = defaultdict(set)
    for row, unit in zip(rows, units, strict=True):
        members[row].add(unit)
    smallest = {}
    for row, unit in zip(rows, units, strict=True):
        smallest[unit] = min(smallest.get(unit, len(units)), len(members[row]))
    return rows, {row: len(found) for row, found in members.items()}, smallest


def test_frequencies_of_sdcmicro():
    classes = count_classes(*arrays(FREQ_CALC))
    assert classes.sizes[classes.of_row].tolist() == FREQ_CALC_FK
    assert classes.k == 1
    assert classes.tally().below(2).units == 3
    assert classes.tally().below(3).share == 5 / 8


@settings(deadline=None)
@given(tables(), st.booleans())
def test_the_same_as_counting_by_hand(table, in_units):
    columns, units = table
    whom = units if in_units else list(range(len(units)))
    rows, sizes, smallest = counted_by_hand(columns, whom)
    classes = count_classes(*arrays(columns), np.array(units, np.int32) if in_units else None)
    assert classes.sizes[classes.of_row].tolist() == [sizes[row] for row in rows]
    assert classes.k == min(sizes.values())
    figures = describe(classes.tally(), (), Policy(small_class=4, publication_class=6))
    assert figures.classes == len(sizes)
    assert figures.uniques == sum(size == 1 for size in smallest.values())
    assert figures.unique_share == figures.uniques / len(smallest)
    assert [entry.threshold for entry in figures.at_risk] == [3, 4, 5, 6, 10, 11]
    for entry in figures.at_risk:
        assert entry.units == sum(size < entry.threshold for size in smallest.values())
        assert entry.rows == sum(sizes[row] < entry.threshold for row in rows)
    for band, (least, most) in zip(figures.histogram, EXPECTED_BANDS, strict=True):
        inside = range(least, most + 1) if most else range(least, 10**6)
        assert (band.smallest, band.largest) == (least, most)
        assert band.classes == sum(size in inside for size in sizes.values())
        assert band.units == sum(size in inside for size in smallest.values())
    assert sum(band.units for band in figures.histogram) == len(smallest)


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table, random):
    columns, units = table
    order = list(range(len(units)))
    random.shuffle(order)
    turned = [[column[place] for place in order] for column in reversed(columns)]
    turned_units = np.array([units[place] for place in order], np.int32)
    before = count_classes(*arrays(columns), np.array(units, np.int32))
    after = count_classes(*arrays(turned), turned_units)
    assert describe(before.tally(), (), Policy()) == describe(after.tally(), (), Policy())


@settings(deadline=None)
@given(tables(), st.integers(2, 12))
def test_dropping_a_column_never_raises_the_risk(table, threshold):
    columns, units = table
    if len(columns) == 1:
        return
    whom = np.array(units, np.int32)
    more = count_classes(*arrays(columns), whom)
    fewer = count_classes(*arrays(columns[1:]), whom)
    assert fewer.tally().below(threshold).units <= more.tally().below(threshold).units
    assert fewer.tally().below(threshold).rows <= more.tally().below(threshold).rows
    assert fewer.k >= more.k


@settings(deadline=None)
@given(tables(), st.integers(1, 9))
def test_rows_of_ones_own_do_not_protect(table, copies):
    columns, units = table
    repeated = [column * copies for column in columns]
    once = count_classes(*arrays(columns), np.array(units, np.int32))
    often = count_classes(*arrays(repeated), np.array(units * copies, np.int32))
    assert describe(once.tally(), (), Policy()).histogram == describe(often.tally(), (), Policy()).histogram
    assert once.k == often.k


def test_two_hundred_rows_of_one_person():
    alike = [np.zeros(201, np.int32)]
    persons = np.array([0] * 200 + [1], np.int32)
    assert count_classes(alike, [1]).k == 201
    assert count_classes(alike, [1], persons).k == 2


def test_a_unit_is_as_exposed_as_its_rarest_class():
    # Person 0 is in the large class and alone in another; persons 1 and 2 only in the large one.
    classes = count_classes([np.array([0, 0, 0, 1])], [2], np.array([0, 1, 2, 0]))
    assert classes.smallest_of_unit.tolist() == [1, 3, 3]
    assert classes.tally().below(2).units == 1
    assert classes.tally().below(2).rows == 1


def test_nothing_to_count():
    for units in (None, np.empty(0, np.int32)):
        classes = count_classes([np.empty(0, np.int32)], [1], units)
        assert (classes.k, classes.units, classes.tally().below(5).share) == (0, 0, 0.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_keys_beyond_62_bits_are_numbered_again(seed):
    random = np.random.default_rng(seed)
    columns = [random.integers(0, 2**20, 300, dtype=np.int32) for _ in range(5)]
    columns = [np.concatenate([column, column[:50]]) for column in columns]
    numbers, space = combine(columns, [2**20] * 5)
    assert space <= keys.KEY_LIMIT
    assert int(numbers.max()) < space
    assert len(set(numbers.tolist())) == len(set(zip(*columns, strict=True)))
    assert count_classes(columns, [2**20] * 5).tally().below(2).rows == sum(
        count == 1 for count in Counter(zip(*columns, strict=True)).values()
    )


@pytest.mark.parametrize("space", [50, 10**12])
def test_counting_directly_and_by_sorting_agree(space):
    numbers = np.random.default_rng(0).integers(0, 50, 1000)
    groups, counts = group(numbers, space)
    assert groups.tolist() == (np.unique(numbers, return_inverse=True)[1]).tolist()
    assert counts.tolist() == np.unique(numbers, return_counts=True)[1].tolist()


def test_k_of_a_frame_of_text():
    frame = pl.DataFrame(
        {"age": ["30", "30", "41", "41", None], "sex": ["f", "f", "m", "m", "m"], "other": list("abcde")}
    )
    assert k_anonymity(frame, ["sex"]) == 2
    # A missing value is a value of its own, with one column too, where pycanon drops the row and says 2.
    assert k_anonymity(frame, ["age", "sex"]) == k_anonymity(frame, ["age"]) == 1
    assert k_anonymity(frame[:4], ["age", "sex"]) == 2
    assert k_anonymity(frame[:0], ["age", "sex"]) == 0


def test_k_agrees_with_pycanon():
    anonymity = pytest.importorskip("pycanon.anonymity")
    random = np.random.default_rng(4)
    frame = pl.DataFrame(
        {
            name: random.integers(0, size, 2000).astype(str)
            for name, size in {"age": 5, "sex": 2, "district": 6, "job": 4}.items()
        }
    )
    for columns in (["age", "sex"], ["age", "sex", "district"], ["age", "sex", "district", "job"]):
        assert k_anonymity(frame, columns) == anonymity.k_anonymity(frame.to_pandas(), columns)
