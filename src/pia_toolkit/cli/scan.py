"""`pia scan`: look at data files."""

from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, progress, say, tell
from pia_toolkit.cli.options import Format, Language

_speak = help_words()


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_speak("cli.scan-files"))],
    case: Annotated[Path | None, typer.Option("--case", help=_speak("cli.scan-case"))] = None,
    output: Annotated[Format, typer.Option("--format", help=_speak("cli.scan-format"))] = Format.TABLE,
    delimiter: Annotated[str | None, typer.Option("--delimiter", help=_speak("cli.scan-delimiter"))] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help=_speak("cli.scan-encoding"))] = None,
    header: Annotated[bool | None, typer.Option("--header/--no-header", help=_speak("cli.scan-header"))] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help=_speak("cli.scan-sheet"))] = None,
    recognizers: Annotated[
        list[Path] | None, typer.Option("--recognizers", help=_speak("cli.scan-recognizers"))
    ] = None,
    lang: Language = None,
) -> None:  # each parameter is an option of the command
    """Scan files, print what was found, keep it in a case if asked."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import Case, as_json
    from pia_toolkit.cli.found import print_inventory
    from pia_toolkit.errors import Several
    from pia_toolkit.readers.options import ReadOptions

    speak = chosen_words(lang)
    target = Case(case) if case else None
    options = ReadOptions(delimiter=_unescaped(delimiter), encoding=encoding, header=header, sheet=sheet)
    obey_ctrl_c()
    with progress(speak) as show:
        scanned = pipeline.scan(files, options, tuple(recognizers or ()), show)
    if target and scanned.read:
        pipeline.keep_scan(target, scanned, now())
    if scanned.read:
        if output is Format.JSON:
            say(as_json(scanned.inventory).decode().rstrip())
        else:
            print_inventory(scanned.inventory, speak)
    if scanned.unread:
        tell(speak("cli.some-unread", count=len(scanned.unread), total=len(files)))
        raise scanned.unread[0] if len(scanned.unread) == 1 else Several(scanned.unread)
    if target:
        tell(speak("cli.saved", folder=str(case)))
        next_step(speak, "next-scan", folder=str(case))
    else:
        next_step(speak, "next-scan-without-case", files=" ".join(path.name for path in files))


def _unescaped(delimiter: str | None) -> str | None:
    return {"tab": "\t", "\\t": "\t", "space": " "}.get(delimiter or "", delimiter)
