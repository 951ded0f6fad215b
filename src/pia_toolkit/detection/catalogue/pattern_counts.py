"""How many cells of a column match each pattern, exactly.

Most patterns match none of the cells that they could match, so these are tried together, several in one regex; only
cells that one of them matches are looked at again. A pattern takes longer to compile than to try on a thousand cells,
hence a few cells wait for others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from pia_toolkit.detection.catalogue.cells import Cells, Flags, Numbers
from pia_toolkit.detection.catalogue.patterns import PatternSet, Plan
from pia_toolkit.detection.catalogue.shapes import LONGEST_TOKEN, Sorts, outlines_of, shapes_of

_MANY_SHAPES, _MANY_CELLS_A_SHAPE = 1500, 32
_COMMON = 300
"""Cells of one shape in a batch from which on it pays to find out all that the shape tells."""

_OFTEN, _MOST_TOGETHER = 0.2, 12
_FEWEST_TO_PUT_OFF, _FEW = 10_000, 0.25


class PatternCounts:
    """How many cells of one column match each pattern: a state that is updated batch by batch and merged."""

    def __init__(self, patterns: PatternSet) -> None:
        self._patterns = patterns
        self._many_shapes = False
        self._often: set[int] = set()
        self._together: list[list[int]] = []
        self._put_off: list[tuple[Cells, Numbers]] = []
        self.hits: Counter[int] = Counter()

    def update(self, cells: Cells, times: Numbers | None = None, *, at_once: bool = False) -> Flags:
        """Count the matches in one batch of cells; each cell counts as often as `times` says.

        Returns which cells are left to be searched as text: no pattern explains them as a whole. Of many cells, a few
        on which patterns are to be tried are put off, unless `at_once`: nothing is counted for them, nor are they left.
        """
        left = np.ones(len(cells), dtype=np.bool_)
        times = np.ones(len(cells), dtype=np.int64) if times is None else times
        most = 0 if at_once or len(cells) < _FEWEST_TO_PUT_OFF else int(_FEW * len(cells))
        if cells.longest <= LONGEST_TOKEN:
            self._count(cells, times, left, most)
            return left
        short = cells.lengths <= LONGEST_TOKEN
        if short.any():
            of_short = left[short]
            self._count(cells.where(short), times[short], of_short, most)
            left[short] = of_short
        return left

    def merge(self, other: "PatternCounts") -> None:
        """Add the counts of another part of the same column."""
        self.hits.update(other.hits)
        self._put_off += other.take_put_off()

    @property
    def put_off_cells(self) -> int:
        """How many cells were put off."""
        return sum(len(cells) for cells, _ in self._put_off)

    def take_put_off(self) -> list[tuple[Cells, Numbers]]:
        """Return the cells that were put off, all in one batch; they are no longer."""
        if not self._put_off:
            return []
        cells = Cells(pa.concat_arrays([cells.array for cells, _ in self._put_off]))
        times = np.concatenate([times for _, times in self._put_off])
        self._put_off = []
        return [(cells, times)]

    def _count(self, tokens: Cells, times: Numbers, left: Flags, most: int) -> None:
        """Count the patterns; mark the cells that one of them explains as not `left`. Put off at most so many cells."""
        plans, sorts = self._sort(tokens)
        open_plans = are_among([sort for sort, plan in enumerate(plans) if plan.possible], sorts, len(plans))
        if 0 < np.count_nonzero(open_plans) <= most:
            self._put_off.append((tokens.where(open_plans), times[open_plans]))
            left[open_plans] = False
            times = np.where(open_plans, 0, times)
            plans = [Plan() if plan.possible else plan for plan in plans]
        of_sort = np.bincount(sorts, weights=times, minlength=len(plans)).tolist()
        possible: dict[int, list[int]] = defaultdict(list)
        for sort, plan in enumerate(plans):
            for number in plan.certain:
                self._add(number, int(of_sort[sort]))
            for number in plan.possible:
                possible[number].append(sort)
        explained = [sort for sort, plan in enumerate(plans) if plan.explained]
        if explained:
            left[are_among(explained, sorts, len(plans))] = False
        for numbers in self._tried_together(possible):
            rows = _rows_among({sort for number in numbers for sort in possible[number]}, sorts, len(plans))
            if len(numbers) > 1:
                rows = rows[self._match_any(numbers, tokens, rows)]
            for number in numbers if len(rows) else ():
                # To cells of other shapes that were tried for the sake of other patterns this one may be certain.
                own = rows if len(numbers) == 1 else rows[are_among(possible[number], sorts[rows], len(plans))]
                self._count_hits(
                    number, own[_hits(self._patterns.patterns[number].whole_cell, tokens, own)], times, left
                )

    def _match_any(self, numbers: Sequence[int], cells: Cells, rows: Numbers) -> Flags:
        """Return for each of some rows whether its cell may match one of several patterns."""
        try:
            return _hits(self._patterns.any_of(tuple(numbers)), cells, rows)
        except pl.exceptions.ComputeError:  # too large together, as a user's own patterns may be; each alone is not
            return np.ones(len(rows), dtype=np.bool_)

    def _count_hits(self, number: int, rows: Numbers, times: Numbers, left: Flags) -> None:
        """Count the matches of one pattern, which stand in some rows."""
        if len(rows) > _OFTEN * len(times):
            self._often.add(number)
        if len(rows):
            self._add(number, int(times[rows].sum()))
            if self._patterns.explain([number]):
                left[rows] = False

    def _tried_together(self, possible: Iterable[int]) -> Iterator[list[int]]:
        """Yield patterns by themselves that match often, and others together: most cells match none of them.

        What was tried together is again, since every new set of patterns takes time to compile.
        """
        wanted = set(possible)
        for number in sorted(wanted & self._often):
            yield [number]
        known = {number for numbers in self._together for number in numbers}
        for number in sorted(wanted - known):
            if not self._together or len(self._together[-1]) == _MOST_TOGETHER:
                self._together.append([])
            self._together[-1].append(number)
        for numbers in self._together:
            rare = [number for number in numbers if number in wanted and number not in self._often]
            if rare:
                yield rare

    def _add(self, number: int, times: int) -> None:
        self.hits.update(dict.fromkeys(self._patterns.alike[number], times))

    def _sort(self, cells: Cells) -> tuple[list[Plan], Sorts]:
        """Sort cells by shape or, where shapes are too many, by outline: a plan for each sort, each cell's sort."""
        if not self._many_shapes:
            shapes, sorts = shapes_of(cells)
            self._many_shapes = len(shapes) > _MANY_SHAPES + len(cells) // _MANY_CELLS_A_SHAPE
            if not self._many_shapes:
                often = (np.bincount(sorts) >= _COMMON).tolist()
                known = (self._patterns.plan_of_rare_shape, self._patterns.plan_of_shape)
                return [known[many](shape) for shape, many in zip(shapes, often, strict=True)], sorts
        outlines, sorts = outlines_of(cells)
        return [self._patterns.plan_of_outline(outline) for outline in outlines], sorts


def are_among(wanted: Sequence[int], sorts: Sorts, how_many: int) -> Flags:
    """Return for each cell whether its sort, out of `how_many`, is one of those `wanted`."""
    table = np.zeros(how_many, dtype=np.bool_)
    table[wanted] = True
    return table.take(sorts)


def _rows_among(wanted: Iterable[int], sorts: Sorts, how_many: int) -> Numbers:
    """Return the rows whose sort, out of `how_many`, is one of those `wanted`."""
    numbers = sorted(wanted)
    if len(numbers) == how_many:
        return np.arange(len(sorts))
    return np.flatnonzero(are_among(numbers, sorts, how_many))


def _hits(regex: str, cells: Cells, rows: Numbers) -> Flags:
    """Return for each of some rows whether its cell matches."""
    part = cells.series if len(rows) == len(cells) else cells.series.gather(rows)
    return part.str.contains(regex).to_numpy()
