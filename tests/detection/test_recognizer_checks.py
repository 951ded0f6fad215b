"""Patterns that would never finish, or that the linear engine cannot read, are refused with file, line and field."""

import pytest

from pia_toolkit.content import read_model
from pia_toolkit.detection.catalogue.checks import find_problem
from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.errors import ContentInvalid

FILE = """\
id: own
category: national-id
role: direct-identifier
personal: true
why: {{en: A reason., zh: 理由。}}
reference: nobody
header: [national-id]
patterns:
  - {{regex: '{regex}', strength: strong, checksum: {checksum}}}
examples: [A1]
counter_examples: [b]
"""


@pytest.mark.parametrize(
    "regex",
    ["(a+)+", "(a*)*b", "(a|a)*", "(?:[0-9]+,?)+", "(.*a){20}", "(?:ab|a|b)+", "(?:[^,]*,?)+", "([a-z]{2,5} ?){3,40}"],
)
def test_a_repetition_that_matches_in_several_ways_is_refused(regex):
    assert "catastrophic" in (find_problem(regex) or "")


@pytest.mark.parametrize(
    "regex",
    [
        "([0-9]{1,3}[.,])*",
        "(?:[A-Z][a-z]+ )+",
        "(?:[a-z]+@)+x",
        "[0-9]{1,3}(?: [0-9]{3})*",
        r"(?:\.[0-9]+)*",
        "(?:[^,]+,)+",
        "(a|ab)*c",
    ],
)
def test_a_repetition_that_matches_in_one_way_is_let_in(regex):
    assert find_problem(regex) is None


@pytest.mark.parametrize("regex", ["a++b", "(?>a)b", "(a)(?(1)b|c)"])
def test_what_only_one_engine_reads_is_refused(regex):
    assert "Python and Rust" in (find_problem(regex) or "")


def test_a_pattern_that_grows_without_measure_is_refused():
    assert "too large" in (find_problem("(?:a{1000}){1000}") or "")


@pytest.mark.parametrize(
    ("regex", "checksum", "field"),
    [("(?:[0-9]+-?)+X", "luhn", "patterns.0.regex"), ("[A-Z][0-9]", "no.such", "patterns.0.checksum")],
)
def test_a_file_is_refused_by_name_line_and_field(tmp_path, regex, checksum, field):
    path = tmp_path / "own.yaml"
    path.write_text(FILE.format(regex=regex, checksum=checksum), encoding="utf-8")
    with pytest.raises(ContentInvalid) as refused:
        read_model(path, Recognizer)
    told = refused.value.values
    assert (told["file"], told["field"]) == ("own.yaml", field)
    assert told["line"] == FILE.splitlines().index(next(line for line in FILE.splitlines() if "regex" in line)) + 1
