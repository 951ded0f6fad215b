"""Text whose cells stand in columns of fixed width, as old systems print it: where the columns begin."""

from collections.abc import Sequence
from itertools import pairwise

_FEWEST_LINES, _MANY_LINES, _LONGEST_LINE = 5, 20, 4_000
_SURE_GAP, _FILLED = 2, 0.5


def find_cuts(lines: Sequence[str]) -> tuple[int, ...]:
    """Return where cells begin after the first, counted in characters; nothing when the lines show no such columns.

    A cell begins where in most lines something stands behind places that are blank in all of them: two places, or
    one where there are many lines.
    """
    rows = [line.rstrip("\r\n").expandtabs(1) for line in lines if line.strip()]
    longest = max(map(len, rows), default=0)
    if len(rows) < _FEWEST_LINES or not 0 < longest <= _LONGEST_LINE:
        return ()
    filled = [sum(at < len(row) and row[at] != " " for row in rows) for at in range(longest)]
    cuts: list[int] = []
    gap = 0
    for at, count in enumerate(filled):
        wide_enough = gap >= _SURE_GAP or (gap and len(rows) >= _MANY_LINES)
        if count and wide_enough and any(filled[:at]) and _is_filled(rows, at, filled):
            cuts.append(at)
        gap = 0 if count else gap + 1
    return tuple(cuts)


def _is_filled(rows: Sequence[str], at: int, filled: Sequence[int]) -> bool:
    """Tell whether most lines have something between here and the next gap."""
    end = next((place for place in range(at, len(filled)) if not filled[place]), len(filled))
    return sum(bool(row[at:end].strip()) for row in rows) >= _FILLED * len(rows)


def cut_lines(text: str, cuts: Sequence[int], delimiter: str) -> str:
    """Put the delimiter between the cells of every line, and leave out the blanks that fill them up."""
    edges = (0, *cuts, None)
    lines = []
    for line in text.splitlines(keepends=True):
        content = line.rstrip("\r\n")
        cells = [content[start:end].strip() for start, end in pairwise(edges)]
        lines.append((delimiter.join(cells) if any(cells) else "") + line[len(content) :])
    return "".join(lines)
