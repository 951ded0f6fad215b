"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import help_words

_speak = help_words()


class Format(StrEnum):
    """Who reads the result."""

    TABLE = "table"
    JSON = "json"


Language = Annotated[str | None, typer.Option("--lang", help=_speak("cli.language"))]
CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help=_speak("cli.case-folder"))]
ResultFormat = Annotated[Format, typer.Option("--format", help=_speak("cli.format-data"))]
QuasiIdentifiers = Annotated[
    list[str] | None, typer.Option("--quasi-identifier", "-q", help=_speak("cli.measure-quasi"))
]
UnitColumn = Annotated[str | None, typer.Option("--unit", help=_speak("cli.measure-unit"))]
UseColumns = Annotated[list[str] | None, typer.Option("--use", help=_speak("cli.measure-use"))]
