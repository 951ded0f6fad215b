"""The form for a decision on paper: the same fields as a decision that is kept in the case, to be filled in by hand."""

from collections.abc import Iterator

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.decision import AdviceReply, DecisionRecord, Opinion
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Block, Grid

_Row = tuple[str, str]


def tell_form(report: Report, signers: tuple[str, ...], words: Words) -> Block | None:
    """Return the form, without what is on record already; none once somebody has signed. Each signer has a line."""
    record = report.decision.record
    signing = tuple(words(f"report.sign.{name}") for name in ("role", "name", "date", "signature"))
    lines = Grid(words("report.sign.title"), signing, tuple((signer, "", "", "") for signer in signers))
    if record.taken is not None:
        return None if record.signatures else Block(title=words("decision.form.title"), grids=(lines,))
    rows = (*_advice_rows(record, words), *_views_rows(record, words), *_decision_rows(report, record, words))
    headings = (words("decision.form.item"), words("decision.form.entry"))
    return Block(title=words("decision.form.title"), grids=(Grid(words("decision.form.table"), headings, rows), lines))


def _advice_rows(record: DecisionRecord, words: Words) -> Iterator[_Row]:
    if record.advice is None:
        yield words("decision.form.advice"), _boxes([words.label("opinion", entry) for entry in Opinion], words)
        yield words("decision.form.advice-text"), ""
    if record.advice is None or record.advice.reply is None:
        replies = [words.label("advice-reply", AdviceReply.ACCEPTED), words("decision.form.overruled-because")]
        yield words("decision.form.advice-reply"), _boxes(replies, words)


def _views_rows(record: DecisionRecord, words: Words) -> Iterator[_Row]:
    if record.views is None:
        for name in ("how", "said", "done", "why-not"):
            yield words(f"decision.form.{name}"), ""


def _decision_rows(report: Report, record: DecisionRecord, words: Words) -> Iterator[_Row]:
    suggested = words.label("decision", report.assessment.outcome.decision)
    decisions = [words.label("decision", entry) for entry in Decision]
    yield words("decision.form.decision", decision=suggested), _boxes(decisions, words)
    yield words("decision.form.decided-by"), ""
    yield words("decision.form.reason"), ""
    conditions = [
        words("decision.form.condition", number=number, title=entry.mitigation.title.in_language(words.language))
        for number, entry in enumerate(report.plan.recommendations, start=1)
        if entry.condition_of_approval
    ]
    if conditions:
        yield words("decision.form.conditions"), "\n".join(conditions)
    if record.consultation is None:
        yield words("decision.form.authority"), ""
    yield words("decision.form.valid-until"), ""
    yield words("decision.form.state"), report.provenance.history_head


def _boxes(choices: list[str], words: Words) -> str:
    return "\n".join(words("decision.form.box", choice=choice) for choice in choices)
