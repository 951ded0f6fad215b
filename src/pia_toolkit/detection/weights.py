"""How much each kind of evidence weighs, in log-odds, and how evidence becomes a confidence.

Evidence is added up as in a naive Bayes model: a column starts out unlikely to be any one thing, each piece of
evidence moves it, and the readings compete with each other and with "none of these" (a softmax). The figures are the
toolkit's own; they express which evidence may convince alone (values of a certain pattern, a passed checksum) and
which may not (a header).
"""

import math

from pia_toolkit.detection.catalogue.recognizer import Strength

PRIOR = -3.5
"""A column is any one kind of data about three times in a hundred."""

PATTERN_FITS = {Strength.CERTAIN: 8.0, Strength.STRONG: 5.0, Strength.WEAK: 1.5}
PATTERN_FAILS = -4.0
"""When all cells, or none, have the form a recognizer expects."""

HEADER_WHOLE = 5.0
HEADER_PART = 4.0
"""When the header is, or contains, words for it."""

HEADER_AND_VALUES_AGREE = 2.5
"""When the header names it and most cells look like it: each makes the other's slips unlikely."""

HEADER_IS_ABOUT = -5.0
"""When the header says that the column tells something about it (phone type, email verified)."""

HEADER_OF_A_THING = -4.0
"""When the header names a thing as the owner (station name) and the recognizer expects a person."""

HEADER_OF_ANOTHER = -1.5
"""When the header clearly names something else."""

NEVER_REPEATS = -3.0
"""When an identifier that should come back differs in every row: it numbers the row, not a device or person."""

RANGE_FITS = 0.5
RANGE_FAILS = -6.0

WORDS_FAIL = -2.5
WORDS_MOST = 5.5
SHORT_WORD, LONG_WORD = 0.5, 1.2
"""What each listed word that occurs adds: codes such as M or F add less than whole words."""

NAMES_FIT = 8.0
NAMES_FAIL = -4.0
NAMES_ENOUGH = 10
"""Distinct values from which on names count in full: a handful may be names of anything. A name in several words counts
twice, a given name together with a family name three times."""
NAMES_SOME, NAMES_MOST = 0.25, 0.75
"""Shares of values that look like names between which, without a header, a column becomes one of names. No list knows
every name, and in every column of titles or places a few look like one."""

NAMES_IMPOSSIBLE = -3.0
"""When most values hold a digit or a word that never stands in a name (street, school, Ltd)."""

OFFICIALS_FIT = 8.5
"""When a header names a public office and most values are names: told as such rather than as anybody's name."""

VALUES_CONTRADICT = -6.0
"""When the header names something that the values cannot be: a plate of one digit, a faith that is an amount."""

NEIGHBOUR = 3.0
"""When the column beside it is the other half (longitude beside latitude, family name beside given name)."""

LENGTHS_DIFFER = -3.0
"""When numbers that could be postcodes are of many lengths: they are amounts or running numbers."""

CHECKSUM_MOST = 7.0
CHECKSUM_SEARCHED = -3.5
"""Without a header, many checks were tried on the same numbers; the price of that search."""

CHECKSUM_FAILS_BUT_NAMED = -3.0
"""What failed check digits count at most when the header names the number: test data and typing errors fail too."""

_PASSES_IF_TRUE = 0.97

HEADER_ALONE_MOST = 0.8
"""A header without values that support it is never more certain than this."""


EVEN = 0.5
STRETCH_ABOVE, STRETCH_BELOW = 2.1, 0.7
"""By how much the log-odds are stretched above and below one half, as labelled tables show.

Maximum likelihood, in tenths, on the development halves of the sets in `benchmarks/labelled_sets.py`; `make bench` fits
them again. Above: columns named by what their values look like. Below: columns that nothing claims, by the likeliest
personal reading, from 0.1 % on.
"""

MOST_CERTAIN = 0.995
"""Nothing is surer: of the 238 columns there that the weights were surer of than 95 %, 2 were something else."""


def checksum_weight(passed: int, tried: int, chance: float) -> float:
    """Return the log-likelihood ratio of `passed` of `tried` distinct values passing a check of that `chance`."""
    if not tried:
        return 0.0
    gain = passed * math.log(_PASSES_IF_TRUE / chance)
    loss = (tried - passed) * math.log((1 - _PASSES_IF_TRUE) / (1 - chance))
    return max(-CHECKSUM_MOST, min(CHECKSUM_MOST, gain + loss))


def between(share: float, fails: float, fits: float) -> float:
    """Return the weight of a share of cells, from `fails` at none to `fits` at all."""
    return fails + (fits - fails) * share


def names_weight(share: float, telling: int, *, by_header: bool) -> float:
    """Return the weight of a share of values that look like names; `telling`: see `NAMES_ENOUGH`."""
    if not by_header:
        share = min(1.0, max(0.0, share - NAMES_SOME) / (NAMES_MOST - NAMES_SOME))
    return between(share, NAMES_FAIL, NAMES_FIT * min(1.0, telling / NAMES_ENOUGH))


def confidences(scores: dict[str, float]) -> dict[str, float]:
    """Turn log-odds of competing readings into confidences that add up to less than one."""
    top = max([0.0, *scores.values()])
    weights = {name: math.exp(score - top) for name, score in scores.items()}
    total = math.exp(-top) + sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def calibrated(sure: dict[str, float]) -> dict[str, float]:
    """Return confidences as they turned out on labelled tables; their order and what is above one half stay.

    The likeliest reading is calibrated; the others share the rest as before.
    """
    if not sure:
        return {}
    top = max(sure, key=lambda name: sure[name])
    turned_out = calibrate(sure[top])
    rest = (1 - turned_out) / (1 - sure[top]) if sure[top] < 1 else 0.0
    return {name: turned_out if name == top else value * rest for name, value in sure.items()}


def calibrate(confidence: float) -> float:
    """Return how often a reading turns out right that the weights make so likely, 0 to 1.

    The log-odds are stretched, by one factor above one half and another below: Platt scaling that leaves one half where
    it is, so that no verdict changes. Source: Platt, "Probabilistic outputs for support vector machines" (1999).
    """
    if confidence >= 1:
        return MOST_CERTAIN
    odds = confidence / (1 - confidence)
    if confidence < EVEN:
        return 1 - 1 / (1 + math.pow(odds, STRETCH_BELOW))
    return EVEN + (MOST_CERTAIN - EVEN) * (1 - 2 / (1 + math.pow(odds, STRETCH_ABOVE)))
