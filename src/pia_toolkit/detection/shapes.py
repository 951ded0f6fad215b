"""Shapes: what a cell looks like once digits become 9, capitals A and everything else that is a letter a.

A column of a million cells has few shapes, so patterns are first tried on shapes. Each pattern is re-emitted over
the shape alphabet as a superset: whatever the pattern matches, its shape matches the re-emitted pattern. No match
can slip past; the exact pattern then runs only where it can succeed.
"""

import re
import re._constants as sre
import re._parser as sre_parser
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

LONGEST_TOKEN = 100
"""Cells of more bytes than this are read as text, not matched as a whole."""

_DIGIT, _UPPER, _LOWER = ord("9"), ord("A"), ord("a")
_FOLDS_OUT_OF_ASCII = frozenset(map(ord, "KkSs"))  # the Kelvin sign and the long s equal them when case is ignored
_UNBOUNDED = 4 * LONGEST_TOKEN


def _shape_byte(byte: int) -> int:
    if 48 <= byte <= 57:
        return _DIGIT
    if 65 <= byte <= 90:
        return _UPPER
    return _LOWER if 97 <= byte <= 122 or byte > 127 else byte


FINE = bytes(_shape_byte(byte) for byte in range(256))
"""Byte to shape: digits 9, capitals A, small and non-ASCII letters a (one a for each byte), the rest itself."""

COARSE = bytes(_LOWER if FINE[byte] in (_DIGIT, _UPPER, _LOWER) else byte for byte in range(256))
"""The same with every letter and digit in one class: for columns such as hex, whose fine shapes explode."""


def shapes_of(cells: pl.Series, table: bytes = FINE) -> pl.Series:
    """Return the shape of every cell, null for null."""
    array = cells.to_arrow(compat_level=pl.CompatLevel.oldest())
    array = array.cast(pa.large_string())
    validity, offsets, data = array.buffers()
    if data is None:
        return cells
    translated = pa.py_buffer(bytes(memoryview(data)).translate(table))
    return pl.Series(
        pl.from_arrow(
            pa.LargeStringArray.from_buffers(len(array), offsets, translated, validity, offset=array.offset)
        )
    )


def shape(text: str) -> str:
    """Return the fine shape of one string, by bytes."""
    return text.encode().translate(FINE).decode("ascii", "replace")


@dataclass(frozen=True)
class ShapeLanguage:
    """What a pattern becomes over the shape alphabets: a superset in regexes, widths and character classes.

    Every match has at least `digits` digits, all classes of `needs`, and none outside `allows` (None: any).
    """

    fine: re.Pattern[str]
    coarse: re.Pattern[str]
    shortest: int
    longest: int
    needs: frozenset[str]
    allows: frozenset[str] | None
    digits: int

    def could_match(self, length: int, classes: frozenset[str]) -> bool:
        """Whether a shape of `length` bytes made of `classes` could be one of ours."""
        if not self.shortest <= length <= self.longest or not self.needs <= classes:
            return False
        return self.allows is None or classes <= self.allows


def classes_of(shape_text: str) -> frozenset[str]:
    """Return the character classes a fine shape is made of."""
    return frozenset(shape_text)


def shape_language(regex: str) -> ShapeLanguage:
    """Re-emit a regex over the shape alphabet."""
    tree = sre_parser.parse(regex)
    part = _sequence(tree, ignore_case=bool(tree.state.flags & re.IGNORECASE))
    return ShapeLanguage(
        fine=re.compile(f"(?:{part.fine})\\Z", re.DOTALL),
        coarse=re.compile(f"(?:{part.coarse})\\Z", re.DOTALL),
        shortest=part.shortest,
        longest=min(part.longest, _UNBOUNDED),
        needs=part.needs,
        allows=part.allows,
        digits=part.digits,
    )


@dataclass(frozen=True)
class _Part:
    """A piece of a pattern over both alphabets. `allows` None means anything."""

    fine: str = ""
    coarse: str = ""
    shortest: int = 0
    longest: int = 0
    needs: frozenset[str] = frozenset()
    allows: frozenset[str] | None = frozenset()
    digits: int = 0


