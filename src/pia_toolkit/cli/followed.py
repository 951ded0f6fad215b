"""What `pia action` and `pia status` print of the measures people chose."""

from datetime import date
from typing import TYPE_CHECKING

from pia_toolkit.cli.console import print_table, say
from pia_toolkit.domain.action import ActionCounts, Followed, FollowedPlan, Proof, Standing
from pia_toolkit.domain.plan import Plan
from pia_toolkit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pia_toolkit.case_folder.case import Case

_SHOWN_HASH = 12
"""Signs of a hash that are printed; the whole of it stands in `actions.yaml`."""


def print_list(plan: FollowedPlan, speak: Words, *, everything: bool = False) -> None:
    """Print the measures that were chosen and those on which approval depends, or everything that is advised."""
    shown = [entry for entry in plan.measures if everything or entry.action or entry.condition_of_approval]
    if shown:
        headings = [speak(f"actions.{key}") for key in ("measure", "standing-heading", "owner", "due")]
        print_table(headings, [_row(entry, speak) for entry in shown], widest=0)
    else:
        say(speak("actions.none"))
    if len(shown) < len(plan.measures):
        say(speak("actions.more", count=len(plan.measures) - len(shown)))
    say(tell_counts(plan.counts, speak))


def print_measure(entry: Followed, plan: Plan, speak: Words) -> None:
    """Print one measure: what it asks for, how it stands, what was said about it."""
    say(entry.title.in_language(speak.language))
    for label, value in _lines(entry, plan, speak):
        say("  " + speak("cli.pair", label=label, value=value))


def print_progress(case: "Case", day: date, speak: Words) -> None:
    """Say how many measures of a case are open and overdue, and name those overdue; nothing before it is assessed."""
    from pia_toolkit.case_folder.actions import counts_otherwise, followed_plan
    from pia_toolkit.case_folder.case import ASSESSMENT

    if not case.has(ASSESSMENT):
        return
    plan = followed_plan(case, day)
    say(speak("cli.pair", label=speak("actions.status"), value=tell_counts(plan.counts, speak)))
    for entry in plan.measures:
        if entry.standing is Standing.OVERDUE and entry.action and entry.action.due:
            told = {"date": entry.action.due.isoformat(), "title": entry.title.in_language(speak.language)}
            owner = speak.label("owner", entry.action.owner) or speak("actions.no-owner")
            say("  " + speak("actions.overdue", measure=entry.measure, owner=owner, **told))
    if counts_otherwise(case):
        say("  " + speak("actions.assess-again", folder=str(case.folder)))


def tell_counts(counts: ActionCounts, speak: Words) -> str:
    """Say how many measures are open, overdue, done and dropped, and how many conditions are not met."""
    return speak(
        "actions.counts",
        open=counts.open,
        overdue=counts.overdue,
        done=counts.done,
        dropped=counts.dropped,
        conditions=counts.conditions_open,
    )


def _row(entry: Followed, speak: Words) -> list[str]:
    action = entry.action
    owner = speak.label("owner", action.owner) if action and action.owner else speak("actions.no-owner")
    due = action.due.isoformat() if action and action.due else speak("actions.no-due")
    return [f"{entry.title.in_language(speak.language)}\n{entry.measure}", _told_standing(entry, speak), owner, due]


def _told_standing(entry: Followed, speak: Words) -> str:
    """Say how a measure stands; a condition, and one that is advised no longer, is called so."""
    told = [speak.label("standing", entry.standing)]
    if not entry.is_advised:
        told.append(speak("actions.no-longer-advised"))
    elif entry.condition_of_approval and entry.standing is not Standing.DONE:
        told.append(speak("actions.condition"))
    return speak("report.list-separator").join(told)


def _lines(entry: Followed, plan: Plan, speak: Words) -> "Iterator[tuple[str, str]]":
    """Yield each label with what is known; what is not known is left out."""
    measure = next((it.mitigation for it in plan.recommendations if it.mitigation.id == entry.measure), None)
    yield speak("actions.standing-heading"), _told_standing(entry, speak)
    if measure:
        yield speak("actions.what"), measure.text.in_language(speak.language)
    if entry.check:
        yield speak("actions.check"), entry.check.in_language(speak.language)
    if measure:
        yield speak("actions.advised-owner"), speak.label("owner", measure.owner)
        yield speak("actions.advised-due"), speak.label("due", measure.due)
    action = entry.action
    if action is None:
        return
    yield speak("actions.owner"), speak.label("owner", action.owner) if action.owner else speak("actions.no-owner")
    yield speak("actions.due"), action.due.isoformat() if action.due else speak("actions.no-due")
    for proof in action.evidence:
        yield speak("actions.evidence"), tell_proof(proof, speak)
    if action.reason:
        yield speak("actions.reason"), action.reason
    yield (
        speak("actions.last-change"),
        speak("actions.changed-by", date=action.at.date().isoformat(), by=action.by),
    )


def tell_proof(proof: Proof, speak: Words) -> str:
    """Tell one piece of evidence; of a file, where it lies and how its hash begins."""
    return speak(f"actions.proof.{proof.form.value}", text=proof.text, hash=proof.sha256[:_SHOWN_HASH])
