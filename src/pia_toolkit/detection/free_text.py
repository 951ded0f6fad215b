"""Personal data in free text: our recognizers, a list of names and small language models inside presidio.

Patterns were already searched in every text (text_search.py), and the list of names is tried on every sampled text. The
language models read as many texts as the budget allows (text_choice.py), and presidio the same ones: it weighs context
words, settles overlaps, and carries what the models found. The evidence says how many texts were read. This is the only
module that imports presidio; nothing is ever downloaded.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer import Pattern as PresidioPattern
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from pia_toolkit.detection.checksums import chance, check
from pia_toolkit.detection.column_names import load_lexicon
from pia_toolkit.detection.model_reading import ModelReading, ReadText, read_with_models
from pia_toolkit.detection.names import find_names
from pia_toolkit.detection.recognizer import Recognizer, Strength
from pia_toolkit.detection.registry import Registry
from pia_toolkit.detection.text_choice import LONGEST_READ, Choice, choose
from pia_toolkit.detection.text_search import TextCounts, TextFindings, text_patterns
from pia_toolkit.domain.inventory import Evidence, EvidenceKind

NAMES, HOME, ADDRESS = "names", "home-address", "address"
"""What is found beside patterns: persons, addresses that the text calls somebody's home, all other addresses."""

_BY_MODEL = "names-by-model"
_SURE_ENOUGH = 0.5
_FEWEST_TEXTS, _FEWEST_SHARE = 3, 0.01
"""From so many texts, and so large a share of them, on a find counts that is not certain by itself.

A gazetteer or a bare form is wrong once in some hundred texts; in thousands of texts a few such finds are to be
expected where there is nothing. A find that is certain (an e-mail address, check digits far beyond luck) counts once.
"""
_DEVIATIONS = 3
_SCORES = {Strength.CERTAIN: 0.95, Strength.STRONG: 0.7, Strength.WEAK: 0.2}
_CERTAIN_BY_FORM = frozenset({"email-address"})
_HAN = ("\u4e00", "\u9fff")
_SHARE_OF_HAN = 0.2


@dataclass(frozen=True)
class TextsRead:
    """How the texts of a column were read by the models: what the notes on a scan tell."""

    choice: Choice
    held: frozenset[int]
    """Texts read in which a person or a home stands, by place."""
    cut: bool
    hindrances: tuple[str, ...]


def search_texts(
    counts: TextCounts, values: Iterable[tuple[str, int]], registry: Registry, columns: int = 1
) -> tuple[TextFindings, TextsRead]:
    """Combine the exact search of every text with the reading of sampled distinct texts.

    `values` are the sampled texts in an order that is itself random; `columns` is how many columns of texts share the
    time for reading.
    """
    whole = [value for value, _ in values]
    texts = [text[:LONGEST_READ] for text in whole]
    listed = [find_names(text) for text in texts]
    named = frozenset(place for place, spans in enumerate(listed) if spans)
    choice = choose(texts, named, columns)
    places = choice.read
    reading = read_with_models([texts[place] for place in places], [listed[place] for place in places])
    hits = _read_with_presidio(texts, places, reading.texts, registry)
    exact = _exact_evidence(counts, registry)
    judged = {registry.patterns.patterns[number].recognizer.id for number in counts.hits}
    within = _by_pattern({entity: found for entity, found in hits.items() if entity not in judged}, choice)
    still_named = (named - set(places)) | hits.get(NAMES, frozenset())
    beside = _by_names(still_named, hits, choice, reading)
    known = {evidence.detail for evidence in exact}
    found = tuple(recognizer for recognizer in registry.recognizers if recognizer.id in known)
    held = frozenset[int]().union(*(hits.get(entity, frozenset()) for entity in (NAMES, _BY_MODEL, HOME)))
    cut = any(len(text) > LONGEST_READ for text in whole)
    return (
        TextFindings((*exact, *within, *beside), len(places), found),
        TextsRead(choice, held, cut, reading.hindrances),
    )


def _read_with_presidio(
    texts: Sequence[str], places: Sequence[int], read: Sequence[ReadText], registry: Registry
) -> dict[str, frozenset[int]]:
    """Return for each kind of data in which texts presidio tells it, by place."""
    hits: defaultdict[str, set[int]] = defaultdict(set)
    engine = _engine(registry) if places else None
    for place, found in zip(places, read, strict=True):
        if engine:
            language = "zh" if _is_chinese(texts[place]) else "en"
            artifacts = _ReadArtifacts(engine.nlp_engine.process_text(texts[place], language), found)
            for result in engine.analyze(
                texts[place], language=language, nlp_artifacts=artifacts, score_threshold=_SURE_ENOUGH
            ):
                hits[result.entity_type].add(place)
    return {entity: frozenset(found) for entity, found in hits.items()}


def _by_pattern(hits: dict[str, frozenset[int]], choice: Choice) -> tuple[Evidence, ...]:
    """Return evidence of what presidio's context words make of patterns that are too weak by themselves."""
    apart = (NAMES, _BY_MODEL, HOME, ADDRESS)
    return tuple(
        _evidence(EvidenceKind.PATTERN, entity, len(found), len(choice.read))
        for entity, found in sorted(hits.items())
        if entity not in apart and _enough(found, choice)
    )


def _by_names(
    named: frozenset[int], hits: dict[str, frozenset[int]], choice: Choice, reading: ModelReading
) -> tuple[Evidence, ...]:
    """Return evidence of persons, which list of names and models give together, and of addresses."""
    by_model, read = hits.get(_BY_MODEL, frozenset()), len(choice.read)
    together = _enough(by_model | (named & frozenset(choice.read)), choice)
    found: list[Evidence] = []
    if len(named) and (together or len(named) >= _fewest(len(choice.ranks))):
        found.append(_evidence(EvidenceKind.DICTIONARY, NAMES, len(named), len(choice.ranks)))
    if by_model and (together or found):
        found.append(_evidence(EvidenceKind.MODEL, NAMES, len(by_model), read))
    for entity in (HOME, ADDRESS):
        places = hits.get(entity, frozenset())
        if reading.by_model and _enough(places, choice):
            found.append(_evidence(EvidenceKind.MODEL, entity, len(places), read))
    return tuple(found)


