"""Groups whose members share a secret: whoever is known to be in one has the secret given away."""

import numpy as np

from pia_toolkit.disclosure_risk.classes import Classes
from pia_toolkit.disclosure_risk.encode import Codes, EncodedColumn
from pia_toolkit.disclosure_risk.keys import distinct, sorted_distinct
from pia_toolkit.domain.risk import Diversity


def measure_diversity(classes: Classes, column: EncodedColumn, category: str, units: Codes | None) -> Diversity | None:
    """Fewest different values of a sensitive column in any group that looks alike (distinct l-diversity).

    That nothing is told counts as one more value, because it hides which of the others is true. A group in
    which nothing is told about anybody gives nothing away and is left out; None when that holds for every
    group. Source: Machanavajjhala and others, "l-diversity" (2007).
    """
    count = len(classes.sizes)
    pairs = distinct(classes.of_row * column.size + column.codes, count * column.size)
    values = np.bincount(pairs // column.size, minlength=count)
    told = np.bincount(pairs[pairs % column.size > 0] // column.size, minlength=count) > 0
    if not told.any():
        return None
    one_value = told & (values == 1)
    rows = one_value[classes.of_row]
    return Diversity(
        column=column.name,
        category=category,
        distinct_l=int(values[told].min()),
        classes_with_one_value=int(np.count_nonzero(one_value)),
        units_with_one_value=int(np.count_nonzero(rows))
        if units is None
        else len(sorted_distinct(units[rows].astype(np.int64))),
    )
