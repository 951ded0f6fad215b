"""Several points in one cell, and degrees with minutes."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.cells.coordinates import axis_numbers, pair_numbers
from pia_toolkit.disclosure_risk.series.paths import Notation, read_points, recognise


def cells(*texts):
    return pa.array(texts, pa.large_string())


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("LINESTRING (4.1 52.2, 4.2 52.3 5)", Notation.WELL_KNOWN_TEXT),
        ("SRID=4326;MULTIPOINT((4.1 52.2),(4.2 52.3))", Notation.WELL_KNOWN_TEXT),
        ("[[4.1,52.2],[4.2,52.3,7]]", Notation.ARRAY),
        ('{"type": "LineString", "coordinates": [[4.1, 52.2], [4.2, 52.3]]}', Notation.ARRAY),
        ('[{"lat": 52.2, "lng": 4.1, "t": 5}, {"lat": 52.3, "lng": 4.2}]', Notation.OBJECTS),
        ("52.20,4.10;52.30,4.20", Notation.LIST),
    ],
)
def test_lines_are_recognised_and_read(text, notation):
    assert recognise(cells(text, None, text), 0.5) is notation
    points = read_points(cells(None, text), notation)
    north, east = (points.second, points.first) if notation.east_first else (points.first, points.second)
    assert (points.cell.tolist(), north.tolist(), east.tolist()) == ([1, 1], [52.2, 52.3], [4.1, 4.2])


@pytest.mark.parametrize(
    "text",
    [
        "POINT (4.1 52.2)",
        "[4.1, 52.2]",
        "Main Street 12",
        "aaaaaaaaaaaaaaaa",
        "MeetingRoomAtHall",
        "POLYGON ((4 5, 5 6))",
    ],
)
def test_a_point_a_word_or_an_area_is_no_line(text):
    assert recognise(cells(text), 0.5) is None


def encoded(points):
    """Write points as Google's algorithm does."""
    text, before = "", (0, 0)
    for point in points:
        for old, new in zip(before, point, strict=True):
            number = ((new - old) << 1) ^ ((new - old) >> 63)
            while number >= 0x20:
                text += chr((0x20 | (number & 0x1F)) + 63)
                number >>= 5
            text += chr(number + 63)
        before = point
    return text


numbers = st.tuples(st.integers(5_200_000, 5_260_000), st.integers(-460_000, 490_000))


@given(st.lists(st.lists(numbers, min_size=3, max_size=9), min_size=1, max_size=5))
@settings(deadline=None)
def test_encoded_polylines_are_decoded(paths):
    points = read_points(cells(*map(encoded, paths)), Notation.ENCODED)
    expected = [(place, north, east) for place, path in enumerate(paths) for north, east in path]
    found = zip(points.cell, np.rint(points.first * 1e5), np.rint(points.second * 1e5), strict=True)
    assert [tuple(map(int, one)) for one in found] == expected


def test_an_encoded_polyline_is_recognised():
    path = [(5_200_000 + 31 * step, 490_000 + 17 * step) for step in range(20)]
    assert recognise(cells(encoded(path)), 0.5) is Notation.ENCODED


def test_googles_own_example():
    points = read_points(cells("_p~iF~ps|U_ulLnnqC_mqNvxq`@"), Notation.ENCODED)
    assert points.first.tolist() == [38.5, 40.7, 43.252]
    assert points.second.tolist() == [-120.2, -120.95, -126.453]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("52.5", 52.5),
        ("52,5", 52.5),
        ("52°30'N", 52.5),
        ("52° 30.0' S", -52.5),
        ("N 52 30", 52.5),
        ("4°30′00″W", -4.5),
        ("-4°30'", -4.5),
        ("52 30", None),
        ("52°75'N", None),
        ("12:30", None),
        ("2024-05-03", None),
    ],
)
def test_degrees_with_minutes(text, degrees):
    found = axis_numbers(cells(text))[0]
    assert np.isnan(found) if degrees is None else found == pytest.approx(degrees)


@pytest.mark.parametrize(
    "text", ["52°30'N 4°15'W", "52°30′N, 4°15′W", "N52.5 W4.25", "52.5 N, 4.25 W", "geo:52.5,-4.25"]
)
def test_pairs_with_letters(text):
    pairs = pair_numbers(cells(text))
    north, east = pairs.in_order(turned=pairs.turned)
    assert (north[0], east[0]) == (52.5, -4.25)
