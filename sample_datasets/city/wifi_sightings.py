"""Wi-Fi sightings: telephones that passed the city's sensors."""

import numpy as np
import polars as pl

from city.clock import DAY, hour_of, spread, timestamps
from city.draws import Draws, Integers, choose, digits, join, switch
from city.identifiers import random_macs, universal_macs
from city.table import CsvStyle, Table

_DAYS = 7
_SIGHTINGS_PER_DEVICE = 20
_SENSORS = 48
_RANDOMISED = 0.45
_VENDORS = ("Northlight", "Kestrel Mobile", "Auriga", "Blue Fjord", "Tamarind")


def _make(draws: Draws) -> pl.DataFrame:
    device = draws.below("device", max(1, draws.total // _SIGHTINGS_PER_DEVICE))
    devices = draws.of(device)
    seen = spread(draws, _DAYS)
    randomised = devices.chance("randomised", _RANDOMISED)
    # A telephone that makes its address up takes a new one every day.
    daily = draws.of(device * _DAYS + (seen - seen % DAY) // DAY % _DAYS)
    return pl.DataFrame(
        {
            "SENSOR": join("AP-", digits(_sensors(draws, devices, hour_of(seen)) + 1, 3)),
            "MAC_ADDR": choose(randomised, random_macs(daily), universal_macs(device)),
            "SEEN_AT": timestamps(seen),
            "RSSI_DBM": np.rint(-66 + 9 * draws.bell("rssi")).astype(np.int64),
            "CHANNEL": switch(draws.below("channel", 4), [pl.repeat(n, len(seen), eager=True) for n in (1, 6, 11, 36)]),
            "VENDOR": choose(randomised, None, devices.pick("vendor", _VENDORS, (5, 4, 3, 2, 1))),
        }
    )


def _sensors(draws: Draws, devices: Draws, hour: Integers) -> Integers:
    """Place devices near home at night, near work by day, on one of two ways between, at times elsewhere."""
    home, work, way, other_way = (devices.below(place, _SENSORS) for place in ("home", "work", "way", "other way"))
    on_the_way = np.where(draws.chance("which way", 0.5), way, other_way)
    usual = np.select([(hour < 7) | (hour >= 20), (hour >= 9) & (hour < 17)], [home, work], on_the_way)
    return np.where(draws.chance("elsewhere", 0.15), draws.below("anywhere", _SENSORS), usual)


TABLE = Table("wifi-sightings", 1200, _make, csv=CsvStyle(datetime="%Y-%m-%dT%H:%M:%SZ"))
