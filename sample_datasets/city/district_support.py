"""District support: how many people of each district and age group use which help. Some cells are very small."""

import numpy as np
import polars as pl

from city.draws import Draws, join, take
from city.places import DISTRICTS
from city.table import CsvStyle, Table

_KINDS = (
    "home care",
    "housing benefit",
    "debt advice",
    "disability transport",
    "addiction counselling",
    "shelter place",
)
_USERS = (70, 160, 24, 14, 7, 3)
"""How many people of one district and age group use each kind of help, about."""
_AGE_GROUPS = ("under 18", "18 to 39", "40 to 64", "65 and over")
_BY_AGE = (
    (0.05, 0.2, 0.1, 1.0, 0.1, 0.5),
    (0.1, 1.2, 1.4, 0.5, 1.6, 1.6),
    (0.3, 1.1, 1.3, 0.8, 1.5, 1.1),
    (2.2, 0.8, 0.4, 1.7, 0.3, 0.3),
)
_QUARTERS = 2


def _make(draws: Draws) -> pl.DataFrame:
    place, kind = np.divmod(draws.keys, len(_KINDS))
    place, age = np.divmod(place, len(_AGE_GROUPS))
    area, quarter = np.divmod(place, _QUARTERS)
    block, district = np.divmod(area, len(DISTRICTS))
    suffix = pl.Series(np.where(block > 0, np.char.add(", block ", (block + 1).astype(str)), ""))
    # A group changes little from one quarter to the next.
    group = draws.of((area * len(_AGE_GROUPS) + age) * len(_KINDS) + kind)
    usual = np.array(_BY_AGE)[age, kind] * np.array(_USERS)[kind] * np.exp(0.6 * group.bell("usual"))
    return pl.DataFrame(
        {
            "District": join(take(DISTRICTS, district), suffix),
            "Quarter": take(("2025-Q1", "2025-Q2"), quarter),
            "Age group": take(_AGE_GROUPS, age),
            "Kind of help": take(_KINDS, kind),
            "Number of people": np.maximum(0, np.rint(usual * (1 + 0.12 * draws.bell("change")))).astype(np.int64),
        }
    )


TABLE = Table("district-support", 576, _make, csv=CsvStyle(separator=";"))
