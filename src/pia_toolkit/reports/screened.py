"""Screening: whether an assessment is needed, by which criteria, and who decided."""

from pia_toolkit.domain.report import Report
from pia_toolkit.domain.screening import Criterion, CriterionState
from pia_toolkit.reports.blocks import Block, Content, Grid
from pia_toolkit.reports.reasoning import Telling


def tell_screening(report: Report, telling: Telling) -> Block | None:
    """Tell whether an assessment is needed; None where nobody screened."""
    found = report.assessment.screening
    if found is None:
        return None
    words = telling.words
    looked_at = [criterion for criterion in found.criteria if criterion.state is not CriterionState.NOT_ASKED]
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            telling.questions.get(criterion.question, criterion.question),
            words.label("criterion-state", criterion.state),
            _because(criterion, telling),
        )
        for criterion in looked_at
    )
    headings = tuple(words(f"report.screening.{name}") for name in ("criterion", "state", "because"))
    decided = words("report.screening.reason", reason=found.reason) if found.reason else ""
    missing = words("report.screening.lacks-reason") if found.lacks_reason else ""
    return Block(
        title=words("report.screening.title"),
        message=words.label("screening-need", found.need),
        sentences=tuple(filter(None, (*telling.reasons(found.because), decided, missing))),
        grids=(Grid(words("report.screening.table"), headings, rows),) if rows else (),
        small=(words("report.screening.yardstick", yardstick=words.label("screening-yardstick", found.yardstick)),),
    )


def _because(criterion: Criterion, telling: Telling) -> str:
    return telling.words("report.sentence-separator").join(telling.reasons(criterion.because))
