"""A column as the recognizers see it, and one recognizer's view of it."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce

import polars as pl

from pia_toolkit.detection import weights
from pia_toolkit.detection.catalogue.patterns import Pattern
from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.detection.column_state import ColumnState
from pia_toolkit.detection.headers.reading import HeaderReading
from pia_toolkit.domain.inventory import Evidence


@dataclass
class ColumnReading:
    """One recognizer's view of one column: log-odds and evidence."""

    recognizer: Recognizer
    score: float = weights.PRIOR
    evidence: list[Evidence] = field(default_factory=list)
    by_header: bool = False
    by_values: bool = False
    full_names: int = 0
    """Values, out of those tried, that read like given and family name together."""

    def add(self, weight: float, evidence: Evidence | None = None) -> None:
        """Add one piece of evidence."""
        self.score += weight
        if evidence is not None:
            self.evidence.append(evidence)


@dataclass(frozen=True)
class Observed:
    """A column as the recognizers see it: header, state, and its sampled values in a fixed order."""

    header: HeaderReading
    state: ColumnState
    values: tuple[tuple[str, int], ...] = field(repr=False)

    @property
    def cells(self) -> int:
        """Cells behind the sampled values."""
        return sum(count for _, count in self.values)

    def matching(self, patterns: Sequence[Pattern]) -> list[tuple[str, int]]:
        """Return the sampled values that match one of `patterns`, with their counts."""
        mask = reduce(operator.or_, (pattern.matching(self.series) for pattern in patterns))
        return [entry for entry, hit in zip(self.values, mask, strict=True) if hit]

    @cached_property
    def series(self) -> pl.Series:
        """The sampled values as a column."""
        return pl.Series([value for value, _ in self.values], dtype=pl.String)
