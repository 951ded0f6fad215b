"""Personal data inside longer cells: patterns searched exactly in every text, and tried only where they can succeed.

Texts are cut into fragments (fragments.py), whose shapes are few. The shape of a fragment tells which patterns it could
hold; those are then tried on its text. Patterns whose matches can go beyond a fragment are tried on every text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

import numpy as np
import polars as pl

from pia_toolkit.detection.catalogue.patterns import SHAPES_KEPT, Pattern, PatternSet, are_among
from pia_toolkit.detection.catalogue.recognizer import Recognizer, Strength
from pia_toolkit.detection.catalogue.shapes import BEYOND_ASCII, DIGIT, LOWER, UPPER, Sorts, shapes_of
from pia_toolkit.detection.distinct_sample import DistinctSample
from pia_toolkit.detection.texts.fragments import FRAGMENT, holds_factors, holds_matches
from pia_toolkit.domain.inventory import Evidence

SHORTEST_TEXT = 16
"""Cells of fewer bytes are matched as a whole only."""

_KEPT_MATCHES = 300
_EDGE_BEFORE, _EDGE_AFTER = "(?:^|[^0-9A-Za-z_])", "(?:$|[^0-9A-Za-z_])"
_SHAPE_EDGES = (f"(?:^|[^{DIGIT}{UPPER}{LOWER}_])", f"(?:$|[^{DIGIT}{UPPER}{LOWER}_])")


@dataclass(frozen=True)
class TextPattern:
    """One pattern as it is searched inside text."""

    number: int
    pattern: Pattern

    @cached_property
    def within(self) -> str:
        """The regex for a match inside text, not glued to other letters or digits; group 1 is the match."""
        return f"{_EDGE_BEFORE}({self.pattern.spec.regex}){_EDGE_AFTER}"

    @cached_property
    def within_shape(self) -> re.Pattern[str] | None:
        """What is found in the shape of a fragment of every text with a match; None: nothing is."""
        language = self.pattern.language
        if holds_matches(language):
            return re.compile(language.regex.join(_SHAPE_EDGES))
        return re.compile(re.escape(language.factor)) if holds_factors(language) else None

    def could_be_in(self, shape: str) -> bool:
        """Whether a fragment of this shape could hold a match, or a part of it that tells."""
        return self.pattern.language.factor in shape and bool(self.within_shape and self.within_shape.search(shape))


@dataclass(frozen=True)
class TextFindings:
    """What a column of texts holds: evidence by kind of data, distinct texts the name finder read, what was found."""

    evidence: tuple[Evidence, ...]
    texts_read: int
    recognizers: tuple[Recognizer, ...] = ()


class TextPatterns:
    """The patterns that are searched inside text, and for each shape of a fragment that was met which it could hold."""

    def __init__(self, entries: tuple[TextPattern, ...]) -> None:
        self._entries = entries
        self._in_fragments = tuple(entry for entry in entries if entry.within_shape)
        self._held_by = lru_cache(SHAPES_KEPT)(self._find_held_by)

    def __iter__(self) -> Iterator[TextPattern]:
        return iter(self._entries)

    def candidates(self, texts: pl.Series) -> Iterator[tuple[TextPattern, pl.Series]]:
        """Yield each pattern that could be in some of the texts, and for each text whether it could be in it."""
        rows, sorts, distinct = _fragments_of(texts)
        found: dict[TextPattern, list[int]] = {entry: [] for entry in self._entries if not entry.within_shape}
        for sort, shape in enumerate(distinct):
            for entry in self._held_by(shape):
                found.setdefault(entry, []).append(sort)
        digits_of = np.array([shape.count(DIGIT) for shape in distinct], dtype=np.int64)
        digits = np.bincount(rows, weights=digits_of[sorts], minlength=len(texts))
        beyond_ascii = (texts.str.len_bytes() > texts.str.len_chars()).to_numpy()
        for entry, wanted in found.items():
            some = digits >= entry.pattern.language.digits
            if BEYOND_ASCII in entry.pattern.language.needs:
                some &= beyond_ascii
            if entry.within_shape:
                holding = np.zeros(len(texts), dtype=np.bool_)
                holding[rows[are_among(wanted, sorts, len(distinct))]] = True
                some &= holding
            yield entry, pl.Series(some)

    def _find_held_by(self, shape: str) -> tuple[TextPattern, ...]:
        return tuple(entry for entry in self._in_fragments if entry.could_be_in(shape))


def _fragments_of(texts: pl.Series) -> tuple[Sorts, Sorts, list[str]]:
    """Cut texts into fragments: for each the number of its text and which shape it has, out of the distinct ones."""
    lists = texts.str.extract_all(FRAGMENT)
    shapes, sorts = shapes_of(lists.explode().drop_nulls())
    rows = np.repeat(np.arange(len(texts)), lists.list.len().to_numpy())
    return rows, sorts, shapes.to_pylist()


@cache
def text_patterns(patterns: PatternSet) -> TextPatterns:
    """Return the patterns that are looked for inside text: a bare run of digits there is no evidence of anything."""
    return TextPatterns(
        tuple(
            TextPattern(number, pattern)
            for number, pattern in enumerate(patterns.patterns)
            if pattern.recognizer.in_text and pattern.spec.strength is not Strength.WEAK
        )
    )


@dataclass
class TextCounts:
    """Texts read and, for each pattern, texts with a match, plus a sample of matches to run checks on."""

    patterns: TextPatterns = field(repr=False)
    read: int = 0
    hits: Counter[int] = field(default_factory=Counter)
    matches: dict[int, DistinctSample] = field(default_factory=dict, repr=False)

    def update(self, cells: pl.DataFrame) -> None:
        """Search one batch of cells: `text` without nulls, each counted `times`."""
        texts = cells.filter(cells["text"].str.len_bytes() >= SHORTEST_TEXT)
        if texts.is_empty():
            return
        self.read += int(texts["times"].sum())
        for entry, some in self.patterns.candidates(texts["text"]):
            part = texts.filter(some)
            found = part.filter(part["text"].str.contains(entry.within))
            if not found.is_empty():
                self.hits[entry.number] += int(found["times"].sum())
                kept = self.matches.setdefault(entry.number, DistinctSample(_KEPT_MATCHES))
                kept.update(found["text"].str.extract(entry.within, 1).drop_nulls())

    def merge(self, other: "TextCounts") -> None:
        """Add the counts of another part of the same column."""
        self.read += other.read
        self.hits.update(other.hits)
        for number, found in other.matches.items():
            self.matches.setdefault(number, DistinctSample(_KEPT_MATCHES)).merge(found)
