"""`pia ask`: the walk through the checks."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, tell
from pia_toolkit.cli.options import CaseFolder, Language

_speak = help_words()


def run(
    folder: CaseFolder,
    answers: Annotated[Path | None, typer.Option("--answers", help=_speak("cli.ask-answers"))] = None,
    author: Annotated[str, typer.Option("--author", help=_speak("cli.ask-author"))] = "",
    again: Annotated[bool, typer.Option("--again", help=_speak("cli.ask-again"))] = False,
    lang: Language = None,
) -> None:
    """Ask, or take the answers from a file."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import Case
    from pia_toolkit.errors import NoTerminal

    speak = chosen_words(lang)
    case = Case(folder)
    if answers:
        pipeline.take_answers(case, answers, now())
    else:
        if not sys.stdin.isatty():
            raise NoTerminal
        _walk(case, author, again, speak.language)
    tell(speak("cli.saved", folder=str(folder)))
    next_step(speak, "next-ask", folder=str(folder))
