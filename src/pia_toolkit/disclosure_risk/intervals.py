"""How far a share measured on a sample may be off."""

import math

from pia_toolkit.domain.trace_risk import Share

_Z = 1.959963984540054
"""Standard deviations of the 95 % interval."""


def wilson(hits: float, trials: int) -> Share:
    """Return the share of hits and its 95 % interval; from 0 to 1 when nothing was tried.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """
    if not trials:
        return Share(value=0.0, low=0.0, high=1.0)
    share, square = hits / trials, _Z * _Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = _Z / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    # Rounding must not push an end past the share itself.
    return Share(value=share, low=max(0.0, min(share, middle - half)), high=min(1.0, max(share, middle + half)))


def counted(share: float) -> Share:
    """Return a share of which nothing was sampled."""
    return Share(value=share, low=share, high=share)
