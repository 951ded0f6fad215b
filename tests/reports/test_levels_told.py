"""Every report tells what made a level: the rules, the safeguards and by how much, and what a person set."""

import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from example_report import example_report

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.assessment import Decision, Outcome
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.override import Override
from pia_toolkit.domain.rating import HeldRule, LevelTrace, TracedSafeguard
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.requirement import Demand, Requirement
from pia_toolkit.i18n import words
from pia_toolkit.reports.write import write

LANGUAGES = ["en", "zh"]
REASON = Reason(kind=ReasonKind.DECLARATION, ref="release", says="open-release")
BASIS = Reason(kind=ReasonKind.ANSWER, ref="un-77-211/legal-basis", says="answered-yes")
SET = Override(
    scenario="re-identification",
    severity=Level.LIMITED,
    reason="Only <b>weekly</b> counts leave the house.",
    by="The city's data protection officer",
    at=datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
    computed_likelihood=Level.LIMITED,
    computed_severity=Level.MAXIMUM,
)
TRACE = LevelTrace(
    arises=(REASON,),
    likelihood=(
        HeldRule(rule=1, at_least=Level.LIMITED, because=(REASON,)),
        HeldRule(rule=3, at_least=Level.MAXIMUM, because=(REASON,)),
    ),
    severity=(),
    safeguards=(
        TracedSafeguard(
            safeguard=1, likelihood=2, in_place=True, attainable=True, because=(BASIS,), not_evidenced=(BASIS.ref,)
        ),
        TracedSafeguard(safeguard=2, likelihood=1, in_place=True, attainable=True),
        TracedSafeguard(safeguard=3, severity=1, in_place=False, attainable=True),
    ),
    most_steps=2,
)


def report(language="en", **assessed):
    """Return the example with a trace and an override at its first risk."""
    made = example_report(language)
    first, *others = made.assessment.scenarios
    first = first.model_copy(
        update={"trace": TRACE, "inherent": TRACE.inherent(), "residual": TRACE.residual(), "override": SET}
    )
    changed = made.assessment.model_copy(update={"scenarios": (first, *others), **assessed})
    return made.model_copy(update={"assessment": changed})


def texts(made, folder, language):
    """Return what each readable form says, as plain text on one line."""
    html, xlsx, md = write(made, folder, ("html", "xlsx", "md"), words(language))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.read_bytes()))
    cells = (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    page = re.sub(r"<style>.*?</style>", "", html.read_text(encoding="utf-8"), flags=re.DOTALL)
    plain = {
        "html": re.sub(r"<[^>]*>", " ", page),
        "md": md.read_text(encoding="utf-8").replace("<br>", " ").replace("\\", ""),
        "xlsx": " ".join(cells),
    }
    escapes = {"&lt;": "<", "&gt;": ">", "&#39;": "'", "&#34;": '"', "&amp;": "&"}
    for name, text in plain.items():
        told = text
        for escape, sign in escapes.items():
            told = told.replace(escape, sign)
        plain[name] = " ".join(told.split())
    return plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_tells_rules_safeguards_and_the_override_beside_what_was_computed(tmp_path, language):
    speak = words(language)
    expected = [
        "re-identification.yaml",
        speak("assess.rule-likelihood", numbers="3"),
        speak("assess.no-rule-severity"),
        speak("assess.lowers-likelihood.two"),
        speak("assess.not-evidenced"),
        speak("assess.safeguard-without-reason"),
        speak("assess.bare-safeguards", count=1),
        speak("assess.together.capped", steps=3, most=2),
        speak("override.set-by"),
        SET.by,
        SET.reason,
        speak("override.told-severity", level=speak.label("level", Level.LIMITED)),
        speak(
            "override.outdated",
            likelihood=speak.label("level", Level.LIMITED),
            severity=speak.label("level", Level.MAXIMUM),
        ),
    ]
    for name, text in texts(report(language), tmp_path, language).items():
        for sentence in expected:
            assert " ".join(sentence.split()) in text, (name, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_tells_the_outcome_without_overrides_what_is_required_and_idle_overrides(tmp_path, language):
    speak = words(language)
    outcome = Outcome(
        decision=Decision.APPROVE_WITH_CONDITIONS,
        because=(REASON,),
        computed=Decision.CONSULT_AUTHORITY,
        requirements=(
            Requirement(demand=Demand.RISK_AT_MOST, ref="scenarios/re-identification", level=Level.LIMITED),
            Requirement(demand=Demand.ANSWERED_YES, ref="un-77-211/legal-basis"),
            Requirement(demand=Demand.ALL_ANSWERED),
        ),
    )
    made = report(language, outcome=outcome, idle_overrides=(SET.model_copy(update={"scenario": "gone-by-now"}),))
    title = made.assessment.scenarios[0].title.in_language(language)
    question = made.checklists[0].questions[0].text
    limited = speak.label("level", Level.LIMITED)
    expected = [
        speak("override.outcome-differs", outcome=speak.label("decision", Decision.CONSULT_AUTHORITY)),
        speak("assess.requirement.risk-at-most", title=title, level=limited),
        speak("assess.requirement.answered-yes", question=question),
        speak("assess.requirement.all-answered"),
        "gone-by-now",
    ]
    for name, text in texts(made, tmp_path, language).items():
        for sentence in expected:
            assert " ".join(sentence.split()) in text, (name, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_without_evidence_is_marked_wherever_it_is_told(tmp_path, language):
    made, speak = report(language), words(language)
    checklist = made.checklists[0]
    question = checklist.questions[0]

    def with_evidence(evidence):
        given = (Answer(question=question.id, value=Value.YES, evidence=evidence),)
        entry = ChecklistAnswers(checklist=checklist.id, version=checklist.version, answers=given)
        return made.model_copy(update={"answers": Answers(checklists=(entry,))})

    marked = speak("assess.bare-answer", answer=speak.label("value", Value.YES))
    for evidence in ("", "minutes of 4 May"):
        for name, text in texts(with_evidence(evidence), tmp_path, language).items():
            assert (marked in text) is (not evidence), name


def test_the_level_that_counts_is_the_one_of_the_matrix(tmp_path):
    made = report()
    assert made.assessment.scenarios[0].final.level is Level.LIMITED
    page = texts(made, tmp_path, "en")["html"]
    assert words("en")("override.matrix") in page
    assert "Risk 1: significant without safeguards, limited with them." in page
