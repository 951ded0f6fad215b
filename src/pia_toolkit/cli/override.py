"""`pia override`: a person sets the level of a risk, with a reason; what was computed is kept beside it."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, tell
from pia_toolkit.cli.options import CaseFolder, Language
from pia_toolkit.domain.levels import Level

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.conclusions import Conclusions
    from pia_toolkit.i18n import Words

_speak = help_words()


def run(
    folder: CaseFolder,
    scenario: Annotated[str, typer.Argument(show_default=False, help=_speak("override.help-scenario"))] = "",
    likelihood: Annotated[Level | None, typer.Option("--likelihood", help=_speak("override.help-likelihood"))] = None,
    severity: Annotated[Level | None, typer.Option("--severity", help=_speak("override.help-severity"))] = None,
    reason: Annotated[str, typer.Option("--reason", help=_speak("override.help-reason"))] = "",
    by: Annotated[str, typer.Option("--by", help=_speak("override.help-by"))] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help=_speak("override.help-withdraw"))] = False,
    lang: Language = None,
) -> None:  # each parameter is an option of the command
    """List the levels of a case, show what one follows from, set it, or take back what was set."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.casework.overriding import check_scenario, set_level, withdraw_level
    from pia_toolkit.cli.levels import print_levels, print_trace
    from pia_toolkit.pipeline import conclusions_of

    speak = chosen_words(lang)
    case, author = Case(folder), (by, now())
    says_something = bool(likelihood or severity or reason.strip())
    if not scenario and (says_something or withdraw or by):
        raise typer.BadParameter(speak("override.no-scenario"))
    if withdraw and says_something:
        raise typer.BadParameter(speak("override.withdraw-alone"))
    if withdraw:
        _told(case, scenario, withdraw_level(case, scenario, author), "override.withdrawn", speak)
    elif says_something or by:
        conclusions = set_level(case, scenario, (likelihood, severity), reason, author)
        _told(case, scenario, conclusions, "override.kept", speak)
    elif scenario:
        assessment = conclusions_of(case).assessment
        check_scenario(case, scenario, assessment)
        print_trace(case, assessment, scenario, speak)
    else:
        print_levels(conclusions_of(case).assessment, speak)
        _next(speak, "override.next", case)


def _told(case: "Case", scenario: str, conclusions: "Conclusions", key: str, speak: "Words") -> None:
    """Show a scenario as it is now, and the outcome that follows."""
    from pia_toolkit.cli.levels import print_outcome, print_trace

    tell(speak(key))
    print_trace(case, conclusions.assessment, scenario, speak)
    print_outcome(conclusions.assessment, speak)
    _next(speak, "override.next-report", case)


def _next(speak: "Words", key: str, case: "Case") -> None:
    tell(speak("cli.pair", label=speak("cli.next"), value=speak(key, folder=str(case.folder))))
