"""From a file to the figure: a small city with a known answer, written in the ways in which cities write traces."""

import csv
import random
from collections import Counter
from datetime import timedelta
from math import cos, floor, radians
from statistics import median

import pytest
from trace_files import (
    DEVICES,
    FORMS,
    MONDAY,
    SEEN,
    SPOTS,
    Sighting,
    city,
    codes,
    device,
    enumerated,
    iso,
    latitude,
    longitude,
    measured,
    measured_city,
    written,
)

import pia_toolkit
from pia_toolkit.disclosure_risk.series.measure import measure_series, unicity_after_steps
from pia_toolkit.domain.risk import DEFAULT_MEMORY_BYTES
from pia_toolkit.readers.read import read
from pia_toolkit.step_text import parse_steps

EXPECTED = {known: enumerated([(one.who, (one.spot, one.when)) for one in SEEN], known) for known in (1, 2)}


@pytest.mark.parametrize("form", FORMS)
def test_every_way_of_writing_gives_what_enumeration_gives(tmp_path, form):
    risk = measured_city(tmp_path, form)
    as_written = {one.points: one for one in risk.unicity[0].by_points}
    for known, (mean, worst) in EXPECTED.items():
        assert as_written[known].mean.low - 1e-9 <= mean <= as_written[known].mean.high + 1e-9
        assert as_written[known].worst.low - 1e-9 <= worst <= as_written[known].worst.high + 1e-9
    assert 0.05 < as_written[1].mean.value < as_written[2].mean.value
    assert risk.trace_sanity.usable_rows == risk.trace_sanity.rows


def most_frequent(spots):
    counts = Counter(spots)
    return min(counts, key=lambda spot: (-counts[spot], spot), default=None)


def test_homes_and_workplaces_are_found(tmp_path):
    homes, pairs = [], []
    for who in range(DEVICES):
        own = [one for one in SEEN if one.who == who]
        home = most_frequent(one.spot for one in own if one.when.hour == 1)
        by_day = (one.spot for one in own if one.when.hour in (10, 15) and one.when.weekday() < 5)
        work = most_frequent(spot for spot in by_day if spot != home)
        homes.append(home)
        pairs.append((home, work))
    found = measured_city(tmp_path, "degrees").home_work[0]
    assert (found.units_with_home, found.home_alone) == (DEVICES, list(Counter(homes).values()).count(1))
    assert (found.units_with_both, found.pair_alone) == (DEVICES, list(Counter(pairs).values()).count(1))
    assert 0 < found.pair_alone < DEVICES


def test_a_home_of_ones_own_is_counted(tmp_path):
    alone = [Sighting(one.who, one.who % SPOTS if one.when.hour == 1 else one.spot, one.when) for one in city(SPOTS)]
    assert measured_city(tmp_path, "sensor", alone).home_work[0].home_alone == SPOTS


def test_coarser_resolutions_single_out_fewer(tmp_path):
    risk = measured_city(tmp_path, "degrees")
    assert [(one.metres, one.seconds) for one in risk.unicity] == [
        (None, 3600),
        (100, 3600),
        (1000, 3600),
        (5000, 86_400),
    ]
    ones = [one.by_points[0].mean.value for one in risk.unicity]
    assert ones == sorted(ones, reverse=True)
    expected, _ = enumerated(
        {(one.who, (one.when.date(), *cell)) for one in SEEN for cell in [cell_of(one.spot, 5000)]}, 2
    )
    found = risk.unicity[-1].by_points[1].mean
    assert found.low - 1e-9 <= expected <= found.high + 1e-9


def cell_of(spot, metres):
    """Return the cell of a spot: squares from the equator and Greenwich, as long as at the median latitude."""
    middle = median(float(latitude(one.spot)) for one in SEEN)
    east = float(longitude(spot)) * 111_320 * cos(radians(middle))
    return floor(float(latitude(spot)) * 111_320 / metres), floor(east / metres)


