"""Cut delimited text into blocks of whole records, and count exactly what is odd about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np

from pia_toolkit.readers.text.dialect import Dialect
from pia_toolkit.readers.text.glance import Glance, glance_at
from pia_toolkit.readers.text.layout import Layout, Positions, find_layout
from pia_toolkit.readers.text.records import FieldTooLong, Record, Text, split_lines, split_records

_CAREFUL_BYTES = 64 * 1024
"""Odd records nearer to each other than this are read together, record by record."""

_UNDECODABLE = "\ufffd".encode()


class ByteReader(Protocol):
    """What gives as many bytes as are asked for, fewer only at the end."""

    def read(self, count: int, /) -> bytes:
        """Return the next bytes."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Put the next bytes into a buffer and return how many."""


class Build(StrEnum):
    """How much a block keeps to the rules, and thereby how it must be parsed.

    `REGULAR`: every record has the usual number of cells; `RAGGED`: some have more or fewer, or are blank lines;
    `BROKEN`: some quotation marks break the rules, or there are line ends of several kinds.
    """

    REGULAR = "regular"
    RAGGED = "ragged"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of whole records: its length in bytes and how many records it holds, blank lines not counted.

    `hollow`: some cell is a pair of quotation marks and nothing.
    """

    bytes: int
    records: int
    build: Build
    hollow: bool = False


@dataclass
class Oddities:
    """What is counted on the way. Rows are counted as a spreadsheet would, header and blank lines included."""

    row: int
    ragged: int = 0
    first_ragged_row: int = 0
    widest: int = 0
    blank: int = 0
    mended: int = 0
    first_mended_row: int = 0
    undecodable: int = 0
    first_undecodable_row: int = 0

    def add(self, other: "Oddities") -> None:
        """Add what was counted in the text that follows; the rows of `other` are counted from 1."""
        for name in ("ragged", "mended", "undecodable"):
            first, count = f"first_{name}_row", getattr(other, name)
            if count and not getattr(self, name):
                setattr(self, first, self.row + getattr(other, first) - 1)
            setattr(self, name, getattr(self, name) + count)
        self.widest = max(self.widest, other.widest)
        self.blank += other.blank
        self.row += other.row - 1


@dataclass(frozen=True, eq=False, repr=False)
class Piece:
    """Whole records: the first `bytes` of `text`. `glance`: all that is known of them, when no closer look was taken.

    Otherwise `blocks` and `oddities` tell what they are; the rows of `oddities` are counted from 1.
    """

    text: Text
    bytes: int
    oddities: Oddities
    blocks: Sequence[Block] = ()
    glance: Glance | None = None


@dataclass
class Surveyor:
    """Walks once through a text. `width`: cells a record should have; `trusting`: a glance is enough where it can be.

    `decoded`: the text was not UTF-8, and bytes that were no text are U+FFFD now; `spare`: memory to be filled again.
    """

    reader: ByteReader
    dialect: Dialect
    width: int
    block_bytes: int
    field_bytes: int
    decoded: bool = False
    trusting: bool = False
    spare: list[bytearray] = field(default_factory=list, init=False)

    def pieces(self) -> Iterator[Piece]:
        """Cut the whole text. Raises `FieldTooLong`."""
        buffer, start, at_end, size = bytearray(), 0, False, self.block_bytes
        while True:
            if not at_end and len(buffer) - start < size:
                buffer, at_end = self._filled_up(buffer[start:], size)
                start = 0
            if start == len(buffer):
                return
            window = buffer[start : start + size] if start or len(buffer) > size else buffer
            piece = self._piece(window, size, at_end=at_end and start + len(window) == len(buffer))
            if piece is None:
                size *= 2
            else:
                yield piece
                start += piece.bytes
                size = min(self.block_bytes, 2 * (_CAREFUL_BYTES if self.careful else size))

    def take_back(self, piece: Piece) -> None:
        """Fill the memory of a piece with what follows later on: nobody needs its text any more."""
        if isinstance(piece.text, bytearray) and len(piece.text) == self.block_bytes:
            self.spare.append(piece.text)

    def _filled_up(self, left: bytearray, size: int) -> tuple[bytearray, bool]:
        """Return what is left with the text that follows, `size` bytes in all, and whether the text ends there."""
        buffer = self.spare.pop() if self.spare and size == self.block_bytes else bytearray(size)
        buffer[: len(left)] = left
        with memoryview(buffer) as view, view[len(left) :] as rest:
            end = len(left) + self.reader.readinto(rest)
        if end < size:
            del buffer[end:]
        return buffer, end < size

    def _piece(self, window: Text, size: int, *, at_end: bool) -> Piece | None:
        """Return the whole records at the beginning of a window; None when more text is needed to tell."""
        self.careful = False
        glance = self._glance(window, at_end=at_end)
        if glance:
            return Piece(window, glance.bytes, Oddities(1), glance=glance)
        self.blocks: list[Block] = []
        self.oddities = Oddities(1)
        layout = find_layout(memoryview(window), self.dialect, at_end=at_end)
        taken = self._take_kept(window, layout) if len(layout.ends) else 0
        if not taken and (layout.broken_at is not None or at_end or size > 2 * self.field_bytes):
            taken = self._take_broken(window, layout.broken_at, at_end=at_end)
            self.careful = True
        return Piece(window, taken, self.oddities, tuple(self.blocks)) if taken else None

    def _glance(self, window: Text, *, at_end: bool) -> Glance | None:
        """Look only briefly at a window, if that is enough: no bytes that were no text, and more than one column."""
        if not self.trusting or self.width == 1 or (self.decoded and _UNDECODABLE in window):
            return None
        return glance_at(window, self.dialect, at_end=at_end)

    def _take_kept(self, window: Text, layout: Layout) -> int:
        """Take records whose quotation marks keep the rules, odd ones apart from regular ones."""
        odd = np.union1d(np.flatnonzero((layout.cells != self.width) | layout.blank), layout.mixed)
        ends, starts = layout.ends, layout.starts
        taken = 0
        for first, last in _neighbours(odd, starts, ends):
            if first > taken:
                self._add_regular(int(ends[first - 1] - starts[taken]), first - taken, layout)
            blank = layout.blank[first : last + 1]
            records = last + 1 - first - int(blank.sum())
            mixed = bool(((layout.mixed >= first) & (layout.mixed <= last)).any())
            build = Build.BROKEN if mixed else Build.RAGGED
            self.blocks.append(Block(int(ends[last] - starts[first]), records, build, layout.hollow))
            taken = last + 1
        if len(ends) > taken:
            self._add_regular(int(ends[-1] - starts[taken]), len(ends) - taken, layout)
        self._count(layout)
        if self.decoded:
            self._count_undecodable(window[: int(ends[-1])], layout)
        self.oddities.row += len(ends)
        return int(ends[-1])

    def _take_broken(self, window: Text, broken_at: int | None, *, at_end: bool) -> int:
        """Take the records around a quotation mark that breaks the rules; 0 when more text is needed to tell."""
        far = len(window) if broken_at is None else max(_CAREFUL_BYTES, broken_at + 1)
        line_end = self.dialect.line_end.encode()
        found = window.find(line_end, far)
        far = found + 1 if found >= 0 else len(window)
        complete = at_end and far == len(window)
        force = len(window) > 2 * self.field_bytes
        lines = split_lines(window[:far], self.dialect.line_end)
        if not complete and lines and not lines[-1].endswith(line_end):
            lines.pop()
        if force and not lines:
            raise FieldTooLong
        texts = [line.decode() for line in lines]
        last = 0
        records = 0
        for record in split_records(texts, self.dialect, self.field_bytes, complete=complete, force=force):
            last = record.next_line
            records += bool(record.cells)
            self._count_record(record, texts[record.first_line : last])
        taken = sum(len(line) for line in lines[:last])
        if taken:
            self.blocks.append(Block(taken, records, Build.BROKEN))
        return taken

    def _add_regular(self, length: int, records: int, layout: Layout) -> None:
        self.blocks.append(Block(length, records, Build.REGULAR, layout.hollow))

    def _count(self, layout: Layout) -> None:
        seen, kept = self.oddities, ~layout.blank
        ragged = np.flatnonzero((layout.cells != self.width) & kept)
        if len(ragged):
            seen.first_ragged_row = seen.first_ragged_row or seen.row + int(ragged[0])
            seen.ragged += len(ragged)
        seen.blank += int(layout.blank.sum())
        seen.widest = max(seen.widest, int(layout.cells.max()))

    def _count_undecodable(self, window: Text, layout: Layout) -> None:
        count = window.count(_UNDECODABLE)
        if count:
            first = int(np.searchsorted(layout.ends, window.find(_UNDECODABLE), side="right"))
            self.oddities.first_undecodable_row = self.oddities.first_undecodable_row or self.oddities.row + first
            self.oddities.undecodable += count

    def _count_record(self, record: Record, lines: Sequence[str]) -> None:
        seen = self.oddities
        if not record.cells:
            seen.blank += 1
        elif len(record.cells) != self.width:
            seen.ragged += 1
            seen.first_ragged_row = seen.first_ragged_row or seen.row
        if record.mended:
            seen.mended += 1
            seen.first_mended_row = seen.first_mended_row or seen.row
        undecodable = sum(line.count("\ufffd") for line in lines) if self.decoded else 0
        if undecodable:
            seen.undecodable += undecodable
            seen.first_undecodable_row = seen.first_undecodable_row or seen.row
        seen.widest = max(seen.widest, len(record.cells))
        seen.row += 1


def _neighbours(odd: Positions, starts: Positions, ends: Positions) -> Iterator[tuple[int, int]]:
    """Group odd records that lie close together; yield the first and last record of each group."""
    if not len(odd):
        return
    far = np.flatnonzero(starts[odd[1:]] - ends[odd[:-1]] > _CAREFUL_BYTES) + 1
    for group in np.split(odd, far):
        yield int(group[0]), int(group[-1])
