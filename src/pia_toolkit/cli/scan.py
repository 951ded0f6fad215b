"""`pia scan`: look at data files, folders and databases."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, say, tell
from pia_toolkit.cli.options import Format, Language
from pia_toolkit.cli.progress import progress
from pia_toolkit.cli.reading_options import takes_reading_options
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words
    from pia_toolkit.scanning import Scanned

_speak = help_words()


@takes_reading_options
def run(
    reading: ReadOptions,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE…", show_default=False, help=_speak("cli.scan-sources"))
    ] = None,
    case: Annotated[Path | None, typer.Option("--case", help=_speak("cli.scan-case"))] = None,
    output: Annotated[Format, typer.Option("--format", help=_speak("cli.scan-format"))] = Format.TABLE,
    recognizers: Annotated[
        list[Path] | None, typer.Option("--recognizers", help=_speak("cli.scan-recognizers"))
    ] = None,
    review: Annotated[bool, typer.Option("--review", help=_speak("cli.scan-review"))] = False,
    decisions: Annotated[Path | None, typer.Option("--decisions", help=_speak("cli.scan-decisions"))] = None,
    author: Annotated[str, typer.Option("--author", help=_speak("cli.scan-author"))] = "",
    lang: Language = None,
) -> None:  # each parameter is an option of the command
    """Scan sources, print what was found, keep it in a case if asked; take and respect people's decisions."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.cli.reviewing import demand_terminal, review_case

    speak = chosen_words(lang)
    if (review or decisions) and not case:
        raise typer.BadParameter(speak("cli.scan-needs-case"))
    if not (sources or review or decisions):
        raise typer.BadParameter(speak("cli.scan-needs-source"))
    target = Case(case) if case else None
    if review:
        demand_terminal()
    obey_ctrl_c()
    scanned = _scan(sources, reading, recognizers or (), target, speak) if sources else None
    if target and decisions:
        scanned = _with_decisions(scanned, decisions, target, author, speak)
    if scanned:
        _print(scanned, output, speak)
    if target and review:
        review_case(target, author, speak)
    if target:
        tell(speak("cli.saved", folder=str(case)))
        next_step(speak, "next-scan", folder=str(case))
    else:
        next_step(speak, "next-scan-without-case", sources=as_typed(sources or ()))


def _scan(
    sources: "Sequence[str]",
    reading: ReadOptions,
    recognizers: "Sequence[Path]",
    target: "Case | None",
    speak: "Words",
) -> "Scanned":
    """Scan, with the recognizers and header words of the case if there is one, and keep the result in it."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder.case import LEXICON, RECOGNIZERS
    from pia_toolkit.scanning import scan

    own = (target.folder / RECOGNIZERS,) if target else ()
    words_of_case = (target.folder / LEXICON,) if target else ()
    with progress(speak) as show:
        asking = replace(reading, ask_password=show.ask_password)
        scanned = scan(sources, asking, (*own, *recognizers), show, words_of_case)
    if target and scanned.read:
        scanned = replace(scanned, inventory=pipeline.keep_scan(target, scanned, now()))
    return scanned


def _with_decisions(
    scanned: "Scanned | None", decisions: Path, target: "Case", author: str, speak: "Words"
) -> "Scanned | None":
    """Take decisions from a file into a case; return what was scanned as it is then."""
    from pia_toolkit.case_folder.case import INVENTORY
    from pia_toolkit.cli.reviewing import take_from
    from pia_toolkit.domain.inventory import Inventory

    if scanned and not scanned.read:
        return scanned
    take_from(decisions, target, author, speak)
    return replace(scanned, inventory=target.load(INVENTORY, Inventory)) if scanned else None


def _print(scanned: "Scanned", output: Format, speak: "Words") -> None:
    """Print what was found. Raises what could not be read, all of it, after what could."""
    from pia_toolkit.case_folder.case import as_json
    from pia_toolkit.cli.found import print_inventory
    from pia_toolkit.errors import raise_all

    if scanned.read:
        if output is Format.JSON:
            say(as_json(scanned.inventory).decode().rstrip())
        else:
            print_inventory(scanned.inventory, speak)
    if scanned.read and scanned.unread:
        tell(speak("cli.some-unread", count=len(scanned.unread)))
    raise_all(scanned.unread)


def as_typed(sources: "Sequence[str]") -> str:
    """Return the sources as they can be typed again, without the user and password of a database."""
    from pia_toolkit.readers.read import shown_source

    return " ".join(shlex.quote(shown_source(source)) for source in sources)
