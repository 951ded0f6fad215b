"""What a table of counts gives away: small cells, cells that can be worked out, groups that lie in one cell.

Row numbers count the rows of records from 1. No count is told, only how many cells and where they are.
"""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen


class CountSubject(StrEnum):
    """What the numbers of a table count, as far as its columns tell."""

    PEOPLE = "people"
    THINGS = "things"
    UNCLEAR = "unclear"


class CellPlace(Frozen):
    """Where a cell is."""

    column: str
    row: int = Field(ge=1)


class CountColumn(Frozen):
    """A column of counts and what its cells hold. Negative and fractional numbers and words are told, never used."""

    column: str
    filled: int = Field(ge=0, description="cells with a usable count")
    zeros: int = Field(ge=0)
    marked: int = Field(ge=0, description="cells with a mark that stands for a hidden count, such as * or <5")
    empty: int = Field(ge=0)
    negative: int = Field(ge=0)
    fractional: int = Field(ge=0)
    unreadable: int = Field(ge=0, description="cells with neither a number nor a known mark")
    rounded_to: int | None = Field(default=None, description="every count is a multiple of this; None: not rounded")


class FoundBy(StrEnum):
    """How a total was found."""

    WORD = "word"
    SUM = "sum"
    BAND = "band"
    CODE = "code"
    HIERARCHY = "hierarchy"


class Totals(Frozen):
    """Totals in one dimension: values, or columns, that are the sum of others."""

    columns: tuple[str, ...] = Field(description="the dimension; several columns where one tells the other")
    across_columns: bool = Field(default=False, description="the totals are columns, not rows")
    found_by: FoundBy
    totals: int = Field(description="values or columns that are totals")
    checked: int = Field(description="sums that could be worked out, no part being hidden")
    not_adding_up: int = Field(description="of those, sums that differ from the total that is written")


class SmallCells(Frozen):
    """Counts from 1 to one below `threshold` that can be read from the table."""

    threshold: int
    cells: int
    share: float = Field(ge=0, le=1, description="of the counts that are not 0 and no totals")
    totals: int = Field(description="further small counts that are totals")


class GroupDisclosure(Frozen):
    """Groups all of whose members are in one cell: who knows somebody of the group knows the rest (100 % of a row)."""

    columns: tuple[str, ...] = Field(description="the dimension whose value is given away")
    sensitive: bool
    groups: int = Field(description="groups that have a member and several possible values")
    in_one_cell: int


class Zeros(Frozen):
    """Zeros: those of groups or values that nobody has are structural; the others tell that nobody is there."""

    cells: int
    structural: int
    revealing: int


class Recoverability(Frozen):
    """Whether hidden counts follow from the totals that are published.

    Exact recovery is decided by linear algebra over integers modulo a prime (a cell follows from the totals if and
    only if no change of the hidden cells that keeps all totals changes it); intervals by linear programming,
    with no count below 0, for connected groups of moderate size, and by repeated bounding for larger ones, where
    they are at most too wide.
    """

    marked: int = Field(description="cells hidden by a mark")
    left_out: int = Field(description="cells whose row is missing although the totals say that it is not empty")
    sums: int = Field(description="sums in which a hidden cell stands")
    checked: bool = Field(description="false: too many hidden cells hang together; only simple subtraction was tried")
    recoverable: int = Field(description="hidden cells of which exactly one count is possible")
    recoverable_small: int = Field(description="of those, counts from 1 to below the threshold")
    nearly_told: int = Field(description="further cells known to one more or less")
    narrow: int = Field(description="further cells whose possible counts span less than the threshold")
    small_groups: int = Field(description="sums whose hidden cells together count from 1 to below the threshold")
    contradictory: int = Field(description="sums that no counts of 0 and more fulfil")
    exact_intervals: int = Field(description="hidden cells whose interval was found by linear programming")
    places: tuple[CellPlace, ...] = Field(default=(), description="recoverable cells, at most 100")


class SuppressionProposal(Frozen):
    """Cells to hide so that no small count follows from the totals: checked, not the fewest possible."""

    threshold: int
    primary: int = Field(description="small counts that are published")
    secondary: int = Field(description="further cells to hide so that these do not follow")
    still_recoverable: int = Field(description="small counts that follow even so")
    still_small_groups: int = Field(description="sums whose hidden cells together are small even so")
    checked: bool = Field(description="recovery was tried again on the table as proposed")
    places: tuple[CellPlace, ...] = Field(default=(), description="secondary cells, at most 500")


class DifferenceRule(StrEnum):
    """Why two counts may be subtracted from each other.

    `nested-band`: an age band lies within another. `cumulative`: the same cells at two times, and none falls.
    `hidden-in-one`: hidden in one table, published in the other. `totals-elsewhere`: the totals of one table stand in
    the other. `overlapping-areas`: a table of the same source tells which areas overlap.
    """

    NESTED_BAND = "nested-band"
    CUMULATIVE = "cumulative"
    HIDDEN_IN_ONE = "hidden-in-one"
    TOTALS_ELSEWHERE = "totals-elsewhere"
    OVERLAPPING_AREAS = "overlapping-areas"


class Differencing(Frozen):
    """Small counts that come out when counts are subtracted, within a table or between two."""

    rule: DifferenceRule
    other_table: str | None = Field(default=None, description="None: within this table")
    columns: tuple[str, ...] = Field(description="the dimension in which counts are subtracted")
    differences: int = Field(description="differences that were worked out")
    small: int = Field(description="of those, from 1 to below the threshold")
    places: tuple[CellPlace, ...] = Field(default=(), description="cells of this table that are involved, at most 100")


class DominanceRisk(Frozen):
    """Cells of a table of amounts that give away a large contributor (tau-argus manual 4.1, section 2.2).

    Dominance: the `largest` contributors have more than `dominance_percent` of a cell. p %: the second largest can
    work out the largest to within `p` percent. pq: the same when others were known to `q` percent before.
    """

    amount: str
    contributor: str
    columns: tuple[str, ...]
    cells: int
    threshold: int
    largest: int
    dominance_percent: float
    p: float
    q: float
    few_contributors: int = Field(description="cells with fewer contributors than the threshold")
    dominated: int
    p_unsafe: int
    pq_unsafe: int


class CountTableRisk(Frozen):
    """Everything measured on one table of counts."""

    counted: CountSubject
    wide: bool = Field(description="columns are categories of one thing, not different counts")
    dimensions: tuple[tuple[str, ...], ...] = Field(description="columns that name a cell; those that tell each other")
    counts: tuple[CountColumn, ...]
    repeated_rows: int = Field(description="rows with a combination that stood before; only the first was used")
    totals: tuple[Totals, ...] = ()
    small: tuple[SmallCells, ...] = ()
    group_disclosure: tuple[GroupDisclosure, ...] = ()
    zeros: Zeros | None = None
    recoverability: Recoverability | None = None
    proposal: SuppressionProposal | None = None
    differencing: tuple[Differencing, ...] = ()

    def below(self, threshold: int) -> SmallCells | None:
        """Return the small counts for `threshold`, if it was measured."""
        return next((entry for entry in self.small if entry.threshold == threshold), None)
