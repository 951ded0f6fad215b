"""spaCy's models, if the user has installed some: persons in languages that the bundled model does not read.

Only what is installed is used. Nothing is fetched. The language of a text is told by its small words, of which spaCy
has a list for each language, or by its script.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from pia_toolkit.detection.names.spans import Span

BUNDLED = ("en", "fr", "de", "es", "it", "pt", "nl")
"""Languages of the bundled model."""

_PERSONS = frozenset({"PERSON", "PER", "persName", "PRS", "NAME_PERSON"})
_SCORE = 0.85
_SIZES = ("sm", "md", "lg", "trf")
_BY_SCRIPT = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u3400-\u9fff]"),
}
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_SMALL_WORDS = 2


@dataclass(frozen=True)
class InstalledModels:
    """The models by language."""

    pipelines: dict[str, Any]

    def language_of(self, text: str) -> str | None:
        """Return the language of a text among those of the models; None: another one, or the bundled model reads it."""
        by_script = next((code for code, script in _BY_SCRIPT.items() if script.search(text)), None)
        if by_script:
            return by_script if by_script in self.pipelines else None
        words = [word.casefold() for word in _WORD.findall(text)]
        small = {code: sum(word in _small_words(code) for word in words) for code in (*BUNDLED, *self.pipelines)}
        best = max(small, key=lambda code: small[code])  # of equals the first, which is a bundled one
        return best if best in self.pipelines and small[best] >= _FEWEST_SMALL_WORDS else None

    def people(self, text: str, language: str) -> list[Span]:
        """Return the persons that the model of a language finds in a text: start, end and score."""
        entities = self.pipelines[language](text).ents
        return [(entity.start_char, entity.end_char, _SCORE) for entity in entities if entity.label_ in _PERSONS]


@cache
def load_installed_models() -> InstalledModels:
    """Load the installed models of other languages, the smallest of each; one that cannot be loaded is left out."""
    import spacy

    pipelines: dict[str, Any] = {}
    for name in sorted(spacy.util.get_installed_models(), key=_order):
        language = name.partition("_")[0]
        if language in pipelines or language in BUNDLED:
            continue
        try:
            pipeline = spacy.load(name, disable=["parser", "lemmatizer"])
        except (OSError, ValueError, ImportError):
            continue
        if pipeline.has_pipe("ner") or pipeline.has_pipe("entity_ruler"):
            pipelines[language] = pipeline
    return InstalledModels(pipelines)


def _order(name: str) -> tuple[int, str]:
    size = name.rpartition("_")[2]
    return (_SIZES.index(size) if size in _SIZES else len(_SIZES), name)


@cache
def _small_words(code: str) -> frozenset[str]:
    try:
        return frozenset(import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS)
    except ImportError:
        return frozenset()
