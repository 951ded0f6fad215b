"""`pia measure`: how easily people are singled out."""

from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, say, tell
from pia_toolkit.cli.options import CaseFolder, Format, Language, ResultFormat
from pia_toolkit.cli.progress import progress

_speak = help_words()


def run(
    folder: CaseFolder,
    quasi_identifier: Annotated[
        list[str] | None, typer.Option("--quasi-identifier", "-q", help=_speak("cli.measure-quasi"))
    ] = None,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Measure the data of a case and print the figures."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import Case, as_json
    from pia_toolkit.cli.found import print_risk

    speak = chosen_words(lang)
    case = Case(folder)
    obey_ctrl_c()
    with progress(speak) as show:
        risk = pipeline.measure_case(case, tuple(quasi_identifier or ()), now(), show, show.ask_password)
    if output is Format.JSON:
        say(as_json(risk).decode().rstrip())
    else:
        print_risk(risk, speak)
    tell(speak("cli.saved", folder=str(folder)))
    next_step(speak, "next-measure", folder=str(folder))
