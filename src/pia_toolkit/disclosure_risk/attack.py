"""What an attacker who compares can expect: to find one known person, or as many of all as possible."""

import numpy as np

from pia_toolkit.disclosure_risk.classes import Classes
from pia_toolkit.domain.class_risk import AttackRisk


def attack_risk(classes: Classes) -> AttackRisk | None:
    """Return the prosecutor and the marketer risk, each from 0 to 1; None when there is nobody.

    The prosecutor knows that a person is in the table; a unit in several classes is looked for in its rarest.
    The marketer guesses once for each different combination of each unit. Where the population is not known,
    the journalist, who does not know whether the person is in the table, is taken to know as much as the
    prosecutor. Source: El Emam, "Guide to the De-Identification of Personal Health Information" (2013).
    """
    if not classes.units:
        return None
    # Added up by size, not by unit: the same table in another order gives the same figure to the last digit.
    sizes, units = np.unique(classes.smallest_of_unit, return_counts=True)
    return AttackRisk(
        highest=1 / classes.k,
        average_prosecutor=float((units / sizes).sum()) / classes.units,
        marketer=len(classes.sizes) / int(classes.sizes.sum()),
    )
