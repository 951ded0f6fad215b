"""`pia assess`: risks, rights, outcome and what to do."""

from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, say, tell
from pia_toolkit.cli.options import CaseFolder, Format, Language, ResultFormat
from pia_toolkit.domain.levels import Level
from pia_toolkit.errors import ExitCode

_speak = help_words()


def run(
    folder: CaseFolder,
    fail_on: Annotated[Level | None, typer.Option("--fail-on", help=_speak("cli.assess-fail-on"))] = None,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Draw the conclusions of a case."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import Case, as_json
    from pia_toolkit.cli.found import print_conclusions

    speak = chosen_words(lang)
    conclusions = pipeline.assess_case(Case(folder), now())
    if output is Format.JSON:
        say(as_json(conclusions).decode().rstrip())
    else:
        print_conclusions(conclusions, speak)
    tell(speak("cli.saved", folder=str(folder)))
    next_step(speak, "next-assess", folder=str(folder))
    if fail_on is not None and conclusions.assessment.residual >= fail_on:
        raise typer.Exit(ExitCode.LEVEL_REACHED)
