"""Free text: names, addresses and contact data on presidio-research's sentences, and verdicts on made complaints.

Spans are right when they overlap one of the same kind. Beside pia-toolkit stand its language model alone and presidio's
default analyzer, if the model `en_core_web_sm` is installed.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from complaints import LANGUAGES, make_complaints
from fetch import fetched
from machine import describe
from page import header, rewrite, row

SENTENCES = Path("data") / "synth_dataset_v2.json"
KINDS = {
    "persons": frozenset({"PERSON"}),
    "addresses": frozenset({"STREET_ADDRESS"}),
    "contact data": frozenset({"EMAIL_ADDRESS", "PHONE_NUMBER"}),
}
SHARES = (0.0, 0.01, 0.05, 0.3)
"""Shares of complaints that name a person."""

COMPLAINTS, COLUMNS = 600, 4
"""Texts in a column, and columns of each language and share."""

HALVES = ("development", "held out")
DEFAULT_MODEL = "en_core_web_sm"
Spans = dict[str, list[tuple[int, int]]]
Finder = Callable[[Sequence[str]], list[Spans]]


@dataclass
class Score:
    """Spans told, those of them that are right, spans that are there, and those of them that are found."""

    told: int = 0
    right: int = 0
    there: int = 0
    found: int = 0

    def add(self, told: Sequence[tuple[int, int]], there: Sequence[tuple[int, int]]) -> None:
        """Count the spans of one text."""
        self.told += len(told)
        self.there += len(there)
        self.right += sum(any(_overlap(one, other) for other in there) for one in told)
        self.found += sum(any(_overlap(one, other) for other in told) for one in there)

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        precision = self.right / self.told if self.told else 0.0
        recall = self.found / self.there if self.there else 0.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class Reading:
    """What one finder did on one half of the sentences."""

    finder: str
    half: str
    texts: int
    texts_per_second: float
    scores: dict[str, Score]


@dataclass(frozen=True)
class Verdicts:
    """How many columns of complaints of one language and share were said to hold personal data."""

    language: str
    share: float
    columns: int
    personal: int
    estimated: float
    """Mean share of texts with a person, as told."""


def measure_free_text(given: argparse.Namespace) -> None:
    """Measure both; write `free_text.json` to the results and the tables to the page."""
    readings = list(_read_sentences())
    verdicts = [_judge(language, share) for language in LANGUAGES for share in SHARES]
    found = {
        "machine": describe(),
        "sentences": [asdict(reading) for reading in readings],
        "complaints": [asdict(verdict) for verdict in verdicts],
    }
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    (given.results / "free_text.json").write_text(f"{text}\n", encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    lines = [*sentences_table(readings), "", *verdicts_table(verdicts), ""]
    given.page.write_text(rewrite(page, "\n".join(lines), "free-text"), encoding="utf-8")


def sentences_table(readings: Sequence[Reading]) -> Iterable[str]:
    """Return precision, recall and F1 by kind of data as lines of Markdown."""
    yield from header("finder", "half", "texts", *(f"{kind}: P / R / F1" for kind in KINDS), "texts/s")
    for reading in readings:
        figures = [" / ".join(f"{figure:.2f}" for figure in reading.scores[kind].figures) for kind in KINDS]
        yield row(reading.finder, reading.half, f"{reading.texts:,}", *figures, f"{reading.texts_per_second:,.0f}")
    if not readings:
        yield row("presidio-research could not be had", *["–"] * (len(KINDS) + 3))
    if find_spec(DEFAULT_MODEL) is None:
        yield row(f"presidio, default (`{DEFAULT_MODEL}`)", "not installed", *["–"] * (len(KINDS) + 2))


def verdicts_table(verdicts: Sequence[Verdicts]) -> Iterable[str]:
    """Return the columns said to hold personal data as lines of Markdown."""
    yield from header("language", *(f"{share:.0%} name a person" for share in SHARES))
    for language in dict.fromkeys(verdict.language for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.language == language]
        yield row(language, *(f"{one.personal} of {one.columns} (told: {one.estimated:.1%})" for one in own))


def _read_sentences() -> Iterable[Reading]:
    """Yield how each finder did on each half of presidio-research's sentences."""
    folder = fetched("microsoft/presidio-research")
    if folder is None:
        return
    sentences = json.loads((folder / SENTENCES).read_text(encoding="utf-8"))
    finders: dict[str, Finder] = {"pia-toolkit": _whole, "its language model alone": _model_alone}
    if find_spec(DEFAULT_MODEL) is not None:
        finders["presidio, default"] = _presidio
    for name, finder in finders.items():
        finder([sentences[0]["full_text"]])  # loads what it needs
        for number, half in enumerate(HALVES):
            own = [sentence for sentence in sentences if _half(sentence["full_text"]) == number]
            yield _score(name, half, finder, own)


