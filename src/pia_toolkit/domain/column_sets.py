"""Which columns together single people out, counted in protected units."""

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen


class ColumnSet(Frozen):
    """Some columns, and whom they single out when somebody knows them all and nothing else.

    `distinction` and `separation` are told where each unit has one row, else None (Motwani and Xu 2008).
    """

    columns: tuple[str, ...]
    singled_out: int = Field(ge=0, description="units alone with one of their combinations")
    share: float = Field(ge=0, le=1, description="share of all units")
    distinction: float | None = Field(default=None, ge=0, le=1, description="different combinations per row")
    separation: float | None = Field(default=None, ge=0, le=1, description="share of pairs of rows told apart")


class CoarseningStep(Frozen):
    """What to coarsen next: the columns of one attribute, the minimal sets that disappear with it and those left."""

    columns: tuple[str, ...]
    sets_removed: int = Field(ge=1)
    sets_left: int = Field(ge=0)


class ColumnSets(Frozen):
    """All sets of up to `largest` of the candidates, and the smallest ones that single out enough units.

    A latitude and its longitude are one attribute and count as one column of a set. `minimal`: every set that
    singles out at least `least_share` of the units while no smaller set within it does; exact. `counted`:
    sets that had to be counted for it; the answer for the others follows from these. `each`: each candidate
    alone. `every`: all sets, only where that was asked for. `coarsening`: the attribute in most of the minimal
    sets first, then that in most of those left, until none is left.
    """

    candidates: tuple[str, ...]
    largest: int = Field(ge=0, description="attributes in the largest sets that were searched")
    least_share: float = Field(ge=0, le=1)
    possible: int = Field(ge=0, description="sets of up to `largest` candidates")
    counted: int = Field(ge=0)
    each: tuple[ColumnSet, ...]
    minimal: tuple[ColumnSet, ...] = ()
    every: tuple[ColumnSet, ...] = ()
    coarsening: tuple[CoarseningStep, ...] = ()


class Contribution(Frozen):
    """Share of the whole SUDA score that comes from minimal sample uniques with this attribute."""

    columns: tuple[str, ...]
    share: float = Field(ge=0, le=1)


class ScoreLevel(Frozen):
    """Units with one SUDA score. `disclosure_risk` is their DIS-SUDA score, a chance from 0 to 1."""

    score: float = Field(gt=0)
    units: int = Field(ge=1)
    disclosure_risk: float = Field(ge=0, le=1)


class SpecialUniques(Frozen):
    """Special uniques (SUDA2, Manning, Haglin and Keane 2008): who is unique on how few of the columns.

    A minimal sample unique is a set of columns on which a row is unique and on no smaller set within it; the
    fewer columns it has, the more it adds to the score of the row. A unit has the highest score of its rows.
    A missing value counts as a value. DIS-SUDA (Elliot 2000) scales the scores to the chance that a match with
    a sample unique is correct; it rests on `sampling_fraction`, the share of the population that is in the
    table, which is an assumption unless the city knows it.
    """

    columns: tuple[str, ...]
    largest: int = Field(ge=0, description="columns in the largest sets that were searched")
    sampling_fraction: float = Field(gt=0, le=1)
    assumed: bool = Field(description="true when nobody told the sampling fraction")
    units_with_score: int = Field(ge=0)
    share: float = Field(ge=0, le=1, description="share of all units that have a score")
    minimal_uniques: tuple[int, ...] = Field(description="minimal sample uniques of 1, 2, … columns, over all rows")
    total_score: float = Field(ge=0, description="sum over all rows")
    highest_score: float = Field(ge=0)
    highest_disclosure_risk: float = Field(ge=0, le=1)
    mean_disclosure_risk: float = Field(ge=0, le=1, description="over all units; 0 for units without a score")
    contributions: tuple[Contribution, ...]
    levels: tuple[ScoreLevel, ...] = Field(description="the highest scores, at most twenty")
