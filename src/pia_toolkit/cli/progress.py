"""How far a long step has come, on standard error; it goes away when done."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pia_toolkit.i18n import Words

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_SHORTEST = 0.001
"""Seconds; a rate is not looked at closer."""


class Shown:
    """What is shown while a step runs: rows read, the rate and, where it is known how many there are, the time left."""

    def __init__(self, speak: Words, bar: "Progress | None" = None) -> None:
        self._speak = speak
        self._bar = bar
        self._task: TaskID | None = None
        self._name = ""

    def __call__(self, name: str, rows: int, of: int | None) -> None:
        """Show how many rows of a table were read."""
        bar = self._bar
        if bar is None:
            return
        if self._task is None or name != self._name:
            if self._task is not None:
                bar.remove_task(self._task)
            self._name, self._task = name, bar.add_task(name, rate="", total=None)
        seconds = max(bar.tasks[0].elapsed or 0.0, _SHORTEST)
        text = self._speak("cli.progress", table=name, rows=f"{rows:,}") if rows else name
        rate = f"{rows / seconds:,.0f}/s" if rows else ""
        bar.update(self._task, description=text, completed=rows, total=of, rate=rate)

    def ask_password(self, address: str) -> str | None:
        """Ask for the password of a database, without showing it; None where nobody can be asked."""
        from getpass import getpass

        if not sys.stdin.isatty():
            return None
        if self._bar:
            self._bar.stop()
        try:
            return getpass(self._speak("cli.password", address=address), sys.stderr) or None
        except EOFError:
            return None
        finally:
            if self._bar:
                self._bar.start()


@contextmanager
def progress(speak: Words) -> Iterator[Shown]:
    """Show progress on a terminal, and nowhere else."""
    if not sys.stderr.isatty():
        yield Shown(speak)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Shown(speak, bar)
