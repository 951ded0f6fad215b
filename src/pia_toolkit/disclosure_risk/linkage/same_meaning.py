"""Columns that have the same header and say different things, such as two dates: false friends."""

from collections.abc import Sequence

import numpy as np

from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.linkage.correspondence import Pair
from pia_toolkit.disclosure_risk.linkage.exact import match, rows_one_to_one
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn
from pia_toolkit.disclosure_risk.linkage.matched_files import Units, files_of

_FEWEST_PAIRS = 20
"""Pairs of records that must be linked by the other columns before they can judge one."""

_BEYOND_CHANCE = 3.0
"""How many times what chance gives the other columns must find one to one."""

_AGREE = 0.5
"""Share of these pairs that agree in a column that says the same."""


def without_false_friends(found: Sequence[tuple[Pair, JointColumn]], ours: Units, theirs: Units) -> list[JointColumn]:
    """Leave out columns for which nothing but the header speaks, and which differ where the others agree.

    Records that the surer columns link one to one are those of one unit, if there are far more of them than chance
    gives; where most of these differ in a column, it says something else in either file. What cannot be judged stays.
    """
    sure = [column for pair, column in found if not pair.by_header_alone]
    if not sure or len(sure) == len(found):
        return [column for _, column in found]
    files = files_of(sure, ours, theirs)
    everything = range(len(sure))
    matched = match(files, everything)
    if matched.one_to_one < max(_FEWEST_PAIRS, _BEYOND_CHANCE * matched.chance_one_to_one):
        return [column for _, column in found]
    our_rows, their_rows = rows_one_to_one(files, everything)
    return [
        column
        for pair, column in found
        if not pair.by_header_alone or _agrees(column.ours[our_rows], column.theirs[their_rows])
    ]


def _agrees(ours: Codes, theirs: Codes) -> bool:
    told = (ours > 0) & (theirs > 0)
    return int(np.count_nonzero(told)) < _FEWEST_PAIRS or float(np.mean(ours[told] == theirs[told])) >= _AGREE
