"""How fine coordinates are: what their digits say, not how many are printed."""

import numpy as np
import pytest
from risk_tables import MemoryTable

from pia_toolkit.disclosure_risk.encode import TableEncoder
from pia_toolkit.disclosure_risk.grid import grid_step
from pia_toolkit.disclosure_risk.location import METRES_PER_DEGREE, measure_location
from pia_toolkit.disclosure_risk.places import Place

RANDOM = np.random.default_rng(7)
NORTH = 52.2 + 0.3 * RANDOM.random(3000)
EAST = 4.7 + 0.5 * RANDOM.random(3000)
BOTH = Place(("lat", "lon"))
PAIR = Place(("at",), is_pair=True)


def printed(numbers, digits=6):
    return [f"{number:.{digits}f}" for number in numbers]


def snapped(numbers, step, offset=0.0):
    return np.floor(numbers / step) * step + offset


def measured(place, *columns):
    data = dict(zip(place.columns, columns, strict=True))
    encoder = TableEncoder(place.columns)
    for batch in MemoryTable(data).batches():
        encoder.update(batch)
    return measure_location(place, encoder.finish())


@pytest.mark.parametrize(("decimals", "metres"), [(2, 1113.2), (3, 111.32), (4, 11.132), (5, 1.1132), (6, 0.11132)])
def test_decimals_of_a_degree(decimals, metres):
    found, notes = measured(BOTH, printed(NORTH, decimals), printed(EAST, decimals))
    assert (found.decimals, found.metres) == (decimals, pytest.approx(metres))
    assert found.columns == ("lat", "lon")
    assert not notes


def test_trailing_zeros_say_nothing():
    found, _ = measured(BOTH, printed(NORTH.round(3), 8), printed(EAST.round(3), 8))
    assert (found.decimals, found.metres) == (3, pytest.approx(111.32))


@pytest.mark.parametrize(("step", "offset"), [(0.005, 0.0), (0.005, 0.0025), (0.002, 0.0005), (0.00125, 0.0)])
def test_a_grid_that_decimals_hide(step, offset):
    found, _ = measured(BOTH, printed(snapped(NORTH, step, offset)), printed(snapped(EAST, step, offset)))
    assert found.metres == pytest.approx(step * METRES_PER_DEGREE)


@pytest.mark.parametrize("step", [1 / 120, 1 / 1200, 180 / 2**17, 250 / METRES_PER_DEGREE])
def test_a_grid_that_was_rounded_in_print(step):
    found, _ = measured(BOTH, printed(snapped(NORTH, step)), printed(snapped(EAST, step)))
    assert found.metres == pytest.approx(step * METRES_PER_DEGREE, rel=0.01)


def test_a_few_odd_cells_change_nothing():
    north = [*printed(NORTH, 3), "52.123457", "52.234561", "0", "not a number"]
    east = [*printed(EAST, 3), "4.987653", "4.765431", "0", "4.9"]
    found, _ = measured(BOTH, north, east)
    assert found.metres == pytest.approx(111.32)


def test_one_fine_value_in_ten_decides():
    fine = [*printed(NORTH[:270], 3), *printed(NORTH[270:300])]  # a tenth or more of the distinct values
    found, _ = measured(Place(("lat",)), fine)
    assert found.decimals == 6


def test_an_east_alone_is_measured_at_the_latitude():
    north, _ = measured(Place(("lat",)), printed(NORTH, 3))
    found, _ = measured(BOTH, printed(NORTH, 4), printed(EAST, 3))
    assert north.metres == pytest.approx(111.32)
    assert found.metres == pytest.approx(111.32 * np.cos(np.radians(np.median(NORTH.round(4)))), rel=1e-4)
    assert found.decimals == 3
    assert measured(Place(("lon",), is_east=True), printed(EAST, 3))[0].metres == pytest.approx(111.32)


@pytest.mark.parametrize(
    "form",
    [
        "{n}, {e}",
        "{n},{e}",
        "({n}; {e})",
        "POINT ({e} {n})",
        "SRID=4326;POINT({e} {n})",
        "[{e}, {n}]",
        '{{"type": "Point", "coordinates": [{e}, {n}]}}',
        "POINT Z ({e} {n} 12.5)",
        "{n} {e}",
    ],
)
def test_two_coordinates_in_one_column(form):
    cells = [form.format(n=n, e=e) for n, e in zip(printed(NORTH, 4), printed(EAST, 3), strict=True)]
    found, _ = measured(PAIR, cells)
    assert found.metres == pytest.approx(111.32 * np.cos(np.radians(52.35)), rel=1e-3)
    assert found.distinct_places == len({cell.upper() for cell in cells})


def test_pairs_that_start_in_the_east():
    east = [f"{116 + number:.3f}" for number in RANDOM.random(500)]
    north = [f"{39 + number:.4f}" for number in RANDOM.random(500)]
    found, _ = measured(PAIR, [f"{e},{n}" for e, n in zip(east, north, strict=True)])
    assert found.metres == pytest.approx(111.32 * np.cos(np.radians(39.5)), rel=1e-2)


@pytest.mark.parametrize(("step", "decimals"), [(0.01, 2), (1, 0), (100, 0), (250, 0)])
def test_metres_of_a_grid(step, decimals):
    north = printed(snapped(5_800_000 + 20_000 * RANDOM.random(4000), step, step / 2 if step > 1 else 0), 2)
    east = printed(snapped(620_000 + 20_000 * RANDOM.random(4000), step, step / 2 if step > 1 else 0), 2)
    found, _ = measured(BOTH, north, east)
    assert (found.metres, found.decimals) == (pytest.approx(step), decimals)


def test_decimal_commas():
    found, _ = measured(BOTH, [cell.replace(".", ",") for cell in printed(NORTH, 4)], printed(EAST, 4))
    assert found.decimals == 4


def test_places_are_counted_by_value_and_only_when_complete():
    found, _ = measured(BOTH, ["52.10", "52.1", "52.1", None, "53"], ["4.5", "4.50", "4.6", "4.5", "n/a"])
    assert found.distinct_places == 2


def test_words_are_not_coordinates():
    found, notes = measured(BOTH, ["Damrak 1", "Rokin 2"], ["x", "y"])
    assert found is None
    assert [(note.code, note.values) for note in notes] == [("location-not-understood", {"columns": "lat, lon"})]
    assert measured(Place(("at",), is_pair=True, certain=False), ["Damrak 1, 4", "Rokin 2, 9"]) == (None, ())


def test_few_numbers_are_read_by_their_decimals():
    assert grid_step(np.array([52_370_000_000, 52_380_000_000])) == 10_000_000
    assert grid_step(np.array([0])) == 0
    found, _ = measured(BOTH, ["0", "0"], ["0", "0"])
    assert found.metres == METRES_PER_DEGREE
