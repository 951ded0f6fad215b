"""What reports tell of a decision: whole sentences in both languages, nothing left out, nothing obeyed."""

import re
from datetime import timedelta

import pytest
from example_decision import DAY, decision, standing
from example_report import example_report

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.decision import DecisionRecord
from pia_toolkit.domain.decision_standing import DecisionStanding, SignatureState
from pia_toolkit.domain.due_review import Trigger, TriggerKind
from pia_toolkit.domain.frozen import LocalText
from pia_toolkit.i18n import languages, words
from pia_toolkit.reports.decided import tell_decided, tell_trigger
from pia_toolkit.reports.decision_form import tell_form
from pia_toolkit.reports.figures import Figures
from pia_toolkit.resources import beside, content_files, shipped

FILLED = {
    TriggerKind.USE: ("trains_models", {}),
    TriggerKind.LINKED: ("linked_with", {"name": "census"}),
    TriggerKind.RECIPIENT: ("recipients", {"name": "Harbour police"}),
    TriggerKind.RELEASE: ("release", {"then": "internal", "now": "open"}),
    TriggerKind.TABLE: ("users", {"table": "users", "columns": 3, "personal": 1}),
    TriggerKind.COLUMN: ("trips/email", {"table": "trips", "column": "email"}),
    TriggerKind.PERSONAL_COLUMN: ("trips/email", {"table": "trips", "column": "email"}),
    TriggerKind.RESIDUAL: ("residual", {"then": "limited", "now": "maximum"}),
    TriggerKind.SCENARIO: ("tracking", {"then": "limited", "now": "maximum"}),
    TriggerKind.OUTCOME: ("outcome", {"then": "approve", "now": "do-not-proceed"}),
    TriggerKind.ADVICE: ("advice", {"name": "A. Keller", "on": "2026-02-03"}),
    TriggerKind.AUTHORITY: ("consultation", {"name": "commissioner", "on": "2026-02-03"}),
    TriggerKind.VALIDITY: ("valid_until", {"on": "2027-01-02"}),
}


def everything(decided):
    for block in decided.blocks:
        yield from (block.title, block.message, *block.sentences, *block.small)
        for grid in block.grids:
            yield from (grid.caption, *grid.headings, *(str(cell) for row in grid.rows for cell in row))


@pytest.mark.parametrize("language", languages())
def test_everything_that_was_decided_is_told(language):
    decided = tell_decided(standing(), Figures(words(language), 5))
    text = "\n".join(everything(decided))
    for said in (
        "council", "City of Rivermouth", "The pilot is small.", "street-sign ", "keyed-pseudonyms ", "A. Keller",
        "No gain.", "One street only.", "meeting", "delete plates", "one day", "commissioner", "31-27", "M. Okafor",
        "signed.pdf", decision().sha256, "New supplier.", "no people",
        "GDPR" if language == "en" else "《通用数据保护条例》",
    ):  # fmt: skip
        assert said in text
    assert "{" not in text
    assert decided.first[0].endswith(words(language).label("decision", Decision.APPROVE_WITH_CONDITIONS))
    assert any("M. Okafor" in sentence for sentence in decided.first)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", TriggerKind)
def test_every_trigger_has_a_sentence_without_codes(language, kind):
    ref, values = FILLED.get(kind, ("purpose", {}))
    title = LocalText({"en": "Tracking", "zh": "跟踪"}) if kind is TriggerKind.SCENARIO else None
    told = tell_trigger(Trigger(kind=kind, ref=ref, values=values, title=title), Figures(words(language), 5))
    assert told.endswith((".", "。"))
    for code in ("{", "2026-02", "2027-01", "do-not", "_", "internal" if language == "zh" else "{"):
        assert code not in told
    assert all(str(value) in told for name, value in values.items() if name in {"name", "table", "column", "columns"})


@pytest.mark.parametrize("language", languages())
def test_what_speaks_against_a_record_stands_on_the_first_page(language):
    speak = words(language)
    broken = standing(
        state=SignatureState.OTHER_TEXT,
        edited_by_hand=True,
        changed_files=("case.yaml",),
        due=(Trigger(kind=TriggerKind.PURPOSE, ref="purpose"),),
    )
    first = "\n".join(tell_decided(broken, Figures(speak, 5)).first)
    assert speak("decision.taken.edited") in first
    assert "case.yaml" in first
    assert speak.label("signature-state", SignatureState.OTHER_TEXT) in first
    assert speak("decision.first.due", count=1) in first


@pytest.mark.parametrize("language", languages())
def test_the_form_asks_for_what_is_not_on_record(language):
    speak = words(language)
    report = example_report(language)

    def asked(**changed):
        record = DecisionRecord(**changed)
        form = tell_form(report.model_copy(update={"decision": DecisionStanding(record=record)}), ("owner",), speak)
        return {row[0]: row[1] for row in form.grids[0].rows}, form.grids[1].rows

    rows, signing = asked()
    assert signing == (("owner", "", "", ""),)
    boxes = next(text for label, text in rows.items() if speak.label("decision", "approve") in text)
    assert boxes.count("☐") == len(Decision)
    assert speak("decision.form.advice") in rows
    assert speak("decision.form.how") in rows
    answered, _ = asked(advice=decision().advice, views=decision().views, consultation=decision().consultation)
    gone = {f"decision.form.{name}" for name in ("advice", "advice-reply", "how", "why-not", "authority")}
    assert not {speak(name) for name in gone} & set(answered)
    assert speak("decision.form.valid-until") in answered


def test_once_decided_the_form_has_lines_for_signatures_until_somebody_signs():
    speak, report = words("en"), example_report()
    unsigned = DecisionStanding(record=DecisionRecord(taken=decision()), sha256=decision().sha256)
    form = tell_form(report.model_copy(update={"decision": unsigned}), ("owner",), speak)
    assert [grid.caption for grid in form.grids] == [speak("report.sign.title")]
    assert tell_form(report.model_copy(update={"decision": standing()}), ("owner",), speak) is None


@pytest.mark.parametrize("language", languages())
def test_every_sentence_on_decisions_that_is_named_exists(language):
    sources = [*content_files(beside("reports", "."), "*.py"), *content_files(beside("cli", "."), "decision*.py")]
    templates = sorted((shipped("templates") / "report").glob("*.j2"))
    named = re.compile(r"""["'](decision\.[a-z][a-z.-]*[a-z])["']""")
    found = {name for path in (*sources, *templates) for name in named.findall(path.read_text(encoding="utf-8"))}
    assert {"decision.title", "decision.taken.reason"} <= found
    assert not [name for name in found if words(language).find(name) is None]


def test_no_report_claims_that_a_law_is_obeyed():
    for language, claims in {
        "en": ("complies", "compliant", "violat", "lawful"),
        "zh": ("合规", "违反", "合法"),
    }.items():
        text = "\n".join(everything(tell_decided(standing(), Figures(words(language), 5))))
        assert not [claim for claim in claims if claim in text]


def test_nothing_is_told_of_a_day_in_codes():
    told = "\n".join(everything(tell_decided(standing(), Figures(words("en"), 5))))
    assert (DAY + timedelta(days=365)).isoformat() not in told
    assert "2 January 2026" in told
