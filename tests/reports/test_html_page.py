"""The page: self-contained, without script, accessible, and obeying nothing that stands in a data file."""

import re
from itertools import pairwise

import pytest
from example_decision import standing
from example_report import example_report
from report_pages import Page

from pia_toolkit.i18n import words
from pia_toolkit.reports.html_page import write_html

NASTY = "<script>alert(1)</script>\" onmouseover='x' &amp; \u202etxt\x07 {{ 7 * 7 }}"
LANGUAGES = ["en", "zh"]


@pytest.fixture(scope="module", params=[*LANGUAGES, "decided"])
def html(request):
    """The page in each language before a decision, and once one was taken."""
    language = request.param if request.param in LANGUAGES else "en"
    report = example_report(language)
    if request.param == "decided":
        report = report.model_copy(update={"decision": standing()})
    return write_html(report, words(language)).decode()


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_tags_are_balanced_and_attributes_not_repeated(page):
    assert page.problems == []


def test_doctype_language_and_title(html, page):
    assert html.startswith("<!doctype html>")
    (root,) = page.all("html")
    assert root.attributes["lang"] in {"en", "zh-Hans"}
    (title,) = [element for element in page.all("title") if "svg" not in element.inside]
    assert title.text.strip()


def test_nothing_runs_and_nothing_is_loaded(html, page):
    assert not page.all("script", "link", "iframe", "object", "embed", "img", "video", "audio", "form", "base")
    for element in page.elements:
        assert not [name for name in element.attributes if name.startswith("on")]
        for name in ("src", "href", "action", "data", "srcset", "poster", "xlink:href", "style"):
            value = element.attributes.get(name)
            assert value is None or (name == "href" and value.startswith("#")), value
    assert not re.search(r"@import|url\((?!#)|https?://", html)


def test_the_browser_is_told_to_load_nothing(page):
    (policy,) = [element for element in page.all("meta") if element.attributes.get("http-equiv")]
    assert policy.attributes["http-equiv"] == "Content-Security-Policy"
    assert policy.attributes["content"].startswith("default-src 'none';")


def test_landmarks_and_skip_link(page):
    assert len(page.all("main")) == 1
    assert len(page.all("nav")) == 1
    assert len(page.all("footer")) == 1
    first = page.all("a")[0]
    assert first.attributes["href"] == "#main"
    assert first.attributes["class"] == "skip"


def test_headings_never_skip_a_step(page):
    levels = [int(element.tag[1]) for element in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(step <= level + 1 for level, step in pairwise(levels))


def test_ids_are_unique_and_every_reference_leads_somewhere(page):
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        if element.tag == "a":
            assert element.attributes["href"][1:] in ids
        for name in (element.attributes.get("aria-labelledby") or "").split():
            assert name in ids


def test_tables_have_names_and_scoped_headers(page):
    tables = page.all("table")
    assert len(tables) > 10
    assert len(page.all("caption")) >= len(tables) - 1  # the signing table is named by its heading
    for header in page.all("th"):
        assert header.attributes.get("scope") in {"col", "row"}
    regions = [element for element in page.all("div") if element.attributes.get("role") == "region"]
    assert len(regions) == len(tables)
    assert all(region.attributes["tabindex"] == "0" for region in regions)


def test_charts_are_told_in_words(page):
    charts = [element for element in page.all("svg") if element.attributes.get("role") == "img"]
    assert len(charts) == 11  # ten of measures, one of the risks
    for chart in page.all("desc"):
        assert chart.text.strip()
    others = [element for element in page.all("svg") if element.attributes.get("role") != "img"]
    assert all(element.attributes["aria-hidden"] == "true" for element in others)


def test_every_state_stands_as_a_word_beside_its_shape(page):
    cells = [element for element in page.all("a") if (element.attributes["href"] or "").startswith("#rights-")]
    cells = [cell for cell in cells if "li" in cell.inside and "nav" not in cell.inside]
    assert len(cells) == 7
    assert all(len(cell.text.split()) >= 2 for cell in cells)


def test_the_first_page_holds_what_a_councillor_needs(html):
    first = Page(html[html.index("<main") : html.index("<nav")])
    text = " ".join(first.elements[0].text.split())
    assert len([element for element in first.all("ol") if element.attributes.get("class") == "todo"]) == 1
    assert len(first.all("li")) >= 5
    for wanted in ("9f2c1d77e0b4", "4be1" * 16, "41", "history.jsonl"):
        assert wanted in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_data_file_says_is_shown_and_not_obeyed(language):
    report = example_report(language, title=NASTY, trips=NASTY, odd_column=NASTY)
    html = write_html(report, words(language)).decode()
    page = Page(html)
    assert page.problems == []
    assert not page.all("script")
    assert not [element for element in page.elements if "onmouseover" in element.attributes]
    assert "\u202e" not in html
    assert "\x07" not in html
    assert "{{ 7 * 7 }}" in html
    (heading,) = page.all("h1")
    assert heading.text == NASTY.replace("\u202e", "\ufffd").replace("\x07", "\ufffd")
