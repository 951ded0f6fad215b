"""The table that `pia what-if` and `pia mitigate` work on: of a case, or of a source without one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import help_words
from pia_toolkit.cli.progress import progress
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words
    from pia_toolkit.measuring import Chosen
    from pia_toolkit.mitigating import Subject

_speak = help_words()

Steps = Annotated[list[str] | None, typer.Option("--step", "-s", help=_speak("cli.steps"))]
TableName = Annotated[str | None, typer.Option("--table", help=_speak("cli.steps-table"))]
WhatIsMitigated = Annotated[str, typer.Argument(metavar="CASE|SOURCE", help=_speak("cli.steps-source"))]


def case_of(sources: Sequence[str]) -> "Case | None":
    """Return the case, if that is what was named. Several sources, or a source that is no case, are data."""
    from pia_toolkit.case_folder.case import PROPOSAL, Case

    is_case = len(sources) == 1 and (Path(sources[0]) / PROPOSAL).is_file()
    return Case(Path(sources[0])) if is_case else None


def subject_of(source: str, table: str | None, reading: ReadOptions, chosen: "Chosen", speak: "Words") -> "Subject":
    """Scan the source, or take what the case knows of it, and return the table that is meant."""
    from pia_toolkit.casework import mitigated_cases

    case = case_of([source])
    with progress(speak) as show:
        asking = replace(reading, ask_password=show.ask_password)
        if case is None:
            return mitigated_cases.subject_of_source(source, table, asking, show, replace(chosen, in_rows=True))
        return mitigated_cases.subject_of_case(case, table, chosen, show.ask_password)
