"""The base of every type: frozen, strict about unknown fields, silent about values in its errors."""

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator


class Frozen(BaseModel):
    """A record that never changes and refuses fields it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True, use_enum_values=False
    )


class Named(Frozen):
    """Content that people add one file at a time: the id is the file's name, words, for ever."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class LocalText(RootModel[dict[str, str]]):
    """The same sentence in several languages; English is always there."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="after")
    def _is_said_in_english(self) -> "LocalText":
        if not self.root.get("en", "").strip():
            message = "give the sentence in English under 'en'; other languages stand beside it"
            raise ValueError(message)
        return self

    def in_language(self, language: str) -> str:
        """Return the sentence in `language`, or in English when it was not translated."""
        return self.root.get(language) or self.root["en"]


Scalar = str | int | float | bool
"""What a sentence may be filled with: column names, counts, shares; never a cell."""
