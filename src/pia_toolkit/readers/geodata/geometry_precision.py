"""How fine coordinates are: the grid they lie on, however many digits a number or a transformation shows."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pia_toolkit.cells.ground import METRES_PER_DEGREE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float64]"
Whole: TypeAlias = "npt.NDArray[np.int64]"

FINEST_DEGREES = 1e-7
"""About a centimetre. What is finer is noise of a computation."""
FINEST_METRES = 0.01

_STEPS = tuple(
    sorted(
        {1, 2, 5}
        | {10**power for power in range(1, 8)}
        | {2 * 10**power for power in range(1, 7)}
        | {5 * 10**power for power in range(1, 7)}
        | {25 * 10**power for power in range(6)}
    )
)
"""Steps of grids as people choose them (1, 2, 2.5 and 5 times a power of ten), in units of the finest step."""
_ON_GRID = 0.95
_ENOUGH = 5
"""Different numbers that must lie on a grid before it is believed: by chance, one in ten does."""


@dataclass(frozen=True)
class Grid:
    """A grid that coordinates lie on: `step` between its lines; `centred`: they lie half a step beside zero."""

    step: float
    centred: bool = False


@dataclass(frozen=True)
class Precision:
    """`usual`: the grid that at least 95 % of the coordinates lie on; `finest`: one that all of them lie on."""

    usual: Grid
    finest: Grid


@dataclass
class GridCount:
    """Counts how many coordinates lie on which grid. `finest`: the finest step that is told apart, in their unit."""

    finest: float
    believed: float
    total: int = 0
    on_grid: dict[tuple[int, bool], int] = field(default_factory=dict)
    different: set[int] = field(default_factory=set)

    def update(self, values: Floats) -> None:
        """Count more coordinates; those that are no number are left out."""
        import numpy as np

        values = values[np.isfinite(values)]
        values = values[np.abs(values) < 1e9]  # noqa: PLR2004  # no grid of the Earth is that wide
        whole: Whole = np.rint(values / self.finest).astype(np.int64)
        self.total += len(whole)
        if len(self.different) < _ENOUGH:
            self.different.update(np.unique(whole[:1000])[:_ENOUGH].tolist())
        for step in _STEPS:
            rest = whole % step
            for centred, wanted in ((False, 0), (True, step / 2)):
                count = int(np.count_nonzero(rest == wanted))
                self.on_grid[step, centred] = self.on_grid.get((step, centred), 0) + count

    def precision(self) -> Precision | None:
        """Return the grids, or None when there was no coordinate.

        Few coordinates lie on a coarse grid by chance: of fewer than five, none coarser than `believed` is told.
        """
        if not self.total:
            return None
        return Precision(self._grid(_ON_GRID), self._grid(1.0))

    def _grid(self, share: float) -> Grid:
        enough = len(self.different) >= _ENOUGH
        fitting = [
            Grid(step * self.finest, centred)
            for (step, centred), count in self.on_grid.items()
            if count >= share * self.total and (enough or step * self.finest <= self.believed)
        ]
        return max(fitting, key=lambda grid: (grid.step, not grid.centred), default=Grid(self.finest))


def degrees_of(metres: float) -> tuple[float, int]:
    """Return a round step in degrees (1, 2 or 5 times a power of ten) no coarser than `metres`, and its decimals.

    The step of a degree of latitude serves for both, so that neighbours on the ground stay apart; it is never finer
    than a centimetre.
    """
    wanted = max(metres / METRES_PER_DEGREE, FINEST_DEGREES)
    power = math.floor(math.log10(wanted) + 1e-9)
    digit = max(digit for digit in (1, 2, 5) if digit * 10.0**power <= wanted * (1 + 1e-9))
    return digit * 10.0**power, max(0, -power)


def round_to(values: Floats, step: float, decimals: int) -> Floats:
    """Round numbers to multiples of a step that has so many decimals."""
    import numpy as np

    return np.round(np.rint(values / step) * step, decimals) + 0.0


def lies_on(values: Floats, grid: Grid, finest: float) -> "npt.NDArray[np.bool_]":
    """Tell which coordinates lie on a grid."""
    import numpy as np

    step = round(grid.step / finest)
    with np.errstate(invalid="ignore"):
        rest = np.rint(values / finest) % step
    return np.asarray(rest == (step / 2 if grid.centred else 0))
