"""What each step makes of a value: told coarser, and what it does not fit stays as it is."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.domain.steps import Bands, Cap, CoarsenPlace, CoarsenTime, Drop, Period, Shorten
from pia_toolkit.errors import StepUnfit
from pia_toolkit.transformation.fitting import check, fit


def changed(step, *values, column="x"):
    cells = pa.array(values, pa.large_string())
    return fit(step, {column: cells}).changed(column, cells).to_pylist()


def test_numbers_fall_into_bands():
    assert changed(Bands(column="x", width=10), "7", "30", "39", "unknown") == ["0-9", "30-39", "30-39", "unknown"]
    assert changed(Bands(column="x", width=2.5), "2.4", "2,6") == ["0.0 to 2.5", "2.5 to 5.0"]
    assert changed(Bands(column="x", width=10), "-3", "4") == ["-10 to -1", "0 to 9"]


def test_large_numbers_are_capped():
    assert changed(Cap(column="x", most=90), "89.5", "90", "104") == ["89.5", "90+", "90+"]
    assert changed(Cap(column="x", most=1234567), "1234566", "1234568") == ["1234566", "1234567+"]


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (Period.QUARTER_HOUR, "2024-05-03T14:30"),
        (Period.HOUR, "2024-05-03T14:00"),
        (Period.DAY, "2024-05-03"),
        (Period.WEEK, "2024-W18"),
        (Period.MONTH, "2024-05"),
        (Period.QUARTER, "2024-Q2"),
        (Period.YEAR, "2024"),
    ],
)
@pytest.mark.parametrize(
    "cell", ["2024-05-03T14:37:09Z", "03.05.2024 14:37", "3 May 2024 2:37 pm", "2024年5月3日14时37分"]
)
def test_times_are_rounded_down(period, told, cell):
    assert changed(CoarsenTime(column="x", period=period), cell) == [told]


def test_days_and_months_are_told_apart_by_the_whole_column():
    step = CoarsenTime(column="x", period=Period.MONTH)
    assert changed(step, "03/05/2024", "31/05/2024") == ["2024-05", "2024-05"]
    assert changed(step, "03/05/2024", "03/31/2024") == ["2024-03", "2024-03"]


def test_a_clock_alone_has_hours_and_no_months():
    assert changed(CoarsenTime(column="x", period=Period.HOUR), "08:59", "17:10") == ["08:00", "17:00"]
    with pytest.raises(StepUnfit):
        cells = {"x": pa.array(["08:59", "17:10"], pa.large_string())}
        check(fit(CoarsenTime(column="x", period=Period.MONTH), cells), cells)


def test_codes_are_cut():
    assert changed(Shorten(column="x", characters=4), "1012AB", "10", "городской") == ["1012", "10", "горо"]


def test_places_become_the_middle_of_a_square():
    columns = {
        "lat": pa.array(["52.37021", "52.37034", "52.41000"], pa.large_string()),
        "lon": pa.array(["4.89721", "4.89734", "4.96000"], pa.large_string()),
    }
    fitted = fit(CoarsenPlace(columns=("lat", "lon"), metres=500), columns)
    norths = [float(cell) for cell in fitted.changed("lat", columns["lat"]).to_pylist()]
    easts = [float(cell) for cell in fitted.changed("lon", columns["lon"]).to_pylist()]
    assert norths[0] == norths[1] != norths[2]
    assert easts[0] == easts[1] != easts[2]
    assert abs(norths[0] - 52.37021) * 111_320 <= 250
    assert abs(easts[0] - 4.89721) * 111_320 * 0.616 <= 251


def test_both_coordinates_in_one_cell():
    (told,) = changed(CoarsenPlace(columns=("x",), metres=1000), "POINT (4.89521 52.37021)")
    north, east = map(float, told.split(","))
    assert abs(north - 52.37) < 0.01
    assert abs(east - 4.895) < 0.02


def test_metres_of_a_national_grid():
    columns = {"x": pa.array(["121403", "121599"], pa.large_string()), "y": pa.array(["487012"] * 2, pa.large_string())}
    fitted = fit(CoarsenPlace(columns=("y", "x"), metres=100), columns)
    assert fitted.changed("x", columns["x"]).to_pylist() == ["121450.0", "121550.0"]


def test_a_dropped_column_says_nothing():
    assert changed(Drop(column="x"), "a", "b") == [None, None]


def test_a_name_is_not_rounded():
    cells = {"x": pa.array(["Ann", "Bo", "7"], pa.large_string())}
    with pytest.raises(StepUnfit) as caught:
        check(fit(Bands(column="x", width=10), cells), cells)
    assert caught.value.values == {"step": "bands", "column": "x", "share": 33}
    assert "Ann" not in str(caught.value)


@given(st.lists(st.floats(-1e6, 1e6).map(lambda number: f"{number:.3f}"), min_size=1), st.sampled_from([1, 5, 10, 0.5]))
def test_a_number_lies_in_its_band(cells, width):
    for cell, band in zip(cells, changed(Bands(column="x", width=width), *cells), strict=True):
        low = float(band if width == 1 else re.split(" to |(?<=[0-9])-", band)[0])
        assert low <= float(cell) + 1e-9
        assert float(cell) < low + width + 1e-6
