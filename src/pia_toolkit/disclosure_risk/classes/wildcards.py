"""Classes when a missing value may stand for any value, as somebody who looks for a person must reckon.

Source: sdcMicro, `freqCalc`, and ARX's matching with wildcards: two rows agree on a column when their values
are equal or one of them is missing.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.classes.equivalence import THRESHOLDS, Classes
from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.keys import Numbers, combine, group
from pia_toolkit.domain.class_risk import AtRisk, Policy, WildcardClasses
from pia_toolkit.domain.dataset import ReadingNote

MOST_VISITS = 100_000_000
"""Classes that may be compared; more take longer than about ten seconds."""

_MOST_PATTERNS = 1_000
"""Different patterns of gaps that may be compared with each other."""

_VISITS_PER_COMPARISON = 2_000
"""What one comparison of two patterns of gaps costs, however few classes have them."""


def measure_wildcards(
    codes: Sequence[Codes], sizes: Sequence[int], classes: Classes, policy: Policy
) -> tuple[WildcardClasses | None, tuple[ReadingNote, ...]]:
    """Return the class measures with gaps as wildcards, or a note why not; neither where there is no gap.

    Not measured when a unit is in several classes: the same unit would be counted again in each of them.
    """
    if not any(bool((column == 0).any()) for column in codes):
        return None, ()
    if int(classes.sizes.sum()) != classes.units:
        return None, (ReadingNote(code="wildcards-several-rows"),)
    matches = count_matches(codes, sizes, classes)
    if matches is None:
        return None, (ReadingNote(code="wildcards-too-many"),)
    return describe_wildcards(matches, classes, policy), ()


def count_matches(codes: Sequence[Codes], sizes: Sequence[int], classes: Classes) -> Numbers | None:
    """Return for each class how many units agree with it when a gap (code 0) agrees with any value; exact.

    The units of the class itself are counted too. Each unit must be in one class only. None when comparing
    would pass `MOST_VISITS`: then there are too many different patterns of gaps for the number of classes.
    """
    values = _values_of_classes(codes, classes)
    pattern = np.zeros(len(classes.sizes), np.int64)
    for place, column in enumerate(values):
        pattern |= (column == 0).astype(np.int64) << place
    members = {int(gaps): np.flatnonzero(pattern == gaps) for gaps in np.unique(pattern)}
    if len(members) > _MOST_PATTERNS:
        return None
    compared = _comparisons(list(members))
    visits = sum(len(members[gaps]) + sum(len(members[one]) for one in others) for gaps, _, others in compared)
    if visits + len(compared) * _VISITS_PER_COMPARISON > MOST_VISITS:
        return None
    matches = np.zeros(len(classes.sizes), np.int64)
    for gaps, union, partners in compared:
        rows, others = members[gaps], np.concatenate([members[one] for one in partners])
        told = [place for place in range(len(values)) if not union >> place & 1]
        weights = classes.sizes[others]
        if not told:
            matches[rows] += weights.sum()
            continue
        both = np.concatenate([rows, others])
        groups, found = group(*combine([values[place][both] for place in told], [sizes[place] for place in told]))
        # Sums of units stay far below 2**53, so counting them as decimals loses nothing.
        sums = np.bincount(groups[len(rows) :], weights=weights, minlength=len(found)).astype(np.int64)
        matches[rows] += sums[groups[: len(rows)]]
    return matches


def _comparisons(patterns: Sequence[int]) -> list[tuple[int, int, list[int]]]:
    """Return each pattern of gaps with those patterns that together with it leave out the same columns."""
    found: dict[tuple[int, int], list[int]] = {}
    for gaps in patterns:
        for other in patterns:
            found.setdefault((gaps, gaps | other), []).append(other)
    return [(gaps, union, others) for (gaps, union), others in found.items()]


def describe_wildcards(matches: Numbers, classes: Classes, policy: Policy) -> WildcardClasses:
    """Return the figures of the classes when a gap agrees with any value."""
    thresholds = sorted({2, *THRESHOLDS, policy.small_class, policy.publication_class})
    below = {
        threshold: (int(classes.sizes[matches < threshold].sum()), int(classes.rows[matches < threshold].sum()))
        for threshold in thresholds
    }
    units = max(classes.units, 1)
    return WildcardClasses(
        k=int(matches.min(initial=classes.units)),
        uniques=below[2][0],
        unique_share=below[2][0] / units,
        average_risk=math.fsum(classes.sizes / matches) / units,
        at_risk=tuple(
            AtRisk(threshold=threshold, units=counted, rows=rows, share=counted / units)
            for threshold, (counted, rows) in below.items()
            if threshold > 2  # noqa: PLR2004  # two is told as uniques
        ),
    )


def _values_of_classes(codes: Sequence[Codes], classes: Classes) -> list[npt.NDArray[np.int32]]:
    """Return the codes of one row of each class."""
    row_of_class = np.empty(len(classes.sizes), np.int64)
    row_of_class[classes.of_row] = np.arange(len(classes.of_row))
    return [column[row_of_class] for column in codes]
