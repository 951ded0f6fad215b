"""Personal data inside longer cells: patterns searched exactly in every text, behind gates that lose nothing.

Behind gates: every match of a pattern has a least number of digits, and contains a certain run of signs in its shape
(an `@`, four digits, a capital before two digits). Only texts with both are searched.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pia_toolkit.detection.distinct_sample import DistinctSample
from pia_toolkit.detection.patterns import Pattern, PatternSet
from pia_toolkit.detection.recognizer import Strength
from pia_toolkit.detection.shapes import shapes_of
from pia_toolkit.domain.inventory import Evidence

SHORTEST_TEXT = 16
"""Cells of fewer bytes are matched as a whole only."""

_KEPT_MATCHES = 300
_DIGITS = (0, 4, 7, 9, 11)
"""Texts are first parted by how many digits they have: most have too few for an identity number."""
_EDGE_BEFORE, _EDGE_AFTER = "(?:^|[^0-9A-Za-z_])", "(?:$|[^0-9A-Za-z_])"


@dataclass(frozen=True)
class TextPattern:
    """One pattern as it is searched inside text."""

    number: int
    pattern: Pattern

    @cached_property
    def within(self) -> str:
        """The regex for a match inside text, not glued to other letters or digits; group 1 is the match."""
        return f"{_EDGE_BEFORE}({self.pattern.spec.regex}){_EDGE_AFTER}"

    @property
    def gate(self) -> str:
        """A run of signs that the shape of every match contains; empty if there is none."""
        return self.pattern.language.factor


@dataclass(frozen=True)
class TextFindings:
    """What a column of texts holds: evidence by kind of data, and how many distinct texts the name finder read."""

    evidence: tuple[Evidence, ...]
    texts_read: int


def text_patterns(patterns: PatternSet) -> tuple[TextPattern, ...]:
    """Return the patterns that are looked for inside text: a bare run of digits there is no evidence of anything."""
    return tuple(
        TextPattern(number, pattern)
        for number, pattern in enumerate(patterns.patterns)
        if pattern.recognizer.in_text and pattern.spec.strength is not Strength.WEAK
    )


@dataclass
class TextCounts:
    """Texts read and, for each pattern, texts with a match, plus a sample of matches to run checks on."""

    patterns: tuple[TextPattern, ...] = field(repr=False)
    read: int = 0
    hits: Counter[int] = field(default_factory=Counter)
    matches: dict[int, DistinctSample] = field(default_factory=dict, repr=False)

    def update(self, cells: pl.Series, weights: pl.Series | None = None) -> None:
        """Search one batch of cells without nulls; each cell counts `weights` times."""
        if cells.is_empty():
            return
        long = cells.str.len_bytes() >= SHORTEST_TEXT
        texts = pl.DataFrame({"text": cells, "times": 1 if weights is None else weights}).filter(long)
        self.read += int(texts["times"].sum())
        if texts.is_empty():
            return
        texts = texts.with_columns(shape=shapes_of(texts["text"]))
        digits = texts["shape"].str.count_matches("9", literal=True)
        passed = {(least, ""): texts.filter(digits >= least) for least in _DIGITS}
        for entry in self.patterns:
            least = max(step for step in _DIGITS if step <= entry.pattern.language.digits)
            key = (least, entry.gate)
            if key not in passed:
                part = passed[least, ""]
                passed[key] = part.filter(part["shape"].str.contains(entry.gate, literal=True))
            if not passed[key].is_empty():
                self._count(entry, passed[key])

    def merge(self, other: "TextCounts") -> None:
        """Add the counts of another part of the same column."""
        self.read += other.read
        self.hits.update(other.hits)
        for number, found in other.matches.items():
            self.matches.setdefault(number, DistinctSample(_KEPT_MATCHES)).merge(found)

    def _count(self, entry: TextPattern, texts: pl.DataFrame) -> None:
        found = texts.filter(texts["text"].str.contains(entry.within))
        if found.is_empty():
            return
        self.hits[entry.number] += int(found["times"].sum())
        kept = self.matches.setdefault(entry.number, DistinctSample(_KEPT_MATCHES))
        kept.update(found["text"].str.extract(entry.within, 1).drop_nulls())
