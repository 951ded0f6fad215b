"""Which columns make up traces and load curves: rules kept as data, read and checked here."""

from functools import cache

from pydantic import Field

from pia_toolkit.content import read_model
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.resources import beside


class TraceRules(Frozen):
    """What decides where a row's place, time and reading stand; each field is explained in the file itself."""

    named_places: tuple[tuple[str, ...], ...]
    moments: tuple[str, ...]
    dates: tuple[str, ...]
    times_of_day: tuple[str, ...]
    readings: tuple[str, ...]
    least_rows: float = Field(ge=1)
    mostly_filled: float = Field(ge=0, le=1)
    mostly_places: float = Field(gt=0, le=1)
    shortest_place: int = Field(ge=1)
    least_reading_columns: int = Field(ge=2)


@cache
def trace_rules() -> TraceRules:
    """Return the shipped rules, `rules/traces.yaml`. Raises `ContentInvalid`."""
    return read_model(beside("disclosure_risk", "rules") / "traces.yaml", TraceRules)
