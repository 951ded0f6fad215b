"""Personal data in free text: our recognizers, a list of names and small language models inside presidio.

Patterns were already searched in every text (gates.py), and the list of names is tried on every sampled text. The
language models read as many texts as the budget allows (choice.py), and presidio the same ones: it weighs context
words, settles overlaps, and carries what the models found. The evidence says how many texts were read. This is the only
module that imports presidio; nothing is ever downloaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, cast

from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer import Pattern as PresidioPattern
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from pia_toolkit.detection.catalogue.checksums import check
from pia_toolkit.detection.catalogue.recognizer import Recognizer, Strength
from pia_toolkit.detection.catalogue.registry import Registry
from pia_toolkit.detection.headers.reading import load_lexicon
from pia_toolkit.detection.names.reading import find_names
from pia_toolkit.detection.names.spans import Span
from pia_toolkit.detection.texts.choice import LONGEST_READ, choose, first_texts
from pia_toolkit.detection.texts.evidence import (
    ADDRESS,
    BY_MODEL,
    HOME,
    NAMES,
    TextsRead,
    exact_evidence,
    name_evidence,
    pattern_evidence,
)
from pia_toolkit.detection.texts.gates import TextCounts, TextFindings, text_patterns
from pia_toolkit.detection.texts.language_model import ModelAltered, ModelMissing, load_language_model
from pia_toolkit.detection.texts.model_reading import ReadText, read_with_models

Found = tuple[str, int, int]

_SURE_ENOUGH = 0.5
_SCORES = {Strength.CERTAIN: 0.95, Strength.STRONG: 0.7, Strength.WEAK: 0.2}
_HAN = ("\u4e00", "\u9fff")
_SHARE_OF_HAN = 0.2


def prepare(registry: Registry) -> None:
    """Load what reading takes, and keep it."""
    _engine(registry)
    with suppress(ModelMissing, ModelAltered):
        load_language_model()


def search_texts(
    counts: TextCounts, values: Iterable[tuple[str, int]], registry: Registry, columns: int = 1
) -> tuple[TextFindings, TextsRead]:
    """Combine the exact search of every text with the reading of sampled distinct texts.

    `values` are the sampled texts in an order that is itself random; `columns` is how many columns of texts share the
    time for reading.
    """
    whole = [value for value, _ in values]
    texts = first_texts(whole)
    listed = [find_names(text) for text in texts]
    named = frozenset(place for place, spans in enumerate(listed) if spans)
    choice = choose(texts, named, columns)
    places = choice.read
    found, hindrances = _read([texts[place] for place in places], registry, [listed[place] for place in places])
    hits = _places_by_kind(places, found)
    exact = exact_evidence(counts, registry)
    judged = {registry.patterns.patterns[number].recognizer.id for number in counts.hits}
    weak = pattern_evidence({entity: found for entity, found in hits.items() if entity not in judged}, choice)
    named = (named - frozenset(places)) | hits.get(NAMES, frozenset())
    known = {evidence.detail for evidence in exact}
    recognizers = tuple(recognizer for recognizer in registry.recognizers if recognizer.id in known)
    held = frozenset[int]().union(*(hits.get(entity, frozenset()) for entity in (NAMES, BY_MODEL, HOME)))
    cut = any(len(text) > LONGEST_READ for text in whole)
    return (
        TextFindings((*exact, *weak, *name_evidence(named, hits, choice)), recognizers),
        TextsRead(choice, held, cut, hindrances),
    )


def _places_by_kind(places: Sequence[int], found: Sequence[set[Found]]) -> dict[str, frozenset[int]]:
    """Return for each kind of data the places of the texts that hold some."""
    hits: defaultdict[str, set[int]] = defaultdict(set)
    for place, seen in zip(places, found, strict=True):
        for entity, _, _ in seen:
            hits[entity].add(place)
    return {entity: frozenset(own) for entity, own in hits.items()}


def find_in_texts(texts: Sequence[str], registry: Registry) -> list[set[Found]]:
    """Return what stands in each text: kind of data, start and end. Every text is read with every model that fits."""
    return _read(texts, registry, [find_names(text) for text in texts])[0]


def _read(
    texts: Sequence[str], registry: Registry, listed: Sequence[Sequence[Span]]
) -> tuple[list[set[Found]], dict[str, int]]:
    """Return what presidio tells of each text, and what stood in the way of the models, and of how many texts."""
    reading = read_with_models(texts, listed)
    engine = _engine(registry)
    found: list[set[Found]] = []
    for text, seen in zip(texts, reading.texts, strict=True):
        language = "zh" if _is_chinese(text) else "en"
        artifacts = cast("_ReadArtifacts", engine.nlp_engine.process_text(text, language))
        artifacts.found = seen
        results = engine.analyze(text, language=language, nlp_artifacts=artifacts, score_threshold=_SURE_ENOUGH)
        found.append({(result.entity_type, result.start, result.end) for result in results})
    return found, reading.hindrances


def _is_chinese(text: str) -> bool:
    return sum(1 for sign in text if _HAN[0] <= sign <= _HAN[1]) >= _SHARE_OF_HAN * len(text)


class _ReadArtifacts(NlpArtifacts):
    """The words of a text, together with what the models and the list of names found in it."""

    found: ReadText


class _TokensOnly(NlpEngine):
    """Splits text into words and nothing more: no model to load, so none that could be fetched."""

    def __init__(self) -> None:
        self._pipelines: dict[str, Any] = {}

    def load(self) -> None:
        import spacy

        self._pipelines = {language: spacy.blank(language) for language in ("en", "zh")}

    def is_loaded(self) -> bool:
        return bool(self._pipelines)

    def process_text(self, text: str, language: str) -> _ReadArtifacts:
        document = self._pipelines[language](text)
        return _ReadArtifacts(
            entities=[],
            tokens=document,
            tokens_indices=[token.idx for token in document],
            lemmas=[token.text.casefold() for token in document],
            nlp_engine=self,
            language=language,
        )

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: object
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        return bool(self._pipelines[language].vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        return bool(self._pipelines[language].vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return ["en", "zh"]


class _OurPatterns(PatternRecognizer):
    """One of our recognizers as presidio sees it: patterns by strength, check digits, header words as context."""

    def __init__(
        self, recognizer: Recognizer, patterns: list[PresidioPattern], language: str, context: list[str]
    ) -> None:
        self._checksums = tuple(spec.checksum for spec in recognizer.patterns if spec.checksum)
        super().__init__(
            supported_entity=recognizer.id,
            supported_language=language,
            patterns=patterns,
            context=context,
            global_regex_flags=0,
        )

    def validate_result(self, pattern_text: str) -> bool | None:
        if not self._checksums:
            return None
        return None if any(check(name)(pattern_text) for name in self._checksums) else False


class _ModelFindings(EntityRecognizer):
    """What the language models and the list of names found: persons and addresses."""

    def __init__(self, language: str) -> None:
        entities = [NAMES, BY_MODEL, HOME, ADDRESS]
        super().__init__(supported_entities=entities, supported_language=language, name=f"models-{language}")

    def load(self) -> None:
        """There is nothing to load: all texts were read beforehand, together."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        if not isinstance(nlp_artifacts, _ReadArtifacts):
            return []
        found = nlp_artifacts.found
        return [
            *(RecognizerResult(NAMES, start, end, score) for start, end, score in found.listed),
            *(RecognizerResult(BY_MODEL, start, end, score) for start, end, score in found.people),
            *(
                RecognizerResult(HOME if place.home else ADDRESS, place.start, place.end, place.score)
                for place in found.addresses
            ),
        ]


