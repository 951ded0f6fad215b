"""Translations: files that hold words only, and exactly those of the file they translate.

A translation is read into a type built from the base file, so that a missing or surplus id is found like any
other mistake: with its line and field.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, create_model

from pia_toolkit.domain.checklist import Checklist, Section
from pia_toolkit.domain.frozen import Frozen

Sentence = Annotated[str, Field(min_length=1)]


class QuestionWords(Frozen):
    """The words of a question."""

    text: Sentence
    help: Sentence
    evidence_wanted: Sentence


class ProvisionWords(Frozen):
    """The words of a provision."""

    title: Sentence
    gist: Sentence
    verb: Sentence


class _ByIdOnly(Frozen):
    model_config = ConfigDict(populate_by_name=False)


def exactly(entries: Mapping[str, Any]) -> type[Frozen]:
    """Return the type of a mapping that has exactly these ids, each holding an entry of the given type."""
    fields: dict[str, Any] = {
        f"entry_{position}": (kind, Field(alias=id_)) for position, (id_, kind) in enumerate(entries.items())
    }
    return create_model("Words", __base__=_ByIdOnly, **fields)


def words_of(base: Checklist, language: str) -> type[Frozen]:
    """Return the type of a translation of `base`: same version, same ids, words only."""
    fields: dict[str, Any] = {
        "version": Literal[base.version],
        "language": Literal[language],
        "instrument": Sentence,
        "title": Sentence,
        "intro": Sentence,
        "sections": exactly({section.id: _section_words(section) for section in base.sections}),
    }
    return create_model("Translation", __base__=Frozen, **fields)


def translated(base: Checklist, words: Frozen) -> Checklist:
    """Return `base` with its words replaced by those of a translation."""
    said = words.model_dump(by_alias=True)
    sections = tuple(_translated_section(section, said["sections"][section.id]) for section in base.sections)
    return base.model_copy(update={**said, "sections": sections})


def _section_words(section: Section) -> type[Frozen]:
    questions = exactly({question.id: QuestionWords for question in section.questions})
    fields: dict[str, Any] = {"title": Sentence, "gist": Sentence, "questions": questions}
    return create_model("SectionWords", __base__=Frozen, **fields)


def _translated_section(section: Section, said: Mapping[str, Any]) -> Section:
    questions = tuple(question.model_copy(update=said["questions"][question.id]) for question in section.questions)
    return section.model_copy(update={**said, "questions": questions})
