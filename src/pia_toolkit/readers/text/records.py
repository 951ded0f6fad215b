"""Records where quotation marks cannot be trusted: every rule of CSV applied, and mended where a line breaks it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pia_toolkit.readers.text.dialect import Dialect

_GROUP = 256
"""So many lines are tried at once; most often each is a record that keeps the rules."""


Text = bytes | bytearray
"""UTF-8. As a bytearray it was filled in place, which saves a copy of the whole text; nobody else changes it."""


class Record(NamedTuple):
    """The cells of one record (none for a blank line), the lines it takes, and whether its quotes were mended."""

    cells: list[str]
    first_line: int
    next_line: int
    mended: bool = False

    def __repr__(self) -> str:
        return f"Record({len(self.cells)} cells, lines {self.first_line}-{self.next_line})"


class FieldTooLong(Exception):  # turned into LimitExceeded where the file's name is known
    """One cell is longer than the limit."""


def split_lines(text: Text, line_end: str) -> list[bytes]:
    """Cut text into lines that keep their ends."""
    lines = bytes(text).split(line_end.encode())
    last = lines.pop()
    return [line + line_end.encode() for line in lines] + ([last] if last else [])


def split_records(
    lines: Sequence[str], dialect: Dialect, field_bytes: int, *, complete: bool, force: bool = False
) -> Iterator[Record]:
    r"""Yield the records of `lines`.

    A quoted cell that is not closed properly (its closing mark is followed by something other than a delimiter)
    or not at all does not swallow what follows: its first line is then read as it stands. Unless the text is
    `complete`, a record still open at its end is left for later; `force` reads the first one as it stands.
    """
    csv.field_size_limit(field_bytes)
    stand_in = _stand_in(lines, dialect.line_end)
    start = 0
    while start < len(lines):
        stop = min(start + _GROUP, len(lines))
        rows = _one_a_line(_Feed(lines[start:stop], 0, stand_in), stop - start, dialect)
        for cells in rows:
            yield Record(_restored(cells, stand_in), start, start + 1)
            start += 1
        while start < stop:
            feed = _Feed(lines, start, stand_in)
            try:
                for cells in _reader(feed, dialect, strict=True):
                    yield Record(_restored(cells, stand_in), start, feed.position)
                    start = feed.position
                    if start >= stop:
                        break
            except csv.Error:
                if feed.ran_out and not complete and not (force and start == 0):
                    return
                cells = _restored(_as_it_stands(lines, start, dialect, stand_in), stand_in)
                yield Record(cells, start, start + 1, mended=True)
                start += 1


def _one_a_line(feed: "_Feed", count: int, dialect: Dialect) -> list[list[str]]:
    """Return the cells of each line, or nothing when some record is more, or less, than a line."""
    try:
        rows = list(_reader(iter(feed) if feed.stand_in else iter(feed.lines), dialect, strict=True))
    except csv.Error:
        return []
    return rows if len(rows) == count else []


def _as_it_stands(lines: Sequence[str], start: int, dialect: Dialect, stand_in: "_StandIn | None") -> list[str]:
    """Split one line by itself; quotation marks that never close are ordinary signs."""
    feed = _Feed(lines[start : start + 1], 0, stand_in)
    try:
        cells = next(_reader(feed, dialect, strict=False), [])
        if feed.ran_out:
            feed = _Feed(lines[start : start + 1], 0, stand_in)
            cells = next(_reader(feed, dialect, strict=False, quoting=csv.QUOTE_NONE), [])
    except csv.Error as error:
        raise FieldTooLong from error
    return cells


def _reader(
    feed: Iterable[str], dialect: Dialect, *, strict: bool, quoting: int = csv.QUOTE_MINIMAL
) -> Iterator[list[str]]:
    return csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.skip_space,
        strict=strict,
        quoting=quoting,  # type: ignore[arg-type]  # a constant of csv either way
    )


@dataclass(frozen=True)
class _StandIn:
    """The line end that is not one here, such as a lone CR, which `csv` would refuse, and a sign in its place."""

    foreign: str
    sign: str

    def hide(self, line: str, line_end: str) -> str:
        if self.foreign in line:
            if line_end == "\n" and line.endswith("\r\n"):
                return line[:-2].replace(self.foreign, self.sign) + "\r\n"
            return line.replace(self.foreign, self.sign)
        return line


def _stand_in(lines: Sequence[str], line_end: str) -> _StandIn | None:
    foreign = "\r" if line_end == "\n" else "\n"
    if not any(foreign in line for line in lines):
        return None
    text = "".join(lines)
    return _StandIn(foreign, next(sign for code in range(0xE000, 0xF900) if (sign := chr(code)) not in text))


def _restored(cells: list[str], stand_in: _StandIn | None) -> list[str]:
    return [cell.replace(stand_in.sign, stand_in.foreign) for cell in cells] if stand_in else cells


class _Feed:
    """Hands lines to `csv` and remembers how far it came and whether it asked for more than there is."""

    def __init__(self, lines: Sequence[str], position: int, stand_in: _StandIn | None) -> None:
        self.lines = lines
        self.position = position
        self.stand_in = stand_in
        self.ran_out = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self.position >= len(self.lines):
            self.ran_out = True
            raise StopIteration
        line = self.lines[self.position]
        self.position += 1
        return self.stand_in.hide(line, "\n" if self.stand_in.foreign == "\r" else "\r") if self.stand_in else line