def test_a_trip_with_start_and_end_is_a_trace_of_two_points(tmp_path):
    chance = random.Random(5)
    header = ("trip_id", "start_time", "end_time", "start_lat", "start_lng", "end_lat", "end_lng", "birth_year", "sex")
    trips = []
    for number in range(300):
        start = MONDAY + timedelta(hours=chance.randrange(60))
        ends = [chance.randrange(SPOTS) for _ in range(2)]
        trips.append((number, start, start + timedelta(hours=1), *ends))
    rows = [
        (
            f"T{100_000 + number}",
            start.isoformat(" "),
            end.isoformat(" "),
            *(latitude(begin), longitude(begin), latitude(finish), longitude(finish)),
            1950 + number % 50,
            "fm"[number % 2],
        )
        for number, start, end, begin, finish in trips
    ]
    path = tmp_path / "trips.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    risk = measured(path)
    assert risk.unit.column is None
    points = [(trip[0], (trip[3], trip[1])) for trip in trips] + [(trip[0], (trip[4], trip[2])) for trip in trips]
    for found in risk.unicity[0].by_points:
        assert found.mean.value == pytest.approx(enumerated(points, found.points)[0])
    assert [found.points for found in risk.unicity[0].by_points] == [1, 2]
    assert (risk.trace_sanity.rows, risk.home_work) == (600, ())
    assert "traces-rows" in codes(risk)


def test_from_stop_and_to_stop_share_their_names(tmp_path):
    rows = [
        (f"CARD{51_000 + number % 20}", f"{1 + number % 9:02}/05/2024", "08:15", f"S{number % 7}", f"S{number % 5}")
        for number in range(200)
    ]
    path = tmp_path / "tickets.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("card_id", "date", "time", "from_stop_id", "to_stop_id"), *rows])
    risk = measured(path)
    points = {(row[0], (row[1], stop)) for row in rows for stop in row[3:]}
    assert risk.unicity[0].by_points[0].mean.value == pytest.approx(enumerated(points, 1)[0])


ODD = {
    "null-island": (lambda one: (iso(one), "0.0", "0.0"), "traces-null-island"),
    "outside": (lambda one: (iso(one), "95.5", "2.5"), "traces-outside"),
    "no-place": (lambda one: (iso(one), "", ""), "traces-without-place"),
    "no-time": (lambda one: ("", latitude(one.spot), longitude(one.spot)), "traces-without-time"),
    "swapped": (lambda one: (iso(one), longitude(one.spot), latitude(one.spot)), "traces-swapped"),
}


@pytest.mark.parametrize("oddity", ODD)
def test_what_is_odd_is_told_with_how_often(tmp_path, oddity):
    write, code = ODD[oddity]
    good = FORMS["degrees"][1]
    rows = [(device(one.who), *(write if place % 50 == 7 else good)(one)) for place, one in enumerate(SEEN)]
    risk = measured(written(tmp_path, FORMS["degrees"][0], rows))
    assert codes(risk)[code] == {"points": len(SEEN[7::50])}
    assert risk.unicity


