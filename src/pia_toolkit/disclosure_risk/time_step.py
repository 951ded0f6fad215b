"""How fine a time column is: the greatest step that all its moments keep, wherever they start."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pia_toolkit.cells.missing import are_missing
from pia_toolkit.cells.timestamps import DAY, MICROSECONDS, Moments, Order, read_moments
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.risk import TimeStep

MONTH_SECONDS = 30 * 86_400
"""What is reported for values that fall on the same day and hour of every month."""

YEAR_SECONDS = 365 * 86_400
"""What is reported for values that fall on the same day and hour of every year."""

_LEAST_UNDERSTOOD = 0.5
"""Share of the filled cells that must be moments; below it the column holds something else."""


@dataclass(repr=False)
class _Span:
    """The smallest and the greatest of some numbers."""

    least: int | None = None
    most: int | None = None

    def update(self, numbers: Numbers) -> None:
        if len(numbers):
            self.merge(_Span(int(numbers.min()), int(numbers.max())))

    def merge(self, other: "_Span") -> None:
        if self.least is None or self.most is None:
            self.least, self.most = other.least, other.most
        elif other.least is not None and other.most is not None:
            self.least, self.most = min(self.least, other.least), max(self.most, other.most)

    @property
    def is_constant(self) -> bool:
        return self.least == self.most


@dataclass(repr=False)
class _Reading:
    """What a column's moments have in common under one order of day and month."""

    cells: int = 0
    first: int | None = None
    step: int = 0
    years: _Span = field(default_factory=_Span)
    months: _Span = field(default_factory=_Span)
    days: _Span = field(default_factory=_Span)
    clock: _Span = field(default_factory=_Span)

    def update(self, moments: Moments, cells: Numbers) -> None:
        """Take in different values and how many cells have each."""
        found = moments.microseconds[moments.known]
        if not len(found):
            return
        self.cells += int(cells[moments.known].sum())
        if self.first is None:
            self.first = int(found[0])
        self.step = int(np.gcd(self.step, np.gcd.reduce(found - self.first)))
        date = (found // DAY).astype("datetime64[D]")
        month = date.astype("datetime64[M]")
        year = date.astype("datetime64[Y]").astype(np.int64) + 1970
        self.years.update(year[moments.dated[moments.known]])
        self.months.update(month.astype(np.int64) % 12)
        self.days.update((date - month.astype("datetime64[D]")).astype(np.int64))
        self.clock.update(found % DAY)

    def merge(self, other: "_Reading") -> None:
        """Take in what another reading found."""
        if self.first is None:
            self.first, self.step = other.first, other.step
        elif other.first is not None:
            self.step = int(np.gcd.reduce([self.step, other.step, self.first - other.first]))
        self.cells += other.cells
        for span in ("years", "months", "days", "clock"):
            getattr(self, span).merge(getattr(other, span))

    def seconds(self) -> int | None:
        """Return the step in seconds, or None for a single moment."""
        if not self.step:
            return None
        if self.days.is_constant and self.clock.is_constant:
            return YEAR_SECONDS if self.months.is_constant else MONTH_SECONDS
        return max(1, self.step // MICROSECONDS)


class TimeStepState:
    """Reads one time column batch by batch; exact over all its rows."""

    def __init__(self, column: str) -> None:
        self.column = column
        self.filled = 0
        self.readings = {order: _Reading() for order in Order}

    def update(self, column: pa.Array) -> None:
        """Take in one more piece of the column, an Arrow array of strings."""
        encoded = column.drop_null().dictionary_encode()
        kept = ~are_missing(encoded.dictionary)
        values = encoded.dictionary.filter(pa.array(kept))
        cells = np.bincount(encoded.indices.to_numpy(), minlength=len(kept))[kept]
        self.filled += int(cells.sum())
        for order, moments in read_moments(values).items():
            self.readings[order].update(moments, cells)

    def merge(self, other: "TimeStepState") -> None:
        """Take in what another state read of the same column."""
        self.filled += other.filled
        for order, reading in self.readings.items():
            reading.merge(other.readings[order])

    def finish(self) -> tuple[TimeStep | None, tuple[ReadingNote, ...]]:
        """Return how fine the column is, and a note when cells were not understood.

        `step_seconds` is the greatest common divisor of all distances between moments, so 15-minute values
        that start at seven minutes past have 900. 1 stands for a second or finer, 2,592,000 (30 days) for
        months, 31,536,000 (365 days) for years, None for a single moment. `03/05/2024` is read in the order
        that more cells allow, in doubt the day first. No step is given when fewer than half of the filled
        cells are moments.
        """
        reading = max(self.readings.values(), key=lambda one: one.cells)
        if not reading.cells or reading.cells < _LEAST_UNDERSTOOD * self.filled:
            code = "time-not-understood" if self.filled else "empty-column"
            return None, (ReadingNote(code=code, values={"column": self.column}),)
        odd = self.filled - reading.cells
        notes = (
            (ReadingNote(code="time-partly-understood", values={"column": self.column, "cells": odd}),) if odd else ()
        )
        step = TimeStep(
            column=self.column,
            step_seconds=reading.seconds(),
            first_year=reading.years.least,
            last_year=reading.years.most,
        )
        return step, notes
