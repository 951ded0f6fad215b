"""Which texts the models read, and the bound for those they do not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pia_toolkit.detection.texts.choice import (
    CHARACTERS_LISTED,
    CHARACTERS_READ,
    LONGEST_READ,
    TEXTS_READ,
    choose,
    first_texts,
    upper_bound,
)

PLAIN = "the bin is full and nobody came, number {}"
LIKELY = "please call mrs sutcliffe, number {}"


@given(some.lists(some.text(max_size=1500), max_size=60), some.integers(min_value=1, max_value=500))
def test_the_budget_holds_and_nothing_is_read_twice(texts, columns):
    choice = choose(texts, frozenset(), columns)
    assert not choice.drawn & choice.likely
    assert len(choice.read) <= min(len(texts), TEXTS_READ)
    assert sum(min(len(texts[place]), LONGEST_READ) for place in choice.read) <= CHARACTERS_READ
    if choice.drawn:  # a run from the start, whatever the texts hold
        assert choice.drawn | choice.likely >= frozenset(range(max(choice.drawn) + 1))


def test_likely_texts_are_read_first():
    texts = [(LIKELY if number % 100 == 99 else PLAIN).format(number) for number in range(2000)]
    choice = choose(texts, frozenset())
    assert {place for place, text in enumerate(texts) if "mrs" in text} <= set(choice.read)
    assert len(choice.read) == TEXTS_READ


def test_reading_likely_texts_first_does_not_raise_the_share():
    texts = [(LIKELY if number % 50 == 49 else PLAIN).format(number) for number in range(2000)]
    choice = choose(texts, frozenset())
    hits = frozenset(place for place in choice.read if "mrs" in texts[place])
    assert choice.estimate(hits) == pytest.approx(0.02)
    assert len(hits) / len(choice.read) > 0.05


def test_few_texts_are_all_drawn():
    choice = choose([PLAIN.format(number) for number in range(90)], frozenset({3}))
    assert choice.read == list(range(90))
    assert choice.estimate(frozenset({3})) == pytest.approx(1 / 90)


def test_many_columns_share_the_time():
    texts = [PLAIN.format(number) for number in range(2000)]
    assert len(choose(texts, frozenset(), 40).read) == TEXTS_READ // 4
    assert choose(texts, frozenset(), 5000).read


def test_long_texts_are_cut_and_fewer_are_searched():
    texts = first_texts("word " * 400 for _ in range(2000))
    assert {len(text) for text in texts} == {LONGEST_READ}
    assert len(texts) == CHARACTERS_LISTED // LONGEST_READ


def test_bounds():
    assert upper_bound(0, 300) == pytest.approx(0.01)
    assert upper_bound(0, 0) == 1.0
    assert upper_bound(0, 2) == 1.0
    assert upper_bound(10, 100) == pytest.approx(0.1598, abs=0.001)  # Wilson, one-sided


@given(some.integers(min_value=1, max_value=400), some.data())
def test_a_bound_lies_above_the_share(read, data):
    held = data.draw(some.integers(min_value=0, max_value=read))
    assert held / read <= upper_bound(held, read) + 1e-9 <= 1 + 1e-9
