"""Three tables that hold no person, and look as if they might."""

import numpy as np
import polars as pl

from city.clock import MONDAY, hour_of, timestamps
from city.draws import Draws, Floats, decimals, digits, join, take
from city.places import DISTRICTS, STREETS
from city.table import CsvStyle, Sheet, Table

_AIR_STATIONS = 4
_STOPS_PER_TRIP = 18
_LINES = 12
_LEAST_HEADWAY = 60
_SERVICE = 24 * 3600
"""Trips begin between five in the morning and five the next."""
_AGE_BANDS = (
    "0 to 9",
    "10 to 19",
    "20 to 29",
    "30 to 39",
    "40 to 49",
    "50 to 59",
    "60 to 69",
    "70 to 79",
    "80 and over",
)
_YEARS = 5
_LEAST_COUNT = 11


def _make_air_quality(draws: Draws) -> pl.DataFrame:
    hour_number, station = np.divmod(draws.keys, _AIR_STATIONS)
    moment = MONDAY + hour_number * 3600
    hour = hour_of(moment)
    traffic = np.exp(-((hour - 8) ** 2) / 8) + np.exp(-((hour - 18) ** 2) / 10) + station * 0.2
    warmth = np.sin((hour - 9) / 24 * 2 * np.pi)

    def measured(name: str, level: Floats) -> pl.Series:
        values = decimals(np.maximum(0.1, level * (1 + 0.12 * draws.bell(name))), 1)
        return values.set(pl.Series(draws.chance(f"{name} missing", 0.02)), None)

    return pl.DataFrame(
        {
            "Station": take(("Old Town Bell Yard", "Harbour Quay", "Northgate Ring", "Heathlands Park"), station),
            "Measured at": timestamps(moment),
            "PM2.5 (µg/m³)": measured("pm25", 8 + 6 * traffic),
            "PM10 (µg/m³)": measured("pm10", 14 + 10 * traffic),
            "NO2 (µg/m³)": measured("no2", 12 + 22 * traffic),
            "O3 (µg/m³)": measured("o3", 55 + 20 * warmth - 8 * traffic),
            "Temperature (°C)": decimals(9 + 4 * warmth + draws.bell("temperature"), 1),
            "Humidity (%)": np.rint(72 - 12 * warmth + 4 * draws.bell("humidity")).astype(np.int64).clip(20, 100),
        }
    )


def _make_timetable(draws: Draws) -> pl.DataFrame:
    trip, stop = np.divmod(draws.keys, _STOPS_PER_TRIP)
    line = trip % _LINES + 1
    run = trip // _LINES
    runs = max(1, -(-draws.total // (_STOPS_PER_TRIP * _LINES)))
    departure = 5 * 3600 + run * max(_LEAST_HEADWAY, _SERVICE // runs) % _SERVICE
    arrival = departure + stop * 130 + draws.of(line * 100 + stop).below("running time", 50)
    wait = np.where(stop == 0, 0, 20)
    street = (line * 5 + stop * 7) % len(STREETS)
    return pl.DataFrame(
        {
            "trip_id": join("L", digits(line, 2), "_", digits(run, 5), "_WD"),
            "arrival_time": _clock(arrival),
            "departure_time": _clock(arrival + wait),
            "stop_id": join("S", digits(street * 10 + line % 2, 4)),
            "stop_sequence": stop + 1,
            "stop_headsign": take(DISTRICTS, line - 1),
            "pickup_type": (stop == _STOPS_PER_TRIP - 1).astype(np.int64),
            "drop_off_type": (stop == 0).astype(np.int64),
            "timepoint": (stop % 6 == 0).astype(np.int64),
        }
    )


def _clock(seconds: np.ndarray) -> pl.Series:
    """Hours run past 24 on trips that end after midnight, as GTFS has it."""
    return join(digits(seconds // 3600, 2), ":", digits(seconds // 60 % 60, 2), ":", digits(seconds % 60, 2))


def _make_district_totals(draws: Draws) -> pl.DataFrame:
    place, band = np.divmod(draws.keys, len(_AGE_BANDS))
    area, year = np.divmod(place, _YEARS)
    block, district = np.divmod(area, len(DISTRICTS))
    suffix = pl.Series(np.where(block > 0, np.char.add(", block ", (block + 1).astype(str)), ""))
    cells = draws.of(area * len(_AGE_BANDS) + band)
    residents = (cells.between("residents", 420, 3900) * (1 + 0.01 * year + 0.01 * draws.bell("growth"))).astype(
        np.int64
    )
    library = np.maximum(_LEAST_COUNT, (residents * (0.08 + 0.3 * cells.uniform("library"))).astype(np.int64))
    passes = np.maximum(_LEAST_COUNT, (residents * (0.02 + 0.2 * cells.uniform("passes"))).astype(np.int64))
    return pl.DataFrame(
        {
            "District": join(take(DISTRICTS, district), suffix),
            "Year": 2021 + year,
            "Age band": take(_AGE_BANDS, band),
            "Residents": residents,
            "Library members": library,
            "Bus pass holders": passes,
        }
    )


AIR_QUALITY = Table(
    "air-quality", 672, _make_air_quality,
    csv=CsvStyle(separator=";", decimal_comma=True, datetime="%d.%m.%Y %H:%M", line_end="\r\n"),
)  # fmt: skip
TIMETABLE = Table("timetable", 900, _make_timetable)
DISTRICT_TOTALS = Table(
    "district-totals", 540, _make_district_totals, format="xlsx",
    sheet=Sheet(
        name="Totals",
        title="Lindenport: residents, library members and bus pass holders by district and age band",
        notes=(
            "Source: population register of Lindenport, 31 December of each year. The city does not exist.",
            "Every cell counts at least 11 people.",
            "Members and holders are counted where they live.",
        ),
    ),
)  # fmt: skip
