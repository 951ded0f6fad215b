"""What has to come true before a proposal can be approved, so that a later assessment can be tested for it."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.levels import Level


class Demand(StrEnum):
    """What is required of a risk, of an answer, of all questions together."""

    RISK_AT_MOST = "risk-at-most"
    ANSWERED_YES = "answered-yes"
    ALL_ANSWERED = "all-answered"


class Requirement(Frozen):
    """One condition of approval. `ref` is `scenarios/id` or `checklist/question`; empty if all questions are meant."""

    demand: Demand
    ref: str = ""
    level: Level | None = Field(default=None, description="the highest level that is accepted, for a risk")