_ANYTHING = _Part(".{1,4}", ".{1,4}", 1, 4, frozenset(), None)


def _sequence(items: Iterable[Any], *, ignore_case: bool) -> _Part:
    whole = _Part()
    for item in items:
        piece = _piece(item, ignore_case=ignore_case)
        whole = _Part(
            whole.fine + piece.fine,
            whole.coarse + piece.coarse,
            whole.shortest + piece.shortest,
            min(whole.longest + piece.longest, _UNBOUNDED),
            whole.needs | piece.needs,
            _union(whole.allows, piece.allows),
            whole.digits + piece.digits,
        )
    return whole


def _piece(item: Any, *, ignore_case: bool) -> _Part:
    kind, value = item
    if kind is sre.LITERAL:
        return _characters({value}, ignore_case=ignore_case)
    if kind is sre.IN:
        return _set(value, ignore_case=ignore_case)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _repeat(value, ignore_case=ignore_case)
    if kind is sre.SUBPATTERN:
        _, added, _, inner = value
        return _sequence(inner, ignore_case=ignore_case or bool(added & re.IGNORECASE))
    if kind is sre.BRANCH:
        return _either([_sequence(branch, ignore_case=ignore_case) for branch in value[1]])
    if kind is sre.AT:
        return _Part()
    return _ANYTHING


def _characters(codes: set[int], *, ignore_case: bool) -> _Part:
    """Return the part for one character out of `codes`."""
    high = any(code > 127 for code in codes) or (ignore_case and bool(codes & _FOLDS_OUT_OF_ASCII))
    marks = {FINE[code] for code in codes if code <= 127}
    if high or (ignore_case and marks & {_UPPER, _LOWER}):
        marks |= {_LOWER}
    if ignore_case and marks & {_UPPER, _LOWER}:
        marks |= {_UPPER}
    fine = frozenset(chr(mark) for mark in marks)
    coarse = frozenset(chr(COARSE[mark]) for mark in marks)
    count = "{1,4}" if high else ""
    needs = fine if len(fine) == 1 else frozenset()
    return _Part(_class(fine) + count, _class(coarse) + count, 1, 4 if high else 1, needs, fine, int(fine == {"9"}))


def _class(marks: frozenset[str]) -> str:
    return "[" + "".join(re.escape(mark) for mark in sorted(marks)) + "]"


def _set(items: list[Any], *, ignore_case: bool) -> _Part:
    codes: set[int] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            codes.add(value)
        elif kind is sre.RANGE:
            low, high = value
            codes.update(range(low, min(high, 127) + 1))
            if high > 127:
                codes.add(high)
        else:  # a category or a negated set
            return _ANYTHING
    return _characters(codes, ignore_case=ignore_case)


def _repeat(value: tuple[int, Any, Any], *, ignore_case: bool) -> _Part:
    least, most, inner = value
    part = _sequence(inner, ignore_case=ignore_case)
    count = f"{{{least},}}" if most is sre.MAXREPEAT else f"{{{least},{most}}}"
    longest = _UNBOUNDED if most is sre.MAXREPEAT else min(part.longest * int(most), _UNBOUNDED)
    return _Part(
        f"(?:{part.fine}){count}",
        f"(?:{part.coarse}){count}",
        part.shortest * least,
        longest,
        part.needs if least else frozenset(),
        part.allows,
        part.digits * least,
    )


def _either(parts: list[_Part]) -> _Part:
    allows: frozenset[str] | None = frozenset()
    for part in parts:
        allows = _union(allows, part.allows)
    return _Part(
        "(?:" + "|".join(part.fine for part in parts) + ")",
        "(?:" + "|".join(part.coarse for part in parts) + ")",
        min(part.shortest for part in parts),
        max(part.longest for part in parts),
        frozenset.intersection(*(part.needs for part in parts)),
        allows,
        min(part.digits for part in parts),
    )


def _union(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other
