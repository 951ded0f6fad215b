"""The assessment as one HTML page: self-contained, without script, without anything to load."""

from functools import partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pia_toolkit.domain.assessment import Decision, RightsState
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.charts import draw, level_mark, state_mark
from pia_toolkit.reports.plain_text import show_controls
from pia_toolkit.reports.reasoning import telling_of, together
from pia_toolkit.reports.risk_matrix import risk_matrix
from pia_toolkit.reports.story import tell
from pia_toolkit.resources import shipped

_OUTCOME_SHAPES = {
    Decision.APPROVE: RightsState.CONSISTENT,
    Decision.APPROVE_WITH_CONDITIONS: RightsState.PARTLY,
    Decision.CONSULT_AUTHORITY: RightsState.UNKNOWN,
    Decision.DO_NOT_PROCEED: RightsState.FALLS_SHORT,
}


def write_html(report: Report, words: Words) -> bytes:
    """Return the report as HTML. Everything that comes from a case is escaped."""
    folder = shipped("templates") / "report"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = telling_of(report, words).shown
    environment.globals.update(
        w=words,
        together=partial(together, words),
        words=words,
        label=words.label,
        level_mark=level_mark,
        state_mark=state_mark,
        draw=draw,
        risk_matrix=risk_matrix,
    )
    page = environment.get_template("assessment.html.j2").render(
        story=tell(report, words),
        style=(folder / "style.css").read_text(encoding="utf-8"),
        version=report.provenance.tool_version,
        outcome_state=_OUTCOME_SHAPES[report.assessment.outcome.decision],
    )
    return show_controls(page).encode("utf-8")
