"""Pairs of records worth comparing: those that agree exactly on some columns. All pairs would be too many."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pia_toolkit.disclosure_risk.keys import Numbers, combine
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn

LARGEST_BLOCK = 100
"""Records of the public file that a record is compared with for each choice of columns; larger blocks are left out."""

_BUCKETS = 2**22


@dataclass(frozen=True)
class Block:
    """Pairs of rows that agree on some columns; `crowded`: rows of ours that agree with too many to compare."""

    ours: Numbers = field(repr=False)
    theirs: Numbers = field(repr=False)
    crowded: Numbers = field(repr=False)


def pairs_agreeing(columns: Sequence[JointColumn], places: Sequence[int], our_rows: Numbers) -> Block:
    """Return the pairs of some rows of ours with all rows of theirs that agree on the columns at `places`."""
    ours, our_keys, theirs, their_keys = _keys(columns, places, our_rows)
    order = np.argsort(their_keys, kind="stable")
    ordered, theirs = their_keys[order], theirs[order]
    begin, end = np.searchsorted(ordered, our_keys, "left"), np.searchsorted(ordered, our_keys, "right")
    sizes = end - begin
    crowded = sizes > LARGEST_BLOCK
    sizes = np.where(crowded, 0, sizes)
    starts = np.repeat(begin - np.append(0, np.cumsum(sizes)[:-1]), sizes)
    return Block(np.repeat(ours, sizes), theirs[starts + np.arange(len(starts))], ours[crowded])


def _keys(
    columns: Sequence[JointColumn], places: Sequence[int], our_rows: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return rows of both files with a number for their values; of theirs hardly more than those that can agree."""
    chosen = [columns[place] for place in places]
    sizes = [column.size for column in chosen]
    ours = our_rows[np.all([column.ours[our_rows] > 0 for column in chosen], axis=0)]
    able = chosen[0].theirs > 0
    for column in chosen[1:]:
        able &= column.theirs > 0
    theirs = np.flatnonzero(able)
    codes = [np.concatenate([column.ours[ours], column.theirs[theirs]]) for column in chosen]
    numbers, _ = combine(codes, sizes)
    our_keys, their_keys = numbers[: len(ours)], numbers[len(ours) :]
    sought = np.zeros(_BUCKETS, np.bool_)
    sought[our_keys % _BUCKETS] = True
    kept = sought[their_keys % _BUCKETS]
    return ours, our_keys, theirs[kept], their_keys[kept]
