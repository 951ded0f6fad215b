"""Smart meters: what each household used, every half hour."""

import numpy as np
import polars as pl

from city.clock import MONDAY, timestamps
from city.draws import Draws, Floats, Integers, decimals, digits, join
from city.identifiers import meter_numbers
from city.table import Table

_HALF_HOUR = 1800
_TARIFFS = ("standard", "two-rate", "night charging", "social")
_LOAD = (22, 20, 19, 19, 20, 24, 38, 52, 48, 40, 36, 36, 42, 38, 36, 38, 46, 66, 82, 80, 70, 58, 42, 30)
"""What a household uses in each hour of the day, in hundredths of a kWh per half hour."""


def readings_per_meter(total: int) -> int:
    """Two days of readings in a small table, thirty in a large one."""
    return 96 if total < 10_000 else 1440


def _make(draws: Draws) -> pl.DataFrame:
    meter, slot = np.divmod(draws.keys, readings_per_meter(draws.total))
    meters = draws.of(meter)
    return pl.DataFrame(
        {
            "meterNumber": meter_numbers(meter + 1),
            "householdId": join("HH-", digits(meters.below("household", 10**6), 6)),
            "readAt": timestamps(MONDAY + slot * _HALF_HOUR),
            "kWh": decimals(_use(draws, meters, slot), 3).cast(pl.Float64),
            "tariff": meters.pick("tariff", _TARIFFS, (6, 2, 1, 1)),
        }
    )


def _use(draws: Draws, meters: Draws, slot: Integers) -> Floats:
    """Daily curve of the household, moved by its habits, with kettles and washing days."""
    size = 0.5 + meters.uniform("size")
    hour = (slot // 2 + meters.between("early or late", -2, 2)) % 24
    away = draws.of(meters.keys * 100 + slot // 48).chance("away", 0.1)
    base = np.array(_LOAD)[hour] / 100 * size * np.where(away, 0.2, 1.0)
    appliance = np.where(draws.chance("appliance", 0.06) & ~away, 0.4 + 0.8 * draws.uniform("which"), 0.0)
    use: Floats = np.maximum(0.01, base * (1 + 0.2 * draws.bell("noise")) + appliance)
    return use


TABLE = Table("smart-meters", 1440, _make, format="parquet")
