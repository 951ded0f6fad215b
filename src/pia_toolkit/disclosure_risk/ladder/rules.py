"""Which steps are tried on which kind of column: data, read and checked here."""

from functools import cache

from pydantic import Field

from pia_toolkit.content import read_model
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.steps import Period
from pia_toolkit.resources import beside


class LadderRules(Frozen):
    """The rules; each field is explained in the file itself."""

    most_combinations: int = Field(ge=1)
    most_row_visits: int = Field(ge=1)
    few_values: int = Field(ge=2)
    bands_in_range: tuple[int, ...]
    sample: float = Field(gt=0, lt=1)
    rotation: tuple[Period, ...]
    bands: dict[str, tuple[float, ...]]
    cap: dict[str, tuple[float, ...]]
    time: dict[str, tuple[Period, ...]]
    place: tuple[float, ...]
    shorten: dict[str, tuple[float, ...]]
    use: tuple[str, ...]
    hourly: tuple[str, ...]


@cache
def ladder_rules() -> LadderRules:
    """Return the shipped rules, `rules/ladder.yaml`. Raises `ContentInvalid`."""
    return read_model(beside("disclosure_risk", "rules") / "ladder.yaml", LadderRules)
