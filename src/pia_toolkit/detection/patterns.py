"""Patterns over a column: which could match it, and how many cells do, exactly.

A pattern is a candidate for a column once some shape of that column could match it; from then on it is counted with
the real regex on every cell. Before that it has no match, so the count is exact either way.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pia_toolkit.detection.recognizer import Recognizer, ValuePattern
from pia_toolkit.detection.shape_language import ShapeLanguage, shape_language
from pia_toolkit.detection.shapes import COARSE, FINE, LONGEST_TOKEN, MOST_SPACES, classes_of, shapes_of

_PADDING = "[ \\t]*"
_LOOK_AT_FIRST = 4096
_TOO_MANY_SHAPES = 1500


@dataclass(frozen=True, eq=False)
class Pattern:
    """One pattern of one recognizer, compiled."""

    recognizer: Recognizer
    spec: ValuePattern
    language: ShapeLanguage = field(repr=False)

    @cached_property
    def whole_cell(self) -> str:
        """The regex for a whole cell, padding allowed, as the columnar engine takes it."""
        return f"^{_PADDING}(?:{self.spec.regex}){_PADDING}$"

    @property
    def explains(self) -> bool:
        """Whether a cell that matches needs no search within: it is what is sought, or holds no part left open."""
        return self.recognizer.in_text or self.language.allows is not None

    def matching(self, values: pl.Series) -> pl.Series:
        """Return for each value whether all of it, padding aside, matches."""
        return values.str.contains(self.whole_cell)


def is_token(cells: pl.Series) -> pl.Series:
    """Return for each cell whether it is short enough, in bytes and words, to be matched as a whole."""
    return (cells.str.len_bytes() <= LONGEST_TOKEN) & (cells.str.count_matches(" ", literal=True) <= MOST_SPACES)


class PatternSet:
    """All patterns of all recognizers, indexed by the length and character classes of the shapes they can match."""

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        self.patterns = tuple(
            Pattern(recognizer, spec, shape_language(spec.regex))
            for recognizer in recognizers
            for spec in recognizer.patterns
        )
        self._feasible: dict[tuple[int, int, frozenset[str]], tuple[int, ...]] = {}

    def feasible(self, shape: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that could match by length, spaces and classes of a fine shape."""
        key = (len(shape), shape.count(" "), classes_of(shape))
        found = self._feasible.get(key)
        if found is None:
            found = tuple(number for number, pattern in enumerate(self.patterns) if pattern.language.could_match(*key))
            self._feasible[key] = found
        return found

    def fitting(self, shapes: list[str], known: set[int]) -> set[int]:
        """Return the numbers of the patterns, beyond those `known`, whose superset matches one of fine shapes."""
        by_pattern: dict[int, list[str]] = defaultdict(list)
        for shape in shapes:
            bare = shape.strip(" \t")
            for number in self.feasible(bare):
                by_pattern[number].append(bare)
        return {
            number
            for number, fitting in by_pattern.items()
            if number not in known and pl.Series(fitting).str.contains(self.patterns[number].language.fine).any()
        }

    def fitting_coarse(self, shapes: list[str], known: set[int]) -> set[int]:
        """Return the same for coarse shapes."""
        bare = pl.Series(shapes).str.strip_chars(" \t")
        return {
            number
            for number, pattern in enumerate(self.patterns)
            if number not in known and bare.str.contains(pattern.language.coarse).any()
        }


class PatternCounts:
    """How many cells of one column match each pattern: a state that is updated batch by batch and merged."""

    def __init__(self, patterns: PatternSet) -> None:
        self._patterns = patterns
        self._candidates: set[int] = set()
        self._seen: dict[bytes, set[str]] = defaultdict(set)
        self._coarse = False
        self.hits: Counter[int] = Counter()

    def update(self, cells: pl.Series, weights: pl.Series | None = None) -> pl.Series:
        """Count the matches in one batch of cells without nulls; each cell counts `weights` times.

        Returns for each cell whether it is left to be searched as text: no pattern explains it as a whole.
        """
        tokens = is_token(cells)
        short = cells.filter(tokens)
        if short.is_empty():
            return ~tokens
        self._find_candidates(short)
        times = None if weights is None else weights.filter(tokens)
        explained = pl.repeat(value=False, n=len(short), eager=True)
        for number in sorted(self._candidates):
            pattern = self._patterns.patterns[number]
            hits = short.str.contains(pattern.whole_cell)
            count = hits.sum() if times is None else times.filter(hits).sum()
            if count:
                self.hits[number] += int(count)
                explained = explained | hits if pattern.explains else explained
        left = (~tokens).to_numpy().copy()
        left[tokens.to_numpy()] = (~explained).to_numpy()
        return pl.Series(left)

    def merge(self, other: "PatternCounts") -> None:
        """Add the counts of another part of the same column."""
        self.hits.update(other.hits)
        self._candidates |= other._candidates

    def _find_candidates(self, short: pl.Series) -> None:
        if not self._coarse and shapes_of(short.head(_LOOK_AT_FIRST)).n_unique() > _TOO_MANY_SHAPES:
            self._coarse = True
        table, fitting = (COARSE, self._patterns.fitting_coarse) if self._coarse else (FINE, self._patterns.fitting)
        seen = self._seen[table]
        new = set(shapes_of(short, table).unique().to_list()) - seen
        seen |= new
        if new:
            self._candidates |= fitting(sorted(new), self._candidates)
