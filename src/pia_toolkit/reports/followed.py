"""What people did about each measure: how it stands, who does it, until when, and what shows that it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from pia_toolkit.domain.action import Action, Followed, FollowedPlan, Standing, follow
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Block, Content, Grid
from pia_toolkit.reports.figures import Figures, in_utc
from pia_toolkit.reports.signed import tell_day
from pia_toolkit.reports.signs import SIGN_OF, signed_state

_SHOWN_HASH = 12
"""Signs of a hash that a report for people shows; the whole of it stands in the JSON."""


@dataclass(frozen=True)
class FollowedRow:
    """What people did about one measure. `owner` and `due` are empty where nobody named them.

    `sentence` tells how it stands and since when; `remarks` are its evidence, or the reason why it was dropped.
    """

    standing: Standing
    label: str
    sign: RightsState
    sentence: str
    owner: str
    due: str
    remarks: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do: it is done or dropped."""
        return self.standing in (Standing.DONE, Standing.DROPPED)


def followed_in(report: Report) -> FollowedPlan:
    """Return how every measure stands on the day of a report."""
    day = in_utc(report.provenance.created_at).date()
    return follow(report.plan, report.actions, day, report.decision.record.taken)


def tell_followed(report: Report, figures: Figures) -> Mapping[str, FollowedRow]:
    """Tell each measure that somebody chose, by its id."""
    measures = followed_in(report).measures
    return {entry.measure: _tell(entry, entry.action, figures) for entry in measures if entry.action}


def tell_progress(report: Report, words: Words) -> str:
    """Say how many measures are open, overdue, done and dropped; nothing where nobody chose any."""
    if not report.actions.actions:
        return ""
    counts = followed_in(report).counts
    told = counts.model_dump(include={"open", "overdue", "done", "dropped"})
    return words("actions.report.counts", advised=len(report.plan.recommendations), **told)


def tell_former(report: Report, figures: Figures) -> Block | None:
    """Tell the measures that were chosen and that the plan no longer has; nothing where there are none."""
    words, told = figures.words, tell_followed(report, figures)
    former = [entry for entry in followed_in(report).measures if not entry.is_advised and entry.action]
    if not former:
        return None
    rows = tuple(_former_row(entry, told[entry.measure], words) for entry in former)
    headings = tuple(words(f"actions.report.{name}") for name in ("measure", "standing", "owner", "remark"))
    return Block(
        title=words("actions.report.former-title"),
        sentences=(words("actions.report.former-about"),),
        grids=(Grid(words("actions.report.former-table"), headings, rows),),
    )


def _tell(entry: Followed, action: Action, figures: Figures) -> FollowedRow:
    words = figures.words
    label = words.label("standing", entry.standing)
    advised = words.label("due", entry.advised_due) if entry.advised_due else ""
    due = tell_day(action.due, figures) if action.due else ""
    return FollowedRow(
        standing=entry.standing,
        label=label,
        sign=SIGN_OF[entry.standing],
        sentence=_sentence(entry.standing, action, figures),
        owner=words.label("owner", action.owner) if action.owner else "",
        due=words("actions.report.due", date=due, advised=advised) if due and advised else due,
        remarks=(*_proofs(action, words), *((action.reason,) if action.reason else ())),
    )


def _sentence(standing: Standing, action: Action, figures: Figures) -> str:
    """Say how a measure stands: since when, by whom, or until when."""
    words = figures.words
    if standing in (Standing.DONE, Standing.DROPPED):
        return words(f"actions.report.{standing.value}", date=figures.date(action.at), by=action.by)
    if action.due is None:
        return words("actions.report.open-without-date")
    return words(f"actions.report.{standing.value}", date=tell_day(action.due, figures))


def _proofs(action: Action, words: Words) -> tuple[str, ...]:
    return tuple(
        words(f"actions.proof.{proof.form.value}", text=proof.text, hash=proof.sha256[:_SHOWN_HASH])
        for proof in action.evidence
    )


def _former_row(entry: Followed, row: FollowedRow, words: Words) -> tuple[Content, ...]:
    separator = words("report.sentence-separator")
    standing = separator.join((signed_state(row.sign, row.label) + words("report.full-stop"), row.sentence))
    return (entry.title.in_language(words.language), standing, row.owner, separator.join(row.remarks))
