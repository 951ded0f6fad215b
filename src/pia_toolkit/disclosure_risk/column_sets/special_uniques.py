"""Special uniques (SUDA2): who is unique on few columns, and which columns make people so.

Source: Manning, Haglin and Keane, "A recursive search algorithm for statistical disclosure assessment" (2008);
Elliot, "DIS: a new approach to the measurement of statistical disclosure risk" (2000).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.column_sets.attributes import Attribute, DistinctRows, Positions, distinct_rows
from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.keys import alone, combine, extend, group
from pia_toolkit.domain.column_sets import Contribution, ScoreLevel, SpecialUniques

Scores = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_MOST_FLAGS = 1_000_000_000
"""Flags kept of the sets of one size, a byte for each row and set; they bound the memory."""

ASSUMED_FRACTION = 0.01
"""Share of the population in the table where nobody tells it (sdcMicro's default)."""

_VISITS_OF_SECONDS = 50_000_000
"""Rows times sets that take a few seconds."""

_ROWS_PER_SET = 5_000
"""What one set costs, however few rows there are."""

_LEVELS = 20
"""Score levels that are told, highest first."""


@dataclass(frozen=True)
class MinimalUniques:
    """What was found on the distinct rows: the score of each, minimal uniques by size, score by attribute."""

    rows: DistinctRows
    scores: Scores = field(repr=False)
    by_size: tuple[int, ...]
    by_attribute: tuple[float, ...]

    @property
    def total(self) -> float:
        """Sum of the scores of all rows."""
        return float(self.scores.sum())


def find_minimal_uniques(
    attributes: Sequence[Attribute], owners: Codes | None = None, largest: int = 3
) -> MinimalUniques:
    """Find each row's minimal sample uniques of up to `largest` attributes and score the row; exact.

    A set is a minimal sample unique of a row if nobody else has the row's values in it while somebody has in
    every smaller set within it. One of size s adds the product of (attributes - i) for i from s to the largest
    size searched, which is at most one less than there are attributes. `owners`: see `distinct_rows`. There
    must be an attribute.
    """
    rows = distinct_rows(attributes, owners)
    count = len(attributes)
    largest = max(1, min(largest, count - 1))
    scores = np.zeros(rows.total)
    by_attribute = np.zeros(count)
    by_size: list[int] = []
    below: dict[Positions, Flags] = {(): np.zeros(rows.total, np.bool_)}
    for size in range(1, largest + 1):
        weight = math.prod(count - one for one in range(size, min(largest, count - 1) + 1))
        here: dict[Positions, Flags] = {}
        found = 0
        for members, special, covered in _special_on(size, rows, below):
            scores[special] += weight
            by_attribute[list(members)] += weight * len(special)
            found += len(special)
            if size < largest:
                here[members] = covered
        by_size.append(found)
        below = here
    return MinimalUniques(rows, scores, tuple(by_size), tuple(float(share) for share in by_attribute))


def disclosure_risks(scores: Scores, uniques: int, in_pairs: int, sampling_fraction: float, attributes: int) -> Scores:
    """Return the DIS-SUDA score of each row: the chance that a match with it is right, 0 to 1; 0 without a score.

    DIS = U f / (U f + P (1 - f)) for U rows alone on all attributes, P rows in pairs, and the share f of the
    population that is in the table; it is spread over the rows in proportion to their score to the power
    1 + (8 - attributes) / 20, as sdcMicro does. Without any pair the table says nothing about f, and DIS is 1.
    """
    found = np.zeros(len(scores))
    scored = scores > 0
    if not scored.any():
        return found
    expected = uniques * sampling_fraction
    # U / DIS - U, without dividing by a DIS that may round to 0.
    odds = in_pairs * (1 - sampling_fraction) / expected * uniques
    power = 1 + (8 - attributes) / 20
    # Added up by score, not by row: the same table in another order gives the same figure to the last digit.
    different, place, rows = np.unique(scores[scored], return_inverse=True, return_counts=True)
    raised = different**power
    found[scored] = (1 / (1 + odds / (raised * (rows / raised).sum())))[place]
    return found


def sizes_to_search(attributes: int, rows: int, row_visits: int, asked: int | None = None) -> tuple[int, int]:
    """Return up to how many attributes sets can be searched, at least 1, and up to how many they should be.

    `asked`: the size the user wants; None wants all sizes where that takes seconds, as sdcMicro does, else 3.
    `row_visits`: rows times sets that may be compared.
    """
    everything = max(1, attributes - 1)
    visits = {0: 0}
    for size in range(1, everything + 1):
        visits[size] = visits[size - 1] + math.comb(attributes, size) * (rows + _ROWS_PER_SET)
    if asked is None:
        asked = everything if visits[everything] <= _VISITS_OF_SECONDS else 3
    wanted = min(asked, everything)
    largest = 1
    while (
        largest < wanted and visits[largest + 1] <= row_visits and math.comb(attributes, largest) * rows <= _MOST_FLAGS
    ):
        largest += 1
    return largest, wanted


def measure_special_uniques(
    attributes: Sequence[Attribute], owners: Codes | None, sampling_fraction: float | None, largest: int = 3
) -> SpecialUniques:
    """Return the SUDA and DIS-SUDA figures of a table, in units; see `find_minimal_uniques`.

    `sampling_fraction`: share of the population that is in the table, above 0 up to 1; None assumes 1 %, as
    sdcMicro does.
    """
    assumed, sampling_fraction = sampling_fraction is None, sampling_fraction or ASSUMED_FRACTION
    found = find_minimal_uniques(attributes, owners, largest)
    rows = found.rows
    uniques, in_pairs = _alone_and_in_pairs(rows)
    risks = disclosure_risks(found.scores, uniques, in_pairs, sampling_fraction, len(attributes))
    scores, risks = (_highest_of_unit(figures, rows) for figures in (found.scores, risks))
    total = found.total
    return SpecialUniques(
        columns=tuple(name for one in attributes for name in one.columns),
        largest=len(found.by_size),
        sampling_fraction=sampling_fraction,
        assumed=assumed,
        units_with_score=int(np.count_nonzero(scores)),
        share=np.count_nonzero(scores) / rows.units if rows.units else 0.0,
        minimal_uniques=found.by_size,
        total_score=total,
        highest_score=float(scores.max(initial=0.0)),
        highest_disclosure_risk=float(risks.max(initial=0.0)),
        mean_disclosure_risk=math.fsum(risks) / rows.units if rows.units else 0.0,
        contributions=tuple(
            Contribution(columns=one.columns, share=score / total if total else 0.0)
            for one, score in zip(attributes, found.by_attribute, strict=True)
        ),
        levels=_levels(scores, risks),
    )


def _special_on(
    size: int, rows: DistinctRows, below: dict[Positions, Flags]
) -> Iterator[tuple[Positions, npt.NDArray[np.intp], Flags]]:
    """Yield each set of one size, the rows for which it is a minimal unique, and those that are unique on it."""
    prefix: Positions | None = None
    for members in combinations(range(len(rows.attributes)), size):
        if members[:-1] != prefix:
            prefix = members[:-1]
            shared, space = rows.key(prefix)
        covered = np.zeros(rows.total, np.bool_)
        for part in combinations(members, size - 1):
            covered |= below[part]
        # Who is unique on a part touches nobody who is not, so the others can be compared among themselves.
        rest = np.flatnonzero(~covered)
        last = rows.attributes[members[-1]]
        numbers, in_all = extend(shared[rest], space, last.codes[rest], last.size)
        special = rest[alone(numbers, in_all, None if rows.owners is None else rows.owners[rest])]
        covered[special] = True
        yield members, special, covered


def _alone_and_in_pairs(rows: DistinctRows) -> tuple[int, int]:
    """Return how many rows have values that nobody else has, and how many that exactly two units have."""
    _, counts = group(*combine([one.codes for one in rows.attributes], [one.size for one in rows.attributes]))
    return int(np.count_nonzero(counts == 1)), 2 * int(np.count_nonzero(counts == 2))  # noqa: PLR2004  # a pair


def _highest_of_unit(figures: Scores, rows: DistinctRows) -> Scores:
    """Return the highest figure among each unit's rows."""
    if rows.owners is None:
        return figures
    highest = np.zeros(rows.units)
    np.maximum.at(highest, rows.owners, figures)
    return highest


def _levels(scores: Scores, risks: Scores) -> tuple[ScoreLevel, ...]:
    """Return the highest different scores with the units that have them."""
    different, first, units = np.unique(scores[scores > 0], return_index=True, return_counts=True)
    risk_of_score = risks[scores > 0][first]
    return tuple(
        ScoreLevel(score=float(different[place]), units=int(units[place]), disclosure_risk=float(risk_of_score[place]))
        for place in reversed(range(max(0, len(different) - _LEVELS), len(different)))
    )
