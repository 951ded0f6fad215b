"""A table of counts in memory: what names a cell, and what each cell says. It never leaves this stage."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.cell_text import State, common_step

Ints = npt.NDArray[np.int64]
States = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Dimension:
    """What names a cell: one column, or several of which the finest tells the others (district and borough).

    `codes` number the value of each row; `labels` gives for each number the words in each of the columns.
    """

    columns: tuple[str, ...]
    categories: tuple[str, ...]
    sensitive: bool
    codes: Ints = field(repr=False)
    labels: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.labels)


@dataclass(frozen=True)
class CountTable:
    """Rows of cells, one for each column of counts. `row_numbers` tell where a row stands among the records.

    `counts` is right where the state is known; `lower` and `upper` bound what is hidden. `numbered`: a further column
    says something else in every row, as the number of a case.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    columns: tuple[str, ...]
    categories: tuple[str, ...]
    counts: Ints = field(repr=False)
    states: States = field(repr=False)
    lower: Ints = field(repr=False)
    upper: Ints = field(repr=False)
    row_numbers: Ints = field(repr=False)
    repeated: int = 0
    numbered: bool = False

    @property
    def rows(self) -> int:
        """Rows with different combinations."""
        return len(self.row_numbers)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Where there is a count."""
        return np.asarray(self.states == State.KNOWN)

    def steps(self) -> tuple[int | None, ...]:
        """To what the counts of each column are rounded; None: not rounded."""
        return tuple(common_step(self.counts[:, place][self.known[:, place]]) for place in range(len(self.columns)))
