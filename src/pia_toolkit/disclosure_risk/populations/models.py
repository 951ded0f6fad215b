"""Two models of how a sample's uniques relate to the population's: Zayatz' and Pitman's.

Each takes the class sizes of the sample and the size of the population, and returns the expected number of
people who stand alone in the population, or None when the model has no solution on these sizes.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.populations.gamma_functions import Floats, digamma_rising, log_rising

_NEGLIGIBLE = -745.0
"""The exponential of anything smaller is zero in floating point."""

_HALVINGS = 200
"""Upper end of steps of a bisection; it stops where the interval no longer shrinks."""

_ALL_ALIKE = 1e8
"""From this ratio on, numbers that differ by less than one in it count as the same."""


@dataclass(frozen=True)
class SizeCounts:
    """How many classes of the sample have each size: `classes[i]` have `sizes[i]` units. Sizes rise from 1."""

    sizes: Numbers = field(repr=False)
    classes: Numbers = field(repr=False)

    @property
    def units(self) -> int:
        """Units in the sample."""
        return int(self.sizes @ self.classes)

    @property
    def all_classes(self) -> int:
        """Classes of any size."""
        return int(self.classes.sum())

    def of_size(self, size: int) -> int:
        """Return how many classes have this size."""
        return int(self.classes[self.sizes == size].sum())


def count_sizes(sizes: Numbers) -> SizeCounts:
    """Count classes by size; classes of no unit are left out."""
    different, classes = np.unique(sizes[sizes > 0], return_counts=True)
    return SizeCounts(different.astype(np.int64), classes.astype(np.int64))


def zayatz_uniques(counts: SizeCounts, population: int) -> float:
    """Return the expected population uniques if the population has class sizes in the sample's proportions.

    A class of j people shows up as one unit with the hypergeometric probability; Bayes' rule turns that into
    the probability that a sample unique is a population unique. Source: Zayatz, "Estimation of the percent of
    unique population elements on a microdata file using the sample" (1991).
    """
    alone = counts.of_size(1)
    if not alone:
        return 0.0
    shares = counts.classes / counts.all_classes
    seen_as_one = np.exp(_log_seen_as_one(counts, population))
    probability = shares[counts.sizes == 1][0] * seen_as_one[counts.sizes == 1][0] / (shares @ seen_as_one)
    return float(alone * probability * population / counts.units)


def _log_seen_as_one(counts: SizeCounts, population: int) -> Floats:
    """Return the logarithm of the probability that a class of each size has exactly one unit in the sample."""
    sample = counts.units
    outside = population - sample
    log_fraction = math.log(sample / population)
    # The other j - 1 people are all outside: a product of (outside - i) / (population - 1 - i).
    per_step = math.log1p(-sample / population) if outside else _NEGLIGIBLE
    longest = min(int(counts.sizes.max()), outside + 1, int(_NEGLIGIBLE / per_step) + 2)
    steps = np.arange(longest - 1)
    sums = np.concatenate([[0.0], np.cumsum(np.log((outside - steps) / (population - 1 - steps)))])
    reached = counts.sizes <= longest
    result = np.full(len(counts.sizes), -np.inf)
    result[reached] = np.log(counts.sizes[reached]) + log_fraction + sums[counts.sizes[reached] - 1]
    return result


def pitman_uniques(counts: SizeCounts, population: int) -> float | None:
    """Return the expected population uniques under the Ewens-Pitman model of a random partition.

    With the most likely alpha and theta: N gamma(theta + 1) / gamma(theta + alpha) x gamma(N + theta + alpha - 1) /
    gamma(N + theta), the exact expectation, which never exceeds N. None when nobody or everybody is alone.
    Source: Pitman, "Exchangeable and partially exchangeable random partitions" (1995); Hoshino, "Applying
    Pitman's sampling formula to microdata disclosure risk assessment" (2001).
    """
    fitted = fit_pitman(counts)
    if fitted is None:
        return None
    alpha, theta = fitted
    return population * math.exp(
        log_rising(theta + alpha, 1 - alpha) - log_rising(population + theta + alpha - 1, 1 - alpha)
    )


def fit_pitman(counts: SizeCounts) -> tuple[float, float] | None:
    """Return the alpha and theta that make the sample's class sizes most likely, 0 <= alpha < 1.

    None when the likelihood has no maximum: nobody stands alone, everybody does, or there is one class only.
    """
    classes = counts.all_classes
    if classes in {1, counts.units} or not counts.of_size(1):
        return None
    low, high = 1e-9, 1 - 1e-9
    if _alpha_slope(counts, low, _best_theta(counts, low)) <= 0:
        return low, _best_theta(counts, low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if _alpha_slope(counts, middle, _best_theta(counts, middle)) > 0:
            low = middle
        else:
            high = middle
    return low, _best_theta(counts, low)


def _best_theta(counts: SizeCounts, alpha: float) -> float:
    """Return the most likely theta for this alpha, by bisection on the logarithm of theta + alpha."""
    low, high = math.log(1e-9), math.log(1e15)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if _theta_slope(counts, alpha, math.exp(middle) - alpha) > 0:
            low = middle
        else:
            high = middle
    return math.exp(low) - alpha


def _theta_slope(counts: SizeCounts, alpha: float, theta: float) -> float:
    """Return the derivative of the log-likelihood in theta."""
    per_class = digamma_rising(theta / alpha + 1, counts.all_classes - 1) / alpha
    return float(per_class - digamma_rising(theta + 1, counts.units - 1))


def _alpha_slope(counts: SizeCounts, alpha: float, theta: float) -> float:
    """Return the derivative of the log-likelihood in alpha."""
    lost = counts.classes @ digamma_rising(1 - alpha, counts.sizes - 1)
    return float(_gained(counts.all_classes - 1, theta / alpha) / alpha - lost)


def _gained(steps: int, start: float) -> float:
    """Return the sum of i / (start + i) for i from 1 to `steps`."""
    if start > _ALL_ALIKE * steps:
        return steps * (steps + 1) / 2 / start
    return steps - start * float(digamma_rising(start + 1, steps))
