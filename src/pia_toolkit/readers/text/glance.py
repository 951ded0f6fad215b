"""A glance at a stretch of delimited text: where its last whole record ends, if its quotation marks keep the rules."""

from dataclasses import dataclass

import numpy as np

from pia_toolkit.readers.text.dialect import Dialect
from pia_toolkit.readers.text.layout import Positions, Quotes, positions
from pia_toolkit.readers.text.records import Text


@dataclass(frozen=True, slots=True)
class Glance:
    """Whole records whose quotation marks keep the rules: their length in bytes, and whether there are any marks."""

    bytes: int
    quoted: bool


def glance_at(window: Text, dialect: Dialect, *, at_end: bool) -> Glance | None:
    """Look at text that begins with a record, without looking for delimiters; None if it takes a closer look.

    `at_end`: nothing follows the window, so that a last line without end counts.
    """
    if dialect.line_end != "\n" or (b"\r" in window and window.count(b"\r") != window.count(b"\r\n")):
        return None
    if dialect.quote.encode() not in window:
        cut = len(window) if at_end else window.rfind(b"\n") + 1
        return Glance(cut, quoted=False) if cut else None
    data = np.frombuffer(window, np.uint8)
    quotes = positions(data, ord(dialect.quote))
    cut = len(data) if at_end else _last_record_end(window, quotes)
    kept = quotes[: int(np.searchsorted(quotes, cut))]
    if not cut or len(kept) % 2 or (len(kept) and Quotes(data[:cut], kept, dialect).first_broken() is not None):
        return None
    return Glance(cut, bool(len(kept)))


def _last_record_end(window: Text, quotes: Positions) -> int:
    """Return the offset after the last line end that stands outside of quotation marks; 0 if there is none."""
    before = len(window)
    while True:
        end = window.rfind(b"\n", 0, before) + 1
        marks = int(np.searchsorted(quotes, end))
        if not end or not marks % 2:
            return end
        before = int(quotes[marks - 1])
