"""Where the records of a stretch of delimited text end, and how many cells each has: counted, not parsed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pia_toolkit.readers.text.dialect import Dialect

Positions = npt.NDArray[np.intp]
_CARRIAGE_RETURN, _LINE_FEED = 13, 10
_PIECE = 2**18


@dataclass(frozen=True, eq=False, repr=False)
class Layout:
    """Complete records at the beginning of a window of text.

    `ends`: offset after each record; `cells`: number of cells of each; `blank`: which ones are blank lines;
    `mixed`: numbers of records with a line end of another kind in them; `broken_at`: offset of the first quotation
    mark that breaks the rules, if there is one; `hollow`: some cell is a pair of quotation marks and nothing.
    """

    ends: Positions
    cells: Positions
    blank: npt.NDArray[np.bool_]
    mixed: Positions
    broken_at: int | None
    hollow: bool

    @cached_property
    def starts(self) -> Positions:
        """Offset of the first byte of each record."""
        return np.concatenate(([0], self.ends[:-1])).astype(np.intp)


def find_layout(window: memoryview, dialect: Dialect, *, at_end: bool) -> Layout:
    """Find the records of a window of UTF-8 text that begins with a record.

    Exact wherever quotation marks keep the rules: an opening one follows a delimiter or line end, a closing one is
    followed by one, and those within a cell are doubled. Where the first breaks them, the layout stops before it.
    `at_end`: nothing follows the window, so that a last line without end counts.
    """
    data = np.frombuffer(window, np.uint8)
    line_end = ord(dialect.line_end)
    at = positions(data, ord(dialect.delimiter), line_end, ord(dialect.quote))
    is_quote = data[at] == ord(dialect.quote)
    broken_at, hollow = None, False
    if is_quote.any():
        quotes = Quotes(data, at[is_quote], dialect)
        broken_at, hollow = quotes.first_broken(), quotes.hollow()
        inside = np.cumsum(is_quote, dtype=np.uint8) & 1
        if at_end and inside[-1] and broken_at is None:
            broken_at = int(at[is_quote][-1])
        at = at[~is_quote & (inside == 0)]
    stops = np.flatnonzero(data[at] == line_end)
    ends, cells = at[stops] + 1, np.diff(stops, prepend=-1)
    done = int(ends[-1]) if len(ends) else 0
    if at_end and done < len(data):
        ends = np.append(ends, len(data))
        cells = np.append(cells, len(at) - (int(stops[-1]) + 1 if len(stops) else 0) + 1)
    if broken_at is not None:
        whole = int(np.searchsorted(ends, broken_at, side="right"))
        ends, cells = ends[:whole], cells[:whole]
    return Layout(ends, cells, _blank(data, ends, cells, line_end), _mixed(data, ends, line_end), broken_at, hollow)


def positions(data: npt.NDArray[np.uint8], *signs: int) -> Positions:
    """Return where any of the signs stands; piece by piece, so that what is compared stays in the processor's cache."""
    found = []
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        marks = piece == signs[0]
        for sign in signs[1:]:
            marks |= piece == sign
        found.append(np.flatnonzero(marks) + start)
    return np.concatenate(found) if found else np.zeros(0, np.intp)


def _mixed(data: npt.NDArray[np.uint8], ends: Positions, line_end: int) -> Positions:
    """Return the numbers of records with a lone carriage return in them, or a line feed where that is no line end."""
    if line_end == _CARRIAGE_RETURN:
        foreign = np.flatnonzero(data == _LINE_FEED)
    else:
        foreign = np.flatnonzero(data == _CARRIAGE_RETURN)
        followed = data[np.minimum(foreign + 1, len(data) - 1)]
        foreign = foreign[followed != _LINE_FEED]
    numbers = np.unique(np.searchsorted(ends, foreign, side="right"))
    return numbers[numbers < len(ends)]


def _blank(data: npt.NDArray[np.uint8], ends: Positions, cells: Positions, line_end: int) -> npt.NDArray[np.bool_]:
    """Which records are nothing but a line end."""
    blank: npt.NDArray[np.bool_] = cells == 1
    alone = np.flatnonzero(blank)
    if len(alone):
        starts = np.where(alone > 0, ends[alone - 1], 0)
        length = ends[alone] - starts
        first = data[starts]
        blank[alone] = ((length == 1) & (first == line_end)) | (
            (length == 2) & (first == _CARRIAGE_RETURN) & (data[ends[alone] - 1] == _LINE_FEED)  # noqa: PLR2004  # CR LF
        )
    return blank


class Quotes:
    """The quotation marks of a window, every other one an opening one, and what stands before and after them."""

    def __init__(self, data: npt.NDArray[np.uint8], quotes: Positions, dialect: Dialect) -> None:
        self.opening, self.closing = quotes[0::2], quotes[1::2]
        line_end, last = ord(dialect.line_end), len(data) - 1
        before = data.take(self.opening - 1, mode="clip")
        self.opens_cell = (before == ord(dialect.delimiter)) | (before == line_end) | (self.opening == 0)
        after = data.take(self.closing + 1, mode="clip")
        self.closes_cell = (after == ord(dialect.delimiter)) | (after == line_end) | (self.closing == last)
        if line_end == _LINE_FEED and (returns := after == _CARRIAGE_RETURN).any():
            self.closes_cell |= returns & (data.take(self.closing + 2, mode="clip") == _LINE_FEED)
        self.is_doubled = after == ord(dialect.quote)

    def first_broken(self) -> int | None:
        """Return where the first one stands that breaks the rules; the very last one may be undecided."""
        opens_well = self.opens_cell.copy()
        opens_well[1:] |= self.opening[1:] == self.closing[: len(self.opening) - 1] + 1
        closes_well = self.closes_cell | self.is_doubled
        broken = np.concatenate((self.opening[~opens_well], self.closing[~closes_well]))
        return int(broken.min()) if len(broken) else None

    def hollow(self) -> bool:
        """Tell whether some pair stands for a cell and holds nothing."""
        pairs = len(self.closing)
        empty = self.closing == self.opening[:pairs] + 1
        return bool((empty & self.opens_cell[:pairs] & self.closes_cell).any())
