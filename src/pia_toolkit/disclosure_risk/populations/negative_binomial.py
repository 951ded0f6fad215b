"""The shifted negative binomial model of class sizes in the population: F = 1 + NB(a, b)."""

import math
from dataclasses import dataclass

import numpy as np

from pia_toolkit.disclosure_risk.populations.gamma_functions import Floats
from pia_toolkit.disclosure_risk.populations.models import SizeCounts

_WIDEST_LOG_ODDS = 30.0
"""b is looked for where the logarithm of b / (1 - b) lies between minus and plus this."""

_GRID = 4_001
_FINER_GRID = 101
_ZOOMS = 8
_HALVINGS = 100

_GREATEST_SHAPE = 1e9
"""Far beyond any a that still changes the distribution."""


def shifted_negative_binomial_uniques(counts: SizeCounts, population: int) -> float | None:
    """Return the expected population uniques if classes have 1 + NB(a, b) people: K b^a for K classes.

    K is estimated first (`estimate_classes`); a and b are those for which as many classes are expected to be
    seen once and twice as were seen. Where several pairs do, the one whose mean class size comes closest to
    population / K counts. None when there is no such pair. Source: Chen and Keller-McNulty, "Estimation of
    identification disclosure risk in microdata" (1998).
    """
    fitted = fit_negative_binomial(counts, population)
    if fitted is None:
        return None
    classes, a, b = fitted
    return classes * math.exp(a * math.log(b))


def fit_negative_binomial(counts: SizeCounts, population: int) -> tuple[float, float, float] | None:
    """Return the number of classes in the population and the a and b of their sizes, or None if none fit."""
    once, twice = counts.of_size(1), counts.of_size(2)
    fraction = counts.units / population
    if not once or not twice:
        return None
    equations = _Equations(estimate_classes(counts, fraction), once, twice, fraction)
    solutions = [solution for is_greater in (False, True) for solution in equations.solve(is_greater=is_greater)]
    if not solutions:
        return None
    mean = population / equations.classes
    a, b = min(solutions, key=lambda pair: abs(math.log((1 + pair[0] * (1 - pair[1]) / pair[1]) / mean)))
    return equations.classes, a, b


def estimate_classes(counts: SizeCounts, fraction: float) -> float:
    """Estimate how many classes the population has (the modified estimator of Shlosser).

    `fraction`: units of the sample per person of the population. Source: Haas and Stokes, "Estimating the
    number of classes in a finite population" (1998), their third form.
    """
    sizes, classes, missed = counts.sizes.astype(np.float64), counts.classes, 1 - fraction
    squared = fraction * fraction
    # (1 - q)^i ((1 + q)^i - 1) with the bracket taken apart, so that large sizes do not overflow.
    differences = (1 - squared) ** sizes - missed**sizes
    seen_once = classes @ (sizes * squared * (1 - squared) ** (sizes - 1)) / (classes @ differences)
    unseen = classes @ missed**sizes / (classes @ (sizes * fraction * missed ** (sizes - 1)))
    return float(counts.all_classes + counts.of_size(1) * seen_once * unseen**2)


@dataclass(frozen=True)
class _Equations:
    """Two equations for a and b: the expected classes seen once and twice are those observed."""

    classes: float
    once: int
    twice: int
    fraction: float

    def solve(self, *, is_greater: bool) -> list[tuple[float, float]]:
        """Return the pairs (a, b); for each b the smaller or the greater a that fits the classes seen once."""
        log_odds = np.linspace(-_WIDEST_LOG_ODDS, _WIDEST_LOG_ODDS, _GRID)
        crossings = self._crossings(log_odds, is_greater=is_greater)
        return [self._narrow(low, high, is_greater=is_greater) for low, high in crossings]

    def _crossings(self, log_odds: Floats, *, is_greater: bool) -> list[tuple[float, float]]:
        """Return the neighbours between which the classes seen twice go from too few to too many or back."""
        off = self._off(np.exp(-log_odds), is_greater=is_greater)
        places = np.flatnonzero(np.signbit(off[:-1]) != np.signbit(off[1:]))
        return [(log_odds[at], log_odds[at + 1]) for at in places if np.isfinite(off[at : at + 2]).all()]

    def _narrow(self, low: float, high: float, *, is_greater: bool) -> tuple[float, float]:
        for _ in range(_ZOOMS):
            crossings = self._crossings(np.linspace(low, high, _FINER_GRID), is_greater=is_greater)
            if not crossings:
                break
            low, high = crossings[0]
        w = np.exp(-np.array([(low + high) / 2]))
        return float(self._shape(w, is_greater=is_greater)[0]), float(1 / (1 + w[0]))

    def _off(self, w: Floats, *, is_greater: bool) -> Floats:
        """Return by how much the logarithm of the classes seen twice is off, NaN where no a fits.

        K a b^a pi^2 (1 - b) / 2 (2 - (1 - a) d) / (1 - d)^(a + 2) with d = (1 - pi) (1 - b). Everything is
        written in w = (1 - b) / b, which keeps its digits for b near 1.
        """
        a = self._shape(w, is_greater=is_greater)
        d = (1 - self.fraction) * w / (1 + w)
        with np.errstate(divide="ignore", invalid="ignore"):
            factors = np.log(self.classes * a * self.fraction**2 / 2 * w / (1 + w) * (2 - (1 - a) * d))
        powers = -a * np.log1p(self.fraction * w) - 2 * (np.log1p(self.fraction * w) - np.log1p(w))
        off: Floats = factors + powers - math.log(self.twice)
        return off

    def _shape(self, w: Floats, *, is_greater: bool) -> Floats:
        """Return the a for each w with which `once` classes are expected to be seen once, NaN if there is none.

        K pi (b / (1 - d))^a (1 + a d / (1 - d)) rises with a up to a peak and falls from there.
        """
        slope, gain = -np.log1p(self.fraction * w), (1 - self.fraction) * w / (1 + self.fraction * w)
        target = math.log(self.once / (self.classes * self.fraction))
        peak = np.clip(-1 / slope - 1 / gain, 0, _GREATEST_SHAPE)
        low, high = (peak, np.full_like(w, _GREATEST_SHAPE)) if is_greater else (np.zeros_like(w), peak)
        rises = -1 if is_greater else 1
        exists = (peak * slope + np.log1p(peak * gain) >= target) & (
            high * slope + np.log1p(high * gain) <= target if is_greater else target >= 0
        )
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = rises * (middle * slope + np.log1p(middle * gain) - target) < 0
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(exists, low, np.nan)
