"""Options that several commands share, and those that come in a row."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pia_toolkit.cli.console import help_words
from pia_toolkit.cli.sizes import shown_size, size_of
from pia_toolkit.readers.options import Limits

_speak = help_words()


class Format(StrEnum):
    """Who reads the result."""

    TABLE = "table"
    JSON = "json"


Language = Annotated[str | None, typer.Option("--lang", help=_speak("cli.language"))]
CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help=_speak("cli.case-folder"))]
ResultFormat = Annotated[Format, typer.Option("--format", help=_speak("cli.format-data"))]

DEFAULT = Limits()
"""The limits as they are when nothing else is said."""


def _size(text: str | int) -> int:
    try:
        return size_of(text)
    except ValueError:
        raise typer.BadParameter(_speak("cli.limit-wrong")) from None


def _limit(name: str) -> Any:  # noqa: ANN401  # what typer.Option returns
    """Return the option `--limit-NAME`."""
    return typer.Option(
        f"--limit-{name}",
        help=_speak(f"cli.limit-{name}"),
        parser=_size,
        metavar="SIZE",
        show_default=shown_size(getattr(DEFAULT, name.replace("-", "_"))),
        rich_help_panel=_speak("cli.limits"),
    )


LimitColumns = Annotated[int, _limit("columns")]
LimitFieldBytes = Annotated[int, _limit("field-bytes")]
LimitUnpackedBytes = Annotated[int, _limit("unpacked-bytes")]
LimitExpansion = Annotated[int, _limit("expansion")]
LimitCells = Annotated[int, _limit("cells")]
LimitMembers = Annotated[int, _limit("members")]
LimitDepth = Annotated[int, _limit("depth")]
LimitDocumentBytes = Annotated[int, _limit("document-bytes")]
LimitWorkbookBytes = Annotated[int, _limit("workbook-bytes")]
LimitStatementSeconds = Annotated[int, _limit("statement-seconds")]
