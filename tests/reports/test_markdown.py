"""Markdown: the same story, tables that stay tables, nothing in a name that Markdown or HTML would obey."""

import re

import pytest
from example_report import example_report
from hypothesis import given
from hypothesis import strategies as some

from pia_toolkit.i18n import words
from pia_toolkit.reports.markdown import escaped, table_row, write_markdown

LANGUAGES = ["en", "zh"]
NASTY = "a|b `c` *d* _e_ [f](http://g.org) www.h.org <img src=x onerror=alert(1)> ~h~ $i$ @all #1\n| new | row |"


def rows_of(text):
    """Return the tables of a text as lists of lines."""
    return [block.splitlines() for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)]


def cells_of(line):
    return re.split(r"(?<!\\)\|", line)[1:-1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["remarks", NASTY])
def test_every_table_has_one_head_and_rows_of_equal_length(language, name):
    report = example_report(language, title=name, trips=name, odd_column=name)
    tables = rows_of(write_markdown(report, words(language)).decode())
    assert len(tables) > 15
    for table in tables:
        assert len(table) >= 2
        assert set(table[1]) == {"|", " ", "-"}
        assert len({len(cells_of(line)) for line in table}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_tells_the_whole_story(language):
    speak = words(language)
    text = write_markdown(example_report(language), speak).decode()
    for name in ("found", "singled", "risks", "rights", "actions", "answers", "not-checked", "provenance"):
        area = name if name == "singled" else f"report.{name}"
        assert f"## {speak(f'{area}.title')}\n" in text
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_names_are_shown_and_not_obeyed():
    text = write_markdown(example_report(title=NASTY, odd_column=NASTY), words("en")).decode()
    assert "<img" not in text
    assert r"a\|b \`c\` \*d\* \_e\_ \[f\](http&#58;//g.org) www&#46;h.org &lt;img" in text
    assert not re.search(r"(?<!\\)\][(\[]|://", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- item", "&#45; item"),
        ("1. item", "&#49;. item"),
        ("99.8 % of", "99.8 % of"),
        ("+ x", "&#43; x"),
        ("# x", r"\# x"),
        ("www.h.org", "www&#46;h.org"),
    ],
)
def test_nothing_starts_a_list_or_a_heading(text, expected):
    assert escaped(text) == expected


@given(some.text(), some.text())
def test_a_row_has_as_many_cells_as_it_was_given(one, other):
    row = str(table_row(one, other))
    assert len(row.splitlines()) == 1 or "\n" not in row
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 3
