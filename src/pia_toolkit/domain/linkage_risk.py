"""What linking with a public file reaches: how many units of the data set are found in it, and by which columns.

What is linked is a lower bound of what somebody with more knowledge reaches. A match one to one is no proof that it is
the same person: two people may share all that is compared.
"""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.trace_risk import Share


class FoundBy(StrEnum):
    """Why two columns are taken to say the same."""

    USER = "user"
    CATEGORY = "category"
    HEADER = "header"
    VALUES = "values"


class ComparedAs(StrEnum):
    """How two columns are made comparable."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    BEGINNING = "beginning"
    NUMBER = "number"
    BAND = "band"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    MEANING = "meaning"


class LinkedColumns(Frozen):
    """Columns of the data set and those of the public file that say the same; several where together they make one."""

    columns: tuple[str, ...]
    public_columns: tuple[str, ...]
    category: str
    found_by: tuple[FoundBy, ...]
    compared_as: ComparedAs
    precision: int | None = Field(
        default=None, description="characters compared of a beginning, decimals compared of a number"
    )
    values: int = Field(description="different values in the data set")
    values_found_share: float = Field(ge=0, le=1, description="of these, found in the public file")
    missing_rows: int = Field(description="rows of the data set without a value that can be compared")
    public_missing_rows: int


class Matched(Frozen):
    """How many units are found in the public file when all of some columns must be equal.

    `chance_share` and `chance_one_to_one_share`: what is to be expected if the columns of the public file were
    independent of each other, so that no record is that of a real unit any more; on one column, if
    whoever has a value just happened to have it.
    """

    columns: tuple[str, ...] = Field(description="of the data set")
    units: int = Field(description="units with at least one candidate in the public file")
    share: float = Field(ge=0, le=1)
    one_to_one: int = Field(description="units that are alone with their values in both files")
    one_to_one_share: float = Field(ge=0, le=1)
    chance_share: float = Field(ge=0, le=1)
    chance_one_to_one_share: float = Field(ge=0, le=1)


class Candidates(Frozen):
    """Units by how many in the public file they may be; a unit with several rows counts with its fewest."""

    least: int = Field(ge=1)
    most: int | None = Field(description="None: no upper end")
    units: int
    share: float = Field(ge=0, le=1)


class Agreement(Frozen):
    """How two records agree in one column, and what that is worth (Fellegi and Sunter 1969).

    `m`: how probable among records of the same unit; `u`: among records of different ones; `weight`: log2 of m to u.
    """

    columns: tuple[str, ...]
    level: str = Field(description="exact, close or different")
    m: float = Field(ge=0, le=1)
    u: float = Field(ge=0, le=1)
    weight: float


class FuzzyLinkage(Frozen):
    """Units found in spite of errors: names misspelt, day and month swapped, neighbouring postcodes.

    A pair of records is probable when its probability of being the same unit is at least `least_probability`. Only
    pairs that agree exactly on all columns but one or two are looked at, so the share is a lower bound.
    """

    least_probability: float = Field(ge=0, le=1)
    exact: bool = Field(description="every unit that was not found exactly was looked for; otherwise a sample")
    tried: int = Field(description="units looked for")
    not_found_exactly: int = Field(description="units that have no exact match on all columns")
    probable: int = Field(description="of those tried, units with at least one probable match")
    probable_one_to_one: int = Field(description="of those tried, units whose one probable match is nobody else's")
    crowded: int = Field(description="of those tried, units with so many similar records that some were not compared")
    pairs: int = Field(description="pairs of records compared")
    share: Share = Field(description="of all units, found exactly or probably")
    one_to_one_share: Share = Field(description="of all units, found one to one, exactly or probably")
    agreements: tuple[Agreement, ...]
    estimated: bool = Field(description="m was estimated from the files (EM); otherwise usual values were taken")


class LinkageTruth(Frozen):
    """How many matches one to one are right, where both files have a column that tells."""

    column: str
    public_column: str
    in_both: int = Field(description="units of the data set that are in the public file")
    right: int = Field(description="exact matches one to one that are the same unit")
    precision: float | None = Field(ge=0, le=1, description="share of exact matches one to one that are right")
    found_share: float | None = Field(ge=0, le=1, description="share of the units in both files that they find")
    fuzzy_right: int | None = Field(default=None, description="the same of the probable matches one to one")
    fuzzy_precision: float | None = Field(default=None, ge=0, le=1)


class LinkageRisk(Frozen):
    """One table of the data set linked with one table of a public file; `notes` tell what was left out."""

    public_table: str
    public_file: str
    public_sha256: str
    public_rows: int
    public_units: int
    rows: int
    units: int
    columns: tuple[LinkedColumns, ...] = ()
    matched: Matched | None = Field(default=None, description="on all columns; None where nothing could be compared")
    matched_rows: int = 0
    candidates: tuple[Candidates, ...] = ()
    without_one: tuple[Matched, ...] = Field(default=(), description="all columns but one")
    best_sets: tuple[Matched, ...] = Field(
        default=(), description="smallest sets of columns that find nearly as many one to one as the best set"
    )
    sets_counted: int = Field(default=0, description="sets of columns counted to find the best")
    largest_set: int = Field(default=0, description="columns in the largest of these, the set of all set aside")
    fuzzy: FuzzyLinkage | None = None
    truth: LinkageTruth | None = None
    notes: tuple[ReadingNote, ...] = ()
