"""A limit on the time that a query of an embedded database may take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Timer


@contextmanager
def time_limit(seconds: float, interrupt: Callable[[], object]) -> Iterator[Event]:
    """Call `interrupt` when more than `seconds` have passed; what is handed over tells whether they have."""
    over = Event()

    def stop() -> None:
        over.set()
        interrupt()

    timer = Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        timer.join()
