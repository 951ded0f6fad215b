"""`pia action`: who carries out a measure, until when, and whether it is done."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, say, tell
from pia_toolkit.cli.options import CaseFolder, Format, Language, ResultFormat

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.action import ActionState
    from pia_toolkit.i18n import Words

_speak = help_words()


@dataclass(frozen=True)
class _Said:
    """What the options of the command say about a measure."""

    choose: bool
    owner: str | None
    due: str | None
    done: bool
    evidence: tuple[str, ...]
    drop: bool
    reason: str | None
    reopen: bool
    withdraw: bool

    @property
    def options(self) -> tuple[str, ...]:
        """The options that were given, as they are typed."""
        return tuple(f"--{name}" for name, value in vars(self).items() if value not in (None, False, ()))


def run(
    folder: CaseFolder,
    measure: Annotated[
        str, typer.Argument(metavar="[MEASURE]", show_default=False, help=_speak("actions.help-measure"))
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help=_speak("actions.help-all"))] = False,
    choose: Annotated[bool, typer.Option("--choose", help=_speak("actions.help-choose"))] = False,
    owner: Annotated[str | None, typer.Option("--owner", help=_speak("actions.help-owner"))] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="YYYY-MM-DD", help=_speak("actions.help-due"))] = None,
    done: Annotated[bool, typer.Option("--done", help=_speak("actions.help-done"))] = False,
    evidence: Annotated[list[str] | None, typer.Option("--evidence", help=_speak("actions.help-evidence"))] = None,
    drop: Annotated[bool, typer.Option("--drop", help=_speak("actions.help-drop"))] = False,
    reason: Annotated[str | None, typer.Option("--reason", help=_speak("actions.help-reason"))] = None,
    reopen: Annotated[bool, typer.Option("--reopen", help=_speak("actions.help-reopen"))] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help=_speak("actions.help-withdraw"))] = False,
    by: Annotated[str, typer.Option("--by", help=_speak("actions.help-by"))] = "",
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:  # each parameter is an option of the command
    """List the measures of a case, show one, or keep what is said about it."""
    from pia_toolkit.case_folder.case import Case

    speak = chosen_words(lang)
    case = Case(folder)
    said = _Said(choose, owner, due, done, tuple(evidence or ()), drop, reason, reopen, withdraw)
    _check(said, measure, speak, everything=everything)
    if said.withdraw:
        _withdraw(case, measure, by, speak)
    elif said.options:
        _keep(case, measure, said, by, speak)
    if not said.options or output is Format.JSON:
        _show(case, "" if said.withdraw else measure, output, speak, everything=everything)


def _check(said: _Said, measure: str, speak: "Words", *, everything: bool) -> None:
    """Refuse what cannot be said together."""
    problem = ""
    moves = [option for option in said.options if option in ("--done", "--drop", "--reopen")]
    if said.options and not measure:
        problem = speak("actions.no-measure")
    elif everything and measure:
        problem = speak("actions.all-is-for-the-list")
    elif said.withdraw and said.options != ("--withdraw",):
        problem = speak("actions.withdraw-alone")
    elif len(moves) > 1:
        problem = speak("actions.one-at-a-time", options=" ".join(moves))
    elif said.reason is not None and not said.drop:
        problem = speak("actions.reason-needs-drop")
    if problem:
        raise typer.BadParameter(problem)


def _keep(case: "Case", measure: str, said: _Said, by: str, speak: "Words") -> None:
    """Keep what is said about a measure, and say what has to be known about it."""
    from pia_toolkit.case_folder.actions import (
        Change,
        counts_otherwise,
        day_from,
        followed_plan,
        keep_change,
        proof_from,
    )

    moment = now()
    change = Change(
        owner=said.owner,
        due=day_from(said.due) if said.due is not None else None,
        state=_state(said),
        evidence=tuple(proof_from(given, case) for given in said.evidence),
        reason=said.reason or "",
        by=by,
        at=moment,
    )
    action = keep_change(case, measure, change)
    tell(speak(f"actions.kept.{action.state.value}", title=action.title.in_language(speak.language)))
    if said.due is not None and action.is_overdue(moment.date()):
        tell(speak("actions.due-has-passed", date=said.due))
    entry = followed_plan(case, moment.date()).of(measure)
    if said.drop and entry is not None and entry.condition_of_approval:
        tell(speak("actions.condition-dropped"))
    if counts_otherwise(case):
        tell(speak("actions.assess-again", folder=str(case.folder)))


def _state(said: _Said) -> "ActionState | None":
    from pia_toolkit.domain.action import ActionState

    states = {ActionState.DONE: said.done, ActionState.DROPPED: said.drop, ActionState.OPEN: said.reopen}
    return next((state for state, is_meant in states.items() if is_meant), None)


def _withdraw(case: "Case", measure: str, by: str, speak: "Words") -> None:
    from pia_toolkit.case_folder.actions import withdraw

    withdraw(case, measure, by, now())
    tell(speak("actions.withdrawn", measure=measure))


def _show(case: "Case", measure: str, output: Format, speak: "Words", *, everything: bool) -> None:
    """Print the list, or what is known about one measure."""
    from pia_toolkit.case_folder.actions import actions_of, changed_evidence, followed_measure, followed_plan, plan_of
    from pia_toolkit.case_folder.case import as_json
    from pia_toolkit.cli.followed import print_list, print_measure

    day = now().date()
    plan = followed_measure(case, measure, day) if measure else followed_plan(case, day)
    if output is Format.JSON:
        say(as_json(plan).decode().rstrip())
    elif measure:
        print_measure(plan.measures[0], plan_of(case), speak)
    else:
        print_list(plan, speak, everything=everything)
        key = "actions.follow-next" if plan.counts.open else "actions.choose-next"
        tell(speak("cli.pair", label=speak("cli.next"), value=speak(key, folder=str(case.folder))))
    for of, file in changed_evidence(case, actions_of(case)):
        if measure in ("", of):
            tell(speak("actions.evidence-changed", measure=of, file=file))
