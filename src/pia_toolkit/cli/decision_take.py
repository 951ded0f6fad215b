"""`pia decision take`: the decision on an assessment."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, say, tell
from pia_toolkit.cli.decision_options import day, refuse_incomplete, say_next, typed
from pia_toolkit.cli.options import CaseFolder, Language
from pia_toolkit.domain.assessment import Decision

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words

_speak = help_words()
_DATE = "YYYY-MM-DD"


def run(
    folder: CaseFolder,
    decision: Annotated[
        Decision | None, typer.Argument(show_default=False, help=_speak("decision.help-decision"))
    ] = None,
    by: Annotated[str, typer.Option("--by", help=_speak("decision.help-by-take"))] = "",
    role: Annotated[str, typer.Option("--role", help=_speak("decision.help-role-take"))] = "",
    on: Annotated[str, typer.Option("--on", metavar=_DATE, help=_speak("decision.help-on-take"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=_speak("decision.help-reason-take"))] = "",
    condition: Annotated[list[str] | None, typer.Option("--condition", help=_speak("decision.help-condition"))] = None,
    waive: Annotated[list[str] | None, typer.Option("--waive", help=_speak("decision.help-waive"))] = None,
    valid_until: Annotated[
        str, typer.Option("--valid-until", metavar=_DATE, help=_speak("decision.help-valid-until"))
    ] = "",
    lang: Language = None,
) -> None:
    """Take a decision; without one, show what is suggested and on which conditions."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.casework.decision_taking import Wanted, take
    from pia_toolkit.cli.decided import warn_of_edit

    speak = chosen_words(lang)
    case = Case(folder)
    if decision is None:
        if any((by, role, on, reason, condition, waive, valid_until)):
            refuse_incomplete(("DECISION",), speak)
        _suggest(case, speak)
        return
    wanted = Wanted(
        decision=decision,
        by=typed(by),
        role=typed(role),
        on=day(on),
        reason=typed(reason),
        conditions=tuple(typed(entry) for entry in condition or ()),
        waived=tuple(typed(entry) for entry in waive or ()),
        valid_until=day(valid_until),
    )
    warn_of_edit(case, speak)
    taken, seen = take(case, wanted, now())
    if not seen:
        tell(speak("decision.data-not-seen"))
    tell(speak("decision.done.taken", sha256=taken.sha256))
    say_next("sign", folder, speak)


def _suggest(case: "Case", speak: "Words") -> None:
    """Print what the assessment suggests, with the conditions of approval."""
    from pia_toolkit.case_folder import case as cases
    from pia_toolkit.domain.conclusions import Conclusions

    conclusions = case.load(cases.ASSESSMENT, Conclusions)
    suggested = conclusions.assessment.outcome.decision
    say(speak("decision.suggests", decision=f"{speak.label('decision', suggested)} ({suggested.value})"))
    conditions = [entry.mitigation for entry in conclusions.plan.recommendations if entry.condition_of_approval]
    if conditions:
        say(speak("decision.suggests-conditions"))
    for measure in conditions:
        title = measure.title.in_language(speak.language)
        say("  " + speak("decision.suggests-condition", title=title, measure=measure.id))
    say_next("take", case.folder, speak)