def _enough(hits: frozenset[int], choice: Choice) -> bool:
    """Whether finds in so many of the texts read are more than slips."""
    return len(hits) >= _FEWEST_TEXTS and choice.estimate(hits) >= _FEWEST_SHARE


def _fewest(texts: int) -> float:
    return max(_FEWEST_TEXTS, _FEWEST_SHARE * texts)


def _evidence(kind: EvidenceKind, detail: str, hit: int, read: int) -> Evidence:
    return Evidence(kind=kind, detail=detail, rows_hit=hit, rows_read=read, exact=False)


def _exact_evidence(counts: TextCounts, registry: Registry) -> tuple[Evidence, ...]:
    """Turn exact counts into evidence; a pattern with check digits counts for the share of matches that pass."""
    cells: Counter[str] = Counter()
    sampled: set[str] = set()
    for number, count in counts.hits.items():
        pattern = registry.patterns.patterns[number]
        name, real = pattern.spec.checksum, count
        if name:
            matches = [value for value, _ in counts.matches[number].values()]
            passed = sum(1 for value in matches if check(name)(value))
            real = round(count * passed / len(matches)) if _beyond_luck(passed, len(matches), name) else 0
            sampled.add(pattern.recognizer.id)
        elif pattern.recognizer.id not in _CERTAIN_BY_FORM and count < _fewest(counts.read):
            real = 0
        cells[pattern.recognizer.id] = max(cells[pattern.recognizer.id], real)
    return tuple(
        Evidence(kind=EvidenceKind.PATTERN, detail=key, rows_hit=count, rows_read=counts.read, exact=key not in sampled)
        for key, count in sorted(cells.items())
        if count
    )


def _beyond_luck(passed: int, tried: int, name: str) -> bool:
    """Whether more numbers pass a check than would by chance."""
    expected = tried * chance(name)
    return passed > 0 and passed >= expected + _DEVIATIONS * math.sqrt(expected * (1 - chance(name)))


def _is_chinese(text: str) -> bool:
    return sum(1 for sign in text if _HAN[0] <= sign <= _HAN[1]) >= _SHARE_OF_HAN * len(text)


class _TokensOnly(NlpEngine):
    """Splits text into words and nothing more: no model to load, so none that could be fetched."""

    def __init__(self) -> None:
        self._pipelines: dict[str, Any] = {}

    def load(self) -> None:
        import spacy

        self._pipelines = {language: spacy.blank(language) for language in ("en", "zh")}

    def is_loaded(self) -> bool:
        return bool(self._pipelines)

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        document = self._pipelines[language](text)
        return NlpArtifacts(
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


class _ReadArtifacts(NlpArtifacts):
    """The words of a text, together with what the models and the list of names found in it."""

    def __init__(self, words: NlpArtifacts, found: ReadText) -> None:
        super().__init__(
            entities=words.entities,
            tokens=words.tokens,
            tokens_indices=words.tokens_indices,
            lemmas=words.lemmas,
            nlp_engine=words.nlp_engine,
            language=words.language,
        )
        self.found = found


class _OurPatterns(PatternRecognizer):
    """One of our recognizers as presidio sees it: patterns by strength, check digits, header words as context."""

    def __init__(self, recognizer: Recognizer, language: str, context: list[str]) -> None:
        patterns = []
        for number, spec in enumerate(recognizer.patterns):
            edged = rf"(?<![0-9A-Za-z_])(?:{spec.regex})(?![0-9A-Za-z_])"
            patterns.append(PresidioPattern(f"{recognizer.id}-{number}", edged, _SCORES[spec.strength]))
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
        entities = [NAMES, _BY_MODEL, HOME, ADDRESS]
        super().__init__(supported_entities=entities, supported_language=language, name=f"models-{language}")

    def load(self) -> None:
        """There is nothing to load: all texts were read beforehand, together."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        if not isinstance(nlp_artifacts, _ReadArtifacts):
            return []
        found = nlp_artifacts.found
        return [
            *(RecognizerResult(NAMES, start, end, score) for start, end, score in found.listed),
            *(RecognizerResult(_BY_MODEL, start, end, score) for start, end, score in found.people),
            *(
                RecognizerResult(HOME if place.home else ADDRESS, place.start, place.end, place.score)
                for place in found.addresses
            ),
        ]


def _context_words(recognizer: Recognizer, language: str) -> list[str]:
    """Return the words of a language whose nearness makes a match likelier: those a header would use."""
    concepts = set(recognizer.header)
    known = next((entry for entry in load_lexicon().languages if entry.code == language), None)
    phrases = known.phrases.items() if known else ()
    return sorted(word for word, entry in phrases if concepts & set(entry.concepts))


@cache
def _engine(registry: Registry) -> AnalyzerEngine:
    wanted = {entry.pattern.recognizer.id: entry.pattern.recognizer for entry in text_patterns(registry.patterns)}
    recognizers: list[EntityRecognizer] = []
    for language in ("en", "zh"):
        recognizers.append(_ModelFindings(language))
        recognizers.extend(
            _OurPatterns(recognizer, language, _context_words(recognizer, language)) for recognizer in wanted.values()
        )
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognizers, supported_languages=["en", "zh"]),
        nlp_engine=_TokensOnly(),
        supported_languages=["en", "zh"],
    )
