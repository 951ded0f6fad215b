"""Personal data in free text: our recognizers and name finder inside presidio, without any language model.

Patterns were already searched in every text (text_search.py). Presidio reads a uniform sample of the distinct texts
beside that: it weighs context words, settles overlaps, and carries the name finder. The evidence says how many texts
were read. This is the only module that imports presidio; nothing is ever downloaded.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
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
from pia_toolkit.detection.names import find_names
from pia_toolkit.detection.recognizer import Recognizer, Strength
from pia_toolkit.detection.registry import Registry
from pia_toolkit.detection.text_search import TextCounts, TextFindings, text_patterns
from pia_toolkit.domain.inventory import Evidence, EvidenceKind

TEXTS_READ = 400
"""Distinct texts that presidio reads of a column."""

NAMES = "names"
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


def search_texts(counts: TextCounts, values: Iterable[tuple[str, int]], registry: Registry) -> TextFindings:
    """Combine the exact search of every text with presidio's reading of sampled distinct texts."""
    texts = [value for value, _ in values][:TEXTS_READ]
    exact = _exact_evidence(counts, registry)
    known = {evidence.detail for evidence in exact}
    judged = {registry.patterns.patterns[number].recognizer.id for number in counts.hits}
    hits: Counter[str] = Counter()
    engine = _engine(registry) if texts else None
    for text in texts:
        language = "zh" if _is_chinese(text) else "en"
        results = engine.analyze(text, language=language, score_threshold=_SURE_ENOUGH) if engine else ()
        hits.update({result.entity_type for result in results})
    enough = max(_FEWEST_TEXTS, _FEWEST_SHARE * len(texts))
    sampled = tuple(
        Evidence(
            kind=EvidenceKind.DICTIONARY if entity == NAMES else EvidenceKind.PATTERN,
            detail=entity,
            rows_hit=count,
            rows_read=len(texts),
            exact=False,
        )
        for entity, count in sorted(hits.items())
        if entity not in judged and count >= enough
    )
    found = tuple(recognizer for recognizer in registry.recognizers if recognizer.id in known)
    return TextFindings((*exact, *sampled), len(texts), found)


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
        elif pattern.recognizer.id not in _CERTAIN_BY_FORM and count < max(_FEWEST_TEXTS, _FEWEST_SHARE * counts.read):
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


class _NameFinder(EntityRecognizer):
    """People's names by gazetteer."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=[NAMES], supported_language=language, name=f"names-{language}")

    def load(self) -> None:
        """There is nothing to load before the first use."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        return [RecognizerResult(NAMES, start, end, score) for start, end, score in find_names(text)]


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
        recognizers.append(_NameFinder(language))
        recognizers.extend(
            _OurPatterns(recognizer, language, _context_words(recognizer, language)) for recognizer in wanted.values()
        )
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognizers, supported_languages=["en", "zh"]),
        nlp_engine=_TokensOnly(),
        supported_languages=["en", "zh"],
    )
