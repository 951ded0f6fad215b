"""Differences of the logarithm of the gamma function and of its derivative, exact for large numbers too."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SERIES_FROM = 20.0
"""From here on Stirling's series with three terms is exact to twelve digits."""


def log_rising(start: float, by: float) -> float:
    """Return log(gamma(start + by) / gamma(start)) for start > 0 and start + by > 0.

    The two logarithms are never subtracted: for a city's millions they agree in most of their digits.
    Source: Stirling's series (Abramowitz and Stegun 6.1.41).
    """
    shift = 0.0
    end = start + by
    # gamma(x) = gamma(x + 1) / x moves both to where the series holds; the steps cancel but for their ratio.
    while min(start, end) < _SERIES_FROM:
        shift -= math.log(end / start)
        start += 1
        end += 1
    difference = (start - 0.5) * math.log1p(by / start) + by * math.log(end) - by
    return difference + _stirling_rest(end) - _stirling_rest(start) + shift


def digamma_rising(start: float, by: npt.ArrayLike) -> Floats:
    """Return psi(start + by) - psi(start) for start > 0 and by >= 0, psi being the derivative of log(gamma).

    Source: the asymptotic series of psi (Abramowitz and Stegun 6.3.18).
    """
    steps = np.asarray(by, np.float64)
    shift = np.zeros_like(steps)
    while start < _SERIES_FROM:
        shift += steps / (start * (start + steps))
        start += 1
    ends = start + steps
    halves = 0.5 * steps / (start * ends)
    result: Floats = shift + np.log1p(steps / start) + halves + _digamma_rest(start) - _digamma_rest(ends)
    return result


def _digamma_rest(x: Floats | float) -> Floats | float:
    square = 1 / (x * x)
    return square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square / 240)))


def _stirling_rest(x: float) -> float:
    square = 1 / (x * x)
    return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x
