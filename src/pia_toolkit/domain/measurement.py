"""The public contract of `pia measure --format json`: the figures of each table under the names of the literature."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.class_risk import ChosenColumn, Policy, RecursiveDiversity, WildcardClasses
from pia_toolkit.domain.column_sets import CoarseningStep, ColumnSet, SpecialUniques
from pia_toolkit.domain.count_table_risk import CountTableRisk, DominanceRisk
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Unit
from pia_toolkit.domain.ladder import Ladder
from pia_toolkit.domain.linkage_risk import LinkageRisk
from pia_toolkit.domain.population_risk import PopulationEstimate, PopulationModel, ReferenceRisk
from pia_toolkit.domain.risk import LocationPrecision, TimeStep
from pia_toolkit.domain.trace_risk import HomeWork, LoadCurveRisk, TraceSanity, TraceUnicity

MEASURE_SCHEMA = "pia-toolkit/measure/1"


class Counted(StrEnum):
    """What a figure counts."""

    RECORDS = "records"
    UNITS = "units"


class ThresholdSource(StrEnum):
    """Who uses a class size as the smallest that is acceptable. Neither the ICO nor the EDPB sets a number."""

    ONS_HEALTH = "ons-health-statistics"
    LOUISVILLE = "louisville-open-data"
    ONS_RESEARCH = "ons-research-outputs"
    CMS = "cms-cell-suppression"
    CITY = "policy-of-the-city"


class Threshold(Frozen):
    """A class size below which records and units are counted as at risk, and whose it is."""

    threshold: int
    source: ThresholdSource


class RecordBand(Frozen):
    """One bar of the histogram: classes of `smallest` to `largest` records (null: no upper end)."""

    smallest: int
    largest: int | None
    classes: int
    records: int


class LDiversity(Frozen):
    """How many different values of a sensitive column a class has at least; larger is better."""

    distinct: int = Field(description="fewest different values in any class; a missing value counts as a value")
    entropy: float | None = Field(description="e to the least entropy of any class")
    recursive: tuple[RecursiveDiversity, ...] = Field(
        description="for each l from 2 to distinct (at most 10): (c, l)-diversity holds for every number above c"
    )
    classes_with_one_value: int
    members_with_one_value: int = Field(description="records or units, as `counted_in` says, whose value is given away")


class TCloseness(Frozen):
    """How far the values of a sensitive column in any class are from those of the table, 0 to 1; smaller is better."""

    equal: float | None = Field(description="earth mover's distance, every value as far from every other")
    ordered: float | None = Field(description="values as far apart as their ranks; null unless all are numbers")
    hierarchical: float | None = Field(description="codes as far apart as their common group is high; null unless told")


class Range(Frozen):
    """From the lowest to the highest share that a model gives."""

    lowest: float
    highest: float


class PopulationFigures(Frozen):
    """How many stand alone on the quasi-identifiers in the whole population.

    An estimate unless `exact`, which holds when the file is the population. `chosen` is the model that the decision
    rule of Dankar and others (2012) takes, and `share` its figure.
    """

    exact: bool
    population: int
    sampling_fraction: float
    share: float
    uniques: float
    chosen: PopulationModel | None = Field(description="null when exact")
    models: dict[PopulationModel, PopulationEstimate | None] = Field(description="null: the model has no solution here")
    range: Range = Field(description="across the models that have a solution")


class ColumnSetSearch(Frozen):
    """How the sets of columns were searched, and which column to coarsen so that most of them disappear."""

    candidates: tuple[str, ...]
    largest: int = Field(description="columns in the largest sets")
    least_share: float = Field(description="share of records or units from which a set is said to single out")
    possible: int
    counted: int
    each: tuple[ColumnSet, ...] = Field(description="each candidate alone")
    every: tuple[ColumnSet, ...] = Field(description="all sets, where that was asked for")
    coarsening: tuple[CoarseningStep, ...]


class TableMeasurement(Frozen):
    """The figures of one table. A figure that was not measured is null, and `not_measured` says why.

    Counted in records, always: `classes`, `k`, `unique_records`, `records_below`, `class_sizes`, the three risks,
    `distinction`, `separation`. Records that agree on all quasi-identifiers are one class; a missing value, or a mark
    that stands for one, is one category. Counted in units: what begins with `units` and `unique_units`, null when no
    column tells units apart; a unit is at risk by its rarest class. Everything else is counted as `counted_in` says.
    """

    table: str
    unit: Unit = Field(description="what must not be singled out, and the column that tells one from another")
    counted_in: Counted = Field(
        description="units when a column that tells units apart was named, or the case has one; else records"
    )
    thresholds: tuple[Threshold, ...]
    records: int
    units: int = Field(description="different units; records when no column tells units apart")
    quasi_identifiers: tuple[str, ...]
    chosen_columns: tuple[ChosenColumn, ...]
    classes: int | None = Field(description="different combinations of the quasi-identifiers")
    k: int | None = Field(description="records in the smallest class")
    unique_records: int | None = Field(description="records alone in their class")
    records_below: dict[str, int] | None = Field(description="by threshold: records in classes of fewer records")
    class_sizes: tuple[RecordBand, ...] | None
    average_prosecutor_risk: float | None = Field(description="mean over the records of 1 / size of their class")
    highest_risk: float | None = Field(description="1 / k")
    marketer_risk: float | None = Field(description="classes / records; against a reference table see `reference`")
    distinction: float | None = Field(description="classes / records")
    separation: float | None = Field(description="share of pairs of records in different classes; null for one record")
    units_k: int | None = Field(description="units in the smallest class")
    unique_units: int | None = Field(description="units alone in at least one class")
    units_below: dict[str, int] | None = Field(description="by threshold: units with a class of fewer units")
    units_average_prosecutor_risk: float | None
    units_highest_risk: float | None = Field(description="1 / units_k")
    units_marketer_risk: float | None = Field(description="classes / members, each unit counted once in each class")
    wildcards: WildcardClasses | None = Field(description="a missing value agrees with any; null also where none is")
    l_diversity: dict[str, LDiversity] | None = Field(description="by sensitive column")
    t_closeness: dict[str, TCloseness] | None = Field(description="by sensitive column")
    suda: SpecialUniques | None = Field(description="its units are records where `counted_in` says so")
    minimal_sets: tuple[ColumnSet, ...] | None = Field(
        description="sets of columns that single out enough records or units while no smaller set within them does"
    )
    column_sets: ColumnSetSearch | None
    population_uniques: PopulationFigures | None
    reference: ReferenceRisk | None
    trace_sanity: TraceSanity | None
    unicity: tuple[TraceUnicity, ...] | None = Field(description="by resolution, then by points known")
    home_work: tuple[HomeWork, ...] | None
    load_curves: LoadCurveRisk | None
    tables: CountTableRisk | None = Field(description="what a table of counts gives away")
    dominance: tuple[DominanceRisk, ...] | None = Field(description="sums of amounts that give a contributor away")
    linkage: tuple[LinkageRisk, ...] | None = Field(description="by table of each public file that was named")
    ladder: Ladder | None = Field(description="the figures again after each step of coarsening")
    locations: tuple[LocationPrecision, ...]
    times: tuple[TimeStep, ...]
    not_measured: tuple[ReadingNote, ...]


class Measurement(Frozen):
    """How easily people are singled out, table by table: the public contract of `pia measure --format json`."""

    schema_id: str = Field(default=MEASURE_SCHEMA, alias="schema")
    policy: Policy
    tables: tuple[TableMeasurement, ...]
