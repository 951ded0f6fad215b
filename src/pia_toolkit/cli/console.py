"""Results to standard output, everything else to standard error; colour only as help."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from pia_toolkit.errors import Bug, PiaError, Several
from pia_toolkit.i18n import Words, languages, words

LANGUAGE_VARIABLE = "PIA_LANG"
_NARROW = 18
"""Columns of printed tables that hold short texts are at most this wide."""
_WIDE = 24
"""The column that takes what room is left has at least this much; the others give way."""


def chosen_words(language: str | None = None) -> Words:
    """Return the words to speak in: as asked, else PIA_LANG, else English. Raises `UnknownLanguage`."""
    return words(language or os.environ.get(LANGUAGE_VARIABLE) or "en")


def help_words() -> Words:
    """Return the words for help texts; an unknown PIA_LANG falls back to English, so that help always works."""
    language = os.environ.get(LANGUAGE_VARIABLE, "en")
    return words(language if language in languages() else "en")


def now() -> datetime:
    """Return the time to stamp results with: SOURCE_DATE_EPOCH when set, so that a run can be made again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC).replace(microsecond=0)


def obey_ctrl_c() -> None:
    """Make Ctrl-C work at once, also while waiting for input.

    Importing polars puts a handler of its own in the place of Python's, and a read goes on after it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


def say(text: str = "") -> None:
    """Print a result."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """Print something that is not a result."""
    sys.stderr.write(text + "\n")


def next_step(speak: Words, key: str, **values: str | int) -> None:
    """Say what to do next, as the last line."""
    tell(speak("cli.pair", label=speak("cli.next"), value=speak(f"cli.{key}", **values)))


def complain(error: PiaError, speak: Words) -> None:
    """Tell an error: what happened, then what to do; each one of several."""
    errors = error.errors if isinstance(error, Several) else (error,)
    for entry in errors:
        message = speak.error(entry)
        tell(speak("cli.pair", label=speak("cli.error"), value=message.what) + f"\n  {message.next}")


def as_bug(error: BaseException) -> Bug:
    """Turn an unexpected failure into a `Bug` that names its kind and place, and nothing of its message."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        if "pia_toolkit" in trace.tb_frame.f_code.co_filename:
            place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return Bug(kind=type(error).__name__, where=place)


def print_table(headings: list[str], rows: list[list[str]], widest: int) -> None:
    """Print a table that fits the terminal: long words wrap, Chinese widths are right.

    The column numbered `widest` takes what room the others leave.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True)
    for number, heading in enumerate(headings):
        wide = number == widest
        table.add_column(
            heading,
            overflow="fold",
            ratio=1 if wide else None,
            width=_WIDE if wide else None,
            max_width=None if wide else _NARROW,
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, soft_wrap=False).print(table)
