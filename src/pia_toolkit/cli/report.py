"""`pia report`: the assessment as documents."""

from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, say, tell
from pia_toolkit.cli.options import CaseFolder, Language

_speak = help_words()


def run(
    folder: CaseFolder,
    formats: Annotated[str, typer.Option("--format", help=_speak("cli.report-format"))] = "html,xlsx,json,md",
    to: Annotated[Path | None, typer.Option("--folder", help=_speak("cli.report-folder"))] = None,
    lang: Language = None,
) -> None:
    """Write the reports of a case."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder.case import REPORTS, Case

    speak = chosen_words(lang)
    wanted = tuple(entry.strip() for entry in formats.split(",") if entry.strip())
    target = to or folder / REPORTS
    written = pipeline.report_case(Case(folder), wanted, target, speak, now())
    tell(speak("cli.reports-written", folder=str(target)))
    for path in written:
        say(str(path))
    next_step(speak, "next-report")
