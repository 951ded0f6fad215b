"""Sets of columns: the same figures as counting by hand, and what must hold for any table."""

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk import keys
from pia_toolkit.disclosure_risk.column_sets import minimal as column_sets
from pia_toolkit.disclosure_risk.column_sets.attributes import Attribute, distinct_rows, read_attribute
from pia_toolkit.disclosure_risk.column_sets.minimal import Limits, measure_column_sets, minimal_sets, search_sets
from pia_toolkit.disclosure_risk.encode import TableEncoder


@st.composite
def tables(draw):
    """Up to five columns of small codes, and the unit of each row, numbered without gaps."""
    rows = draw(st.integers(1, 40))
    column = st.lists(st.integers(0, 4), min_size=rows, max_size=rows)
    columns = draw(st.lists(column, min_size=1, max_size=5))
    whom = draw(st.lists(st.integers(0, 15), min_size=rows, max_size=rows))
    return columns, np.unique(whom, return_inverse=True)[1].astype(np.int32)


def attributes(columns):
    return [
        Attribute((f"c{place}",), np.array(column, np.int32), max(column) + 1) for place, column in enumerate(columns)
    ]


def singled_out_by_hand(columns, members, whom):
    """Units that are the only ones with one of their combinations."""
    combined = list(zip(*(columns[place] for place in members), strict=True))
    met = defaultdict(set)
    for values, unit in zip(combined, whom, strict=True):
        met[values].add(unit)
    return {unit for values, unit in zip(combined, whom, strict=True) if len(met[values]) == 1}


def all_sets(columns, largest=3):
    return [members for size in range(1, largest + 1) for members in combinations(range(len(columns)), size)]


