"""Shapes: what a cell looks like once digits become 9, capitals A, small letters a, and signs beyond ASCII one mark.

A column of a million cells has few shapes, so patterns are first tried on shapes (shape_language.py): no match can
slip past, and the exact pattern then runs only where it can succeed.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pia_toolkit.detection.catalogue.cells import Cells, encoded, encoded_array

Sorts = NDArray[np.integer]

LONGEST_TOKEN, MOST_SPACES = 100, 9
"""Cells of more bytes or spaces than this are read as text, not matched as a whole."""

BLANKS = " \t"
"""What may stand around the value of a cell."""

DIGIT, UPPER, LOWER, BEYOND_ASCII = "9", "A", "a", "\x7f"

TOLD = f"{DIGIT}{UPPER}{LOWER}{BEYOND_ASCII} -.:/@,_"
"""The marks by which cells are told apart when they have too many shapes."""

_CONTINUATION = bytes(range(0x80, 0xC0))
"""Bytes that go on with a sign begun before; dropped, so that one sign is one mark of the shape."""


def _mark(byte: int) -> int:
    if 48 <= byte <= 57:
        return ord(DIGIT)
    if 65 <= byte <= 90:
        return ord(UPPER)
    if 97 <= byte <= 122:
        return ord(LOWER)
    return ord(BEYOND_ASCII) if byte > 127 else byte


MARKS = bytes(_mark(byte) for byte in range(256))
"""Byte to mark: other ASCII signs stand for themselves."""

_BITS = tuple(
    bytes((1 << TOLD.find(chr(mark)) >> shift) % 256 if chr(mark) in TOLD else 0 for mark in MARKS) for shift in (8, 0)
)
"""Byte to the bits of its mark among `TOLD`: the upper ones, then the lower ones."""

_FIRST_LOOK = 100


def shapes_of(cells: Cells) -> tuple[list[str], Sorts]:
    """Return the shapes of cells: the distinct ones, and which of them each cell has."""
    marks = cells.data.tobytes().translate(MARKS, b"" if cells.ascii else _CONTINUATION)
    if _all_alike(cells, marks):
        return [marks[: int(cells.lengths[0])].decode("ascii")], np.zeros(len(cells), dtype=np.int32)
    # With signs beyond ASCII as many marks are left as there are signs.
    starts = cells.starts if cells.ascii else np.concatenate(([0], np.cumsum(cells.signs)))
    array = pa.LargeStringArray.from_buffers(len(cells), pa.py_buffer(starts), pa.py_buffer(marks))
    return encoded_array(array)


def _all_alike(cells: Cells, marks: bytes) -> bool:
    """Whether all cells have one shape, which takes little to see."""
    length = int(cells.lengths[0]) if len(cells) else 0
    if not (length and cells.ascii and len(marks) == length * len(cells) and (cells.lengths == length).all()):
        return False
    table = np.frombuffer(marks, dtype=np.uint8).reshape(len(cells), length)
    return all(bool((rows == table[0]).all()) for rows in (table[:_FIRST_LOOK], table))


def shape(text: str) -> str:
    """Return the shape of one string."""
    return text.encode().translate(MARKS, _CONTINUATION).decode("ascii")


def marks_told(marks: frozenset[str] | str) -> int:
    """Return which of `TOLD` there are, one bit for each."""
    return sum(1 << bit for bit, mark in enumerate(TOLD) if mark in marks)


class Outline(NamedTuple):
    """What is told of a cell without its shape: length with and without padding, spaces, and marks among `TOLD`."""

    length: int
    padded: int
    spaces: int
    marks: int


def outline_of(shape_text: str) -> Outline:
    """Return the outline of cells of a shape."""
    bare = shape_text.strip(BLANKS)
    return Outline(len(bare), len(shape_text), bare.count(" "), marks_told(bare))


def outlines_of(cells: Cells) -> tuple[list[Outline], Sorts]:
    """Return the outlines of cells of at most `LONGEST_TOKEN` bytes: the distinct ones, and which each cell has."""
    bare = cells
    if any((cells.data == ord(blank)).any() for blank in BLANKS):
        bare = Cells(cells.series.str.strip_chars(BLANKS))
    marks = bare.data.tobytes()
    packed = np.zeros(len(cells), dtype=np.int64)
    for table in _BITS:
        packed = packed * 256 + bare.gathered(np.bitwise_or, np.frombuffer(marks.translate(table), np.uint8))
    spaces = bare.gathered(np.add, (bare.data == ord(" ")).view(np.uint8))
    for measure in (cells.signs, bare.signs, spaces):
        packed = packed * 128 + measure
    distinct, sorts = encoded(packed)
    return [_unpacked(number) for number in distinct], sorts


def _unpacked(number: int) -> Outline:
    rest, spaces = divmod(number, 128)
    rest, length = divmod(rest, 128)
    marks, padded = divmod(rest, 128)
    return Outline(length, padded, spaces, marks)
