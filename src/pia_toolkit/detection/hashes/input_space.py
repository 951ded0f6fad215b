"""All values a pattern can match, counted and listed: how many plates or phone numbers there are, and which.

A pattern is taken apart into alternatives; each alternative is a row of places with the signs that may stand there.
Separators that may be left out are written throughout or nowhere, letters of either case in one case throughout, for
people write a kind of number in one way within one file.
"""

import math
import re._constants as sre
import re._parser as sre_parser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

_SEPARATORS = frozenset(" -./:·_")
_MOST_ALTERNATIVES = 4_000
_SEED = 77_211
_BLOCK = 100_000

Places = tuple[tuple[bytes, ...], ...]


class NotEnumerable(Exception):
    """A pattern that matches without end, or in too many ways to list."""


@dataclass(frozen=True)
class Style:
    """How a kind of number is written in one file: which of its separators, if any, in capitals or small letters."""

    separator: int | None
    capital: bool


STYLES = tuple(Style(separator, capital) for separator in (None, 0, -1) for capital in (True, False))


@dataclass(frozen=True)
class InputSpace:
    """Every value of one kind, in one style."""

    alternatives: tuple[Places, ...]

    @property
    def size(self) -> int:
        """How many values there are."""
        return sum(_size(places) for places in self.alternatives)

    def blocks(self, most: int) -> Iterator[list[bytes]]:
        """Yield at most about `most` values: all where they are so few, else as evenly drawn from each alternative.

        What is drawn is the same every time.
        """
        size = self.size
        for places in self.alternatives:
            share = _size(places)
            yield from _listed(places, share if size <= most else max(1, most * share // size))


def input_space(regex: str, style: Style) -> InputSpace:
    """Return all values of a pattern in one style. Raises `NotEnumerable`."""
    alternatives = list(islice(_sequence(sre_parser.parse(regex), style), _MOST_ALTERNATIVES + 1))
    if not alternatives or len(alternatives) > _MOST_ALTERNATIVES:
        raise NotEnumerable
    return InputSpace(tuple(dict.fromkeys(alternatives)))


def input_spaces(regex: str) -> tuple[InputSpace, ...]:
    """Return the values of a pattern in each style that differs from the others. Raises `NotEnumerable`."""
    return tuple(dict.fromkeys(input_space(regex, style) for style in STYLES))


def _size(places: Places) -> int:
    return math.prod(len(signs) for signs in places)


def _listed(places: Places, most: int) -> Iterator[list[bytes]]:
    """Yield values of one alternative: all, or `most` drawn evenly with a fixed seed."""
    size = _size(places)
    drawn = np.random.default_rng(_SEED)
    for start in range(0, most, _BLOCK):
        stop = min(start + _BLOCK, most)
        numbers = np.arange(start, stop) if size <= most else drawn.integers(0, min(size, 2**62), stop - start)
        yield _written(places, numbers)


def _written(places: Places, numbers: "np.ndarray[Any, Any]") -> list[bytes]:
    """Write numbered values of one alternative: the last place counts fastest."""
    columns = []
    for signs in reversed(places):
        width = max(len(sign) for sign in signs)
        table = np.frombuffer(b"".join(sign.rjust(width, b"\0") for sign in signs), dtype=np.uint8).reshape(-1, width)
        columns.append(table[numbers % len(signs)])
        numbers = numbers // len(signs)
    rows = np.hstack(columns[::-1])
    data, width = rows.tobytes(), rows.shape[1]
    values = [data[start : start + width] for start in range(0, len(data), width)]
    padded = any(len({len(sign) for sign in signs}) > 1 for signs in places)
    return [value.replace(b"\0", b"") for value in values] if padded else values


def _sequence(items: Iterable[Any], style: Style) -> Iterator[Places]:
    found: list[Places] = [()]
    for item in items:
        pieces = list(islice(_piece(item, style), _MOST_ALTERNATIVES + 1))
        found = [head + piece for head in found for piece in pieces]
        if len(found) > _MOST_ALTERNATIVES:
            raise NotEnumerable
    yield from found


def _piece(item: tuple[Any, Any], style: Style) -> Iterator[Places]:
    kind, value = item
    if kind is sre.LITERAL:
        yield (_in_style({value}, style),)
    elif kind is sre.IN:
        yield (_in_style(_codes(value), style),)
    elif kind is sre.SUBPATTERN:
        yield from _sequence(value[3], style)
    elif kind is sre.BRANCH:
        for branch in value[1]:
            yield from _sequence(branch, style)
    elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        yield from _repeat(value, style)
    elif kind is not sre.AT:
        raise NotEnumerable


def _repeat(value: tuple[int, Any, Any], style: Style) -> Iterator[Places]:
    least, most, inner = value
    if most is sre.MAXREPEAT:
        raise NotEnumerable
    once = list(_sequence(inner, style))
    if (least, most) == (0, 1) and _is_separator(once):
        yield once[0] if style.separator is not None else ()
        return
    for count in range(least, int(most) + 1):
        if len(once) ** count > _MOST_ALTERNATIVES:
            raise NotEnumerable
        repeated: list[Places] = [()]
        for _ in range(count):
            repeated = [head + tail for head in repeated for tail in once]
        yield from repeated


def _is_separator(ways: list[Places]) -> bool:
    return all(len(places) == 1 and all(sign.decode() in _SEPARATORS for sign in places[0]) for places in ways)


def _codes(items: list[Any]) -> set[int]:
    codes: set[int] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            codes.add(value)
        elif kind is sre.RANGE:
            codes.update(range(value[0], value[1] + 1))
        elif (kind, value) == (sre.CATEGORY, sre.CATEGORY_DIGIT):
            codes.update(range(ord("0"), ord("9") + 1))
        else:
            raise NotEnumerable
    return codes


def _in_style(codes: set[int], style: Style) -> tuple[bytes, ...]:
    """Return the signs for one place: one separator, one case."""
    signs = {chr(code) for code in codes}
    if signs <= _SEPARATORS:
        signs = {sorted(signs)[style.separator or 0]}
    both = {sign for sign in signs if sign.lower() in signs and sign.upper() in signs and sign.lower() != sign.upper()}
    signs -= {sign for sign in both if sign.isupper() != style.capital}
    return tuple(sorted(sign.encode() for sign in signs))
