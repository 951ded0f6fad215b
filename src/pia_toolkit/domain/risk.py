"""What measuring found: how easily people are singled out, in protected units."""

from pydantic import Field

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Unit

RISK_SCHEMA = "pia-toolkit/risk/1"


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

    def below(self, threshold: int) -> AtRisk | None:
        """Units in classes smaller than `threshold`, if that threshold was measured."""
        return next((entry for entry in self.at_risk if entry.threshold == threshold), None)


class Diversity(Frozen):
    """Distinct l-diversity of one sensitive column (Machanavajjhala 2007)."""

    column: str
    category: str
    distinct_l: int = Field(description="fewest different values in any class")
    classes_with_one_value: int
    units_with_one_value: int = Field(description="units whose class gives the value away")


class LocationPrecision(Frozen):
    """How fine the coordinates are: `metres` is the ground size of the last decimal that carries information."""

    columns: tuple[str, ...]
    decimals: int
    metres: float
    distinct_places: int


class TimeStep(Frozen):
    """How fine a time column is: the greatest common step, in seconds (86400: days; None: a single moment)."""

    column: str
    step_seconds: int | None
    first_year: int | None = None
    last_year: int | None = None


class TableRisk(Frozen):
    """Everything measured on one table."""

    table: str
    rows: int
    unit: Unit
    units: int = Field(description="distinct protected units; rows where no column carries one")
    classes: ClassMeasures | None = None
    diversity: tuple[Diversity, ...] = ()
    locations: tuple[LocationPrecision, ...] = ()
    times: tuple[TimeStep, ...] = ()
    not_measured: tuple[ReadingNote, ...] = ()


class RiskReport(Frozen):
    """Measurements on every table: the public contract of `pia measure --format json`."""

    schema_id: str = Field(default=RISK_SCHEMA, alias="schema")
    policy: Policy = Policy()
    tables: tuple[TableRisk, ...]
