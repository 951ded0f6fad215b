"""Patterns over a column: which could match it, and how many cells do, exactly.

A pattern is a candidate for a column once some shape of that column could match it; from then on it is counted with
the real regex on every cell. Before that it has no match, so the count is exact either way.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pia_toolkit.detection.recognizer import Recognizer, ValuePattern
from pia_toolkit.detection.shapes import (
    COARSE,
    FINE,
    LONGEST_TOKEN,
    ShapeLanguage,
    classes_of,
    shape_language,
    shapes_of,
)

_PADDING = "[ \\t]*"
_LOOK_AT_FIRST = 4096
_TOO_MANY_SHAPES = 1500


@dataclass(frozen=True)
class Pattern:
    """One pattern of one recognizer, compiled."""

    recognizer: Recognizer
    spec: ValuePattern
    language: ShapeLanguage = field(repr=False)

    @cached_property
    def whole_cell(self) -> str:
        """The regex for a whole cell, padding allowed, as the columnar engine takes it."""
        return f"^{_PADDING}(?:{self.spec.regex}){_PADDING}$"

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The regex for one value in Python."""
        return re.compile(self.spec.regex)

    def matches(self, value: str) -> bool:
        """Whether the whole value, without padding, matches."""
        return self.compiled.fullmatch(value.strip(" \t")) is not None


class PatternSet:
    """All patterns of all recognizers, indexed by the length and character classes of the shapes they can match."""

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        self.patterns = tuple(
            Pattern(recognizer, spec, shape_language(spec.regex))
            for recognizer in recognizers
            for spec in recognizer.patterns
        )
        self._feasible: dict[tuple[int, frozenset[str]], tuple[int, ...]] = {}

    def feasible(self, shape: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that a fine shape of this length and these classes could match."""
        key = (len(shape), classes_of(shape))
        found = self._feasible.get(key)
        if found is None:
            found = tuple(
                number for number, pattern in enumerate(self.patterns) if pattern.language.could_match(*key)
            )
            self._feasible[key] = found
        return found

    def fitting(self, shape: str) -> list[int]:
        """Return the numbers of the patterns whose superset matches a fine shape."""
        bare = shape.strip(" \t")
        return [number for number in self.feasible(bare) if self.patterns[number].language.fine.match(bare)]

    def fitting_coarse(self, shape: str) -> list[int]:
        """Return the numbers of the patterns whose superset matches a coarse shape."""
        bare = shape.strip(" \t")
        return [
            number
            for number, pattern in enumerate(self.patterns)
            if pattern.language.shortest <= len(bare) <= pattern.language.longest
            and pattern.language.coarse.match(bare)
        ]


class PatternCounts:
    """How many cells of one column match each pattern: a state that is updated batch by batch and merged."""

    def __init__(self, patterns: PatternSet) -> None:
        self._patterns = patterns
        self._candidates: set[int] = set()
        self._seen: dict[bytes, set[str]] = defaultdict(set)
        self._coarse = False
        self.hits: Counter[int] = Counter()

    def update(self, cells: pl.Series) -> None:
        """Count the matches in one batch of cells (nulls are passed over)."""
        short = cells.filter(cells.str.len_bytes() <= LONGEST_TOKEN)
        if short.is_empty():
            return
        self._find_candidates(short)
        if self._candidates:
            order = sorted(self._candidates)
            sums = pl.DataFrame({"c": short}).select(
                pl.col("c").str.contains(self._patterns.patterns[number].whole_cell).sum().alias(str(number))
                for number in order
            )
            self.hits.update({number: count for number, count in zip(order, sums.row(0), strict=True) if count})

    def merge(self, other: "PatternCounts") -> None:
        """Add the counts of another part of the same column."""
        self.hits.update(other.hits)
        self._candidates |= other._candidates

    def _find_candidates(self, short: pl.Series) -> None:
        if not self._coarse and shapes_of(short.head(_LOOK_AT_FIRST)).n_unique() > _TOO_MANY_SHAPES:
            self._coarse = True
        table, fitting = (
            (COARSE, self._patterns.fitting_coarse) if self._coarse else (FINE, self._patterns.fitting)
        )
        seen = self._seen[table]
        for shape in shapes_of(short, table).unique().to_list():
            if shape not in seen:
                seen.add(shape)
                self._candidates.update(fitting(shape))
