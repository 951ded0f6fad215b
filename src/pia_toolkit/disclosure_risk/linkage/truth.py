"""How many matches are right, where both files have a column that tells who is who."""

import numpy as np

from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.linkage.exact import rows_one_to_one
from pia_toolkit.disclosure_risk.linkage.fuzzy import FuzzyFound
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn
from pia_toolkit.disclosure_risk.linkage.matched_files import Files
from pia_toolkit.domain.linkage_risk import LinkageTruth


def measure_truth(truth: JointColumn, files: Files, fuzzy: FuzzyFound | None) -> LinkageTruth:
    """Count how many matches one to one are the same unit; rows that do not tell who they are count as wrong."""
    ours, theirs = rows_one_to_one(files, range(len(files.sizes)))
    known = truth.shared()
    rows_in_both = np.flatnonzero(known[0] > 0)
    in_both = len(rows_in_both if files.ours.units is None else np.unique(files.ours.units[rows_in_both]))
    right = _right(truth, ours, theirs)
    fuzzy_right = _right(truth, fuzzy.ours, fuzzy.theirs) if fuzzy else None
    probable = len(fuzzy.ours) if fuzzy else 0
    return LinkageTruth(
        column=" + ".join(truth.linked.columns),
        public_column=" + ".join(truth.linked.public_columns),
        in_both=in_both,
        right=right,
        precision=right / len(ours) if len(ours) else None,
        found_share=min(1.0, right / in_both) if in_both else None,
        fuzzy_right=fuzzy_right,
        fuzzy_precision=fuzzy_right / probable if fuzzy_right is not None and probable else None,
    )


def _right(truth: JointColumn, ours: Numbers, theirs: Numbers) -> int:
    told = truth.ours[ours]
    return int(np.count_nonzero((told > 0) & (told == truth.theirs[theirs])))
