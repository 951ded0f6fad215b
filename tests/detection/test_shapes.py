"""No match may slip past its shape or its gate."""

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_toolkit.detection.catalogue.cells import Cells
from pia_toolkit.detection.catalogue.pattern_counts import PatternCounts
from pia_toolkit.detection.catalogue.patterns import PatternSet, is_token
from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.catalogue.shape_language import shape_language
from pia_toolkit.detection.catalogue.shapes import (
    LONGEST_TOKEN,
    MARKS,
    MOST_SPACES,
    outline_of,
    outlines_of,
    shape,
    shapes_of,
)
from pia_toolkit.detection.texts.fragments import FRAGMENT
from pia_toolkit.detection.texts.gates import TextCounts, TextPatterns, text_patterns

REGISTRY = load_registry()
PATTERNS = REGISTRY.patterns.patterns
FIRST_OF = {pattern.spec.regex: number for number, pattern in reversed(list(enumerate(PATTERNS)))}
LIKE = {"9": "0123456789", "A": "ABKZ", "a": "abkz", "\x7f": "éж京"}
IN_TEXT = tuple(text_patterns(REGISTRY.patterns))


@pytest.mark.parametrize(
    "pattern", PATTERNS, ids=[f"{number}-{entry.recognizer.id}" for number, entry in enumerate(PATTERNS)]
)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_match_has_a_shape_that_its_pattern_accepts(pattern, data):
    value = data.draw(st.from_regex(re.compile(pattern.spec.regex), fullmatch=True))
    padding = data.draw(st.sampled_from(("", " ", "\t ")))
    marks, language = shape(value), pattern.language
    assert pattern.whole_shape.fullmatch(shape(padding + value))
    assert language.factor in marks
    assert marks.count("9") >= language.digits
    assert not {sign for sign in value if "a" <= sign <= "z"} - language.small
    first = FIRST_OF[pattern.spec.regex]
    if len(value.encode()) <= LONGEST_TOKEN and marks.count(" ") <= MOST_SPACES:
        assert first in REGISTRY.patterns.plan_of_outline(outline_of(shape(padding + value))).possible
        plan = REGISTRY.patterns.plan_of_shape(shape(padding + value))
        assert first in plan.certain + plan.possible
    other = "".join(data.draw(st.sampled_from(LIKE.get(mark, mark))) for mark in marks)
    assert pattern.matching(pl.Series([other]))[0] or not pattern.sure_shape.fullmatch(marks)


FILLING = st.text(alphabet=" aex.,-:@*9AX_é京()\n", max_size=14)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_match_within_text_is_found(data):
    entry = data.draw(st.sampled_from(IN_TEXT))
    value = data.draw(st.from_regex(re.compile(entry.pattern.spec.regex), fullmatch=True))
    text = data.draw(FILLING) + data.draw(st.sampled_from(("", " ", ", "))) + value + data.draw(FILLING)
    texts = pl.Series([text + " " * 16, "nothing is to be found in here"])
    counts = TextCounts(TextPatterns((entry,)))
    counts.update(Cells(texts), np.array([3, 1]))
    assert counts.hits[entry.number] == 3 * texts.str.contains(entry.within).sum()
    assert counts.read == 4


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="abxAB 9@*:-.é\t", max_size=60))
def test_no_row_or_word_with_a_telling_sign_is_broken_by_fragments(text):
    fragments = pl.Series([text]).str.extract_all(FRAGMENT)[0].to_list()
    rows = [row for row in re.findall("[ -`x{-~]+", text) if re.search("[0-9@*:]", row) or len(row) >= 13]
    words = [word for word in re.findall("[!-~]+", text) if re.search("[0-9@*:]", word) or len(word) >= 14]
    assert all(any(piece in fragment for fragment in fragments) for piece in rows + words)


def recognizer(*regexes: str) -> Recognizer:
    return Recognizer.model_validate(
        {
            "id": "test",
            "category": "test",
            "role": "none",
            "personal": False,
            "why": {"en": "Because."},
            "reference": "none",
            "patterns": [{"regex": regex, "strength": "weak"} for regex in regexes],
            "examples": ["x"],
            "counter_examples": ["y"],
        }
    )


SOME = PatternSet(
    (
        recognizer("[A-Z]{2}[0-9]{2} ?[A-Z]{3}", "京[A-Z][0-9A-Z]{5}", "(?i:mark|kai) [a-zé]{2,5}", "[0-9a-f]{8}"),
        recognizer("[0-9a-f]{8}", "[0-9]{1,3}(?:-[A-B]+)?", " ?[A-Z0-9 -]{3}"),
    )
)


