"""Provisions: what a paragraph says, whom it addresses, and where the same subject stands elsewhere."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.frozen import Frozen


class Addressee(StrEnum):
    """To whom a provision speaks. No provision names a city: applying them to one is the toolkit's choice."""

    EVERYONE = "everyone"
    STATES = "states"
    BUSINESSES = "businesses"
    STATES_AND_BUSINESSES = "states-and-businesses"
    ALL_STAKEHOLDERS = "all-stakeholders"
    MEMBER_STATES = "member-states"
    EXECUTIVE_DIRECTOR = "executive-director"
    GENERAL_ASSEMBLY = "general-assembly"
    CONTROLLERS = "controllers"


class Provision(Frozen):
    """One paragraph of a resolution in one language; the texts are paraphrases."""

    code: str = Field(description="instrument and place, such as 77/211:7(e)")
    citation: str = Field(description="as in UN documents, such as A/RES/77/211, para. 7 (e)")
    title: str
    gist: str
    verb: str = Field(description="what the resolution does here: calls upon, encourages, recalls, …")
    addressee: Addressee
    concordance: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="the paragraphs on the same subject in neighbouring resolutions, by resolution",
    )

    def beside(self, resolution: str, language: str = "en") -> tuple[str, ...]:
        """Return the citations of the same subject in another resolution, such as `79/175`; none if it has none."""
        return tuple(cite(f"{resolution}:{place}", language) for place in self.concordance.get(resolution, ()))
