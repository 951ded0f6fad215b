"""The recognizers and value lists in force: shipped ones, and a user's own, which win by id."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl

from pia_toolkit.content import Lines, read_entries
from pia_toolkit.detection.catalogue.checksums import check
from pia_toolkit.detection.catalogue.patterns import PatternSet
from pia_toolkit.detection.catalogue.recognizer import Recognizer, trusted
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.errors import ContentInvalid, PiaError, raise_all
from pia_toolkit.resources import beside, content_files


class Registry:
    """Recognizers by id, their patterns compiled, and their value lists."""

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        self.recognizers = recognizers
        self.patterns = PatternSet(recognizers)
        self.word_lists = {name: load_word_list(name) for recognizer in recognizers for name in recognizer.word_lists}

    def signals_of(self, concepts: Sequence[str]) -> tuple[FactCode, ...]:
        """Return what it speaks for when a column belongs to somebody named by `concepts`, such as a child."""
        found = [r.signals for r in self.recognizers if r.header and set(r.header) & set(concepts)]
        return tuple(dict.fromkeys(signal for signals in found for signal in signals))

    def accepts(self, recognizer: Recognizer, value: str) -> bool:
        """Whether a value alone is accepted: whole pattern and checksum, or a word of a list."""
        for pattern in self.patterns.patterns:
            if pattern.recognizer.id == recognizer.id and pattern.matching(pl.Series([value])).any():
                name = pattern.spec.checksum
                if name is None or check(name)(value.strip()):
                    return True
        return any(value.strip().casefold() in self.word_lists[name] for name in recognizer.word_lists)


def load_registry(folders: Sequence[Path] = ()) -> Registry:
    """Load the shipped recognizers and those of `folders`; a file of the same id replaces the shipped one.

    Raises `ContentInvalid` (or `Several`) naming file, line and field: also for an unknown check or word list and,
    in a user's own file, for an example that is not accepted.
    """
    return _load(tuple(folder for folder in folders if folder.is_dir()))


@cache
def _load(folders: tuple[Path, ...]) -> Registry:
    with trusted():
        shipped = read_entries((beside("detection", "recognizers"),), Recognizer)
    replaced = {entry.id: entry for entry in (*shipped, *read_entries(folders, Recognizer))}
    recognizers = tuple(replaced[name] for name in sorted(replaced))
    raise_all([problem for recognizer in recognizers for problem in unresolved(recognizer)])
    registry = Registry(recognizers)
    own = {path.stem for folder in folders for path in content_files(folder)}
    raise_all([problem for entry in recognizers if entry.id in own for problem in wrong_examples(entry, registry)])
    return registry


def wrong_examples(recognizer: Recognizer, registry: Registry, lines: Lines | None = None) -> list[PiaError]:
    """Complain about examples that are not accepted, and counter-examples that are (by number: they are values)."""
    fields = (("examples", recognizer.examples, True), ("counter_examples", recognizer.counter_examples, False))
    return [
        ContentInvalid(
            file=f"{recognizer.id}.yaml",
            line=(lines or {}).get((field, number), 0),
            field=f"{field}.{number}",
            problem="is not accepted" if wanted else "is accepted",
        )
        for field, examples, wanted in fields
        for number, example in enumerate(examples)
        if registry.accepts(recognizer, example) is not wanted
    ]


def unresolved(recognizer: Recognizer, lines: Lines | None = None) -> list[PiaError]:
    """Complain about names that lead nowhere."""
    problems: list[PiaError] = []

    def complain(field: str, problem: str) -> None:
        line = (lines or {}).get((field.partition(".")[0],), 0)
        problems.append(ContentInvalid(file=f"{recognizer.id}.yaml", line=line, field=field, problem=problem))

    for pattern in recognizer.patterns:
        if pattern.checksum:
            try:
                check(pattern.checksum)
            except KeyError:
                complain("patterns.checksum", f"unknown check {pattern.checksum}")
    for name in recognizer.word_lists:
        if not _word_list_path(name).is_file():
            complain("word_lists", f"unknown value list {name}")
    return problems


@cache
def load_word_list(name: str) -> frozenset[str]:
    """Return the words of one value list, case-folded. A line starting with # is a comment."""
    lines = _word_list_path(name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))


def _word_list_path(name: str) -> Path:
    return beside("detection", "lexicon") / "values" / f"{name}.txt"