@settings(deadline=None)
@given(tables(), st.booleans(), st.sampled_from([0.0, 0.25, 2.0]))
def test_every_set_is_counted_as_by_hand(table, in_units, many_alone):
    columns, units = table
    whom = units.tolist() if in_units else list(range(len(units)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_sets, "_MANY_ALONE", many_alone)
        search = search_sets(attributes(columns), units if in_units else None, Limits(3, None))
    assert search.units == len(set(whom))
    assert list(search.counted) == all_sets(columns, min(3, len(columns)))
    for members, found in search.counted.items():
        assert found.units == len(singled_out_by_hand(columns, members, whom))


@settings(deadline=None)
@given(tables())
def test_distinction_and_separation_by_hand(table):
    columns, _ = table
    rows = len(columns[0])
    found = measure_column_sets(attributes(columns), None, 0.1, Limits(2, None))
    for one in found.every:
        combined = list(zip(*(columns[int(name[1:])] for name in one.columns), strict=True))
        apart = sum(first != second for first, second in combinations(combined, 2))
        assert one.distinction == len(set(combined)) / rows
        assert one.separation == (pytest.approx(apart / (rows * (rows - 1) / 2)) if rows > 1 else None)


@settings(deadline=None)
@given(tables(), st.booleans(), st.sampled_from([0.0, 0.05, 0.3, 1.0]))
def test_leaving_sets_out_changes_no_answer(table, in_units, least):
    columns, units = table
    owners = units if in_units else None
    whole = search_sets(attributes(columns), owners, Limits(3, None))
    fewer = search_sets(attributes(columns), owners, Limits(3, least))
    assert set(fewer.counted) <= set(whole.counted)
    assert minimal_sets(fewer, least) == minimal_sets(whole, least)
    whom = units.tolist() if in_units else list(range(len(units)))
    share = {
        members: len(singled_out_by_hand(columns, members, whom)) / len(set(whom))
        for members in all_sets(columns, min(3, len(columns)))
    }
    hits = [members for members, found in share.items() if found > 0 and found >= least]
    assert {one.members for one in minimal_sets(fewer, least)} == {
        members for members in hits if not any(set(other) < set(members) for other in hits)
    }


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(table, random):
    columns, units = table
    order = list(range(len(units)))
    random.shuffle(order)
    turned = [[column[place] for place in order] for column in columns]
    limits = Limits(3, None)
    before = measure_column_sets(attributes(columns), units, 0.2, limits)
    assert measure_column_sets(attributes(turned), units[order], 0.2, limits) == before


@settings(deadline=None)
@given(tables(), st.booleans(), st.integers(0, 4), st.integers(0, 4))
def test_merging_values_singles_out_no_more(table, in_units, one, other):
    columns, units = table
    owners = units if in_units else None
    merged = [[one if value == other else value for value in columns[0]], *columns[1:]]
    before = search_sets(attributes(columns), owners, Limits(3, None))
    after = search_sets(attributes(merged), owners, Limits(3, None))
    assert all(after.counted[members].units <= found.units for members, found in before.counted.items())


def test_the_greedy_answer():
    # Columns 0 and 1 alone tell nobody apart, nor does 2; 0 with 1 and 0 with 2 tell everybody apart.
    columns = [[0, 0, 1, 1], [0, 1, 0, 1], [1, 0, 1, 0]]
    found = measure_column_sets(attributes(columns), None, 0.5, Limits(3, 0.5))
    assert [(one.columns, one.singled_out, one.share) for one in found.minimal] == [
        (("c0", "c1"), 4, 1.0),
        (("c0", "c2"), 4, 1.0),
    ]
    assert [(step.columns, step.sets_removed, step.sets_left) for step in found.coarsening] == [(("c0",), 2, 0)]
    assert (found.possible, found.counted, found.largest) == (7, 6, 3)
    assert [one.singled_out for one in found.each] == [0, 0, 0]
    assert found.every == ()


def test_a_share_means_what_it_says():
    # 7 of 100 rows are 7 %, though 0.07 * 100 is a little more than 7 to the machine.
    column = [*range(7), *[7] * 93]
    assert [one.units for one in minimal_sets(search_sets(attributes([column]), None, Limits()), 0.07)] == [7]


def test_a_search_ends_before_a_size_that_is_too_large():
    columns = [[0, 0, 1, 1], [0, 1, 0, 1], [1, 0, 1, 0]]
    found = measure_column_sets(attributes(columns), None, 0.5, Limits(3, None, row_visits=4 * 3))
    assert (found.largest, found.counted, found.possible) == (1, 3, 3)
    found = measure_column_sets(attributes(columns), None, 0.5, Limits(3, None, row_visits=0))
    assert found.largest == 1


def test_rows_that_repeat_a_unit_are_dropped():
    rows = distinct_rows(attributes([[0, 0, 1, 1]]), np.array([0, 0, 1, 2], np.int32))
    assert (rows.total, rows.units, rows.owners) == (3, 3, None)
    rows = distinct_rows(attributes([[0, 1, 1, 1]]), np.array([0, 0, 1, 1], np.int32))
    assert (rows.total, rows.units, rows.owners.tolist()) == (3, 2, [0, 0, 1])


def test_no_rows():
    empty = [Attribute(("c",), np.empty(0, np.int32), 1)]
    for owners in (None, np.empty(0, np.int32)):
        found = measure_column_sets(empty, owners, 0.05, Limits())
        assert (found.minimal, found.each[0].share, found.each[0].distinction) == ((), 0.0, None)


def test_the_columns_of_a_place_are_one_attribute():
    encoder = TableEncoder(["lat", "lon"])
    encoder.update(_batch({"lat": ["1", "1", "2", "1"], "lon": ["5", "6", "5", "5"]}))
    place = read_attribute(encoder.finish(), ["lat", "lon"])
    assert (place.columns, place.size) == (("lat", "lon"), 3)
    assert place.codes[0] == place.codes[3]
    assert len(set(place.codes.tolist())) == 3


def _batch(data):
    import pyarrow as pa

    return pa.record_batch({name: pa.array(cells, pa.large_string()) for name, cells in data.items()})


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), min_size=1, max_size=60), st.booleans())
def test_alone_in_small_and_in_large_spaces(rows, in_units):
    numbers = np.array([number for number, _ in rows], np.int64)
    owners = np.array([owner for _, owner in rows], np.int32) if in_units else None
    whom = [owner for _, owner in rows] if in_units else range(len(rows))
    met = Counter()
    for number, _ in {*zip(numbers.tolist(), whom, strict=True)}:
        met[number] += 1
    expected = [met[number] == 1 for number in numbers.tolist()]
    for space in (31, 2**20, 2**50):
        assert keys.alone(numbers, space, owners).tolist() == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_HASH_BITS", 2)  # nearly all rows share their hash with others
        assert keys.alone(numbers, 2**50, owners).tolist() == expected
    for space in (31, 2**20, 2**50):
        assert sorted(keys.tally(numbers, space).tolist()) == sorted(Counter(numbers.tolist()).values())
    assert keys.tally(numbers[:0], 2**50).tolist() == []


def test_keys_grow_to_eight_bytes_and_are_numbered_again():
    codes = np.array([0, 2**20 - 1, 5], np.int32)
    numbers, space = keys.extend(codes, 2**20, codes, 2**20)
    assert numbers.tolist() == [0, (2**20 - 1) * 2**20 + 2**20 - 1, 5 * 2**20 + 5]
    numbers, space = keys.extend(numbers, space, codes, 2**20)
    assert numbers.dtype == np.int64
    numbers, space = keys.extend(numbers, space, codes, 2**20)
    assert len(set(numbers.tolist())) == 3
    assert space <= keys.KEY_LIMIT
