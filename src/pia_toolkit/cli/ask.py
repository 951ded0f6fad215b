"""`pia ask`: the walk through the checks, and forms for those who answer elsewhere."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, tell
from pia_toolkit.cli.forms import Take, export_questions, import_answers
from pia_toolkit.cli.options import CaseFolder, Language

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words
    from pia_toolkit.questionnaire.route import Round
    from pia_toolkit.questionnaire.selection import Selection

_speak = help_words()


def run(
    folder: CaseFolder,
    answers: Annotated[Path | None, typer.Option("--answers", help=_speak("cli.ask-answers"))] = None,
    author: Annotated[str, typer.Option("--author", help=_speak("cli.ask-author"))] = "",
    again: Annotated[bool, typer.Option("--again", help=_speak("cli.ask-again"))] = False,
    still_open: Annotated[bool, typer.Option("--open", help=_speak("cli.ask-open"))] = False,
    role: Annotated[list[str] | None, typer.Option("--role", help=_speak("cli.ask-role"))] = None,
    section: Annotated[list[str] | None, typer.Option("--section", help=_speak("cli.ask-section"))] = None,
    city: Annotated[bool, typer.Option("--city", help=_speak("cli.ask-city"))] = False,
    export: Annotated[Path | None, typer.Option("--export", metavar="FILE", help=_speak("cli.ask-export"))] = None,
    returned: Annotated[Path | None, typer.Option("--import", metavar="FILE", help=_speak("cli.ask-import"))] = None,
    take: Annotated[Take | None, typer.Option("--take", help=_speak("cli.ask-take"))] = None,
    lang: Language = None,
) -> None:
    """Ask one question at a time, take the answers from a file, or let others answer in a form."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.cli.carried import tell_carried_over, tell_contradictions
    from pia_toolkit.errors import NoTerminal
    from pia_toolkit.questionnaire.route import Round
    from pia_toolkit.questionnaire.selection import OF_CITY, OF_PROPOSAL, select

    speak = chosen_words(lang)
    case = Case(folder)
    checklists = pipeline.checklists_of(case, speak.language)
    chosen = select(checklists, role or (), section or ())
    if export:
        export_questions(case, export, chosen, speak, everything=again)
        return
    if returned:
        import_answers(case, returned, author, take, speak)
        left = pipeline.questions_left(case, checklists, pipeline.answers_of(case, checklists))
    elif answers:
        tell_carried_over(answers, case, speak)
        left = pipeline.take_answers(case, answers, now())
        tell_contradictions(case, speak)
    elif sys.stdin.isatty():
        wanted = Round.ALL if again else Round.OPEN if still_open else Round.FRESH
        if city or not (role or section or again or still_open):
            chosen = replace(chosen, asked=OF_CITY if city else OF_PROPOSAL)
        left = _walk(case, speak, author, wanted, chosen)
    else:
        raise NoTerminal
    tell(speak("cli.saved", folder=str(folder)))
    next_step(speak, "next-ask-unfinished" if left else "next-ask", open=left, folder=str(folder))


def _walk(case: "Case", speak: "Words", author: str, wanted: "Round", chosen: "Selection") -> int:
    """Walk on the terminal, saving after each answer; return how many questions of the case are open."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder.case import ANSWERS
    from pia_toolkit.cli.carried import tell_carried_over
    from pia_toolkit.cli.terminal import open_terminal
    from pia_toolkit.cli.walk import WalkSession, walk

    obey_ctrl_c()
    with case.locked():
        checklists = pipeline.checklists_of(case, speak.language)
        before = pipeline.answers_of(case, checklists)
        situation = pipeline.situation_of(case, before)
        people = pipeline.set_by_people(case)
        if case.has(ANSWERS):
            tell_carried_over(case.folder / ANSWERS, case, speak)
        session = WalkSession(
            terminal=open_terminal(sys.stdin, sys.stdout),
            words=speak,
            save=lambda answers: pipeline.keep_answers(case, answers, now()),
            now=now,
            author=author,
            wanted=wanted,
            selected=chosen,
            assess=lambda answers: (
                pipeline.conclude(
                    replace(situation, answers=answers), checklists, (case.folder,), people=people
                ).assessment
            ),
        )
        given = walk(checklists, situation, before, session)
        return pipeline.questions_left(case, checklists, given)
