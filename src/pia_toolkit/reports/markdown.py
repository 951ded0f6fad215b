"""The assessment as Markdown, as it reads on GitHub and in any editor."""

import re
from collections.abc import Sequence
from functools import partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.levels import RatingRow
from pia_toolkit.reports.plain_text import show_controls
from pia_toolkit.reports.reasoning import telling_of, together
from pia_toolkit.reports.risks import RiskRow, override_lines
from pia_toolkit.reports.signs import signed_level, signed_state
from pia_toolkit.reports.story import tell
from pia_toolkit.resources import shipped

_SPECIAL = re.compile(r"([\\`*_\[\]#|~$@])")
_LINK = re.compile(r"(?i)(?<=\bwww)\.|:(?=//)")
_BLOCK_START = re.compile(r"^([-+=]|[0-9]+(?=[.)](?: |$)))")


class Ready(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


def write_markdown(report: Report, words: Words) -> bytes:
    """Return the report as Markdown. Every expression of the template is escaped, whatever it holds."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates") / "report"),
        autoescape=False,  # noqa: S701 - this is Markdown, not HTML: `finalize` escapes every expression
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["listed"] = listed
    environment.filters["ready"] = Ready
    environment.filters["shown"] = telling_of(report, words).shown
    environment.globals.update(
        w=words,
        together=partial(together, words),
        label=words.label,
        row=table_row,
        head=table_head,
        cell=cell,
        signed_state=signed_state,
        inherent=lambda row: cell(_rated(row.inherent), _because(row.inherent, words), row.rules),
        residual=lambda row: _residual(row, words),
        actions=lambda numbers: _actions(numbers, words),
    )
    text = environment.get_template("assessment.md.j2").render(
        story=tell(report, words), version=report.provenance.tool_version
    )
    return (re.sub(r"\n{3,}", "\n\n", show_controls(text)).strip() + "\n").encode("utf-8")


def escaped(value: object) -> Ready:
    """Return text in which nothing is Markdown or HTML any more, on one line."""
    if isinstance(value, Ready):
        return value
    text = " ".join(str(value).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINK.sub(lambda match: f"&#{ord(match[0])};", _SPECIAL.sub(r"\\\1", text))
    return Ready(_BLOCK_START.sub(_disarm, text))


def listed(sentences: Sequence[str]) -> Ready:
    """Return sentences as a list."""
    return Ready("\n".join(f"- {escaped(sentence)}" for sentence in sentences))


def cell(*parts: str | Sequence[str]) -> Ready:
    """Return the content of one table cell: its parts on lines of their own, empty ones left out."""
    flat = (text for part in parts for text in ((part,) if isinstance(part, str) else part))
    return Ready("<br>".join(escaped(text) for text in flat if text))


def table_row(*cells: object) -> Ready:
    """Return one row of a table."""
    return Ready(f"| {' | '.join(escaped(content) for content in cells)} |")


def table_head(*cells: object) -> Ready:
    """Return the head of a table with the line below it."""
    return Ready(f"{table_row(*cells)}\n|{' --- |' * len(cells)}")


def _rated(rating: RatingRow) -> tuple[str, ...]:
    return (signed_level(rating.level, rating.level_label), rating.sentence)


def _because(rating: RatingRow, words: Words) -> tuple[str, ...]:
    likelihood = (words("report.risks.likelihood-because"), *rating.likelihood_because)
    severity = (words("report.risks.severity-because"), *rating.severity_because)
    return (*(likelihood if rating.likelihood_because else ()), *(severity if rating.severity_because else ()))


def _residual(row: RiskRow, words: Words) -> Ready:
    """Return the level that counts, what was computed where a person set another, and what lowers it."""
    return cell(_rated(row.final), override_lines(row, words), row.lowered or _because(row.residual, words))


def _actions(numbers: Sequence[int], words: Words) -> str:
    return words("report.list-separator").join(map(str, numbers)) or words("report.found.no-action")


def _disarm(match: re.Match[str]) -> str:
    """Keep a hyphen, a plus or '1.' at the start of a line from becoming a list."""
    start = match[1]
    return f"&#{ord(start[0])};{start[1:]}"
