"""What an attacker can expect: the chance to find one known person, and how many of all can be found."""

import numpy as np

from pia_toolkit.disclosure_risk.classes import Classes
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.domain.risk import AttackRisk


def attack_risk(classes: Classes, population: Numbers | None = None) -> AttackRisk:
    """Return the prosecutor, journalist and marketer risk, each a chance or an expected share from 0 to 1.

    `population`: how many people the whole population has in each class, in the order of the classes, at
    least as many as the table. Without it the table is taken for the whole population, which overstates the
    risk rather than understating it: the journalist and the marketer then know as much as the prosecutor. A
    unit in several classes has the risk of its rarest. Raises `ValueError` for a population that is too
    small. Source: El Emam, "Guide to the De-Identification of Personal Health Information" (2013), chapter 16.
    """
    if not len(classes.sizes):
        return _as_prosecutor(0.0, 0.0)
    average = float(np.mean(1 / classes.smallest_of_unit))
    highest = 1 / classes.k
    if population is None:
        return _as_prosecutor(highest, average)
    if len(population) != len(classes.sizes) or (population < classes.sizes).any():
        raise ValueError("population")
    marketer = float((classes.sizes / population).sum() / classes.sizes.sum())
    return AttackRisk(
        highest_prosecutor=highest,
        average_prosecutor=average,
        highest_journalist=float(1 / population.min()),
        average_journalist=max(len(population) / float(population.sum()), marketer),
        marketer=marketer,
        population_known=True,
    )


def _as_prosecutor(highest: float, average: float) -> AttackRisk:
    """Return the risks when all attackers know as much as the prosecutor."""
    return AttackRisk(
        highest_prosecutor=highest,
        average_prosecutor=average,
        highest_journalist=highest,
        average_journalist=average,
        marketer=average,
    )
