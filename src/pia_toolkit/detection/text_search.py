"""Personal data inside longer cells: patterns searched exactly in every text, behind gates that lose nothing.

A gate is a cheap test that every match of a pattern passes: an `@`, a colon, a run of digits. Only the texts that
pass it are searched. A pattern without such a gate is searched in every text.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pia_toolkit.detection.distinct_sample import DistinctSample
from pia_toolkit.detection.patterns import Pattern, PatternSet
from pia_toolkit.detection.recognizer import Strength

SHORTEST_TEXT = 16
"""Cells of fewer bytes are matched as a whole only."""

_KEPT_MATCHES = 300
_DIGIT_RUN = r"[0-9][0-9 ().\-/+]{4,}[0-9]"
_DIGITS_AND_SEPARATORS = frozenset("9 ().-/+")
_GATE_LITERALS = ("@", ":")
_EDGE_BEFORE, _EDGE_AFTER = "(?:^|[^0-9A-Za-z])", "(?:$|[^0-9A-Za-z])"


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
    def gate(self) -> str | None:
        """A literal or regex that every match contains, or None."""
        language = self.pattern.language
        for literal in _GATE_LITERALS:
            if literal in language.needs:
                return literal
        if language.digits >= 6 and language.allows is not None and language.allows <= _DIGITS_AND_SEPARATORS:
            return _DIGIT_RUN
        return None


def text_patterns(patterns: PatternSet) -> tuple[TextPattern, ...]:
    """Return the patterns that are looked for inside text."""
    return tuple(
        TextPattern(number, pattern)
        for number, pattern in enumerate(patterns.patterns)
        if pattern.recognizer.in_text and (pattern.spec.strength is not Strength.WEAK or pattern.spec.checksum)
    )


@dataclass
class TextCounts:
    """Texts read and, for each pattern, texts with a match, plus a sample of matches to run checks on."""

    patterns: tuple[TextPattern, ...] = field(repr=False)
    read: int = 0
    hits: Counter[int] = field(default_factory=Counter)
    matches: dict[int, DistinctSample] = field(default_factory=dict, repr=False)

    def update(self, cells: pl.Series) -> None:
        """Search one batch of cells (nulls are passed over)."""
        texts = cells.filter(cells.str.len_bytes() >= SHORTEST_TEXT)
        self.read += len(texts)
        if texts.is_empty():
            return
        gated: dict[str | None, pl.Series] = {None: texts}
        for entry in self.patterns:
            gate = entry.gate
            if gate not in gated:
                gated[gate] = texts.filter(texts.str.contains(gate, literal=gate in _GATE_LITERALS))
            candidates = gated[gate]
            if len(candidates):
                self._count(entry, candidates)

    def merge(self, other: "TextCounts") -> None:
        """Add the counts of another part of the same column."""
        self.read += other.read
        self.hits.update(other.hits)
        for number, found in other.matches.items():
            self.matches.setdefault(number, DistinctSample(_KEPT_MATCHES)).merge(found)

    def _count(self, entry: TextPattern, texts: pl.Series) -> None:
        hits = texts.str.contains(entry.within)
        count = int(hits.sum())
        if not count:
            return
        self.hits[entry.number] += count
        kept = self.matches.setdefault(entry.number, DistinctSample(_KEPT_MATCHES))
        kept.update(texts.filter(hits).str.extract(entry.within, 1).drop_nulls())
