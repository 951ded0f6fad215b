"""What an attacker who compares can expect: to find one known person, or as many of all as possible."""

from pia_toolkit.disclosure_risk.classes.equivalence import SizeTally
from pia_toolkit.domain.class_risk import AttackRisk


def attack_risk(tally: SizeTally) -> AttackRisk | None:
    """Return the prosecutor and the marketer risk, each from 0 to 1; None when there is nobody.

    The prosecutor knows that a person is in the table; a unit in several classes is looked for in its rarest.
    The marketer guesses once for each different combination of each unit. Where the population is not known,
    the journalist, who does not know whether the person is in the table, is taken to know as much as the
    prosecutor. Source: El Emam, "Guide to the De-Identification of Personal Health Information" (2013).
    """
    if not tally.all_units:
        return None
    return AttackRisk(
        highest=1 / tally.k,
        average_prosecutor=float((tally.units / tally.sizes).sum()) / tally.all_units,
        marketer=tally.all_classes / tally.members,
    )
