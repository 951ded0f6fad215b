"""Personal data inside longer cells: patterns searched exactly in every text, and tried only where they can succeed.

Texts are cut into fragments (fragments.py), whose shapes are few. The shape of a fragment tells which patterns it could
hold; those are then tried on its text. Patterns whose matches can go beyond a fragment are tried on every text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import polars as pl

from pia_toolkit.detection.catalogue.cells import Cells, Flags, Numbers
from pia_toolkit.detection.catalogue.patterns import SHAPES_KEPT, Pattern, PatternSet
from pia_toolkit.detection.catalogue.recognizer import Recognizer, Strength
from pia_toolkit.detection.catalogue.shapes import BEYOND_ASCII, DIGIT, LOWER, UPPER, shapes_of
from pia_toolkit.detection.distinct_sample import DistinctSample
from pia_toolkit.detection.texts.fragments import FRAGMENT, holds_factors, holds_matches
from pia_toolkit.domain.inventory import Evidence

SHORTEST_TEXT = 16
"""Cells of fewer bytes are matched as a whole only."""

_KEPT_MATCHES = 300
_FEW_TEXTS = 3000
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
    """What a column of texts holds: evidence by kind of data, and the recognizers that found some."""

    evidence: tuple[Evidence, ...]
    recognizers: tuple[Recognizer, ...] = ()


class TextPatterns:
    """The patterns that are searched inside text, and for each shape of a fragment that was met which it could hold."""

    def __init__(self, entries: tuple[TextPattern, ...]) -> None:
        self._entries = entries
        self._in_fragments = tuple(entry for entry in entries if entry.within_shape)
        self._held_by = lru_cache(SHAPES_KEPT)(self._find_held_by)

    def __iter__(self) -> Iterator[TextPattern]:
        return iter(self._entries)

    def candidates(self, texts: Cells) -> Iterator[tuple[TextPattern, Numbers]]:
        """Yield each pattern that could be in some of the texts, and which texts these are."""
        fragments = _Fragments(texts)
        found: dict[TextPattern, list[int]] = {entry: [] for entry in self._entries if not entry.within_shape}
        for sort, shape in enumerate(fragments.shapes):
            for entry in self._held_by(shape):
                found.setdefault(entry, []).append(sort)
        beyond_ascii = texts.signs < texts.lengths
        for entry, wanted in found.items():
            rows = fragments.texts_with(wanted) if entry.within_shape else np.arange(len(texts))
            rows = rows[fragments.digits[rows] >= entry.pattern.language.digits]
            if BEYOND_ASCII in entry.pattern.language.needs:
                rows = rows[beyond_ascii[rows]]
            if len(rows):
                yield entry, rows

    def _find_held_by(self, shape: str) -> tuple[TextPattern, ...]:
        return tuple(entry for entry in self._in_fragments if entry.could_be_in(shape))


class _Fragments:
    """The fragments of some texts: their distinct shapes, and the digits of each text's fragments."""

    def __init__(self, texts: Cells) -> None:
        lists = texts.series.str.extract_all(FRAGMENT)
        self.shapes, self._sorts = shapes_of(Cells(lists.explode()))
        self._rows = np.repeat(np.arange(len(texts)), lists.list.len().to_numpy())
        self._by_sort = np.argsort(self._sorts, kind="stable")
        self._ends: list[int] = np.cumsum(np.bincount(self._sorts, minlength=len(self.shapes))).tolist()
        digits_of = np.array([shape.count(DIGIT) for shape in self.shapes], dtype=np.int64)
        self.digits = np.bincount(self._rows, weights=digits_of[self._sorts], minlength=len(texts))

    def texts_with(self, wanted: Sequence[int]) -> Numbers:
        """Return the texts that have a fragment of one of the shapes of these numbers."""
        starts = [0, *self._ends]
        with_one = np.zeros(len(self.digits), dtype=np.bool_)
        for sort in wanted:
            with_one[self._rows[self._by_sort[starts[sort] : self._ends[sort]]]] = True
        return np.flatnonzero(with_one)


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


class TextCounts:
    """Texts read and, for each pattern, texts with a match, plus a sample of matches to run checks on.

    Where a pattern could be in few texts only, these wait for others: to compile a pattern takes longer than to try it.
    """

    def __init__(self, patterns: TextPatterns) -> None:
        self._patterns = patterns
        self._waiting: dict[int, list[tuple[pl.Series, Numbers]]] = {}
        self._hits: Counter[int] = Counter()
        self._matches: dict[int, DistinctSample] = {}
        self.read = 0

    @property
    def hits(self) -> Counter[int]:
        """Texts with a match, by number of the pattern."""
        self._try_waiting(0)
        return self._hits

    @property
    def matches(self) -> dict[int, DistinctSample]:
        """A sample of what matched, by number of the pattern."""
        self._try_waiting(0)
        return self._matches

    def update(self, cells: Cells, times: Numbers | None = None, wanted: Flags | None = None) -> None:
        """Search one batch of cells, or those `wanted`, unless too short; each counts as often as `times` says."""
        long = cells.lengths >= SHORTEST_TEXT
        wanted = long if wanted is None else long & wanted
        if not wanted.any():
            return
        texts = cells if wanted.all() else cells.where(wanted)
        times = np.ones(len(texts), dtype=np.int64) if times is None else times[wanted]
        self.read += int(times.sum())
        for entry, rows in self._patterns.candidates(texts):
            self._waiting.setdefault(entry.number, []).append((texts.series.gather(rows), times[rows]))
        self._try_waiting(_FEW_TEXTS)

    def merge(self, other: "TextCounts") -> None:
        """Add the counts of another part of the same column."""
        self.read += other.read
        self._hits.update(other.hits)
        for number, found in other.matches.items():
            self._matches.setdefault(number, DistinctSample(_KEPT_MATCHES)).merge(found)

    def _try_waiting(self, few: int) -> None:
        """Try the patterns for which more than a few texts wait."""
        for entry in self._patterns if self._waiting else ():
            parts = self._waiting.get(entry.number, ())
            if sum(len(texts) for texts, _ in parts) > few:
                self._try_one(entry, parts)
                del self._waiting[entry.number]

    def _try_one(self, entry: TextPattern, parts: Sequence[tuple[pl.Series, Numbers]]) -> None:
        texts = pl.concat([texts for texts, _ in parts])
        hits = texts.str.contains(entry.within)
        if hits.any():
            self._hits[entry.number] += int(np.concatenate([times for _, times in parts])[hits.to_numpy()].sum())
            kept = self._matches.setdefault(entry.number, DistinctSample(_KEPT_MATCHES))
            kept.update(Cells(texts.filter(hits).str.extract(entry.within, 1)))
