"""Which values of a dimension are totals of others: by words, bands, codes and hierarchies, and by adding up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import Ints
from pia_toolkit.disclosure_risk.count_tables.labels import (
    bands,
    children_by_code,
    is_total_word,
    may_be_total,
    tilings,
)
from pia_toolkit.disclosure_risk.count_tables.lines import Lines, Mask, is_blank
from pia_toolkit.domain.count_table_risk import FoundBy

_MOSTLY = 0.5
"""Share of sums from which on a total is believed to be one; the others do not add up."""
_NEARLY_ALWAYS = 0.9
"""The same for totals that nothing but their sums speaks for."""
_CHANCE = 2.0
"""Powers of ten by which sums that are found by trying must be unlikely to hold by chance."""
_MOST_TRIED = 3_000
"""Values of a dimension up to which sums of neighbours are tried."""
_MOST_LIKELY = 50
_FEWEST_PARTS = 2


@dataclass(frozen=True)
class Total:
    """A value that is the sum of `parts`; `columns` are those of counts for which that holds.

    Along columns of counts, value and parts are such columns themselves.
    """

    value: int
    parts: Ints = field(repr=False)
    found_by: FoundBy
    columns: Mask = field(repr=False)
    checked: int
    not_adding_up: int


def find_totals(lines: Lines, steps: Sequence[int | None]) -> list[Total]:
    """Find every total along one dimension; those that words name but that never add up are told too, with no column.

    One value may be several sums: of men and women, and of age bands. `steps`: to what each column of counts is
    rounded; sums of rounded counts may differ a little.
    """
    search = _Search(lines, steps)
    found: list[Total] = []
    for value, parts, how in _structural(lines):
        _keep(found, search.test(value, parts, how))
    if len(lines.labels) <= _MOST_TRIED:
        for value, parts in search.neighbours():
            _keep(found, search.test(value, parts, FoundBy.SUM))
    for value, parts, how in search.overall(found):
        total = search.test(value, parts, how)
        _keep(found, total)
        if how is FoundBy.WORD and is_named_total(lines, value) and all(other.value != value for other in found):
            found.append(total)
    return [
        replace(total, found_by=FoundBy.WORD)
        if total.found_by is FoundBy.SUM and is_named_total(lines, total.value)
        else total
        for total in found
    ]


def is_named_total(lines: Lines, value: int) -> bool:
    """Whether a value is called a total in one of its columns."""
    return any(is_total_word(label) for label in lines.labels[value])


def _keep(found: list[Total], total: Total) -> None:
    """Keep a total that adds up if none of its parts is one already; drop a sum of the same value that does not."""
    if not total.columns.any():
        return
    same = [other for other in found if other.value == total.value]
    if any(other.columns.any() and np.intersect1d(other.parts, total.parts).size for other in same):
        return
    found[:] = [other for other in found if other.value != total.value or other.columns.any()]
    found.append(total)


def _structural(lines: Lines) -> Iterator[tuple[int, Ints, FoundBy]]:
    """Propose totals by what values say of each other: hierarchies of columns, bands, codes."""
    yield from _hierarchies(lines)
    for column in range(len(lines.columns) if not lines.across else 1):
        labels = [words[column] for words in lines.labels]
        for value, parts in tilings(bands(labels)):
            yield value, np.array(parts), FoundBy.BAND
        for value, parts in children_by_code(labels).items():
            yield value, np.array(parts), FoundBy.CODE


def _hierarchies(lines: Lines) -> Iterator[tuple[int, Ints, FoundBy]]:
    """Propose values such as (North, total) as the sum of (North, …) where one column tells another."""
    if lines.across or len(lines.columns) == 1:
        return
    open_columns = [tuple(is_total_word(word) or is_blank(word) for word in words) for words in lines.labels]
    openness = [sum(own) for own in open_columns]
    same: dict[tuple[int, ...], dict[tuple[str, ...], list[int]]] = {}
    for value, own in enumerate(open_columns):
        if not any(own):
            continue
        fixed = tuple(place for place, is_open in enumerate(own) if not is_open)
        if fixed not in same:
            same[fixed] = _by_words(lines.labels, fixed)
        below = [part for part in same[fixed][_words(lines.labels[value], fixed)] if openness[part] < openness[value]]
        level = max((openness[part] for part in below), default=0)
        parts = [part for part in below if openness[part] == level]
        if len(parts) > 1:
            yield value, np.array(parts), FoundBy.HIERARCHY


def _by_words(labels: Sequence[tuple[str, ...]], places: tuple[int, ...]) -> dict[tuple[str, ...], list[int]]:
    """Return the values that have the same words in some columns."""
    found: dict[tuple[str, ...], list[int]] = {}
    for value, words in enumerate(labels):
        found.setdefault(_words(words, places), []).append(value)
    return found


def _words(label: tuple[str, ...], places: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(label[place] for place in places)


class _Search:
    """Tries sums on the lines of one dimension."""

    def __init__(self, lines: Lines, steps: Sequence[int | None]) -> None:
        self.lines = lines
        self.known = lines.states == State.KNOWN
        self.usable = self.known | (lines.states == State.ABSENT)
        self.width = max(int(lines.column.max(initial=0)) + 1, 1)
        self.steps = np.array([step or 0 for step in steps], np.int64)
        self.tried = max(len(lines.labels), 2)

    def test(self, value: int, parts: Ints, how: FoundBy) -> Total:
        """Add up the parts in every line in which none is hidden and compare with the value."""
        lines = self.lines
        there = (lines.cell[:, parts] >= 0).sum(axis=1)
        checkable = self.known[:, value] & self.usable[:, parts].all(axis=1) & (there > 0)
        sums = lines.counts[:, parts].sum(axis=1)
        difference = lines.counts[:, value] - sums
        # A row that is missing can hold what the total has more.
        checkable &= ~((difference > 0) & (there < len(parts)))
        right = np.abs(difference) <= self._tolerance(len(parts))
        group = np.zeros(len(difference), np.int64) if lines.across else lines.column
        checked = np.bincount(group[checkable], minlength=self.width)
        held = np.bincount(group[checkable & right], minlength=self.width)
        believed = (held > 0) & (held >= _MOSTLY * checked)
        if how is FoundBy.SUM:
            parts_there = (lines.counts[:, parts] > 0).sum(axis=1) > 1
            telling = checkable & right & parts_there
            surprise = np.bincount(group[telling], np.log10(1.0 + lines.counts[:, value][telling]), self.width)
            believed &= (held >= _NEARLY_ALWAYS * checked) & (surprise >= _CHANCE + np.log10(self.tried))
        elif not checked.any():
            believed = self._not_contradicted(value, parts)
        else:
            believed |= (checked == 0) & believed.any()
        not_right = int((checked - held)[believed if believed.any() else slice(None)].sum())
        return Total(value, parts, how, believed, int(checked.sum()), not_right)

    def _tolerance(self, parts: int) -> Ints:
        """Return by how much a sum of rounded counts may differ, for each line."""
        step = self.steps.max(initial=0) if self.lines.across else self.steps[self.lines.column]
        return np.asarray(step * (parts + 1) // 2)

    def _not_contradicted(self, value: int, parts: Ints) -> Mask:
        """Where every line hides a part, believe a total that is nowhere less than what is shown of it."""
        shown = self.lines.counts[:, parts].sum(axis=1)
        comparable = self.known[:, value] & (shown > 0)
        less = comparable & (shown > self.lines.counts[:, value])
        return np.full(self.width, bool(comparable.any()) and not less.any())

    def overall(self, found: Sequence[Total]) -> Iterator[tuple[int, Ints, FoundBy]]:
        """Propose values as the sum of all others: of those that are no parts, then of those that have no parts."""
        labels = self.lines.labels
        believed = [total for total in found if total.columns.any()]
        inner = {int(part) for total in believed for part in total.parts}
        parents = {total.value for total in believed}
        words = [value for value in range(len(labels)) if is_named_total(self.lines, value)]
        blank = [value for value in range(len(labels)) if all(map(is_blank, labels[value])) and not self.lines.across]
        tops = [value for value in range(len(labels)) if value not in inner and value not in words]
        leaves = [value for value in range(len(labels)) if value not in parents and value not in words]
        for others in (tops, leaves) if tops != leaves else (tops,):
            for value in words:
                if value not in parents and others:
                    yield value, np.array(others), FoundBy.WORD
            likely = [value for value in others if any(map(may_be_total, labels[value]))][:_MOST_LIKELY]
            named = {*blank, *likely}
            for value in dict.fromkeys([*blank, *likely, *self._halves(others)]):
                if value not in parents and len(others) > _FEWEST_PARTS:
                    parts = np.array([other for other in others if other != value])
                    yield value, parts, FoundBy.WORD if value in named else FoundBy.SUM

    def _halves(self, values: Sequence[int]) -> list[int]:
        """Return values that are half of what all of them add up to, in the fullest line."""
        if len(self.lines.cell) == 0 or not values:
            return []
        own = self.lines.counts[:, values]
        whole = self.usable[:, values].all(axis=1)
        if not whole.any():
            return []
        line = int(np.argmax(np.where(whole, (own > 0).sum(axis=1), -1)))
        slack = int(self.steps.max(initial=0)) * len(values)
        near = np.abs(2 * own[line] - own[line].sum()) <= slack
        return [values[int(place)] for place in np.flatnonzero(near & (own[line] > 0))]

    def neighbours(self) -> Iterator[tuple[int, Ints]]:
        """Propose values as sums of those that follow or precede them, as subtotals in a printed table do.

        In the line with the fullest counts the sums from each value on are compared; other lines then decide.
        """
        full = self.usable.all(axis=1)
        if not full.any():
            return
        line = int(np.argmax(np.where(full, (self.lines.counts > 0).sum(axis=1), -1)))
        counts = self.lines.counts[line]
        up_to = np.concatenate([[0], np.cumsum(counts)])
        slack = int(self.steps.max(initial=0))
        last = len(counts)
        for value in range(last):
            if not counts[value]:
                continue
            reach = slack * 10
            low, high = up_to[value + 1] + counts[value] - reach, up_to[value + 1] + counts[value] + reach
            ends = range(int(np.searchsorted(up_to, low)), min(last, int(np.searchsorted(up_to, high, "right"))) + 1)
            for end in list(ends)[:_ENDS_TRIED]:
                if value + 2 < end <= last:
                    yield value, np.arange(value + 1, end)
            low, high = up_to[value] - counts[value] - reach, up_to[value] - counts[value] + reach
            starts = range(int(np.searchsorted(up_to, low)), min(value, int(np.searchsorted(up_to, high, "right"))) + 1)
            for start in list(starts)[:_ENDS_TRIED]:
                if start + 1 < value:
                    yield value, np.arange(start, value)
        if self.lines.across and last <= _MOST_COLUMNS_IN_PAIRS:
            yield from self._pairs(counts, slack)
            yield from self._runs(counts, slack)

    @staticmethod
    def _pairs(counts: Ints, slack: int) -> Iterator[tuple[int, Ints]]:
        """Propose columns as the sum of any two others, such as women and men that stand apart."""
        for one in range(len(counts)):
            for other in range(one + 1, len(counts)):
                for value in np.flatnonzero(np.abs(counts - counts[one] - counts[other]) <= 2 * slack):
                    if value not in (one, other) and counts[one] and counts[other]:
                        yield int(value), np.array([one, other])

    @staticmethod
    def _runs(counts: Ints, slack: int) -> Iterator[tuple[int, Ints]]:
        """Propose columns as the sum of others side by side, or of each second, third or fourth."""
        last = len(counts)
        for stride in range(1, _LARGEST_STRIDE + 1):
            for start in range(last):
                places = np.arange(start, last, stride)
                sums = np.cumsum(counts[places])
                for end in range(_FEWEST_PARTS, len(places)):
                    for value in np.flatnonzero(np.abs(counts - sums[end]) <= slack * (end + 1)):
                        if counts[value] and value not in places[: end + 1]:
                            yield int(value), places[: end + 1]


_LARGEST_STRIDE = 4
_ENDS_TRIED = 20
_MOST_COLUMNS_IN_PAIRS = 60
