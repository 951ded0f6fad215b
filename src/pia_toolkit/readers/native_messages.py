"""Libraries written in other languages tell of broken files on the terminal, with pieces of what they read in it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2


class _Terminal:
    """Where the messages of this process go, and how many readers want them kept away."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.readers = 0
        self.saved: int | None = None

    def turn_away(self) -> None:
        """Send them nowhere, from the first reader on."""
        with self.lock:
            self.readers += 1
            if self.readers == 1:
                try:
                    self.saved = os.dup(_STDERR)
                except OSError:  # nothing is connected there
                    return
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, _STDERR)
                os.close(nowhere)

    def turn_back(self) -> None:
        """Send them where they went before, after the last reader."""
        with self.lock:
            self.readers -= 1
            if not self.readers and self.saved is not None:
                os.dup2(self.saved, _STDERR)
                os.close(self.saved)
                self.saved = None


_TERMINAL = _Terminal()


@contextmanager
def no_native_messages() -> Iterator[None]:
    """Keep such messages from the terminal while a library reads. Several readers may do so at once."""
    _TERMINAL.turn_away()
    try:
        yield
    finally:
        _TERMINAL.turn_back()
