"""A register of people that stand out easily: fifteen columns that others may know and an illness; nobody in it exists.

On the first eight columns nine of ten rows of a million stand alone: a hard case for whoever counts classes.
"""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

SENSITIVE = "illness"
SIZES = {
    "age": 90,
    "sex": 2,
    "postcode": 800,
    "birth_month": 12,
    "occupation": 60,
    "education": 8,
    "tariff": 5,
    "household_size": 7,
    "nationality": 40,
    "district": 25,
    "marital_status": 5,
    "language": 20,
    "vehicle_make": 30,
    "dwelling": 6,
    "contract_year": 15,
}
"""The columns and how many different values each can have; few of them are frequent."""

EIGHT = tuple(SIZES)[:8]
_ILLNESSES = 12
_SKEW = 2.0
_SEED = 11


def write_register(path: Path, rows: int) -> Path:
    """Write the register as Parquet, every cell as text. The same number of rows gives the same rows."""
    random = np.random.default_rng(_SEED)

    def skewed(size: int) -> NDArray[np.int64]:
        return (random.random(rows) ** _SKEW * size).astype(np.int64)

    columns = {name: pl.Series(skewed(size)).cast(pl.String) for name, size in SIZES.items()}
    columns[SENSITIVE] = pl.Series(skewed(_ILLNESSES)).cast(pl.String)
    pl.DataFrame(columns).write_parquet(path, row_group_size=250_000)
    return path
