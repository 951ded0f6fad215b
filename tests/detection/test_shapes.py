"""No match may slip past its shape or its gate."""

import re

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_toolkit.detection.patterns import PatternCounts, PatternSet, is_token
from pia_toolkit.detection.recognizer import Recognizer
from pia_toolkit.detection.registry import load_registry
from pia_toolkit.detection.shape_language import shape_language
from pia_toolkit.detection.shapes import COARSE, FINE, LONGEST_TOKEN, classes_of, shape, shapes_of
from pia_toolkit.detection.text_search import TextCounts, text_patterns

REGISTRY = load_registry()
PATTERNS = REGISTRY.patterns.patterns


def coarse(text: str) -> str:
    return shapes_of(pl.Series([text]), COARSE)[0]


@pytest.mark.parametrize(
    "pattern", PATTERNS, ids=[f"{number}-{entry.recognizer.id}" for number, entry in enumerate(PATTERNS)]
)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_match_has_a_shape_that_its_pattern_accepts(pattern, data):
    value = data.draw(st.from_regex(re.compile(pattern.spec.regex), fullmatch=True))
    fine, language = shape(value), pattern.language
    assert pl.Series([fine]).str.contains(language.fine)[0]
    assert pl.Series([coarse(value)]).str.contains(language.coarse)[0]
    assert language.factor in fine
    assert language.could_match(len(fine), fine.count(" "), classes_of(fine)) or len(fine) > LONGEST_TOKEN


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_match_within_text_passes_its_gate(data):
    entry = data.draw(st.sampled_from(text_patterns(REGISTRY.patterns)))
    value = data.draw(st.from_regex(re.compile(entry.pattern.spec.regex), fullmatch=True))
    counts = TextCounts((entry,))
    text = f"please look at this: {value} , thank you"
    counts.update(pl.Series([text], dtype=pl.String))
    direct = pl.Series([text]).str.contains(entry.within).sum()
    assert counts.hits[entry.number] == direct


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
    (recognizer("[A-Z]{2}[0-9]{2} ?[A-Z]{3}", "京[A-Z][0-9A-Z]{5}", "(?i:mark|kai) [a-zé]{2,5}", "[0-9a-f]{8}"),)
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
    whole.update(series.drop_nulls())
    one.update(series[:cut].drop_nulls())
    other.update(series[cut:].drop_nulls())
    one.merge(other)
    short = series.filter(is_token(series))
    direct = {
        number: int(short.str.contains(pattern.whole_cell).sum() or 0) for number, pattern in enumerate(SOME.patterns)
    }
    assert {number: count for number, count in direct.items() if count} == dict(whole.hits) == dict(one.hits)


def test_a_column_with_many_shapes_is_counted_as_exactly():
    cells = [f"{number * 2654435761 % 2**32:08x}" for number in range(9000)]
    counts = PatternCounts(SOME)
    counts.update(pl.Series(cells))
    assert counts.hits[3] == 9000


def test_shapes_keep_nulls_and_slices():
    cells = pl.Series(["AB12", None, "é9", ""])
    assert shapes_of(cells).to_list() == ["AA99", None, "a9", ""]
    assert shapes_of(cells.slice(2, 1)).to_list() == ["a9"]
    assert shapes_of(cells, COARSE).to_list()[0] == "aaaa"
    assert len(FINE) == 256


def test_a_pattern_knows_what_it_needs():
    language = shape_language("[A-Z]{2}[0-9]{2}(?:@[a-z]+)?")
    assert language.needs == {"A", "9"}
    assert (language.shortest, language.factor, language.spaces) == (4, "AA99", 0)
    assert shape_language("(?:25[0-5]|[1-9]?[0-9])[.][0-9]{1,3}").factor == "9.9"
    assert shape_language("[^x]").allows is None