def _score(name: str, half: str, finder: Finder, sentences: Sequence[dict[str, Any]]) -> Reading:
    started = time.perf_counter()
    found = finder([sentence["full_text"] for sentence in sentences])
    seconds = time.perf_counter() - started
    scores = {kind: Score() for kind in KINDS}
    for sentence, spans in zip(sentences, found, strict=True):
        for kind, types in KINDS.items():
            there = [
                (one["start_position"], one["end_position"]) for one in sentence["spans"] if one["entity_type"] in types
            ]
            scores[kind].add(spans.get(kind, []), there)
    print(f"{name}, {half}: {len(sentences)} sentences", file=sys.stderr)
    return Reading(name, half, len(sentences), round(len(sentences) / seconds, 1), scores)


def _whole(texts: Sequence[str]) -> list[Spans]:
    """Return what presidio finds with all recognizers of pia-toolkit, as in a scan."""
    from pia_toolkit.detection.catalogue.registry import load_registry
    from pia_toolkit.detection.texts.search import find_in_texts

    kinds = {"names": "persons", "address": "addresses", "home-address": "addresses"}
    kinds |= {"email-address": "contact data", "phone-number": "contact data", "names-by-model": "persons"}
    return [_by_kind(found, kinds) for found in find_in_texts(texts, load_registry())]


def _model_alone(texts: Sequence[str]) -> list[Spans]:
    """Return every run that the language model labels with a score of .5 or more."""
    from pia_toolkit.detection.texts.language_model import load_language_model

    kinds = {"GIVEN_NAME": "persons", "SURNAME": "persons", "STREET_NAME": "addresses"}
    kinds |= {"EMAIL": "contact data", "PHONE": "contact data"}
    return [
        _by_kind(((one.label, one.start, one.end) for one in labelled if one.score >= 0.5), kinds)
        for labelled in load_language_model().read(texts)
    ]


def _presidio(texts: Sequence[str]) -> list[Spans]:
    """Return what presidio finds as it comes, with spaCy's small English model."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": DEFAULT_MODEL}]}
    engine = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=models).create_engine())
    kinds = {"PERSON": "persons", "EMAIL_ADDRESS": "contact data", "PHONE_NUMBER": "contact data"}
    kinds |= {"LOCATION": "addresses"}
    return [
        _by_kind(((one.entity_type, one.start, one.end) for one in engine.analyze(text, language="en")), kinds)
        for text in texts
    ]


def _by_kind(found: Iterable[tuple[str, int, int]], kinds: dict[str, str]) -> Spans:
    """Sort spans by kind of data; overlapping ones of a kind are one."""
    spans: Spans = {}
    for entity, start, end in sorted(found, key=lambda one: (one[1], -one[2])):
        own = spans.setdefault(kinds.get(entity, "other"), [])
        if not own or start >= own[-1][1]:
            own.append((start, end))
    return spans


def _judge(language: str, share: float) -> Verdicts:
    """Scan several columns of complaints of one language, a share of which name a person."""
    import polars as pl

    from pia_toolkit import scan

    personal, told = 0, 0.0
    for number in range(COLUMNS):
        texts = [complaint.text for complaint in make_complaints(language, share, COMPLAINTS + number)]
        column = scan(pl.DataFrame({"remarks": texts})).tables[0].columns[0]
        personal += column.contains_personal_data
        told += max((one.share for one in column.evidence if one.detail == "names"), default=0.0) / COLUMNS
    print(f"complaints, {language}, {share:.0%}: {personal} of {COLUMNS}", file=sys.stderr)
    return Verdicts(language, share, COLUMNS, personal, round(told, 4))


def _half(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
