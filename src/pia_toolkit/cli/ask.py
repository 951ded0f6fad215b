"""`pia ask`: the walk through the checks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, tell
from pia_toolkit.cli.options import CaseFolder, Language

if TYPE_CHECKING:
    from pia_toolkit.case import Case
    from pia_toolkit.i18n import Words

_speak = help_words()


def run(
    folder: CaseFolder,
    answers: Annotated[Path | None, typer.Option("--answers", help=_speak("cli.ask-answers"))] = None,
    author: Annotated[str, typer.Option("--author", help=_speak("cli.ask-author"))] = "",
    again: Annotated[bool, typer.Option("--again", help=_speak("cli.ask-again"))] = False,
    lang: Language = None,
) -> None:
    """Ask one question at a time, or take the answers from a file."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import Case
    from pia_toolkit.errors import NoTerminal

    speak = chosen_words(lang)
    case = Case(folder)
    if answers:
        left = pipeline.take_answers(case, answers, now())
    elif sys.stdin.isatty():
        left = _walk(case, speak, author=author, again=again)
    else:
        raise NoTerminal
    tell(speak("cli.saved", folder=str(folder)))
    if left:
        next_step(speak, "next-ask-unfinished", open=left, folder=str(folder))
    else:
        next_step(speak, "next-ask", folder=str(folder))


def _walk(case: "Case", speak: "Words", *, author: str, again: bool) -> int:
    """Walk on the terminal, saving after each answer; return how many questions are open."""
    from pia_toolkit import pipeline
    from pia_toolkit.cli.terminal import open_terminal
    from pia_toolkit.cli.walk import WalkSession, walk

    obey_ctrl_c()
    with case.locked():
        checklists = pipeline.checklists_of(case, speak.language)
        before = pipeline.answers_of(case, checklists)
        session = WalkSession(
            terminal=open_terminal(sys.stdin, sys.stdout),
            words=speak,
            save=lambda answers: pipeline.keep_answers(case, answers, now()),
            now=now,
            author=author,
            again=again,
        )
        given = walk(checklists, pipeline.situation_of(case, before), before, session)
        return pipeline.questions_left(case, checklists, given)
