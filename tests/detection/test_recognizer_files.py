"""Every recognizer file, every value list and the labels they need: adding one needs no test code."""

import re
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pia_toolkit.content import read_model, read_yaml
from pia_toolkit.detection.catalogue.checksums import check
from pia_toolkit.detection.catalogue.recognizer import NumberRange, Recognizer, Strength, ValuePattern
from pia_toolkit.domain.inventory import Role
from pia_toolkit.resources import beside, content_files, shipped

FILES = content_files(beside("detection", "recognizers"))
LEXICON = beside("detection", "lexicon")
VALUE_LISTS = content_files(LEXICON / "values", "*.txt")
EVERY_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
EVERY_LIST = pytest.mark.parametrize("path", VALUE_LISTS, ids=lambda path: path.stem)
MADE_BY_THE_ENGINE = {"empty", "number", "text"}
HAN = re.compile(r"[㐀-鿿]")


@cache
def recognizer(path: Path) -> Recognizer:
    return read_model(path, Recognizer)


@cache
def value_list(name: str) -> frozenset[str]:
    lines = (LEXICON / "values" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))


@cache
def concepts() -> frozenset[str]:
    return frozenset(read_yaml(LEXICON / "concepts.yaml"))


@cache
def labels(language: str) -> dict[str, str]:
    return read_yaml(shipped("templates") / "words" / language / "categories.yaml")


def matches(pattern: ValuePattern, value: str) -> bool:
    return re.fullmatch(pattern.regex, value) is not None


def passes(pattern: ValuePattern, value: str) -> bool:
    return matches(pattern, value) and (pattern.checksum is None or check(pattern.checksum)(value))


def is_listed(known: Recognizer, value: str) -> bool:
    return any(value.strip().casefold() in value_list(name) for name in known.word_lists)


def is_in_range(number: NumberRange | None, value: str) -> bool:
    if number is None or not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", value):
        return False
    decimals = len(value.partition(".")[2])
    return number.lowest <= float(value) <= number.highest and decimals >= number.decimals


@EVERY_FILE
def test_file_is_valid_and_bears_its_id(path):
    assert recognizer(path).id == path.stem


@EVERY_FILE
def test_everything_named_exists(path):
    known = recognizer(path)
    assert set(known.header) <= concepts()
    assert {name for name in known.word_lists if not (LEXICON / "values" / f"{name}.txt").is_file()} == set()
    for pattern in known.patterns:
        if pattern.checksum:
            assert callable(check(pattern.checksum))


@EVERY_FILE
def test_reasons_are_one_sentence_in_english_and_chinese(path):
    why = recognizer(path).why.root
    assert why["en"].endswith(".")
    assert why["zh"].endswith("。")
    assert HAN.search(why["zh"])
    assert not HAN.search(why["en"])
    assert not re.search(r"[,;:?!]", why["zh"]), "Chinese takes full-width punctuation"
    assert not re.search(r"[㐀-鿿][A-Za-z0-9]|[A-Za-z0-9][㐀-鿿]", why["zh"]), "a space between Han and Latin"


@EVERY_FILE
def test_examples_are_accepted(path):
    known = recognizer(path)
    for example in known.examples:
        accepted = any(passes(pattern, example) for pattern in known.patterns)
        assert accepted or is_listed(known, example) or is_in_range(known.number, example), example


@EVERY_FILE
def test_every_pattern_and_word_list_has_an_example(path):
    known = recognizer(path)
    for pattern in known.patterns:
        assert any(passes(pattern, example) for example in known.examples), pattern.regex
    for name in known.word_lists:
        assert value_list(name) & {example.casefold() for example in known.examples}, name


@EVERY_FILE
def test_counter_examples_are_refused(path):
    known = recognizer(path)
    test = matches if known.needs_header else passes
    for counter_example in known.counter_examples:
        assert not any(test(pattern, counter_example) for pattern in known.patterns), counter_example
        assert not is_listed(known, counter_example), counter_example
        assert not is_in_range(known.number, counter_example), counter_example


@EVERY_FILE
def test_patterns_read_alike_in_python_and_in_polars(path):
    known = recognizer(path)
    values = (*known.examples, *known.counter_examples, "", " ", "a", "0", "１２３", "Straße 5", "K", "ſ")
    series = pl.Series(values, dtype=pl.String)
    for pattern in known.patterns:
        found = series.str.contains(f"^(?:{pattern.regex})$").to_list()
        assert found == [matches(pattern, value) for value in values], pattern.regex


@EVERY_FILE
def test_weak_patterns_have_a_header_or_a_checksum(path):
    known = recognizer(path)
    weak = [pattern for pattern in known.patterns if pattern.strength is Strength.WEAK]
    assert known.header or all(pattern.checksum for pattern in weak)


@EVERY_FILE
def test_what_is_looked_for_in_text_is_more_than_weak(path):
    known = recognizer(path)
    if known.in_text:
        assert any(pattern.strength is not Strength.WEAK or pattern.checksum for pattern in known.patterns)


@EVERY_FILE
def test_header_alone_suffices_where_nothing_else_could(path):
    known = recognizer(path)
    has_values = known.patterns or known.word_lists or known.number
    found_by_the_engine = {"person-name", "child", "student", "description", "free-text", "date"}
    assert has_values or known.header_suffices or known.category in found_by_the_engine


def test_a_category_has_one_role_and_one_answer_to_personal():
    verdicts: dict[str, set[tuple[Role, bool]]] = {}
    for path in FILES:
        known = recognizer(path)
        verdicts.setdefault(known.category, set()).add((known.role, known.personal))
    assert {category: found for category, found in verdicts.items() if len(found) > 1} == {}


def test_harmless_kinds_are_not_personal():
    for path in FILES:
        known = recognizer(path)
        if known.role in (Role.DIRECT_IDENTIFIER, Role.SENSITIVE):
            assert known.personal, known.id
        if known.role in (Role.NONE, Role.TIME):
            assert not known.personal, known.id


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_category_has_a_label(language):
    needed = {recognizer(path).category for path in FILES} | MADE_BY_THE_ENGINE
    assert set(labels(language)) == needed
    assert all(isinstance(label, str) and label.strip() for label in labels(language).values())
    assert len(set(labels(language).values())) == len(labels(language)), "two categories with one label"


def test_every_concept_is_used():
    used = {concept for path in FILES for concept in recognizer(path).header}
    assert concepts() - used == set()


@EVERY_LIST
def test_value_list_is_clean(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    values = [line for line in lines if line and not line.startswith("#")]
    assert values == [value.strip() for value in values]
    folded = [value.casefold() for value in values]
    assert len(set(folded)) == len(folded)
    assert all(value.isprintable() for value in values)


def test_every_value_list_is_used():
    used = {name for path in FILES for name in recognizer(path).word_lists}
    assert {path.stem for path in VALUE_LISTS} == used
