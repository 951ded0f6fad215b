"""Groups whose members share a secret: whoever is known to be in one has the secret given away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.classes.closeness import equal_distances, hierarchical_distances, ordered_distances
from pia_toolkit.disclosure_risk.classes.equivalence import Classes
from pia_toolkit.disclosure_risk.classes.scales import prefix_groups, ranks
from pia_toolkit.disclosure_risk.encode import Codes, EncodedColumn
from pia_toolkit.disclosure_risk.keys import Numbers, sorted_distinct
from pia_toolkit.disclosure_risk.value_counts import Shares, ValueCounts, count_values
from pia_toolkit.domain.class_risk import Diversity, RecursiveDiversity

_LARGEST_RECURSIVE_L = 10
"""l up to which recursive (c, l)-diversity is told."""

_ENTROPY_DECIMALS = 12
"""What is beyond them is rounding in the machine: two values in equal shares are 2, not 1.9999999999999998."""


@dataclass(frozen=True)
class Extremes:
    """The worst of some classes: fewest values, least entropy, greatest distances; parts give that of the whole.

    `classes`: those in which anything is told; without one, the rest says nothing. `recursive`: the greatest
    r_1 / (r_l + ... + r_m) for l from 2 to `distinct_l`.
    """

    classes: int
    one_value: int
    distinct_l: int
    entropy: float
    recursive: tuple[float, ...]
    t_equal: float
    t_ordered: float | None
    t_hierarchical: float | None

    def merge(self, other: "Extremes") -> "Extremes":
        """Return the worst of both."""
        told = [part for part in (self, other) if part.classes] or [self]
        return Extremes(
            classes=self.classes + other.classes,
            one_value=self.one_value + other.one_value,
            distinct_l=min(part.distinct_l for part in told),
            entropy=min(part.entropy for part in told),
            recursive=tuple(max(ratios) for ratios in zip(*(part.recursive for part in told), strict=False)),
            t_equal=max(self.t_equal, other.t_equal),
            t_ordered=None if self.t_ordered is None else max(self.t_ordered, other.t_ordered or 0.0),
            t_hierarchical=None
            if self.t_hierarchical is None
            else max(self.t_hierarchical, other.t_hierarchical or 0.0),
        )

    def described(self, column: str, category: str, units_with_one_value: int) -> Diversity | None:
        """Return the figures of a sensitive column; None when no class tells anything."""
        if not self.classes:
            return None
        return Diversity(
            column=column,
            category=category,
            distinct_l=self.distinct_l,
            classes_with_one_value=self.one_value,
            units_with_one_value=units_with_one_value,
            entropy_l=round(float(np.exp(self.entropy)), _ENTROPY_DECIMALS),
            recursive=tuple(RecursiveDiversity(l=place + 2, c=ratio) for place, ratio in enumerate(self.recursive)),
            t_equal=self.t_equal,
            t_ordered=self.t_ordered,
            t_hierarchical=self.t_hierarchical,
        )


def measure_diversity(
    classes: Classes,
    column: EncodedColumn,
    category: str,
    units: Codes | None,
    prefixes: Sequence[int] = (),
) -> Diversity | None:
    """Tell how much a group that looks alike gives away about its members: l-diversity and t-closeness.

    l-diversity (distinct, entropy, recursive): that nothing is told counts as one more value, because it hides
    which of the others is true. A group in which nothing is told about anybody gives nothing away and is left
    out; None when that holds for every group. t-closeness with equal distance counts such gaps as a value
    too; ordered and hierarchical distance compare what is told. The ordered distance is measured if all values
    are numbers, the hierarchical one if `prefixes` say how many first characters of a code make its groups,
    longest first. Sources: Machanavajjhala and others, "l-diversity" (2007); Li and others, "t-closeness" (2007).
    """
    counts = count_values(classes, column, units)
    if not _told(counts).any():
        return None
    rows = with_one_value(counts)[classes.of_row]
    members = int(np.count_nonzero(rows)) if units is None else len(sorted_distinct(units[rows].astype(np.int64)))
    found = extremes(counts, ranks(column.values), prefix_groups(column.values, prefixes))
    return found.described(column.name, category, members)


def with_one_value(counts: ValueCounts) -> npt.NDArray[np.bool_]:
    """Tell which classes have one value only, and tell it."""
    values = np.bincount(counts.of_class, minlength=counts.classes)
    one_value: npt.NDArray[np.bool_] = _told(counts) & (values == 1)
    return one_value


def extremes(counts: ValueCounts, rank_of_value: Numbers | None, groups: Sequence[Numbers]) -> Extremes:
    """Return the worst of the classes.

    `rank_of_value`: see `ranks`; `groups`: see `prefix_groups`, none without a hierarchy.
    """
    told = _told(counts)
    values = np.bincount(counts.of_class, minlength=counts.classes)[told]
    distinct_l = int(values.min()) if len(values) else 0
    return Extremes(
        classes=len(values),
        one_value=int(np.count_nonzero(values == 1)),
        distinct_l=distinct_l,
        entropy=float(_entropies(counts)[told].min(initial=np.inf)),
        recursive=_recursive(counts, told, min(distinct_l, _LARGEST_RECURSIVE_L)) if len(values) else (),
        t_equal=_greatest(equal_distances(counts)),
        t_ordered=None if rank_of_value is None else _greatest(_ordered(counts, rank_of_value)),
        t_hierarchical=_greatest(hierarchical_distances(counts.told(), groups)) if groups else None,
    )


def _told(counts: ValueCounts) -> npt.NDArray[np.bool_]:
    """Tell in which classes anything is told."""
    told: npt.NDArray[np.bool_] = np.bincount(counts.of_class[counts.values > 0], minlength=counts.classes) > 0
    return told


def _entropies(counts: ValueCounts) -> Shares:
    """Return the entropy of the values in each class, in nats."""
    in_class = np.maximum(counts.in_class, 1)
    entropies: Shares = np.log(in_class) - counts.sum_by_class(counts.units * np.log(counts.units)) / in_class
    return entropies


def _recursive(counts: ValueCounts, told: npt.NDArray[np.bool_], largest: int) -> tuple[float, ...]:
    """Return for each l from 2 the greatest r_1 / (r_l + ... + r_m) over the classes, r falling."""
    # One number per entry orders the counts within each class, most frequent first.
    most = int(counts.units.max()) + 1
    numbers = np.sort(counts.of_class * most + (most - 1 - counts.units))
    falling = most - 1 - numbers % most
    before = np.append(0, np.cumsum(falling))
    starts = np.searchsorted(counts.of_class, np.flatnonzero(told))
    in_class = counts.in_class[told]
    return tuple(
        float((falling[starts] / (in_class - (before[starts + place] - before[starts]))).max())
        for place in range(1, largest)
    )


def _ordered(counts: ValueCounts, rank_of_value: Numbers) -> Shares:
    """Return the ordered distance of each class in which anything is told."""
    told = counts.told().renamed(np.append(0, rank_of_value), int(rank_of_value.max()) + 1)
    return ordered_distances(told)


def _greatest(distances: Shares) -> float:
    # What passes 1 is rounding in the machine.
    return min(1.0, float(distances.max(initial=0.0)))
