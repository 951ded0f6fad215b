"""Long work of a library that Ctrl-C ends: in the main thread it would not be seen before the work is done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Protocol, TypeVar

T = TypeVar("T")
_PATIENCE = 0.2
"""Seconds until what did not stop is told again."""


class Run(Protocol):
    """Does a piece of work and returns what it returns."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Do the work in a thread of its own and wait for it; raises what it raises, and KeyboardInterrupt."""


@contextmanager
def stoppable(stop: Callable[[], object]) -> Iterator[Run]:
    """Hand over what runs pieces of work, one after the other; `stop` is called to end one when the user stops."""
    with ThreadPoolExecutor(max_workers=1) as thread:

        def run(work: Callable[[], T], /) -> T:
            done = thread.submit(work)
            try:
                return done.result()
            except BaseException:
                while not done.done():  # again, as what has not begun yet is not stopped
                    stop()
                    wait([done], _PATIENCE)
                raise

        yield run
