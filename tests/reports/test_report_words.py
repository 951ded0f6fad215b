"""The words of the reports: the same keys and blanks in both languages, a label for every code."""

import re
import string
from enum import Enum
from importlib import import_module
from pkgutil import iter_modules

import pytest
from example_report import example_report

from pia_toolkit import domain
from pia_toolkit.content import read_yaml
from pia_toolkit.domain.action import ActionState, EvidenceForm
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.checklist import Counts, Kind
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import EvidenceKind
from pia_toolkit.domain.measurement import Counted
from pia_toolkit.domain.plan import Lowers
from pia_toolkit.domain.proposal import Release, Stage
from pia_toolkit.domain.register import RemarkKind
from pia_toolkit.domain.requirement import Demand
from pia_toolkit.domain.screening import Need, Yardstick
from pia_toolkit.i18n import languages, words
from pia_toolkit.reports.write import FORMATS, write
from pia_toolkit.resources import beside, content_files, shipped

AREAS = ("report", "assess", "override", "plan", "singled", "steps", "labels", "evidence")
TEMPLATES = sorted((shipped("templates") / "report").glob("*.j2"))
SOURCES = content_files(beside("reports", "."), "**/*.py")
KINDS = {FactCode: "fact", Counted: "counted-in", Need: "screening-need", Yardstick: "screening-yardstick"}
NEVER_SHOWN = (Kind, Counts, Demand, Lowers, ActionState, EvidenceForm, RemarkKind)
NOT_IN_REPORTS = ("difference", "version", "satisfiability")
"""Modules of the domain whose codes `pia diff`, `pia freeze` and errors tell in words of their own."""
OTHER_LABELS = {
    "counted": ["person", "device", "household", "vehicle", "record"],
    "table-kind": ["records", "traces", "load-curves", "aggregate", "reference", "register"],
    "certainty": ["certain", "likely", "possible"],
    "chosen-by": ["automatic", "user"],
    "file-origin": ["shipped", "project", "user"],
    "recipient-kind": ["supplier", "authority", "police", "research", "company", "public"],
}


def flat(content, place=""):
    """Return every sentence of a words file by its dotted name."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from flat(value, f"{place}.{key}" if place else str(key))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from flat(value, f"{place}.{number}")
    else:
        yield place, content


def sentences(language, area):
    return dict(flat(read_yaml(shipped("templates") / "words" / language / f"{area}.yaml")))


def enums():
    """Return every enumeration of the domain that people see, with the kind its labels go by."""
    found = {}
    for module in (one for one in iter_modules(domain.__path__) if one.name not in NOT_IN_REPORTS):
        for value in vars(import_module(f"pia_toolkit.domain.{module.name}")).values():
            if (
                isinstance(value, type)
                and issubclass(value, Enum)
                and value.__module__ == f"pia_toolkit.domain.{module.name}"
                and value not in NEVER_SHOWN
            ):
                found[value] = KINDS.get(value, re.sub(r"(?<!^)([A-Z])", r"-\1", value.__name__).lower())
    return sorted(found.items(), key=lambda entry: entry[1])


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_languages_have_the_same_sentences_with_the_same_blanks(language, area):
    english, other = sentences("en", area), sentences(language, area)
    assert english.keys() == other.keys()

    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    allowed = {"share", "hit"}  # the same finding as a share in one language and as a count in another
    for name, text in english.items():
        assert blanks(text) - allowed == blanks(other[name]) - allowed, name


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_is_empty_and_none_has_stray_blanks(language, area):
    for name, text in sentences(language, area).items():
        assert isinstance(text, str), name
        assert text or name == "sentence-separator"
        assert text == text.strip() or name.endswith("separator"), name


def test_chinese_has_full_width_punctuation_and_spaced_latin():
    for area in AREAS:
        for name, text in sentences("zh", area).items():
            bare = re.sub(r"\{[^}]*\}", "", text)
            assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]", bare), (area, name)
            assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]", bare), (
                area,
                name,
            )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", [*TEMPLATES, *SOURCES], ids=lambda path: path.name)
def test_every_sentence_that_is_named_exists(language, path):
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"""["']((?:report|assess|override|plan|singled|steps)\.[a-z0-9.-]+[a-z0-9])["']""", text):
        assert words(language).find(name) is not None, name


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("enum", "kind"), enums(), ids=str)
def test_every_code_of_the_domain_has_a_label(language, enum, kind):
    for member in enum:
        assert isinstance(words(language).find(f"labels.{kind}.{member.value}"), str), f"{kind}.{member.value}"


@pytest.mark.parametrize("language", languages())
def test_other_codes_have_labels_too(language):
    for kind, codes in OTHER_LABELS.items():
        for code in codes:
            assert isinstance(words(language).find(f"labels.{kind}.{code}"), str), f"{kind}.{code}"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", EvidenceKind)
def test_every_kind_of_evidence_has_sentences(language, kind):
    found = words(language).find(f"evidence.{kind.value}")
    assert isinstance(found, str) or set(found) == {"exact", "sample"}


@pytest.mark.parametrize("language", languages())
def test_every_idea_word_list_and_recognizer_has_a_name(language):
    recognizers = [read_yaml(path) for path in content_files(beside("detection", "recognizers"))]
    named = {recognizer["category"] for recognizer in recognizers} | set(words(language).find("evidence.detail"))
    details = {recognizer["id"] for recognizer in recognizers}
    details |= {name for recognizer in recognizers for name in recognizer.get("word_lists", ())}
    details |= set(read_yaml(beside("detection", "lexicon") / "concepts.yaml"))
    parts = {detail: detail.split("-") for detail in details}
    nameless = [
        detail
        for detail, words_of in parts.items()
        if not any("-".join(words_of[:length]) in named for length in range(1, len(words_of) + 1))
    ]
    assert nameless == []


@pytest.mark.parametrize("language", languages())
def test_no_code_is_left_unworded_in_a_report(tmp_path, language):
    report = example_report(language)
    report = report.model_copy(
        update={
            "answers": report.answers.model_copy(
                update={
                    "checklists": tuple(
                        entry.model_copy(
                            update={
                                "answers": tuple(
                                    answer.model_copy(update={"value": value, "suggested": Value.PARTLY})
                                    for answer, value in zip(entry.answers, Value, strict=False)
                                )
                            }
                        )
                        for entry in report.answers.checklists
                    )
                }
            )
        }
    )
    for decision in Decision:
        outcome = report.assessment.outcome.model_copy(update={"decision": decision})
        for release, stage in zip(Release, Stage, strict=True):
            changed = report.model_copy(
                update={
                    "assessment": report.assessment.model_copy(update={"outcome": outcome}),
                    "proposal": report.proposal.model_copy(update={"release": release, "stage": stage, "summary": ""}),
                }
            )
            (path,) = write(changed, tmp_path, ["md"], words(language))
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\breport\.[a-z-]+\.|\{[a-z]+\}", text)
    assert set(FORMATS) == {"html", "xlsx", "json", "md"}
