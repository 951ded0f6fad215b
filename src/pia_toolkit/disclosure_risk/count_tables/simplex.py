"""Linear programming: the least and the greatest value of each unknown in a small system with bounds.

The simplex method with bounded variables (Dantzig 1955) on a dense tableau; the one feasible point that is found
first serves all unknowns. After many steps without progress Bland's rule (1977) takes over, which cannot cycle.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_TINY = 1e-9
_FEASIBLE = 1e-6
_BEFORE_BLAND = 50


def ranges(matrix: Floats, right: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats] | None:
    """Return the least and greatest value of each unknown x with `matrix` x = `right` between the bounds.

    None when nothing fulfils the system. Bounds must be finite.
    """
    tableau = _feasible(matrix, right - matrix @ lower, upper - lower)
    if tableau is None:
        return None
    count = len(lower)
    least, greatest = np.empty(count), np.empty(count)
    for unknown in range(count):
        cost = np.zeros(count)
        cost[unknown] = 1.0
        least[unknown] = tableau.minimise(cost)
        greatest[unknown] = -tableau.minimise(-cost)
    return least + lower, greatest + lower


def _feasible(matrix: Floats, right: Floats, upper: Floats) -> "_Tableau | None":
    """Return a tableau at a feasible point: artificial unknowns, one per row, are driven to 0."""
    rows, count = matrix.shape
    signs = np.where(right < 0, -1.0, 1.0)
    body = np.hstack([matrix * signs[:, None], np.eye(rows)])
    room = np.concatenate([upper, np.full(rows, np.abs(right).sum() + 1)])
    tableau = _Tableau(body, np.abs(right), room, np.arange(count, count + rows))
    if tableau.minimise(np.concatenate([np.zeros(count), np.ones(rows)])) > _FEASIBLE:
        return None
    tableau.leave_out(count)
    return tableau


class _Tableau:
    """Unknowns from 0 to `room`; those outside the basis are at one end, those in it have the values `inside`."""

    def __init__(self, body: Floats, inside: Floats, room: Floats, basis: npt.NDArray[np.int64]) -> None:
        self.body, self.inside, self.room, self.basis = body, inside, room, basis
        self.at_top = np.zeros(len(room), np.bool_)

    def minimise(self, cost: Floats) -> float:
        """Move to a point where `cost` is least and return it."""
        still = 0
        while True:
            reduced = cost - cost[self.basis] @ self.body
            gain = np.where(self.at_top, reduced, -reduced)
            gain[self.basis] = 0
            gain[self.room <= 0] = 0
            entering = int(np.argmax(gain > _TINY)) if still > _BEFORE_BLAND else int(np.argmax(gain))
            if gain[entering] <= _TINY:
                break
            still = still + 1 if self._move(entering) <= _TINY else 0
        at_top = self.at_top.copy()
        at_top[self.basis] = False
        return float(cost[self.basis] @ self.inside + cost[at_top] @ self.room[at_top])

    def _move(self, entering: int) -> float:
        """Change one unknown until it or another meets a bound; return by how much."""
        direction = -1.0 if self.at_top[entering] else 1.0
        change = self.body[:, entering] * direction
        limits = np.full(len(change), np.inf)
        falls, rises = change > _TINY, change < -_TINY
        limits[falls] = self.inside[falls] / change[falls]
        limits[rises] = (self.room[self.basis[rises]] - self.inside[rises]) / -change[rises]
        tightest = float(limits.min(initial=np.inf))
        step = max(0.0, min(tightest, float(self.room[entering])))
        self.inside = self.inside - change * step
        if self.room[entering] <= tightest:
            self.at_top[entering] = not self.at_top[entering]
            return step
        # Of several that meet a bound the one numbered first leaves: Bland's rule needs it.
        met = np.flatnonzero(limits <= tightest + _TINY)
        row = int(met[np.argmin(self.basis[met])])
        leaving = self.basis[row]
        self.at_top[leaving] = bool(rises[row])
        start = float(self.room[entering]) if self.at_top[entering] else 0.0
        self.at_top[entering] = False
        self._pivot(row, entering)
        self.inside[row] = start + direction * step
        return step

    def _pivot(self, row: int, column: int) -> None:
        self.body[row] /= self.body[row, column]
        others = self.body[:, column].copy()
        others[row] = 0
        touched = np.flatnonzero(np.abs(others) > _TINY)
        self.body[touched] -= others[touched, None] * self.body[row]
        self.basis[row] = column

    def leave_out(self, count: int) -> None:
        """Drop the artificial unknowns, which are 0 by now, and the rows that say nothing new."""
        redundant = []
        for row in np.flatnonzero(self.basis >= count):
            real = np.abs(self.body[row, :count])
            real[self.basis[self.basis < count]] = 0
            if real.max(initial=0.0) <= _FEASIBLE:
                redundant.append(row)
                continue
            column = int(np.argmax(real))
            value = float(self.room[column]) if self.at_top[column] else 0.0
            self.at_top[column] = False
            self._pivot(int(row), column)
            self.inside[row] = value
        kept = np.setdiff1d(np.arange(len(self.basis)), redundant)
        self.body, self.inside, self.basis = self.body[kept][:, :count].copy(), self.inside[kept], self.basis[kept]
        self.room, self.at_top = self.room[:count], self.at_top[:count]
