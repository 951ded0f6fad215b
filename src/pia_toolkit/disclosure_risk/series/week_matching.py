"""Recognise a household's week of readings by the week before: the nearest neighbour among all households."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.intervals import counted, wilson
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.series.trace_points import DAY
from pia_toolkit.domain.trace_risk import LoadCurveMatch

WEEK = 7 * DAY

COMPLETE = 0.9
"""Share of its steps that a week must have; the others are filled with the mean of the week."""

_MOST_COMPARISONS = 200_000_000
"""Above so many pairs of weeks, a part of the households is looked for, among all."""

_FEWEST_SOUGHT = 200
_BLOCK = 2_000
"""Households compared at once."""

_ROUNDING = 1e-5
"""How far distances in single precision may be off, as a share of the squared lengths."""

_SEED = 0

Singles = npt.NDArray[np.float32]


def match_weeks(
    households: npt.NDArray[np.integer], slots: Numbers, readings: npt.NDArray[np.floating], step: int
) -> LoadCurveMatch | None:
    """Share of weeks whose nearest neighbour in the following week is the same household (a lower bound).

    Rows are sorted by household and slot, each pair once; a slot is a number of steps of `step` seconds since
    1970. Weeks start at the first day of the file. The distance is the Euclidean one over the steps of the
    week; a week is recognised when its own follower is strictly nearer than all others, rounding counted
    against it. None when no household has two complete weeks in a row, or `step` does not divide a week.
    """
    if WEEK % step or not len(slots):
        return None
    weeks = _Weeks.of(households, slots, readings.astype(np.float32, copy=False), step)
    complete = weeks.complete
    follows = complete[:, :-1] & complete[:, 1:]
    able = np.flatnonzero(follows.any(axis=1))
    if not len(able):
        return None
    sought = _choose(able, int(complete[:, 1:].sum()))
    tried = identified = 0
    guessed = 0.0
    for week in range(follows.shape[1]):
        asked = sought[follows[sought, week]]
        if len(asked):
            tried += len(asked)
            guessed += len(asked) / int(complete[:, week + 1].sum())
            identified += weeks.count_recognised(asked, week)
    exact, share = len(sought) == len(able), identified / tried
    return LoadCurveMatch(
        seconds=step,
        households=len(able),
        incomplete_weeks=int(np.count_nonzero(weeks.present & ~complete)),
        exact=exact,
        tried=tried,
        identified=identified,
        # The weeks of a household are alike: only different households make the interval narrower.
        identified_share=counted(share) if exact else wilson(share * len(sought), len(sought)),
        chance_share=guessed / tried,
    )


def _choose(able: Numbers, followers: int) -> Numbers:
    """Return the households that are looked for: all, or as many by chance as can be compared with all."""
    affordable = max(_FEWEST_SOUGHT, _MOST_COMPARISONS // followers)
    if affordable >= len(able):
        return able
    return np.sort(np.random.default_rng(_SEED).choice(able, affordable, replace=False))


@dataclass(frozen=True)
class _Weeks:
    """Readings by household (numbered from 0), week and step of the week; `starts`: each household's rows."""

    starts: Numbers = field(repr=False)
    household: npt.NDArray[np.int32] = field(repr=False)
    week: npt.NDArray[np.int32] = field(repr=False)
    step_of_week: npt.NDArray[np.int32] = field(repr=False)
    readings: Singles = field(repr=False)
    steps: int
    counts: Numbers = field(repr=False)

    @classmethod
    def of(cls, households: npt.NDArray[np.integer], slots: Numbers, readings: Singles, step: int) -> "_Weeks":
        steps = WEEK // step
        first = int(slots.min()) * step // DAY * DAY // step
        week, step_of_week = (part.astype(np.int32) for part in np.divmod(slots - first, steps))
        starts = np.flatnonzero(np.diff(households, prepend=-1, append=-1))
        household = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        shape = (len(starts) - 1, int(week.max()) + 1)
        counts = np.bincount(household.astype(np.int64) * shape[1] + week, minlength=shape[0] * shape[1])
        # Their mean taken off, numbers are smaller and distances more exact.
        centred = readings - np.float32(readings.mean(dtype=np.float64))
        return cls(starts, household, week, step_of_week, centred, steps, counts.reshape(shape))

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """Which weeks of which household have any reading."""
        result: npt.NDArray[np.bool_] = self.counts > 0
        return result

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        """Which weeks of which household have nearly all readings."""
        result: npt.NDArray[np.bool_] = self.counts >= COMPLETE * self.steps
        return result

    def count_recognised(self, asked: Numbers, week: int) -> int:
        """Count the households whose week is nearer to their own next week than to any other household's."""
        sought = self._matrix(asked, week)
        # |a - b|^2 = |a|^2 + |b|^2 - 2ab, as one product of matrices with two more columns.
        left = np.column_stack([sought * np.float32(-2), _lengths(sought), np.ones(len(asked), np.float32)])
        own = np.full(len(asked), np.inf)
        nearest = np.full(len(asked), np.inf, np.float32)
        followers = np.flatnonzero(self.complete[:, week + 1])
        for start in range(0, len(followers), _BLOCK):
            others = followers[start : start + _BLOCK]
            following = self._matrix(others, week + 1)
            right = np.column_stack([following, np.ones(len(others), np.float32), _lengths(following)])
            distances = left @ right.T
            _, of_asked, of_others = np.intersect1d(asked, others, assume_unique=True, return_indices=True)
            distances[of_asked, of_others] = np.inf
            own[of_asked] = np.square(sought[of_asked].astype(np.float64) - following[of_others]).sum(axis=1)
            nearest = np.minimum(nearest, distances.min(axis=1))
        return int(np.count_nonzero(own < nearest))

    def _matrix(self, households: Numbers, week: int) -> Singles:
        """Return one row of readings per household (in rising order), gaps filled with the week's mean."""
        first, end = self.starts[households[0]], self.starts[households[-1] + 1]
        rows = first + np.flatnonzero(self.week[first:end] == week)
        place_of = np.full(len(self.starts) - 1, -1, np.int32)
        place_of[households] = np.arange(len(households), dtype=np.int32)
        place = place_of[self.household[rows]]
        rows, place = rows[place >= 0], place[place >= 0]
        means = np.bincount(place, self.readings[rows], len(households)) / self.counts[households, week]
        matrix = np.repeat(means.astype(np.float32)[:, None], self.steps, axis=1)
        matrix[place, self.step_of_week[rows]] = self.readings[rows]
        return matrix


def _lengths(matrix: Singles) -> Singles:
    """Return the squared length of each row, less what rounding may add to a distance."""
    lengths: Singles = np.square(matrix).sum(axis=1) * np.float32(1 - _ROUNDING)
    return lengths
