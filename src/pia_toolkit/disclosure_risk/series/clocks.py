"""The moments of rows, batch by batch: one column, or a date and a time of day in two."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.cells.missing import are_missing
from pia_toolkit.cells.timestamps import MICROSECONDS, Moments, Order, read_moments
from pia_toolkit.disclosure_risk.keys import Numbers

Mask = npt.NDArray[np.bool_]

_ZONE = r"[T:][0-9]{2,6}(?:[.,][0-9]+)?\s*(Z|z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)(?:\[[A-Za-z_/]+\])?$"
_UTC = ("Z", "z", "UTC", "GMT", "+00:00", "+0000", "+00", "-00:00")
_HAS_CLOCK = r"[0-9][:T时時點点h][0-9]{2}"
_MOSTLY_REPEATED = 0.5
"""Up to this share of different values among the cells of a batch, each value is read once."""


@dataclass
class ZoneCount:
    """Cells with a time of day: those in UTC, those with another offset, those that say nothing about it."""

    utc: int = 0
    offset: int = 0
    silent: int = 0

    @property
    def mixed(self) -> bool:
        """Whether some cells tell their zone and others do not."""
        return self.silent > 0 and self.utc + self.offset > 0

    @property
    def only_utc(self) -> bool:
        """Whether every clock is that of Greenwich, not of the place."""
        return self.utc > 0 and not self.silent and not self.offset


@dataclass(frozen=True)
class Times:
    """Seconds since 1970 on the clock that the file shows, one per row; 0 where `known` is false."""

    seconds: Numbers = field(repr=False)
    known: Mask = field(repr=False)
    zones: ZoneCount


class _Column:
    """Reads one column; both orders of day and month are kept until all cells have been seen."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.zones = ZoneCount()
        self.seconds: dict[Order, list[Numbers]] = {order: [] for order in Order}
        self.known: dict[Order, list[Mask]] = {order: [] for order in Order}

    def update(self, column: pa.Array) -> None:
        values = column.cast(pa.large_string())
        encoded = values.dictionary_encode()
        if len(encoded.dictionary) <= _MOSTLY_REPEATED * len(values):
            rows = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)
            values = pa.concat_arrays([encoded.dictionary, pa.nulls(1, pa.large_string())])
        else:
            rows = np.arange(len(values))
        self._count_zones(values, np.bincount(rows, minlength=len(values)))
        readings = _read(values)
        shared: dict[int, tuple[Numbers, Mask]] = {}
        for order, moments in readings.items():
            if id(moments) not in shared:
                shared[id(moments)] = (moments.microseconds // MICROSECONDS)[rows], moments.known[rows]
            seconds, known = shared[id(moments)]
            self.seconds[order].append(seconds)
            self.known[order].append(known)

    def _count_zones(self, values: pa.Array, cells: Numbers) -> None:
        text = pl.Series(values, dtype=pl.String)
        zone = text.str.strip_chars().str.extract(_ZONE)
        has_clock = text.str.contains(_HAS_CLOCK).fill_null(value=False).to_numpy()
        utc = zone.is_in(_UTC).fill_null(value=False).to_numpy()
        told = zone.is_not_null().to_numpy()
        self.zones.utc += int(cells[utc].sum())
        self.zones.offset += int(cells[told & ~utc].sum())
        self.zones.silent += int(cells[has_clock & ~told].sum())

    def finish(self) -> Times:
        order = max(Order, key=lambda one: sum(int(known.sum()) for known in self.known[one]))
        seconds, known = self.seconds[order], self.known[order]
        self.seconds, self.known = {}, {}
        if not seconds:
            return Times(np.zeros(0, np.int64), np.zeros(0, np.bool_), self.zones)
        return Times(np.concatenate(seconds), np.concatenate(known), self.zones)


class ClockReader:
    """Reads the moments of rows: from one column, or from a date and a time of day that stand in two."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._columns = [_Column(name) for name in names]

    def update(self, batch: pa.RecordBatch) -> None:
        """Take in one Arrow record batch that has the columns."""
        for column in self._columns:
            column.update(batch.column(column.name))

    def finish(self) -> Times:
        """Return the moments of all rows.

        `03/05/2024` is read in the order that more cells allow, in doubt the month first. Offsets are set aside.
        """
        parts = [column.finish() for column in self._columns]
        seconds = np.sum([part.seconds for part in parts], axis=0) if len(parts) > 1 else parts[0].seconds
        known = np.all([part.known for part in parts], axis=0) if len(parts) > 1 else parts[0].known
        seconds[~known] = 0
        return Times(seconds, known, parts[-1].zones)


def _read(values: pa.Array) -> dict[Order, Moments]:
    """Read values as moments; ISO 8601 without any oddity the fast way."""
    silent = are_missing(values.fill_null("")) if len(values) else np.zeros(0, np.bool_)
    told = pc.if_else(pa.array(~silent), values, None)
    try:
        bare = pc.replace_substring_regex(told, r"(?:Z|[+-][0-9]{2}:[0-9]{2})$", "")
        moments = bare.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return read_moments(told)
    known = moments.is_valid().to_numpy(zero_copy_only=False)
    microseconds = moments.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return dict.fromkeys(Order, Moments(microseconds.copy(), known, known))
