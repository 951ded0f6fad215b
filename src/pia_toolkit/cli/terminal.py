"""A terminal to talk with: lines in, wrapped lines out, colour only as help."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from pia_toolkit.cli.wrapping import wrap

WIDEST = 80
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True)
class Terminal:
    """Where lines are read and written; `read` raises EOFError at the end and KeyboardInterrupt on Ctrl-C."""

    read: Callable[[str], str]
    write: Callable[[str], None]
    width: int = WIDEST
    colour: bool = False

    def say(self, text: str = "", indent: str = "") -> None:
        """Write a text, wrapped to the width of the terminal."""
        self.write(wrap(text, self.width, indent))

    def say_entry(self, text: str, hanging: int = 2) -> None:
        """Write an entry of a list: indented, what goes over one line `hanging` columns further in."""
        self.write(wrap(text, self.width, "  ", hanging))

    def say_loud(self, text: str) -> None:
        """Write a text so that it stands out, where there is colour."""
        wrapped = wrap(text, self.width)
        self.write(f"{_BOLD}{wrapped}{_PLAIN}" if self.colour else wrapped)

    def ask(self, prompt: str) -> str:
        """Return the line that was typed, without blanks around it."""
        return self.read(prompt).strip()


def open_terminal(reads: TextIO, writes: TextIO) -> Terminal:
    """Return a terminal on two streams: colour only where `writes` is a terminal and NO_COLOR is not set."""

    def read(prompt: str) -> str:
        writes.write(prompt)
        writes.flush()
        line = reads.readline()
        if not line:
            raise EOFError
        return line

    def write(text: str) -> None:
        writes.write(f"{text}\n")

    columns = shutil.get_terminal_size((WIDEST, 24)).columns if writes.isatty() else WIDEST
    colour = writes.isatty() and not os.environ.get("NO_COLOR")
    return Terminal(read=read, write=write, width=min(WIDEST, columns), colour=colour)
