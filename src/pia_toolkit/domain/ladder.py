"""What would change it: steps that make a table coarser, and what each does to risk and use, measured."""

from pydantic import Field

from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.steps import Step


class Rung(Frozen):
    """The table as it would be after some steps, on the same quasi-identifiers.

    `information_lost`: share of the entropy of the quasi-identifiers that is gone, their mean, 0 to 1.
    `count_error`: share of the counts by the columns of use that would end up in the wrong cell if each merged
    cell were shared out evenly among those it came from, 0 to 1; None without columns of use. `unicity`:
    share of the units whose traces are singled out by four of their points; None where there are no traces, where a
    step changes which rows or units there are, or rounds times to months and longer.
    """

    steps: tuple[Step, ...]
    at_risk: AtRisk = Field(description="units, and their rows, in classes below the city's floor")
    uniques: int = Field(ge=0, description="units alone in at least one class")
    unique_share: float = Field(ge=0, le=1)
    k: int = Field(ge=0)
    units: int = Field(ge=0, description="units that are left, as the table then tells them apart")
    rows: int = Field(ge=0, description="rows that are left")
    information_lost: float = Field(ge=0, le=1)
    count_error: float | None = Field(default=None, ge=0, le=1)
    unicity: float | None = Field(default=None, ge=0, le=1)


class Ladder(Frozen):
    """Sensible steps for one table: each alone, and the cheapest way found below the share the city accepts.

    `path`: the steps of that way one after the other, the largest effect first; each rung holds all steps up to
    it. `reached`: its last rung is at or below `accepted_share`; otherwise it is the closest that was found.
    `in_the_way`: columns that still tell people apart in the closest; without any, there are fewer units than the
    floor. `tried`: combinations that were measured; the search is thorough, but it does not try them all.
    """

    floor: int = Field(ge=2)
    accepted_share: float = Field(ge=0, le=1)
    use: tuple[str, ...] = Field(description="columns by which rows are counted to tell what a step costs")
    as_is: Rung
    alone: tuple[Rung, ...]
    path: tuple[Rung, ...]
    reached: bool
    in_the_way: tuple[str, ...] = ()
    tried: int = Field(ge=0)


TRIED_SCHEMA = "pia-toolkit/what-if/1"


class Tried(Frozen):
    """Steps that a person tried on a table: the contract of `pia what-if --format json`."""

    schema_id: str = Field(default=TRIED_SCHEMA, alias="schema")
    table: str
    quasi_identifiers: tuple[str, ...]
    before: Rung
    after: Rung