@settings(max_examples=200, deadline=None)
@given(
    cells=st.lists(
        st.one_of(
            st.none(),
            st.text(max_size=12),
            *(st.from_regex(re.compile(pattern.spec.regex), fullmatch=True) for pattern in SOME.patterns),
            st.text(alphabet="AB19 -é京", max_size=9),
        ),
        max_size=60,
    ),
    cut=st.integers(0, 60),
)
def test_counts_by_shape_equal_counts_on_every_cell(cells, cut):
    whole, one, other = (PatternCounts(SOME) for _ in range(3))
    series = pl.Series(cells, dtype=pl.String)
    whole.update(Cells(series))
    one.update(Cells(series[:cut]))
    other.update(Cells(series[cut:]))
    one.merge(other)
    short = series.filter(is_token(series))
    direct = {
        number: int(short.str.contains(pattern.whole_cell).sum() or 0) for number, pattern in enumerate(SOME.patterns)
    }
    assert {number: count for number, count in direct.items() if count} == dict(whole.hits) == dict(one.hits)


def test_a_pattern_counts_once_where_others_make_its_cells_be_tried():
    patterns = PatternSet((recognizer("[0-9]{4}|[A-B]{4}", "[0-5]{4}|[A-Z]{2}", "0[0-9]{3}|[C-D]{2}"),))
    cells = pl.Series([f"{number:04d}" for number in range(6000)] + ["AB", "ABBA", "CD", "XY"] * 500)
    counts = PatternCounts(patterns)
    counts.update(Cells(cells))
    direct = {number: cells.str.contains(entry.whole_cell).sum() for number, entry in enumerate(patterns.patterns)}
    assert dict(counts.hits) == direct


def test_patterns_too_large_together_are_tried_one_by_one():
    large = PatternSet(
        (recognizer(*(f"x[^ab]{{0,{length}}}{end}" for length in (2700, 2800, 2900) for end in ("a", "b"))),)
    )
    every = tuple(range(len(large.patterns)))
    with pytest.raises(pl.exceptions.ComputeError):
        pl.Series(["a"]).str.contains(large.any_of(every))
    counts = PatternCounts(large)
    counts.update(Cells(pl.Series(["xa", "xéb", "x-b", "a"])))
    assert dict(counts.hits) == {number: (1, 2)[number % 2] for number in every}


def test_a_column_with_many_shapes_is_counted_as_exactly():
    cells = [f"{number * 2654435761 % 2**32:08x}" for number in range(9000)]
    counts = PatternCounts(SOME)
    left = counts.update(Cells(pl.Series(cells)))
    assert counts.hits[3] == 9000
    assert not left.any()


def test_cells_that_were_put_off_are_counted_in_the_end():
    cells = Cells(pl.Series([f"{number:03d}" for number in range(20_000)] + ["AB12 CDE"] * 900 + [" 7-A"] * 40))
    counts = PatternCounts(SOME)
    left = counts.update(cells)
    assert counts.put_off_cells
    for waited, times in counts.take_put_off():
        assert not left[np.isin(cells.series.to_numpy(), waited.series.to_numpy())].any()
        counts.update(waited, times, at_once=True)
    direct = {
        number: int(cells.series.str.contains(pattern.whole_cell).sum()) for number, pattern in enumerate(SOME.patterns)
    }
    assert dict(counts.hits) == {number: count for number, count in direct.items() if count}
    assert not counts.put_off_cells


@given(cells=st.lists(st.text(alphabet="aé京9A \t-@", max_size=30), min_size=1, max_size=40), start=st.integers(0, 5))
def test_shapes_and_outlines_of_a_column_are_those_of_its_cells(cells, start):
    series = pl.Series(cells, dtype=pl.String).slice(min(start, len(cells) - 1))
    shapes, sorts = shapes_of(Cells(series))
    assert [shapes[int(sort)] for sort in sorts] == [shape(cell) for cell in series]
    outlines, sorts = outlines_of(Cells(series))
    assert [outlines[int(sort)] for sort in sorts] == [outline_of(shape(cell)) for cell in series]
    assert len(MARKS) == 256


def test_texts_without_fragments_hold_no_pattern_that_needs_one():
    counts = TextCounts(text_patterns(REGISTRY.patterns))
    counts.update(Cells(pl.Series(["nothing is to be found in here", "nor in this one"])), np.array([2, 1]))
    assert (counts.read, counts.hits) == (2, {})


def test_a_pattern_with_many_ways_to_match_is_tried_by_what_it_must_have():
    ways = shape_language(".{2,40}, [a-z ]{1,45} [0-9]{1,20}(?:[a-z]+,)*")
    assert re.fullmatch(ways.regex, "aa, a 9")
    assert not re.fullmatch(ways.regex, "a" * 80)
    assert not re.fullmatch(shape_language("(?:[a-z]+ ?)+9").regex, "a" * 90)
    assert not re.fullmatch(ways.sure, "aa, a 9")


def test_a_pattern_knows_what_it_needs():
    language = shape_language("[A-Z]{2}[0-9]{2}(?:@[a-z]+)?")
    assert language.needs == {"A", "9"}
    assert language.small == set("abcdefghijklmnopqrstuvwxyz")
    assert (language.shortest, language.factor, language.spaces) == (4, "AA99", 0)
    assert shape_language("(?:25[0-5]|[1-9]?[0-9])[.][0-9]{1,3}").factor == "9.9"
    assert shape_language("[^x]").allows is None