def test_clocks_with_and_without_zone_out_of_order_and_twice_are_told(tmp_path):
    seen = SEEN[:40][::-1] + SEEN[40:] + SEEN[40:45]
    rows = [
        (device(one.who), iso(one) + ("+02:00" if place % 2 else ""), latitude(one.spot), longitude(one.spot))
        for place, one in enumerate(seen)
    ]
    told = codes(measured(written(tmp_path, FORMS["degrees"][0], rows)))
    assert told["clocks-mixed"] == {"zoned": len(seen) // 2, "silent": len(seen) - len(seen) // 2}
    assert told["traces-out-of-order"]["points"] > 0
    assert told["traces-repeated"] == {"points": 5}


def test_a_move_that_nobody_can_make_is_told(tmp_path):
    rows = [
        (device(who), f"2024-05-13T10:{minute:02}:00", f"{48.8 + minute % 2 * 0.9:.4f}", "2.3107")
        for who in range(5)
        for minute in range(20)
    ]
    told = codes(measured(written(tmp_path, FORMS["degrees"][0], rows)))
    assert told["traces-too-fast"] == {"points": 5 * 19}


TOLD = {
    "utc": "clocks-utc",
    "grid": "traces-in-metres",
    "degrees-minutes": "traces-in-minutes",
    "sensor": "traces-speed-not-tested",
    "line": "traces-speed-not-tested",
}


@pytest.mark.parametrize("form", TOLD)
def test_how_cells_were_understood_is_told(tmp_path, form):
    assert TOLD[form] in codes(measured_city(tmp_path, form))


def test_rows_that_do_not_say_whom_they_are_about_are_told_and_left_out(tmp_path):
    write = FORMS["degrees"][1]
    rows = [("" if place % 40 == 3 else device(one.who), *write(one)) for place, one in enumerate(SEEN)]
    risk = measured(written(tmp_path, FORMS["degrees"][0], rows))
    assert codes(risk)["traces-without-unit"] == {"column": "device_id", "rows": len(SEEN[3::40])}
    assert risk.trace_sanity.rows == len(SEEN) - len(SEEN[3::40])


def test_times_alone_are_points_too(tmp_path):
    rows = [(f"CARD{1000 + one.who}", iso(one), f"D{one.spot % 3}") for one in SEEN]
    path = tmp_path / "doors.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("card_id", "entry_time", "remark"), *rows])
    found = measured(path).unicity[0].by_points[0]
    assert found.mean.value == pytest.approx(enumerated({(one.who, one.when) for one in SEEN}, 1)[0])


def test_a_table_beyond_the_memory_allowed_is_told(tmp_path):
    header, write = FORMS["degrees"]
    path = written(tmp_path, header, [(device(one.who), *write(one)) for one in SEEN])
    verdict = pia_toolkit.scan(path).tables[0]
    risk = measure_series(read(path)[0], verdict, verdict.unit, 1000)
    assert not risk.unicity
    assert [note.code for note in risk.notes] == ["traces-larger-than-memory"]


def test_one_unit_cannot_be_singled_out_of_anybody(tmp_path):
    rows = [(device(1), *FORMS["degrees"][1](one)) for one in SEEN[:60]]
    risk = measured(written(tmp_path, FORMS["degrees"][0], rows))
    assert not risk.unicity
    assert codes(risk)["traces-one-unit"] == {"column": "device_id"}


def test_coordinates_exchanged_throughout_are_read_the_other_way_round(tmp_path):
    rows = [(device(one.who), iso(one), str(121.47 + one.spot / 500), str(31.23 + one.spot / 700)) for one in SEEN]
    risk = measured(written(tmp_path, ("timestamp", "lat", "lon"), rows))
    assert "traces-all-swapped" in codes(risk)
    assert risk.trace_sanity.usable_rows == len(SEEN)


def test_steps_on_exchanged_coordinates_are_foreseen_as_on_the_right_ones(tmp_path):
    shares = []
    for header in (("timestamp", "lat", "lon"), ("timestamp", "lon", "lat")):
        rows = [(device(one.who), iso(one), str(121.47 + one.spot / 500), str(31.23 + one.spot / 700)) for one in SEEN]
        path = written(tmp_path, header, rows)
        verdict = pia_toolkit.scan(path).tables[0]
        after = unicity_after_steps(read(path)[0], verdict, verdict.unit, DEFAULT_MEMORY_BYTES)
        shares.append(after.share(parse_steps(["time:timestamp:day"])))
    assert shares[0] == shares[1] > 0


def test_no_cell_is_told(tmp_path):
    risk = measured_city(tmp_path, "sensor")
    text = risk.model_dump_json()
    assert not any(device(who) in text for who in range(DEVICES))
    assert "AP-0" not in text
