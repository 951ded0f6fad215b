"""Parking sessions: who parked where, from when to when, and paid with which card."""

import numpy as np
import polars as pl

from city.clock import spread, timestamps
from city.draws import Draws, Integers, choose, decimals, digits, join, switch, take
from city.identifiers import plates
from city.places import DISTRICTS, Addresses, houses_in
from city.table import Table

_DAYS = 28
_SESSIONS_PER_VEHICLE = 5
_BAYS = 60
_PERMITS = ("resident", "business", "blue badge")


def _make(draws: Draws) -> pl.DataFrame:
    vehicle = draws.below("vehicle", max(1, draws.total // _SESSIONS_PER_VEHICLE))
    vehicles = draws.of(vehicle)
    zone = _zones(draws, vehicles)
    bay = draws.between("bay", 1, _BAYS)
    entry = spread(draws, _DAYS)
    minutes = np.maximum(6, 55 * np.exp(draws.bell("stay") * 0.8))
    held = vehicles.chance("permit", 0.3)
    place = _bay_places(draws, zone, bay)
    return pl.DataFrame(
        {
            "session_id": join("PS", digits(draws.keys + 1, 8)),
            "plate": plates(vehicles),
            "zone": _zone_names(zone),
            "bay": bay,
            "entry_time": timestamps(entry),
            "exit_time": timestamps(entry + (minutes * 60).astype(np.int64)),
            "card_last4": digits(vehicles.below("card", 10_000), 4),
            "payment_token": join("tok_", vehicles.letters("token", "0123456789abcdef", 16)),
            "amount": decimals(np.where(held, 0.0, np.ceil(minutes / 15) * 0.6), 2),
            "permit_holder": choose(held, "yes", "no"),
            "permit_type": choose(held, vehicles.pick("permit type", _PERMITS, (6, 3, 1)), None),
            "lat": place.latitudes(5),
            "lon": place.longitudes(5),
        }
    )


def _zones(draws: Draws, vehicles: Draws) -> Integers:
    """Return two zones to a district; a vehicle is mostly found near its home or its work."""
    habits = [vehicles.below(place, 2 * len(DISTRICTS)) for place in ("home", "work")]
    columns = [pl.Series(zone) for zone in (*habits, draws.below("anywhere", 2 * len(DISTRICTS)))]
    return switch(draws.weighted("errand", (5, 3, 2)), columns).to_numpy()


def _zone_names(zone: Integers) -> pl.Series:
    return join(take("ABCDEFGHJKLM", zone // 2), digits(zone % 2 + 1, 1))


def _bay_places(draws: Draws, zone: Integers, bay: Integers) -> Addresses:
    return houses_in(draws.of(zone * 1000 + bay), "bay place", zone // 2)


TABLE = Table("parking-sessions", 800, _make)
