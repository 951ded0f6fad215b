"""The step of the grid that numbers lie on, whatever they look like in print.

`52.370000` has six decimals in print and two that say something; 52.0025, 52.0075, 52.0125 lie on a grid of
0.005 that starts at 0.0025. A few numbers off the grid do not hide it.
"""

import numpy as np

from pia_toolkit.disclosure_risk.keys import Numbers, sorted_distinct

ON_GRID = 0.95
"""Share of the distinct numbers that must lie on a grid: the finest step that 5 % of them need decides."""

ENOUGH_NUMBERS = 20
"""With fewer distinct numbers a grid other than that of the decimals may be chance."""

_PRIMES = (2, 3, 5, 7, 11, 13)
_LEAST_UNITS = 10
"""A grid that was rounded in print is only looked for when its step is ten units or more."""

_OFF_STEP = 0.15
"""Gaps that miss a whole number of steps by more than this share of a step are not used to refine it."""

_ROUNDING = 1.5
"""Each end of a gap was rounded, by half a unit at most; the rest is left for the step itself."""


def grid_step(numbers: Numbers) -> float:
    """Return the step of the coarsest grid on which at least 95 % of the distinct numbers lie, in units of 1.

    The grid may start anywhere. With fewer than 20 distinct numbers only powers of ten, and only when all
    numbers agree. 0 for numbers that are all zero.
    """
    numbers = sorted_distinct(numbers)
    if len(numbers) < ENOUGH_NUMBERS:
        return float(_trailing_zeros(numbers))
    step, on_grid = _exact_step(numbers)
    return step * _rounded_step(on_grid)


def _trailing_zeros(numbers: Numbers) -> int:
    """Return the greatest power of ten that divides all numbers, 0 when they are all zero."""
    divisor = int(np.gcd.reduce(numbers))
    power = 1
    while divisor and divisor % (power * 10) == 0:
        power *= 10
    return power if divisor else 0


def _exact_step(numbers: Numbers) -> tuple[int, Numbers]:
    """Multiply up the step by prime factors while enough numbers agree on where the grid starts."""
    needed = ON_GRID * len(numbers)
    step = 1
    for prime in _PRIMES:
        while True:
            remainders = numbers % prime
            counts = np.bincount(remainders, minlength=prime)
            if counts.max() < needed:
                break
            start = int(counts.argmax())
            numbers = (numbers[remainders == start] - start) // prime
            step *= prime
    return step, numbers


def _rounded_step(numbers: Numbers) -> float:
    """Return the step of a grid whose points were rounded to whole numbers; 1 when there is none.

    A grid of 1/120 degree in six decimals goes 0.008333, 0.016667, 0.025000. The gap that one neighbour in
    ten undercuts is taken for the step and made exact on ever wider gaps.
    """
    gaps = np.diff(numbers).astype(np.float64)
    # One number off the grid spoils two gaps.
    spoilt = 2 * (1 - ON_GRID)
    step = float(np.quantile(gaps, spoilt, method="lower"))
    for widest in (1.5, 4, 16, 64, 256, np.inf):
        if step < _LEAST_UNITS:
            return 1.0
        steps = np.rint(gaps / step)
        near = (gaps < widest * step) & (steps > 0) & (np.abs(gaps / step - steps) <= _OFF_STEP)
        if not near.any():
            return 1.0
        step = float(gaps[near].sum() / steps[near].sum())
    on_grid = np.abs(gaps - np.rint(gaps / step) * step) <= _ROUNDING
    return step if on_grid.mean() >= 1 - spoilt else 1.0
