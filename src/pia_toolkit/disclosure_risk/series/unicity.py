"""How many known points single a unit out: the unicity of traces.

Four points identify 95 % of the people in a mobility file (de Montjoye and others, "Unique in the Crowd",
2013).
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.intervals import counted, wilson
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.series.point_index import PointIndex, find_others
from pia_toolkit.disclosure_risk.series.point_sets import PointSets, draw_sets, positions_by_unit, rarest_sets
from pia_toolkit.domain.trace_risk import Unicity

_WORST_UNITS = 1_000
_WORST_DRAWS = 8
"""So many sets of each of so many units of the sample are tried for the worst case, and its rarest points."""


@dataclass(frozen=True)
class Sampling:
    """What is tried: how many points are known, and how much is drawn when not all sets can be tried.

    `points`: each at least 1. `most_sets`: up to so many sets of points of one size, over all units, every one
    is tried. `trials`: sets drawn otherwise, each of a unit drawn anew (with 10,000 the interval is at most
    0.01 to either side). `seed`: the same seed draws the same sets.
    """

    points: tuple[int, ...] = (1, 2, 3, 4)
    trials: int = 10_000
    most_sets: int = 100_000
    seed: int = 0


DEFAULT_SAMPLING = Sampling()


def measure_unicity(index: PointIndex, sampling: Sampling = DEFAULT_SAMPLING) -> tuple[Unicity, ...]:
    """Share of units that are singled out by so many of their own points, by number of points.

    One point is always counted exactly. More are exact when there are at most `most_sets` sets; otherwise
    units and their points are drawn by chance, each unit alike, and the shares come with a Wilson interval.
    Units with fewer different points are left out and told.
    """
    exact = {known for known in sampling.points if known == 1 or _count_sets(index, known) <= sampling.most_sets}
    sampled = _sampled(index, [known for known in sorted(sampling.points) if known not in exact], sampling)
    return tuple(
        sampled[known] if known in sampled else _one_point(index) if known == 1 else _every_set(index, known)
        for known in sampling.points
    )


def _count_sets(index: PointIndex, known: int) -> int:
    """Count the sets of `known` points that units have."""
    sizes, units = np.unique(index.points_of_unit, return_counts=True)
    return sum(comb(int(size), known) * int(count) for size, count in zip(sizes, units, strict=True))


def _one_point(index: PointIndex) -> Unicity:
    """Count the points that only one unit has."""
    alone = index.starts[:-1][np.diff(index.starts) == 1]
    own = np.bincount(index.unit_of[alone], minlength=index.units)
    return _exact(index, 1, own, index.points_of_unit)


def _every_set(index: PointIndex, known: int) -> Unicity:
    """Try every set of points of every unit."""
    points = index.points_of_unit
    positions, starts = positions_by_unit(index, np.arange(index.units))
    own = np.zeros(index.units, np.int64)
    for size in np.unique(points[points >= known]):
        units = np.flatnonzero(points == size)
        choices = np.array(list(combinations(range(int(size)), known)), np.int64)
        chosen = positions[(starts[units, None, None] + choices).reshape(-1, known)]
        owners = np.repeat(units, len(choices))
        alone = find_others(index, owners, index.point_at(chosen)) < 0
        own += np.bincount(owners[alone], minlength=index.units)
    return _exact(index, known, own, np.array([comb(int(size), known) for size in points], np.int64))


def _exact(index: PointIndex, known: int, own: Numbers, sets: Numbers) -> Unicity:
    """Return the unicity when each unit has so many `sets` of points, of which so many are its `own` alone."""
    able = sets > 0
    units = int(np.count_nonzero(able))
    # In order of size, the sum does not depend on how the units are numbered.
    shares = np.sort(own[able] / sets[able])
    return Unicity(
        points=known,
        units=units,
        units_with_fewer_points=index.units - units,
        exact=True,
        tried=int(sets.sum()),
        mean=counted(float(shares.mean()) if units else 0.0),
        worst=counted(float(np.mean(shares > 0)) if units else 0.0),
    )


def _sampled(index: PointIndex, sizes: list[int], sampling: Sampling) -> dict[int, Unicity]:
    """Try sets drawn by chance, and for a part of the units several sets each."""
    if not sizes or not len(index.keys):
        return {}
    random = np.random.default_rng(sampling.seed)
    drawn = random.choice(np.flatnonzero(index.points_of_unit), sampling.trials)
    chance = draw_sets(index, drawn, sizes[-1], random)
    some = drawn[:_WORST_UNITS]
    draws = draw_sets(index, np.tile(some, _WORST_DRAWS), sizes[-1], random)
    rarest = rarest_sets(index, some, sizes[-1])
    by_chance, by_draws, by_rarest = (_alone(index, sets, sizes) for sets in (chance, draws, rarest))
    points = index.points_of_unit
    result = {}
    for known in sizes:
        tried = int(np.count_nonzero(chance.sizes >= known))
        singled_out = by_draws[known].reshape(_WORST_DRAWS, -1).any(axis=0) | by_rarest[known]
        result[known] = Unicity(
            points=known,
            units=int(np.count_nonzero(points >= known)),
            units_with_fewer_points=int(np.count_nonzero(points < known)),
            exact=False,
            tried=tried,
            mean=wilson(int(np.count_nonzero(by_chance[known])), tried),
            worst=wilson(int(np.count_nonzero(singled_out)), int(np.count_nonzero(rarest.sizes >= known))),
        )
    return result


def _alone(index: PointIndex, sets: PointSets, sizes: list[int]) -> dict[int, npt.NDArray[np.bool_]]:
    """Tell, for each number of known points, which sets have as many and only their owner has them all.

    The first points of a set are a set of their own: whoever is alone with fewer is alone with more.
    """
    shared = np.ones(len(sets.owners), np.bool_)
    result = {}
    for known in sizes:
        enough = sets.sizes >= known
        asked = np.flatnonzero(enough & shared)
        shared[asked] = find_others(index, sets.owners[asked], sets.points[asked, :known]) >= 0
        result[known] = enough & ~shared
    return result