def _presidio_patterns(recognizer: Recognizer) -> list[PresidioPattern]:
    """Return the patterns of one of our recognizers, not glued to other letters or digits, as presidio takes them."""
    return [
        PresidioPattern(
            f"{recognizer.id}-{number}",
            rf"(?<![0-9A-Za-z_])(?:{spec.regex})(?![0-9A-Za-z_])",
            _SCORES[spec.strength],
        )
        for number, spec in enumerate(recognizer.patterns)
    ]


def _words_by_concept(language: str) -> dict[str, set[str]]:
    """Return the words of a language that a header would use, by what they mean."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for known in load_lexicon().languages:
        for word, entry in known.phrases.items() if known.code == language else ():
            for concept in entry.concepts:
                words[concept].add(word)
    return words


@cache
def _engine(registry: Registry) -> AnalyzerEngine:
    """Build presidio; the nearness of words that a header would use makes a match likelier."""
    wanted = {entry.pattern.recognizer.id: entry.pattern.recognizer for entry in text_patterns(registry.patterns)}
    patterns = {name: _presidio_patterns(recognizer) for name, recognizer in wanted.items()}  # each compiled once
    recognizers: list[EntityRecognizer] = []
    for language in ("en", "zh"):
        recognizers.append(_ModelFindings(language))
        words = _words_by_concept(language)
        for name, recognizer in wanted.items():
            context = sorted(set().union(*(words.get(concept, ()) for concept in recognizer.header)))
            recognizers.append(_OurPatterns(recognizer, patterns[name], language, context))
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognizers, supported_languages=["en", "zh"]),
        nlp_engine=_TokensOnly(),
        supported_languages=["en", "zh"],
    )
