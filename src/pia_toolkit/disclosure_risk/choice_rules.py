"""Which columns count as quasi-identifiers and as coordinates: rules kept as data, read and checked here."""

from functools import cache

from pydantic import Field

from pia_toolkit.content import read_model
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.resources import beside


class Weights(Frozen):
    """How much a column is worth to somebody who looks for a person they know."""

    seen: float = Field(gt=0)
    known: float = Field(gt=0)
    other: float = Field(gt=0)


class CoordinateCategories(Frozen):
    """The categories of columns that hold coordinates."""

    latitude: tuple[str, ...]
    longitude: tuple[str, ...]
    easting: tuple[str, ...]
    northing: tuple[str, ...]
    pair: tuple[str, ...]
    pair_or_words: tuple[str, ...]


class ChoiceRules(Frozen):
    """What decides which quasi-identifiers are counted; each field is explained in the file itself."""

    most_columns: int = Field(ge=1)
    most_candidates: int = Field(ge=1)
    almost_unique: float = Field(gt=0, le=1)
    weights: Weights
    seen: frozenset[str]
    known: frozenset[str]
    coordinates: CoordinateCategories

    def weight(self, category: str) -> float:
        """How much a column of this category is worth to somebody who looks for a person they know."""
        if category in self.seen:
            return self.weights.seen
        return self.weights.known if category in self.known else self.weights.other


@cache
def choice_rules() -> ChoiceRules:
    """Return the shipped rules, `rules/quasi_identifiers.yaml`. Raises `ContentInvalid`."""
    return read_model(beside("disclosure_risk", "rules") / "quasi_identifiers.yaml", ChoiceRules)
