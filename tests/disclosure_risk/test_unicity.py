"""How many known points single a unit out: by enumeration, by sample, at several resolutions."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.intervals import wilson
from pia_toolkit.disclosure_risk.series.point_index import find_others, index_points
from pia_toolkit.disclosure_risk.series.point_sets import draw_sets, rarest_sets
from pia_toolkit.disclosure_risk.series.trace_points import Places, Resolution, Traces, index_traces, measure_traces
from pia_toolkit.disclosure_risk.series.trace_sanity import RawTraces, check_traces
from pia_toolkit.disclosure_risk.series.unicity import Sampling, measure_unicity

rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), min_size=1, max_size=60)


def index_of(pairs, unit_count=None):
    units, points = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    return index_points(units, unit_count or int(units.max()) + 1, points, int(points.max()) + 1)


def enumerated(pairs, known):
    """Share of sets of points that only their owner has, unit by unit; the mean, the worst, the units."""
    traces: dict[int, set[int]] = {}
    for unit, point in pairs:
        traces.setdefault(unit, set()).add(point)
    shares = []
    for unit, points in traces.items():
        sets = list(combinations(points, known))
        alone = [not any(set(one) <= trace for other, trace in traces.items() if other != unit) for one in sets]
        if sets:
            shares.append(sum(alone) / len(sets))
    return np.mean(shares or [0.0]), np.mean([share > 0 for share in shares] or [0.0]), len(shares)


@given(rows)
@settings(deadline=None)
def test_every_set_gives_what_enumeration_gives(pairs):
    for found in measure_unicity(index_of(pairs), Sampling(points=(1, 2, 3, 4, 5, 6))):
        mean, worst, units = enumerated(pairs, found.points)
        assert found.exact
        assert (found.units, found.mean.value, found.worst.value) == (
            units,
            pytest.approx(mean),
            pytest.approx(worst),
        )


@given(rows, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_the_order_of_rows_and_repeated_rows_do_not_matter(pairs, random):
    mixed = pairs + pairs[:3]
    random.shuffle(mixed)
    units = 1 + max(unit for unit, _ in pairs)
    assert measure_unicity(index_of(mixed, units)) == measure_unicity(index_of(pairs, units))


@given(rows)
@settings(deadline=None)
def test_a_unit_that_has_all_points_is_found_and_none_that_has_not(pairs):
    index = index_of(pairs)
    present = sorted({point for _, point in pairs})
    traces = {unit: {p for u, p in pairs if u == unit} for unit, _ in pairs}
    for unit, points in traces.items():
        chosen = sorted(points)[:3]
        sets = np.array([[present.index(point) for point in chosen]])
        other = int(find_others(index, np.array([unit]), sets)[0])
        fitting = {name for name, trace in traces.items() if name != unit and set(chosen) <= trace}
        assert other in fitting if fitting else other == -1


def city(random, units=300, points=12):
    """Each unit has favourite cells of its own."""
    favourites = random.integers(0, 60, (units, 4))
    unit = np.repeat(np.arange(units), points)
    cell = favourites[unit, random.integers(0, 4, len(unit))]
    return list(zip(unit.tolist(), (cell * 10 + random.integers(0, 10, len(unit))).tolist(), strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_a_sample_agrees_with_enumeration_within_its_interval(seed):
    index = index_of(city(np.random.default_rng(seed)))
    every = measure_unicity(index, Sampling(points=(2, 3), most_sets=10**9))
    sample = measure_unicity(index, Sampling(points=(2, 3), most_sets=0, seed=seed))
    for exact, found in zip(every, sample, strict=True):
        assert exact.exact
        assert not found.exact
        assert found.mean.high - found.mean.low <= 0.02
        # 95 % intervals miss one in twenty: these seeds were not chosen, so half a width is added.
        slack = (found.mean.high - found.mean.low) / 2
        assert found.mean.low - slack <= exact.mean.value <= found.mean.high + slack
        assert found.mean.value <= found.worst.value
        assert found.worst.low <= exact.worst.value


def test_the_same_seed_gives_the_same_figures():
    index = index_of(city(np.random.default_rng(9)))
    sampling = Sampling(most_sets=0, trials=500)
    assert measure_unicity(index, sampling) == measure_unicity(index, sampling)


def test_more_candidates_than_a_block_are_all_tried():
    # Everybody has point 0; only the last unit shares point 1 with the first.
    crowd = [(unit, 0) for unit in range(1000)] + [(0, 1), (999, 1), (0, 2)]
    index = index_of(crowd)
    sets = np.array([[0, 1], [0, 2], [0, 0]])
    assert find_others(index, np.zeros(3, np.int64), sets).tolist()[:2] == [999, -1]
    assert find_others(index, np.zeros(3, np.int64), sets)[2] > 0


def test_units_with_fewer_points_are_told():
    found = measure_unicity(index_of([(0, 1), (0, 2), (1, 1)]), Sampling(points=(1, 2, 3)))
    assert [(one.units, one.units_with_fewer_points) for one in found] == [(2, 0), (1, 1), (0, 2)]


@pytest.mark.parametrize("available", [3, 100])
def test_points_are_drawn_alike_and_differ_within_a_set(available):
    index = index_of([(0, point) for point in range(available)])
    sets = draw_sets(index, np.zeros(4000, np.int64), 3, np.random.default_rng(1))
    assert (np.diff(np.sort(sets.points, axis=1), axis=1) > 0).all()
    counts = np.bincount(sets.points.ravel(), minlength=available)
    expected = 12_000 / available
    assert abs(counts - expected).max() < 5 * np.sqrt(expected)


def test_the_rarest_points_come_first():
    index = index_of([(0, 5), (0, 6), (0, 7), (1, 5), (1, 6), (2, 5)])
    sets = rarest_sets(index, np.array([0, 2]), 2)
    assert sets.points[0].tolist() == [2, 1]
    assert (sets.points[1, 0], sets.sizes.tolist()) == (0, [2, 1])


def test_wilson_has_its_printed_interval():
    # Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
    for hits, trials, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        share = wilson(hits, trials)
        assert (round(share.low, 4), round(share.high, 4)) == (low, high)
    assert wilson(1, 29).low == pytest.approx(0.0061, abs=5e-5)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def traces_of(north, east, seconds, units):
    places = Places(np.array(north, float), np.array(east, float))
    return Traces(np.array(units), max(units) + 1, places, np.array(seconds, np.int64))


def test_cells_and_bins_decide_what_is_one_point():
    # 0.0005 degrees of latitude are 56 m: apart at 10 m, together at 1 km; 30 minutes together in an hour.
    traces = traces_of([52.3701, 52.3706], [4.9, 4.9], [3600, 5400], [0, 1])
    found = {
        (metres, seconds): measure_traces(traces, (Resolution(metres, seconds),))[0].by_points[0].mean.value
        for metres in (10, 1000)
        for seconds in (600, 3600)
    }
    assert found == {(10, 600): 1, (10, 3600): 1, (1000, 600): 1, (1000, 3600): 0}


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(deadline=None, max_examples=20)
def test_coarser_nested_cells_never_single_out_more(seed, factor):
    random = np.random.default_rng(seed)
    places = Places(
        random.integers(0, 64, 80).astype(float), random.integers(0, 64, 80).astype(float), in_degrees=False
    )
    units = random.integers(0, 10, 80)
    # The grid of twice the side is made of whole cells: a set of points that fits alone did so before.
    fine, coarse = (
        index_traces(Traces(units, 10, places, None), Resolution(2**step, None)) for step in (factor - 1, factor)
    )
    fine_worst, coarse_worst = (
        measure_unicity(index, Sampling(points=(1,)))[0].worst.value for index in (fine, coarse)
    )
    assert coarse_worst <= fine_worst


def test_named_places_have_no_metres():
    traces = Traces(np.array([0, 1]), 2, Places(named=np.array([3, 4])), np.array([0, 0]))
    found = measure_traces(traces)
    assert [(one.metres, one.seconds) for one in found] == [(None, 3600), (None, 86_400)]
    assert traces.places.named.tolist() == [3, 4]


def test_places_as_written_are_compared_exactly():
    traces = traces_of([52.3701, 52.37011], [4.9, 4.9], [0, 0], [0, 1])
    assert measure_traces(traces, (Resolution(None, 3600),))[0].by_points[0].mean.value == 1


def test_very_many_possible_points_are_renumbered():
    units = np.array([0, 1, 1])
    points = np.array([0, 2**61 - 1, 0])
    found = measure_unicity(index_points(units, 2, points, 2**61), Sampling(points=(1, 2)))
    assert [one.mean.value for one in found] == [0.25, 1.0]


def raw(north, east, seconds=None, units=None, **more):
    count = len(north)
    return RawTraces(
        np.array(units or [0] * count),
        np.array(north, float),
        np.array(east, float),
        np.array(seconds if seconds is not None else np.arange(count) * 3600, np.int64),
        more.pop("timed", np.ones(count, bool)),
        **more,
    )


def test_null_island_gaps_and_places_off_the_earth_are_told_and_not_usable():
    traces = raw([52.1, 0.0, np.nan, 95.0, 52.1], [4.9, 0.0, 4.9, 4.9, 4.9], timed=np.array([1, 1, 1, 1, 0], bool))
    sanity, usable = check_traces(traces)
    assert (sanity.null_island_rows, sanity.rows_without_place, sanity.outside_rows, sanity.rows_without_time) == (
        1,
        1,
        1,
        1,
    )
    assert usable.tolist() == [True, False, False, False, False]
    assert sanity.usable_rows == 1


def test_some_swapped_rows_are_told():
    sanity, _ = check_traces(raw([52.1, 52.2, 4.9, 52.3], [4.9, 4.8, 52.1, 4.7]))
    assert (sanity.swapped_rows, sanity.all_swapped) == (1, False)


def test_a_file_that_is_swapped_throughout_is_told_where_that_can_be_known():
    sanity, usable = check_traces(raw([121.5, 121.4, 0.0], [31.2, 31.3, 0.0]))
    assert sanity.all_swapped
    assert not usable.any()


def test_metres_of_a_grid_are_not_taken_for_degrees():
    sanity, usable = check_traces(raw([487_000, 487_100], [121_000, 121_000], in_degrees=False))
    assert (sanity.outside_rows, sanity.impossible_jumps, usable.all()) == (0, 0, True)


def test_jumps_are_impossible_above_the_fastest_train():
    # A hundredth of a degree of latitude is 1,113 m: in 10 s impossible, in 20 s not; in no time impossible.
    traces = raw([52.00, 52.01, 52.02, 52.03, 52.03], [4.9] * 5, seconds=[0, 10, 30, 30, 30])
    sanity, _ = check_traces(traces)
    assert (sanity.jumps, sanity.impossible_jumps, sanity.repeated_rows) == (3, 2, 1)
    assert sanity.impossible_jump_share == pytest.approx(2 / 3)


def test_moves_are_within_a_unit_and_in_order_of_time():
    traces = raw([52.0, 53.0, 52.0, 53.0], [4.9] * 4, seconds=[3600, 3600, 0, 0], units=[0, 1, 0, 1])
    sanity, _ = check_traces(traces)
    assert (sanity.jumps, sanity.impossible_jumps, sanity.rows_out_of_order) == (2, 0, 2)


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 4), min_size=1, max_size=30))
@settings(deadline=None)
def test_jumps_are_those_of_rows_sorted_one_by_one(found):
    units, seconds, north, east = zip(*found, strict=True)
    sanity, _ = check_traces(raw(north, east, seconds=seconds, units=list(units), in_degrees=False))
    ordered = sorted(found)
    moves = [(one, two) for one, two in pairwise(ordered) if one[0] == two[0]]
    repeated = sum(one == two for one, two in moves)
    assert (sanity.jumps, sanity.repeated_rows) == (len(moves) - repeated, repeated)


def test_the_date_line_is_no_jump():
    sanity, _ = check_traces(raw([-17.0, -17.0], [179.999, -179.999], seconds=[0, 60]))
    assert sanity.impossible_jumps == 0


def test_no_rows_give_no_units():
    nothing = np.zeros(0)
    traces = Traces(nothing.astype(int), 0, Places(nothing, nothing), nothing.astype(np.int64))
    for resolution in measure_traces(traces):
        assert [(one.units, one.tried, one.mean.value) for one in resolution.by_points] == [(0, 0, 0)] * 4
    sanity, usable = check_traces(raw([], []))
    assert (sanity.rows, sanity.jumps, len(usable)) == (0, 0, 0)
