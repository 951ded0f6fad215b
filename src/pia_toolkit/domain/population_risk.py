"""What is estimated about people outside of the file: how many stand alone in the whole population."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.frozen import Frozen


class PopulationModel(StrEnum):
    """Ways to estimate, from a sample, how many people stand alone in the population."""

    ZAYATZ = "zayatz"
    PITMAN = "pitman"
    SHIFTED_NEGATIVE_BINOMIAL = "shifted-negative-binomial"


class PopulationEstimate(Frozen):
    """How many people stand alone in the population according to one model; an estimate."""

    model: PopulationModel
    uniques: float = Field(ge=0, description="people alone in the population; not whole, because expected")
    share: float = Field(ge=0, description="share of the population, and of the file's units, that is alone")


class PopulationUniques(Frozen):
    """How many people stand alone on the quasi-identifiers in the whole population.

    `exact`: the file is the population and nothing was estimated; `estimates` is empty then. Otherwise `share`
    is the figure of the model that the decision rule chose (Dankar and others 2012), and `lowest_share` to
    `highest_share` the range across the models that fit. `not_fitted` have no solution on this file.
    """

    units: int = Field(description="units in the file")
    population: int = Field(description="people in the population; the file's units when it is everyone")
    sampling_fraction: float = Field(gt=0, le=1)
    exact: bool
    sample_uniques: int = Field(description="units alone in the file")
    sample_unique_share: float = Field(ge=0, le=1)
    uniques: float = Field(ge=0)
    share: float = Field(ge=0)
    lowest_share: float = Field(ge=0)
    highest_share: float = Field(ge=0)
    chosen: PopulationModel | None = None
    estimates: tuple[PopulationEstimate, ...] = ()
    not_fitted: tuple[PopulationModel, ...] = ()


class UnmatchedColumn(Frozen):
    """Categories of a column that only the file or only the reference table has: how many, never which."""

    column: str
    only_in_file: int = Field(description="different values of the file that the reference table does not have")
    units: int = Field(description="units of the file in classes with such a value")
    only_in_reference: int = Field(description="different values of the reference table that the file does not have")


class ReferenceRisk(Frozen):
    """The file measured against a reference table of the population (k-map, delta-presence, attack risks).

    All figures are those of the units whose class the reference table has; `unmatched_units` have none and
    nothing is known about them. A class that the reference table counts smaller than the file does is taken
    to be as large as in the file (`classes_counted_too_small`).
    """

    columns: tuple[str, ...]
    population: int = Field(description="people in the reference table")
    units: int
    matched_units: int
    matched_classes: int
    unmatched_units: int
    unmatched_classes: int
    unmatched: tuple[UnmatchedColumn, ...] = Field(description="columns with categories that do not match")
    classes_counted_too_small: int
    reference_rows_without_count: int = Field(description="rows whose count is missing, suppressed or no count")
    k_map: int = Field(description="people in the smallest class of the population that the file has")
    presence_least: float = Field(ge=0, le=1, description="delta-presence: smallest share of a class in the file")
    presence_most: float = Field(ge=0, le=1, description="delta-presence: greatest share of a class in the file")
    journalist_highest: float = Field(ge=0, le=1)
    journalist_average: float = Field(ge=0, le=1)
    journalist_at_risk: tuple[AtRisk, ...] = Field(description="units in population classes below a threshold")
    marketer: float = Field(ge=0, le=1, description="expected share of units re-identified by matching all")
