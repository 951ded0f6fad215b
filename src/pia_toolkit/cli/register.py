"""`pia register`: many cases at a glance."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, print_table, say, tell
from pia_toolkit.cli.options import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pia_toolkit.domain.register import Register, RegisterEntry
    from pia_toolkit.i18n import Words
    from pia_toolkit.reports.blocks import Content

_speak = help_words()
_PRINTED = ("case", "state", "risk-and-outcome", "measures")
_COUNTED = ("open", "overdue", "conditions_open")


class RegisterFormat(StrEnum):
    """In what form the register is wanted."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def run(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_speak("register.help-folder"))],
    output_format: Annotated[
        RegisterFormat | None, typer.Option("--format", show_default=False, help=_speak("register.help-format"))
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=_speak("register.help-output"))] = None,
    force: Annotated[bool, typer.Option("--force", help=_speak("register.help-force"))] = False,
    lang: Language = None,
) -> None:
    """Print or write the register; end with the exit code for what cannot be read when that holds for some case."""
    from pia_toolkit.case_folder.register import register
    from pia_toolkit.errors import ExitCode

    speak = chosen_words(lang)
    wanted = _format(output_format, output, speak)
    _check_output(output, force=force)
    found = register(folder, now())
    if not found.cases:
        tell(speak("register.none", folder=str(folder)))
    if wanted is RegisterFormat.TABLE:
        _print(found, speak)
    elif output is None:
        say(_content(found, wanted, speak).decode("utf-8-sig").rstrip())
    else:
        _write(found, wanted, output, speak)
    for name in found.folders_not_read:
        tell(speak("register.not-read", folder=name))
    if found.totals.not_whole:
        tell(speak("register.not-whole", count=found.totals.not_whole))
    if found.totals.not_whole or found.folders_not_read:
        raise typer.Exit(ExitCode.CANNOT_READ)


def _format(wanted: RegisterFormat | None, output: Path | None, speak: "Words") -> RegisterFormat:
    """Return the format that was named, or the one that the name of the output ends in."""
    if wanted is None and output is not None:
        ending = output.suffix.casefold().removeprefix(".")
        wanted = next((entry for entry in RegisterFormat if entry.value == ending), None)
    if output is not None and wanted in (None, RegisterFormat.TABLE):
        raise typer.BadParameter(speak("register.table-is-printed"))
    if output is None and wanted is RegisterFormat.XLSX:
        raise typer.BadParameter(speak("register.needs-output"))
    return wanted or RegisterFormat.TABLE


def _check_output(output: Path | None, *, force: bool) -> None:
    """Raise `OutputExists` before any work is done."""
    from pia_toolkit.errors import OutputExists

    if output is not None and output.exists() and not force:
        raise OutputExists(path=str(output))


def _content(found: "Register", wanted: RegisterFormat, speak: "Words") -> bytes:
    from pia_toolkit.case_folder.case import as_json
    from pia_toolkit.reports.register import write_csv, write_xlsx

    match wanted:
        case RegisterFormat.CSV:
            return write_csv(found, speak)
        case RegisterFormat.XLSX:
            return write_xlsx(found, speak)
        case _:
            return as_json(found)


def _write(found: "Register", wanted: RegisterFormat, output: Path, speak: "Words") -> None:
    from pia_toolkit.storage import write_atomically

    write_atomically(output, _content(found, wanted, speak))
    tell(speak("register.written", count=found.totals.cases, path=str(output)))


def _print(found: "Register", speak: "Words") -> None:
    """Print a line for each case, then what has to be attended to, then the totals."""
    from pia_toolkit.reports.register import tell_entry, tell_remarks

    if not found.cases:
        return
    rows = [[*_cells(tell_entry(entry, speak), entry, speak)] for entry in found.cases]
    print_table([speak(f"register.{key}") for key in _PRINTED], rows, widest=0)
    remarks = [(entry.folder, sentence) for entry in found.cases for sentence in tell_remarks(entry, speak)]
    if remarks:
        say(speak("register.attention"))
    for name, sentence in remarks:
        say("  " + speak("cli.pair", label=name, value=sentence))
    totals = found.totals
    say(
        speak(
            "register.totals",
            cases=totals.cases,
            open=totals.open_actions,
            overdue=totals.overdue_actions,
            looks=totals.needs_new_look,
            stale=totals.stale,
        )
    )


def _cells(told: "dict[str, Content]", entry: "RegisterEntry", speak: "Words") -> "Iterator[str]":
    """Yield what the printed table says of one case, what belongs together on lines of one cell."""
    until = speak("register.until", date=entry.next_review.isoformat()) if entry.next_review else ""
    yield _lines(told["title"], told["folder"], told["department"], told["stage"])
    yield _lines(told["state"], until)
    yield _lines(told["residual"], told["decision"] or told["outcome"])
    counts = {name: getattr(entry.actions, name) for name in _COUNTED} if entry.actions else {}
    yield _lines(*(speak(f"register.count-{name}", count=count) for name, count in counts.items() if count))


def _lines(*parts: "Content") -> str:
    from pia_toolkit.reports.plain_text import show_controls

    return "\n".join(show_controls(str(part)) for part in parts if part)
