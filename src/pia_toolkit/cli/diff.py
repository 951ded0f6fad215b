"""`pia diff`: what differs between two versions of a case, or between two cases."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, print_table, say, tell
from pia_toolkit.cli.options import CaseFolder, Format, Language, ResultFormat

if TYPE_CHECKING:
    from pia_toolkit.domain.difference import Difference
    from pia_toolkit.i18n import Words

_speak = help_words()
_SHOWN = 30
"""Changes shown on a terminal unless all are asked for; the weightiest come first."""


def run(
    folder: CaseFolder,
    other: Annotated[Path | None, typer.Argument(metavar="[OTHER_CASE]", help=_speak("difference.other-help"))] = None,
    first: Annotated[int | None, typer.Option("--from", min=1, help=_speak("difference.from-help"))] = None,
    second: Annotated[int | None, typer.Option("--to", min=1, help=_speak("difference.to-help"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=_speak("difference.all-help"))] = False,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Compare, and tell what differs, the weightiest first."""
    from pia_toolkit.case_folder.case import Case, as_json
    from pia_toolkit.casework.comparison import before_and_now, compare, state_of

    speak = chosen_words(lang)
    case = Case(folder)
    if other is None:
        states = before_and_now(case, first, second, speak.language)
    else:
        states = state_of(case, first, speak.language), state_of(Case(other), second, speak.language)
    difference = compare(*states)
    if output is Format.JSON:
        say(as_json(difference).decode().rstrip())
    else:
        _print(difference, None if everything else _SHOWN, speak)


def _print(difference: "Difference", shown: int | None, speak: "Words") -> None:
    """Say what is compared, what differs, and what could not be compared."""
    from pia_toolkit.cli.difference_words import rows_of, told_beside, told_of_sides

    say(told_of_sides(difference, speak))
    rows = rows_of(difference, speak)
    if rows:
        print_table([speak(f"difference.columns.{key}") for key in ("weight", "about", "what")], rows[:shown], widest=2)
        say(speak("difference.counted", count=len(rows)))
    else:
        say(speak("difference.same"))
    if shown is not None and len(rows) > shown:
        tell(speak("difference.more", count=len(rows) - shown))
    for sentence in told_beside(difference, speak):
        say(sentence)
