"""How easily people are singled out on quasi-identifiers: thresholds, equivalence classes, what classes give away."""

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen


class Policy(Frozen):
    """The thresholds a city chose. They are engineering choices; no UN text sets a number.

    `small_class` 5: fewer than five look alike (Louisville open data suppresses below 5 per group).
    `publication_class` 11: no cell of 1 to 10 may be shown (CMS, United States).
    `fine_location_metres` 111: three decimals of a degree (Louisville rounds to them).
    `fine_time_seconds` 900: quarter of an hour (same source).
    """

    small_class: int = Field(default=5, ge=2)
    publication_class: int = Field(default=11, ge=2)
    acceptable_share: float = Field(default=0.05, ge=0, le=1, description="share of units at risk still accepted")
    fine_location_metres: float = Field(default=111.0, gt=0)
    fine_time_seconds: int = Field(default=900, gt=0)


class AtRisk(Frozen):
    """Units in classes smaller than `threshold`."""

    threshold: int
    units: int
    rows: int
    share: float = Field(ge=0, le=1, description="share of all units")


class SizeBand(Frozen):
    """One bar of the class-size histogram: classes of `smallest` to `largest` units (None: no upper end)."""

    smallest: int
    largest: int | None
    classes: int
    units: int


class ChosenColumn(Frozen):
    """A quasi-identifier that was used, why, and how many values it takes."""

    column: str
    category: str
    chosen_by: str = Field(description="automatic or user")
    distinct: int
    missing: int = Field(default=0, ge=0, description="rows in which the column says nothing")
    marked: int = Field(default=0, ge=0, description="those of them with a mark such as *, n/a or unknown")


class ClassMeasures(Frozen):
    """Equivalence classes on the chosen quasi-identifiers (k-anonymity, Sweeney 2002), in protected units.

    A unit that appears with several combinations counts in each; its risk is that of its rarest combination.
    """

    quasi_identifiers: tuple[ChosenColumn, ...]
    classes: int
    k: int = Field(description="units in the smallest class")
    uniques: int = Field(description="units alone in at least one class")
    unique_share: float = Field(ge=0, le=1)
    at_risk: tuple[AtRisk, ...]
    histogram: tuple[SizeBand, ...]
    unique_rows: int = Field(default=0, ge=0, description="rows in classes of a single unit")
    distinction: float | None = Field(
        default=None, ge=0, le=1, description="classes per row; rows that repeat a unit's combination count once"
    )
    separation: float | None = Field(
        default=None, ge=0, le=1, description="share of pairs of such rows in different classes; None for one row"
    )

    def below(self, threshold: int) -> AtRisk | None:
        """Units in classes smaller than `threshold`, if that threshold was measured."""
        return next((entry for entry in self.at_risk if entry.threshold == threshold), None)


class WildcardClasses(Frozen):
    """The class measures when a missing value may stand for any value (sdcMicro, ARX), in protected units.

    Never more alone than with a missing value as a value of its own. Both are told, because an attacker may or
    may not know why a value is missing.
    """

    k: int = Field(ge=0, description="fewest units that agree with any unit, itself included")
    uniques: int = Field(ge=0, description="units that agree with nobody else")
    unique_share: float = Field(ge=0, le=1)
    average_risk: float = Field(ge=0, le=1, description="mean of 1 / units that agree")
    at_risk: tuple[AtRisk, ...]


class AttackRisk(Frozen):
    """The chance to find one known person, and the expected share of all that can be found, each 0 to 1 (El Emam).

    Prosecutor: knows that the person is in the table. Marketer: wants as many as possible. Both hold for a
    table that is the whole population, and are never too low for one drawn from it; then the journalist, who
    knows only that the person is in the population, is at most as well off as the prosecutor. A table of the
    population gives lower figures (`ReferenceRisk`).
    """

    highest: float = Field(ge=0, le=1, description="1 / k")
    average_prosecutor: float = Field(ge=0, le=1, description="mean of 1 / class size over the units")
    marketer: float = Field(ge=0, le=1, description="classes per row; rows that repeat a unit's combination count once")


class RecursiveDiversity(Frozen):
    """Recursive (c, l)-diversity: it holds for `l` and every number greater than `c`, and for no other."""

    l: int = Field(ge=2)  # noqa: E741  # the name it has in the literature
    c: float = Field(gt=0)


class Diversity(Frozen):
    """What groups give away about one sensitive column: l-diversity (Machanavajjhala 2007), t-closeness (Li 2007).

    Larger l is better, smaller t is better. A t of 0 means that each group looks like all; it is at most 1.
    """

    column: str
    category: str
    distinct_l: int = Field(description="fewest different values in any class")
    classes_with_one_value: int
    units_with_one_value: int = Field(description="units whose class gives the value away")
    entropy_l: float | None = Field(
        default=None, ge=1, description="e to the least entropy of any class; at most distinct_l"
    )
    recursive: tuple[RecursiveDiversity, ...] = Field(default=(), description="for l from 2 to distinct_l, at most 10")
    t_equal: float | None = Field(default=None, ge=0, le=1, description="every value as far from every other")
    t_ordered: float | None = Field(default=None, ge=0, le=1, description="numbers as far apart as their ranks")
    t_hierarchical: float | None = Field(
        default=None, ge=0, le=1, description="codes as far apart as the group they share is high"
    )
