"""Citations: the forms used in UN documents, and nothing guessed."""

import re

import pytest

from pia_toolkit.content import read_yaml
from pia_toolkit.domain.citations import cite, cite_place
from pia_toolkit.resources import shipped


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("77/211:7(e)", "A/RES/77/211, para. 7 (e)", "第 77/211 号决议，第 7 (e) 段"),
        ("77/211:10", "A/RES/77/211, para. 10", "第 77/211 号决议，第 10 段"),
        ("77/211:PP20", "A/RES/77/211, 20th preambular para.", "第 77/211 号决议，序言部分第 20 段"),
        ("77/211:PP21", "A/RES/77/211, 21st preambular para.", "第 77/211 号决议，序言部分第 21 段"),
        ("77/211:PP12", "A/RES/77/211, 12th preambular para.", "第 77/211 号决议，序言部分第 12 段"),
        (
            "2/1:1(d)",
            "UN-Habitat Assembly resolution 2/1 (HSP/HA.2/Res.1), para. 1 (d)",
            "联合国人居大会第 2/1 号决议，第 1 (d) 段",
        ),
        ("71/256:66", "A/RES/71/256, annex, para. 66", "第 71/256 号决议，附件，第 66 段"),
        ("GDPR:35(3)(c)", "GDPR, art. 35 (3) (c)", "《通用数据保护条例》第 35 (3) (c) 条"),
        ("77/211", "A/RES/77/211", "第 77/211 号决议"),
        ("house-rule:4", "house-rule:4", "house-rule:4"),
    ],
)
def test_provisions_are_cited_as_the_documents_are(code, english, chinese):
    assert cite(code) == english
    assert cite(code, "zh") == chinese


def test_a_cell_shows_the_place_alone():
    assert cite_place("77/211:7(e)") == "7 (e)"
    assert cite_place("77/211:PP20") == "preamble 20"
    assert cite_place("77/211:PP20", "zh") == "序言 20"


def test_every_provision_of_the_shipped_files_has_a_citation():
    codes = set()
    for path in sorted(shipped("checklists").glob("*.yaml")):
        codes |= set(
            re.findall(r"^\s*(?:- )?provision: \"?([^\"\n]+?)\"?$", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
    provisions = shipped("checklists") / "provisions.yaml"
    if provisions.exists():
        codes |= set(read_yaml(provisions))
    assert codes
    for code in sorted(codes):
        assert cite(code) != code
        assert cite(code, "zh") != code
