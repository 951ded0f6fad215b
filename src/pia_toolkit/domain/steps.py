"""Steps that make data coarser: what each does to which columns, as it is typed, kept and told."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from pia_toolkit.domain.frozen import Frozen


class Period(StrEnum):
    """What a date or time is rounded down to."""

    QUARTER_HOUR = "15min"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Bands(Frozen):
    """Numbers become bands of equal width from zero upwards: 37 becomes `30-39` with a width of 10."""

    kind: Literal["bands"] = "bands"
    column: str
    width: float = Field(gt=0)


class Cap(Frozen):
    """Numbers above `most` become one group: 97 becomes `90+` (top coding)."""

    kind: Literal["cap"] = "cap"
    column: str
    most: float


class CoarsenTime(Frozen):
    """Dates and times are rounded down, and written as ISO 8601: 2024-05-03 14:37 becomes `2024-05` by month."""

    kind: Literal["time"] = "time"
    column: str
    period: Period


class Shorten(Frozen):
    """Only the first characters of a code are kept: postcode 1012AB becomes `1012` with 4."""

    kind: Literal["shorten"] = "shorten"
    column: str
    characters: int = Field(ge=1)


class CoarsenPlace(Frozen):
    """Coordinates become the middle of a square of about so many metres. `columns`: north and east, or both in one."""

    kind: Literal["place"] = "place"
    columns: tuple[str, ...] = Field(min_length=1, max_length=2)
    metres: float = Field(gt=0)


class Drop(Frozen):
    """A column is left out."""

    kind: Literal["drop"] = "drop"
    column: str


class Suppress(Frozen):
    """Who is in a group of fewer than `smallest` has the quasi-identifiers blanked (local suppression)."""

    kind: Literal["suppress"] = "suppress"
    smallest: int = Field(ge=2)


class Redact(Frozen):
    """Personal data within a text become placeholders that tell their kind, such as `<PERSON>`."""

    kind: Literal["redact"] = "redact"
    column: str


class Pseudonymise(Frozen):
    """Every value becomes a pseudonym made with a key (HMAC); equal values stay equal, and nothing else is told."""

    kind: Literal["pseudonym"] = "pseudonym"
    column: str


class Rotate(Frozen):
    """Every value becomes a pseudonym that holds for one period only: a card has another one the next day."""

    kind: Literal["rotate"] = "rotate"
    column: str
    time: str
    period: Period


class Sample(Frozen):
    """Only a share of the protected units is kept, all rows of each; always the same ones of the same file."""

    kind: Literal["sample"] = "sample"
    share: float = Field(gt=0, lt=1)


Step = Annotated[
    Bands | Cap | CoarsenTime | Shorten | CoarsenPlace | Drop | Suppress | Redact | Pseudonymise | Rotate | Sample,
    Field(discriminator="kind"),
]

STEP: TypeAdapter[Step] = TypeAdapter(Step)


def written_number(value: float) -> str:
    """Return a number as it is typed: all its digits, and no point where none is needed."""
    return f"{value:.15g}"


def columns_of(step: Step) -> tuple[str, ...]:
    """Return the columns that a step changes; none for one that works on whole rows."""
    match step:
        case Bands() | Cap() | CoarsenTime() | Shorten() | Drop() | Redact() | Pseudonymise() | Rotate():
            return (step.column,)
        case CoarsenPlace():
            return step.columns
        case Suppress() | Sample():
            return ()
