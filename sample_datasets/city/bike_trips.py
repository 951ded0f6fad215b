"""Bike trips: from where to where people rode, and how old they are."""

import numpy as np
import polars as pl

from city.clock import spread, timestamps
from city.draws import Draws, Integers, choose, digits, join, take
from city.places import HOUSES_PER_STREET, STREETS, Addresses, addresses
from city.table import Table

_DAYS = 28
_TRIPS_PER_RIDER = 6
_STATIONS = 96
_LANGUAGES = ("en", "zh", "fr", "de", "es", "pl", "tr")


def _make(draws: Draws) -> pl.DataFrame:
    riders = draws.of(draws.below("rider", max(1, draws.total // _TRIPS_PER_RIDER)))
    member = riders.chance("member", 0.75)
    start, end = _stations(draws, riders)
    begin = spread(draws, _DAYS)
    return pl.DataFrame(
        {
            "trip_id": digits(draws.keys + 4_100_001, 7),
            "bike_id": join("B", digits(draws.below("bike", max(20, draws.total // 200)) + 1, 5)),
            "rideable_type": draws.pick("bike type", ("classic", "electric"), (6, 4)),
            "started_at": timestamps(begin),
            "ended_at": timestamps(begin + 180 + (draws.uniform("length") ** 2 * 3600).astype(np.int64)),
            "start_station_name": _station_names(start),
            "start_lat": _station_places(start).latitudes(5),
            "start_lng": _station_places(start).longitudes(5),
            "end_station_name": _station_names(end),
            "end_lat": _station_places(end).latitudes(5),
            "end_lng": _station_places(end).longitudes(5),
            "member_type": choose(member, "member", "casual"),
            "birth_year": _birth_years(riders),
            "sex": choose(riders.chance("sex known", 0.92), riders.pick("sex", ("M", "F", "X"), (52, 46, 2)), None),
            "postcode": choose(member, addresses(riders, "home").postcodes(), None),
            "app_language": riders.pick("language", _LANGUAGES, (70, 8, 6, 5, 5, 4, 2)),
        }
    )


def _stations(draws: Draws, riders: Draws) -> tuple[Integers, Integers]:
    """Most trips go from a rider's station at home to the one at work, or back."""
    home, work = riders.below("home station", _STATIONS), riders.below("work station", _STATIONS)
    errand = draws.weighted("errand", (4, 4, 3))
    anywhere = [draws.below(end, _STATIONS) for end in ("any start", "any end")]
    start = np.choose(errand, [home, work, anywhere[0]])
    return start, np.choose(errand, [work, home, anywhere[1]])


def _station_names(station: Integers) -> pl.Series:
    """Name a station after the street and the one it crosses."""
    street = _station_streets(station)
    crossing = (street + 1 + station // len(STREETS)) % len(STREETS)
    return join(take(STREETS, street), " & ", take(STREETS, crossing))


def _station_places(station: Integers) -> Addresses:
    return Addresses(_station_streets(station) * HOUSES_PER_STREET + station // len(STREETS) * 90)


def _station_streets(station: Integers) -> Integers:
    return station * 5 % len(STREETS)


def _birth_years(riders: Draws) -> Integers:
    return np.rint(1989 + 12 * riders.bell("born")).astype(np.int64).clip(1940, 2009)


TABLE = Table("bike-trips", 800, _make)
