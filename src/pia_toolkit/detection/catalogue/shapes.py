"""Shapes: what a cell looks like once digits become 9, capitals A, small letters a, and signs beyond ASCII one mark.

A column of a million cells has few shapes, so patterns are first tried on shapes (shape_language.py): no match can
slip past, and the exact pattern then runs only where it can succeed.
"""

import re
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

Sorts = NDArray[np.integer]
Flags = NDArray[np.bool_]

LONGEST_TOKEN, MOST_SPACES = 100, 9
"""Cells of more bytes or spaces than this are read as text, not matched as a whole."""

BLANKS = " \t"
"""What may stand around the value of a cell."""

DIGIT, UPPER, LOWER, BEYOND_ASCII = "9", "A", "a", "\x7f"

TOLD = f"{DIGIT}{UPPER}{LOWER}{BEYOND_ASCII} -.:/@,_"
"""The marks by which cells are told apart when they have too many shapes."""

_SIGNS = {DIGIT: "[0-9]", UPPER: "[A-Z]", LOWER: "[a-z]", BEYOND_ASCII: "[^\\x00-\\x7e]"}

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


def shapes_of(cells: pl.Series) -> tuple[pa.LargeStringArray, Sorts]:
    """Return the shapes of cells without nulls: the distinct ones, and which of them each cell has."""
    array = pa.concat_arrays([cells.to_arrow(compat_level=pl.CompatLevel.oldest())])
    _, offsets, data = array.buffers()
    raw = bytes(memoryview(data)) if data is not None else b""
    marks = raw.translate(MARKS, _CONTINUATION)
    if len(marks) != len(raw):  # cells with signs beyond ASCII: as many marks as signs are left
        signs = cells.str.len_chars().to_numpy()
        offsets = pa.py_buffer(np.concatenate(([0], np.cumsum(signs, dtype=np.int64))))
    found = pa.LargeStringArray.from_buffers(len(array), offsets, pa.py_buffer(marks)).dictionary_encode()
    sorts = np.frombuffer(found.indices.buffers()[1] or b"", dtype=np.int32)
    return found.dictionary, sorts[: len(array)]


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


def outlines_of(cells: pl.Series) -> tuple[list[Outline], Sorts]:
    """Return the outlines of cells of at most `LONGEST_TOKEN` bytes: the distinct ones, and which each cell has."""
    bare = cells.str.strip_chars(BLANKS)
    measures = [cells.str.len_chars(), bare.str.len_chars(), bare.str.count_matches(" ", literal=True)]
    packed = np.zeros(len(cells), dtype=np.int64)
    for mark in reversed(TOLD):
        packed = packed * 2 + bare.str.contains(_SIGNS.get(mark, re.escape(mark))).to_numpy()
    for measure in measures:
        packed = packed * 128 + measure.to_numpy()
    distinct, sorts = np.unique(packed, return_inverse=True)
    rest, spaces = np.divmod(distinct, 128)
    rest, lengths = np.divmod(rest, 128)
    marks, padded = np.divmod(rest, 128)
    columns = (lengths, padded, spaces, marks)
    return [Outline(*row) for row in zip(*(column.tolist() for column in columns), strict=True)], sorts
