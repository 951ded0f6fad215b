"""What a table is: a name, a size, how it is written, and a function that makes rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from city.draws import Draws

ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class CsvStyle:
    """The dialect of a CSV file."""

    separator: str = ","
    decimal_comma: bool = False
    datetime: str = "%Y-%m-%d %H:%M:%S"
    bom: bool = False
    line_end: str = "\n"


@dataclass(frozen=True)
class Sheet:
    """What a workbook shows beside the rows: a title above them, and a second sheet with notes."""

    name: str = "Data"
    title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of the city. `make` returns the rows whose numbers are the keys of the draws."""

    name: str
    rows: int
    make: Callable[[Draws], pl.DataFrame]
    format: str = "csv"
    csv: CsvStyle = field(default_factory=CsvStyle)
    sheet: Sheet = field(default_factory=Sheet)

    def batches(self, seed: int, total: int) -> Iterator[pl.DataFrame]:
        """Yield the `total` rows of the table, some at a time."""
        for start in range(0, total, ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, total))
            yield self.make(Draws(f"{seed}/{self.name}", rows, total))
