"""The provisions that checklists and reports cite: `checklists/provisions.yaml` and its translations."""

from pydantic import Field, RootModel

from pia_toolkit.content import read_model
from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.provisions import Addressee, Provision
from pia_toolkit.questionnaire.translation import ProvisionWords, exactly
from pia_toolkit.resources import shipped

PROVISIONS = "provisions"


class _Entry(ProvisionWords):
    addressee: Addressee
    concordance: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _Entries(RootModel[dict[str, _Entry]]):
    pass


def load_provisions(language: str) -> dict[str, Provision]:
    """Return every provision by its code, in the order of the paragraphs, in `language` or else in English.

    Raises `ContentInvalid`, or `Several` with every mistake.
    """
    folder = shipped("checklists")
    base = read_model(folder / f"{PROVISIONS}.yaml", _Entries).root
    translation = folder / f"{PROVISIONS}.{language}.yaml"
    words: dict[str, dict[str, str]] = {}
    if translation.is_file():
        model: type[Frozen] = exactly(dict.fromkeys(base, ProvisionWords))
        words = read_model(translation, model).model_dump(by_alias=True)
    return {
        code: Provision.model_validate(
            {"code": code, "citation": cite(code, language), **entry.model_dump(), **words.get(code, {})}
        )
        for code, entry in base.items()
    }
