"""The risk matrix: every scenario at its place, arrows from inherent to residual, levels in their order."""

import re
from itertools import product

import pytest
from example_conclusions import scenario
from example_report import example_report
from hypothesis import given, settings
from hypothesis import strategies as some
from report_pages import Page

from pia_toolkit.domain.levels import Level, risk_level
from pia_toolkit.i18n import words
from pia_toolkit.reports.reasoning import telling_of
from pia_toolkit.reports.risk_matrix import risk_matrix
from pia_toolkit.reports.risks import tell_risks

LEVELS = some.sampled_from(list(Level))


def drawn(*pairs):
    """Draw scenarios given as (before, after), each a (likelihood, severity)."""
    report = example_report()
    found = tuple(
        scenario(f"s{number}", (f"Title {number}", "题"), before, after)
        for number, (before, after) in enumerate(pairs, start=1)
    )
    assessment = report.assessment.model_copy(update={"scenarios": found})
    telling = telling_of(report, words("en"))
    return risk_matrix(tell_risks(assessment, telling), "matrix", words("en"))


def dots(svg):
    """Return (number, kind, x, y) of every dot."""
    circle = r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="[0-9.]+"/>'
    found = re.findall(rf'<g class="dot (\w+)"[^>]*>.*?{circle}<text[^>]*>(\d+)</text></g>', svg)
    return [(int(number), kind, float(x), float(y)) for kind, x, y, number in found]


def test_levels_are_ordered_by_rank_and_not_by_letter():
    assert max(Level) is Level.MAXIMUM
    assert min(Level) is Level.NEGLIGIBLE
    assert Level.MAXIMUM >= Level.SIGNIFICANT > Level.LIMITED
    assert not Level.MAXIMUM <= Level.NEGLIGIBLE


@pytest.mark.parametrize(("likelihood", "severity"), list(product(Level, Level)))
def test_the_matrix_rises_with_likelihood_and_severity(likelihood, severity):
    level = risk_level(likelihood, severity)
    assert risk_level(likelihood.moved(1), severity) >= level
    assert risk_level(likelihood, severity.moved(1)) >= level


def test_a_lower_risk_is_drawn_further_left_and_lower():
    svg = drawn(((Level.MAXIMUM, Level.MAXIMUM), (Level.LIMITED, Level.LIMITED)))
    (_, before_kind, x, y), (_, after_kind, lower_x, lower_y) = sorted(dots(svg), key=lambda dot: dot[1])
    assert (before_kind, after_kind) == ("inherent", "residual")
    assert lower_x < x
    assert lower_y > y
    assert svg.count('class="arrow"') == 1


def test_a_risk_that_stays_is_one_ringed_dot_without_arrow():
    svg = drawn(((Level.LIMITED, Level.LIMITED), (Level.LIMITED, Level.LIMITED)))
    assert [(number, kind) for number, kind, _, _ in dots(svg)] == [(1, "both")]
    assert 'class="ring"' in svg
    assert 'class="arrow"' not in svg


def test_the_matrix_is_told_in_words():
    svg = drawn(((Level.MAXIMUM, Level.MAXIMUM), (Level.LIMITED, Level.LIMITED)))
    assert "Risk 1: maximum without safeguards, limited with them." in Page(svg).all("desc")[0].text


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(some.tuples(LEVELS, LEVELS), some.tuples(LEVELS, LEVELS)), max_size=40))
def test_every_scenario_is_drawn_once_or_twice_and_no_two_dots_lie_on_each_other(pairs):
    svg = drawn(*pairs)
    assert Page(svg).problems == []
    found = dots(svg)
    expected = [(number, before != after) for number, (before, after) in enumerate(pairs, start=1)]
    assert sorted(number for number, *_ in found) == sorted(
        number for number, moves in expected for _ in range(1 + moves)
    )
    places = [(x, y) for _, _, x, y in found]
    assert len(places) == len(set(places))
