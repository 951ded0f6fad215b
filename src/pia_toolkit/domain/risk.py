"""What measuring found: how easily people are singled out, in protected units."""

from pydantic import Field

from pia_toolkit.domain.class_risk import AttackRisk, ClassMeasures, Diversity, Policy, WildcardClasses
from pia_toolkit.domain.column_sets import ColumnSets, SpecialUniques
from pia_toolkit.domain.count_table_risk import CountTableRisk, DominanceRisk
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Unit
from pia_toolkit.domain.ladder import Ladder
from pia_toolkit.domain.linkage_risk import LinkageRisk
from pia_toolkit.domain.population_risk import PopulationUniques, ReferenceRisk
from pia_toolkit.domain.trace_risk import HomeWork, LoadCurveRisk, TraceSanity, TraceUnicity

RISK_SCHEMA = "pia-toolkit/risk/1"

DEFAULT_MEMORY_BYTES = 4 * 2**30
"""What counting a table may take in memory; a larger table is counted on disk."""


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
    wildcards: WildcardClasses | None = Field(
        default=None, description="missing values as wildcards; None where none is missing or it was not measured"
    )
    attack: AttackRisk | None = None
    record_classes: ClassMeasures | None = Field(
        default=None, description="`classes` with each row counted for itself; None where that is how they count"
    )
    record_attack: AttackRisk | None = Field(default=None, description="`attack` with each row counted for itself")
    in_rows: bool = Field(
        default=False, description="what stands below counts rows though a column tells units apart: nobody named it"
    )
    diversity: tuple[Diversity, ...] = ()
    column_sets: ColumnSets | None = None
    special_uniques: SpecialUniques | None = None
    population: PopulationUniques | None = None
    reference: ReferenceRisk | None = None
    trace_sanity: TraceSanity | None = None
    unicity: tuple[TraceUnicity, ...] = ()
    home_work: tuple[HomeWork, ...] = ()
    load_curves: LoadCurveRisk | None = None
    ladder: Ladder | None = None
    counts: CountTableRisk | None = None
    dominance: tuple[DominanceRisk, ...] = ()
    linkage: tuple[LinkageRisk, ...] = ()
    locations: tuple[LocationPrecision, ...] = ()
    times: tuple[TimeStep, ...] = ()
    not_measured: tuple[ReadingNote, ...] = ()


class RiskReport(Frozen):
    """Measurements on every table, as a case keeps them; `measurement_of` makes the public contract of it."""

    schema_id: str = Field(default=RISK_SCHEMA, alias="schema")
    policy: Policy = Policy()
    tables: tuple[TableRisk, ...]
