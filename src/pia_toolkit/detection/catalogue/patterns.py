"""Patterns over a column: which could match its cells.

Cells are sorted by shape. The shape of a cell tells which patterns could match it, and of some that they do; the
others are tried on the cells of that shape alone (pattern_counts.py). No match can slip past, so the count is exact.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from pia_toolkit.detection.catalogue.recognizer import Recognizer, ValuePattern
from pia_toolkit.detection.catalogue.shape_language import ShapeLanguage, shape_language
from pia_toolkit.detection.catalogue.shapes import (
    BLANKS,
    LONGEST_TOKEN,
    MOST_SPACES,
    TOLD,
    Outline,
    marks_told,
    outline_of,
)

_PADDING = f"[{BLANKS}]*"
SHAPES_KEPT = 100_000
"""Shapes of which is remembered what was found out."""


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

    @cached_property
    def whole_shape(self) -> re.Pattern[str]:
        """The regex for the shape of a whole cell."""
        return re.compile(f"{_PADDING}{self.language.regex}{_PADDING}")

    def could_have(self, shape: str) -> bool:
        """Whether a cell that matches could have this shape."""
        return self.language.factor in shape and self.whole_shape.fullmatch(shape) is not None

    @cached_property
    def sure_shape(self) -> re.Pattern[str]:
        """The regex for a shape all of whose cells match."""
        return re.compile(f"{_PADDING}(?s:{self.language.sure}){_PADDING}")

    @property
    def explains(self) -> bool:
        """Whether a cell that matches needs no search within: it is what is sought, or holds no part left open."""
        return self.recognizer.in_text or self.language.allows is not None

    def matching(self, values: pl.Series) -> pl.Series:
        """Return for each value whether all of it, padding aside, matches."""
        return values.str.contains(self.whole_cell)


def is_token(cells: pl.Series) -> pl.Series:
    """Return for each cell whether it is short enough, in bytes and words, to be matched as a whole."""
    spaces = cells.str.strip_chars(BLANKS).str.count_matches(" ", literal=True)
    return (cells.str.len_bytes() <= LONGEST_TOKEN) & (spaces <= MOST_SPACES)


class Plan(NamedTuple):
    """What is known of cells before any is looked at: patterns that match all of them, and that could match some.

    Of patterns with the same regex the first one stands for all.
    """

    certain: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    explained: bool = False


class PatternSet:
    """All patterns of all recognizers, and for each shape that was met what they make of it."""

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        self.patterns = tuple(
            Pattern(recognizer, spec, shape_language(spec.regex))
            for recognizer in recognizers
            for spec in recognizer.patterns
        )
        same: dict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self.patterns):
            same[pattern.spec.regex].append(number)
        self.alike = {numbers[0]: tuple(numbers) for numbers in same.values()}
        self._tried = np.isin(np.arange(len(self.patterns)), list(self.alike))
        languages = [pattern.language for pattern in self.patterns]
        self._shortest = np.array([language.shortest for language in languages])
        self._longest = np.array([language.longest for language in languages])
        self._spaces = np.array([language.spaces for language in languages])
        self._needs = np.array([marks_told(language.needs) for language in languages])
        self._bars = np.array(
            [0 if it.allows is None else marks_told(TOLD) ^ marks_told(it.allows) for it in languages]
        )
        self.any_of = lru_cache(SHAPES_KEPT)(self._any_of)
        self.plan_of_outline = lru_cache(SHAPES_KEPT)(self._plan_of_outline)
        self.plan_of_shape = lru_cache(SHAPES_KEPT)(self._plan_of_shape)
        self.plan_of_rare_shape = lru_cache(SHAPES_KEPT)(self._plan_of_rare_shape)

    def explain(self, numbers: Iterable[int]) -> bool:
        """Whether a cell that matches these patterns is explained by one of them, or by one of the same regex."""
        return any(self.patterns[each].explains for number in numbers for each in self.alike[number])

    def _any_of(self, numbers: tuple[int, ...]) -> str:
        """Return the regex for a whole cell that matches one of some patterns."""
        either = "|".join(f"(?:{self.patterns[number].spec.regex})" for number in numbers)
        return f"^{_PADDING}(?:{either}){_PADDING}$"

    def _plan_of_outline(self, outline: Outline) -> Plan:
        """Return the patterns that could match by lengths, spaces and marks."""
        length, padded, spaces, marks = outline
        if spaces > MOST_SPACES:
            return Plan()
        with_padding = marks | marks_told(" ") * (padded > length)
        fits = self._tried & (self._shortest <= padded) & (self._longest >= length) & (self._spaces >= spaces)
        fits &= (self._needs & ~with_padding == 0) & (self._bars & marks == 0)
        return Plan(possible=tuple(np.flatnonzero(fits).tolist()))

    def _plan_of_rare_shape(self, shape: str) -> Plan:
        """Return what the outline tells of cells of one shape: to find out more takes longer than to try some cells."""
        return self.plan_of_outline(outline_of(shape))

    def _plan_of_shape(self, shape: str) -> Plan:
        """Return the patterns that match, and those that could match, cells of one shape."""
        fitting = [
            number
            for number in self.plan_of_outline(outline_of(shape)).possible
            if self.patterns[number].could_have(shape)
        ]
        certain = tuple(number for number in fitting if self.patterns[number].sure_shape.fullmatch(shape))
        possible = tuple(number for number in fitting if number not in certain)
        return Plan(certain, possible, self.explain(certain))
