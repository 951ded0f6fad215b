"""Shapes: what a cell looks like once digits become 9, capitals A and everything else that is a letter a.

A column of a million cells has few shapes, so patterns are first tried on shapes (shape_language.py): no match can
slip past, and the exact pattern then runs only where it can succeed.
"""

import numpy as np
import polars as pl
import pyarrow as pa

LONGEST_TOKEN, MOST_SPACES = 100, 9
"""Cells of more bytes or spaces than this are read as text, not matched as a whole."""

_DIGIT, _UPPER, _LOWER = ord("9"), ord("A"), ord("a")
_CONTINUATION = bytes(range(0x80, 0xC0))
"""Bytes that go on with a sign begun before; dropped, so that one sign is one letter of the shape."""


def _shape_byte(byte: int) -> int:
    if 48 <= byte <= 57:
        return _DIGIT
    if 65 <= byte <= 90:
        return _UPPER
    return _LOWER if 97 <= byte <= 122 or byte > 127 else byte


FINE = bytes(_shape_byte(byte) for byte in range(256))
"""Byte to shape: digits 9, capitals A, small letters and signs beyond ASCII a, the rest itself."""

COARSE = bytes(_LOWER if FINE[byte] in (_DIGIT, _UPPER, _LOWER) else byte for byte in range(256))
"""The same with every letter and digit in one class: for columns such as hex, whose fine shapes explode."""


def shapes_of(cells: pl.Series, table: bytes = FINE) -> pl.Series:
    """Return the shape of every cell, null for null."""
    array = cells.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.large_string())
    if array.offset:
        array = pa.concat_arrays([array])
    validity, offsets, data = array.buffers()
    if data is None:
        return cells
    raw = bytes(memoryview(data))
    translated = raw.translate(table, _CONTINUATION)
    if len(translated) != len(raw):  # cells with signs beyond ASCII: as many signs as characters are left
        signs = cells.str.len_chars().fill_null(0).to_numpy()
        offsets = pa.py_buffer(np.concatenate(([0], np.cumsum(signs, dtype=np.int64))))
    return pl.Series(
        pl.from_arrow(pa.LargeStringArray.from_buffers(len(array), offsets, pa.py_buffer(translated), validity))
    )


def shape(text: str) -> str:
    """Return the fine shape of one string."""
    return text.encode().translate(FINE, _CONTINUATION).decode("ascii")


def classes_of(shape_text: str) -> frozenset[str]:
    """Return the character classes a fine shape is made of."""
    return frozenset(shape_text)
