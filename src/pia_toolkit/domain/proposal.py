"""What the city declares about its proposal: the content of `case.yaml`."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.frozen import Frozen


class Stage(StrEnum):
    """How far the purchase or publication has come."""

    PRE_TENDER = "pre-tender"
    SUPPLIER = "supplier"
    LIVE = "live"


class Release(StrEnum):
    """Who is meant to receive the data."""

    INTERNAL = "internal"
    SHARED = "shared"
    OPEN = "open"


class Recipient(Frozen):
    """Somebody outside the authority who receives data."""

    name: str
    kind: str = Field(default="supplier", description="supplier, authority, police, research, company or public")
    abroad: bool = False


class ReferenceTable(Frozen):
    """A table of the case that counts the whole population, such as a census, by the same columns as the data."""

    table: str = Field(description="its name in the inventory")
    count: str = Field(description="its column with the number of people")


class Proposal(Frozen):
    """One proposal, as its owner describes it. Everything but the title may be left open; open points are told."""

    title: str
    summary: str = ""
    controller: str = Field(default="", description="the public authority that decides")
    department: str = ""
    contact: str = Field(default="", description="whom people can ask; an office, not a private address")
    purpose: str = ""
    benefit: str = ""
    legal_basis: str = Field(default="", description="law and article, by-law or council decision")
    public_notice: str = Field(default="", description="where people are told: register entry, sign, web page")
    retention_days: int | None = Field(default=None, ge=0)
    release: Release = Release.INTERNAL
    stage: Stage = Stage.PRE_TENDER
    recipients: tuple[Recipient, ...] = ()
    public_space: bool = Field(default=False, description="does it sense a publicly accessible place?")
    automated_decisions: bool = False
    trains_models: bool = Field(default=False, description="will the data train or test a model?")
    linked_with: tuple[str, ...] = Field(default=(), description="other data sets it will be joined with")
    residents: int | None = Field(default=None, ge=0, description="people who live in the area covered")
    whole_population: bool = Field(default=False, description="does the file hold everyone it is about?")
    sampling_fraction: float | None = Field(
        default=None, gt=0, le=1, description="share of the people it is about that the file holds, if it is a sample"
    )
    reference: ReferenceTable | None = None
    encrypted: bool | None = Field(default=None, description="is it encrypted at rest and in transit?")
    keyed_pseudonyms: bool = Field(default=False, description="are pseudonyms keyed, key held apart, rotated?")
    synthetic: bool = False
    column_purposes: dict[str, str] = Field(default_factory=dict, description="column name to purpose")
    quasi_identifiers: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="table name to the columns to use, in place of the automatic choice"
    )
    policy: Policy = Policy()
