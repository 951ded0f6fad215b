"""What is kept of a column while it streams by: counts and a sample, never the column."""

import re
from collections import Counter

import numpy as np
import polars as pl
import pyarrow as pa

from pia_toolkit.detection.catalogue.cells import Cells, Numbers
from pia_toolkit.detection.catalogue.pattern_counts import PatternCounts
from pia_toolkit.detection.catalogue.patterns import PatternSet
from pia_toolkit.detection.distinct_sample import DistinctSample
from pia_toolkit.detection.texts.gates import TextCounts, TextPatterns
from pia_toolkit.domain.inventory import Profile

_LONG_WORDS, _LONG_CELL = 4, 15
_SHAPE_SHOWN = 24
_RUN = re.compile(r"(.)\1{4,}")
_MOST_PUT_OFF = 100_000


class ColumnState:
    """One column so far. `update`, `merge`, then `finish`, then read it out; order and batching make no difference.

    As long as every distinct value fits into the sample, its counts say everything and cells are not counted one by
    one; patterns are then tried on the distinct values alone.
    """

    def __init__(self, patterns: PatternSet, text_patterns: TextPatterns) -> None:
        self.rows = 0
        self.empty = 0
        self.longest = 0
        self.characters = 0
        self.patterns = PatternCounts(patterns)
        self.text = TextCounts(text_patterns)
        self.sample = DistinctSample()
        self.counted = False
        self.profile: Profile | None = None

    def update(self, cells: pa.Array | pa.ChunkedArray) -> None:
        """Take in one batch of cells; null and blank cells count as empty."""
        self.rows += len(cells)
        filled = Cells(cells)
        if len(filled) and not filled.lengths.all():
            filled = filled.where(filled.lengths > 0)
        self.empty += len(cells) - len(filled)
        if not len(filled):
            return
        self.longest = max(self.longest, int(filled.signs.max()))
        self.characters += int(filled.signs.sum())
        earlier = None if self.counted else self.sample.counts.copy()
        self.sample.update(filled)
        if self.counted or not self.sample.complete:
            if earlier:
                self._count_values(earlier)
            self.counted = True
            self._count(filled)

    def merge(self, other: "ColumnState") -> None:
        """Take in another part of the same column."""
        uncounted = [part.sample.counts.copy() for part in (self, other) if not part.counted]
        self.rows += other.rows
        self.empty += other.empty
        self.longest = max(self.longest, other.longest)
        self.characters += other.characters
        self.patterns.merge(other.patterns)
        self.text.merge(other.text)
        self.sample.merge(other.sample)
        self.counted = self.counted or other.counted or not self.sample.complete
        if self.counted:
            for counts in uncounted:
                self._count_values(counts)

    def finish(self) -> None:
        """Count what was put off, and what only the sample knows so far."""
        if not self.counted:
            self.counted = True
            self._count_values(self.sample.counts)
        self._count_put_off()

    def _count_values(self, counts: Counter[str]) -> None:
        if counts:
            self._count(
                Cells(pl.Series(list(counts), dtype=pl.String)), np.array(list(counts.values()), dtype=np.int64)
            )

    def _count(self, cells: Cells, times: Numbers | None = None) -> None:
        """Count patterns; search within cells that no pattern explains as a whole."""
        self.text.update(cells, times, self.patterns.update(cells, times))
        if self.patterns.put_off_cells > _MOST_PUT_OFF:
            self._count_put_off()

    def _count_put_off(self) -> None:
        """Count the cells that waited for others, as trying patterns on few takes as long as on many."""
        for cells, times in self.patterns.take_put_off():
            self.text.update(cells, times, self.patterns.update(cells, times, at_once=True))

    @property
    def filled(self) -> int:
        """Cells that are not empty."""
        return self.rows - self.empty


_KINDS = (
    ("integer", re.compile(r"[-+]?[0-9]+")),
    ("decimal", re.compile(r"[-+]?(?:[0-9]{1,3}(?:[ '.,][0-9]{3})*|[0-9]*)[.,][0-9]+(?:[eE][-+]?[0-9]+)?%?")),
    (
        "datetime",
        re.compile(
            r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}"
            r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)[T ,]{0,2}[0-9]{1,2}[:时h][0-9]{2}.*"
        ),
    ),
    (
        "date",
        re.compile(
            r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}"
            r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
        ),
    ),
)


def profile_of(state: ColumnState) -> Profile:
    """Read a column's profile out of its state, which is finished."""
    if state.profile is None:
        state.profile = _read_profile(state)
    return state.profile


def _read_profile(state: ColumnState) -> Profile:
    shapes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for value, count in state.sample.values():
        shapes[shown_shape(value)] += count
        kinds[_kind_of(value)] += count
    rows = state.sample.rows
    common, hits = min(shapes.items(), key=lambda item: (-item[1], item[0])) if shapes else ("", 0)
    return Profile(
        rows=state.rows,
        empty=state.empty,
        distinct=min(state.sample.distinct, state.filled),
        distinct_exact=state.sample.complete,
        kind=_column_kind(kinds, state),
        shape=common,
        shape_share=hits / rows if rows else 0.0,
        longest=state.longest,
    )


def _kind_of(value: str) -> str:
    bare = value.strip()
    return next((kind for kind, regex in _KINDS if regex.fullmatch(bare)), "words")


def _column_kind(kinds: Counter[str], state: ColumnState) -> str:
    if not state.filled:
        return "empty"
    kind, hits = min(kinds.items(), key=lambda item: (-item[1], item[0]))
    if kinds["integer"] and kinds["decimal"] and kinds["integer"] + kinds["decimal"] >= 0.8 * kinds.total():
        return "decimal"
    if kind != "words" and hits >= 0.8 * kinds.total():
        return kind
    words = sum(count * _word_count(value) for value, count in state.sample.values()) / max(1, state.sample.rows)
    varied = state.sample.distinct > max(20, 0.2 * state.filled)
    if words > _LONG_WORDS and varied and state.characters / state.filled > _LONG_CELL:
        return "text"
    return "token" if varied else "category"


def _word_count(value: str) -> float:
    """Words; two Han, kana or Hangul signs count as one word."""
    ideographs = sum(1 for sign in value if "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3")
    return len(value.split()) + ideographs / 2


def shown_shape(value: str) -> str:
    """Return a shape fit to be shown: 9 digit, A capital, a small letter, 文 other script; runs shortened."""
    head = value[:200].strip()
    signs = head.translate(_ASCII_SIGNS) if head.isascii() else "".join(map(_sign, head))
    runs = _RUN.sub(lambda run: f"{run[1]}{{{len(run[0])}}}", signs)
    return runs if len(runs) <= _SHAPE_SHOWN else runs[: _SHAPE_SHOWN - 1] + "…"


def _sign(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "文" if sign >= "\u0590" else ("A" if sign.isupper() else "a")
    return sign if sign.isascii() and sign.isprintable() else "·"


_ASCII_SIGNS = {code: _sign(chr(code)) for code in range(128)}
