"""How easily a few known points, a home or a week of readings give away whose trace it is."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen


class Share(Frozen):
    """A share and the 95 % interval in which it lies (Wilson); both ends are the share when all was counted."""

    value: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class Unicity(Frozen):
    """Share of units that so many of their own points fit alone, at one resolution (de Montjoye 2013).

    `mean`: points known by chance. `worst`: units that some set of their points singles out; when not all sets
    were tried (`exact` is false) several sets of each unit were, its rarest points among them, and the truth
    is at least that.
    """

    points: int = Field(ge=1, description="points somebody knows of a unit")
    units: int = Field(description="units with at least that many different points")
    units_with_fewer_points: int
    exact: bool = Field(description="every set of points of every unit was tried; otherwise a sample")
    tried: int = Field(description="sets of points tried for the mean")
    mean: Share
    worst: Share


class TraceUnicity(Frozen):
    """Unicity at one resolution in space and time."""

    metres: float | None = Field(description="side of a cell of the grid; None: places as they are written")
    seconds: int | None = Field(description="length of a time bin; None: time is not known")
    by_points: tuple[Unicity, ...]


class HomeWork(Frozen):
    """Homes and workplaces guessed from where a unit is at night and in working hours.

    The home is the cell with most night-time points, the workplace the one with most points in working hours
    that is not the home. Exact counts over all points; that the guess is right is not tested.
    """

    metres: float | None
    units: int
    units_with_home: int
    home_alone: int = Field(description="units whose home cell is no other unit's home")
    home_alone_share: float = Field(ge=0, le=1, description="of the units with a home")
    units_with_both: int = Field(description="units with a home and a workplace")
    pair_alone: int = Field(description="units whose pair of home and work cell is no other unit's pair")
    pair_alone_share: float = Field(ge=0, le=1, description="of the units with both")


class TraceSanity(Frozen):
    """What is odd about the points of traces; told, and nothing is dropped silently.

    A row is a point; one that holds a start and an end, or a line, is several, and each counts as a row here. Rows
    that do not say whom they are about are none. `usable_rows` are those with a time, where times are told, and with
    a place on earth that is not null island. `jumps` are 0 where nobody can tell how fast a unit moved: places have
    names instead of coordinates, or several share one time.
    """

    rows: int
    usable_rows: int
    rows_without_place: int
    rows_without_time: int
    outside_rows: int = Field(description="beyond 90 degrees north or south, or 180 east or west")
    null_island_rows: int = Field(description="within about a kilometre of 0 north, 0 east")
    swapped_rows: int = Field(description="far from all others, but among them when north and east are swapped")
    all_swapped: bool = Field(description="most rows are outside as written and none when swapped")
    repeated_rows: int = Field(description="the same unit, time and place once more")
    rows_out_of_order: int = Field(description="earlier than the row of the same unit before them")
    jumps: int = Field(description="moves from one point to the next of the same unit")
    impossible_jumps: int = Field(description="moves faster than anything on the ground")
    impossible_jump_share: float = Field(ge=0, le=1)


class ReadingKind(StrEnum):
    """Whether readings are what was used since the last one, or what the meter's counter shows."""

    USE = "use"
    COUNTER = "counter"


class LoadCurveMatch(Frozen):
    """Weeks of households matched with the week after by nearest neighbour, at one time step.

    This is one simple attack: the true risk is at least as high.
    """

    seconds: int = Field(description="length of a time step")
    households: int = Field(description="households with two complete weeks in a row")
    incomplete_weeks: int = Field(description="weeks of a household left out for their gaps")
    exact: bool = Field(description="every household was looked for; otherwise a sample, among all others")
    tried: int = Field(description="weeks for which the week after was looked for")
    identified: int = Field(description="weeks whose nearest neighbour is the same household's week after")
    identified_share: Share = Field(description="a lower bound of the risk")
    chance_share: float = Field(ge=0, le=1, description="what guessing would reach")


class LoadCurveRisk(Frozen):
    """How easily a household is told by its consumption."""

    kind: ReadingKind
    households: int
    readings: int
    unusable_readings: int = Field(description="without a number, or of a household and time that came before")
    unicity: tuple[TraceUnicity, ...] = Field(description="points are a time step and a tenth of all readings")
    week_to_week: tuple[LoadCurveMatch, ...]
