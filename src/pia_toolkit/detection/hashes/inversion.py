"""Can the hashes of a column be undone? All plates, numbers or addresses of a kind are hashed until some are met.

A hash without a secret key is no protection where what was hashed can be listed: there are about a hundred million
mobile numbers in a country, and a laptop hashes a million of them in a second. The test never tells a value: how many
of the column's hashes were met, in which kind of number, and how long trying all of them would take.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np
import phonenumbers

from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.detection.hashes.input_space import STYLES, InputSpace, NotEnumerable, input_space, input_spaces
from pia_toolkit.resources import beside

FUNCTIONS = {16: "MD5", 20: "SHA-1", 28: "SHA-224", 32: "SHA-256", 48: "SHA-384", 64: "SHA-512"}
"""Common functions by the bytes of their result."""
A_SECOND = 1_000_000
"""Hashes a laptop makes in a second with one core and no special program; graphics cards make a thousand times more."""

_BUDGET = 5_000_000
"""Hashes tried for a column: some seconds."""
_ENOUGH = 3
"""Values to be met on average, if a kind of number is the right one, before the next is tried. One proves it: the
first eight bytes of two hashes never meet by chance."""
_MOST_KEPT = 200_000
_PREFIX = 8
_UNITS_SKIPPED = frozenset({"payment-card"})
Prefixes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint64]]"
Function: TypeAlias = Callable[[bytes], Any]
_PHONE, _MAC = "phone-number", "mac-address"


@dataclass(frozen=True)
class Inversion:
    """The hashes of a column were undone: what was hashed (recognizer id), how many of how many, the whole effort."""

    recognizer: str
    function: str
    met: int
    of: int
    seconds: int


@dataclass(frozen=True)
class _Trial:
    """One kind of number in one style. `rank`: 0 for what name and country speak for, 3 for what neither does."""

    recognizer: str
    space: InputSpace
    size: int
    rank: int


@dataclass(frozen=True)
class Expected:
    """What a column's name and its table's language let expect: ideas of the lexicon, countries (ISO 3166)."""

    concepts: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


NOTHING_EXPECTED = Expected()


def invert(
    hashes: Iterable[str], recognizers: Sequence[Recognizer], expected: Expected = NOTHING_EXPECTED
) -> Inversion | None:
    """Try to undo hashes written in hexadecimal digits.

    What the column's name and the table's language speak for comes first and gets half of the effort, what only one
    of them speaks for half of what is left, and so on; within each the kinds with the fewest values come first.
    Never more than a fixed number of hashes is tried, so that the answer is the same every time. None means: not
    undone within that effort, which proves nothing.
    """
    known, name = _digests(hashes)
    if not known.size:
        return None
    function = getattr(hashlib, name.lower().replace("-", ""))
    left = _BUDGET
    for _, trials in groupby(_trials(recognizers, expected), key=lambda trial: trial.rank):
        share = left // 2
        for trial in trials:
            most = min(trial.size, 1 + _ENOUGH * trial.size // known.size)
            if most > share:
                continue
            share, left = share - most, left - most
            if met := _met(trial.space.blocks(most), known, function):
                return Inversion(trial.recognizer, name, met, int(known.size), max(1, round(trial.size / A_SECOND)))
    return None


def _digests(hashes: Iterable[str]) -> tuple[Prefixes, str]:
    """Return the first bytes of the distinct hashes, in order, and the function that their commonest length tells."""
    by_size: dict[int, set[bytes]] = {}
    for number, text in enumerate(hashes):
        if number >= _MOST_KEPT:
            break
        try:
            digest = bytes.fromhex(text.strip())
        except ValueError:
            continue
        by_size.setdefault(len(digest), set()).add(digest[:_PREFIX])
    sizes = [size for size in by_size if size in FUNCTIONS]
    if not sizes:
        return np.empty(0, dtype=np.uint64), ""
    size = max(sizes, key=lambda size: len(by_size[size]))
    prefixes = np.frombuffer(b"".join(sorted(by_size[size])), dtype=np.uint64)
    return np.sort(prefixes), FUNCTIONS[size]


def _met(blocks: Iterator[list[bytes]], known: Prefixes, function: Function) -> int:
    """Hash block after block; return how many of the known hashes were met, at once when they are enough."""
    met: set[int] = set()
    for block in blocks:
        made = np.frombuffer(b"".join([function(value).digest()[:_PREFIX] for value in block]), dtype=np.uint64)
        met.update(np.intersect1d(made, known).tolist())
        if len(met) >= _ENOUGH:
            break
    return len(met)


def _trials(recognizers: Sequence[Recognizer], expected: Expected) -> list[_Trial]:
    """Return what can be tried, most promising first."""
    trials: dict[InputSpace, _Trial] = {}
    for recognizer, country, space in _spaces(recognizers):
        rank = 2 * (not expected.concepts & set(recognizer.header)) + (country not in expected.countries)
        if space not in trials or rank < trials[space].rank:
            trials[space] = _Trial(recognizer.id, space, space.size, rank)
    return sorted(trials.values(), key=lambda trial: (trial.rank, trial.size, trial.recognizer))


def _spaces(recognizers: Sequence[Recognizer]) -> Iterator[tuple[Recognizer, str | None, InputSpace]]:
    """Yield every kind of number that singles something out and can be listed, and the country it is of."""
    for recognizer in recognizers:
        if recognizer.unit is None or recognizer.id in _UNITS_SKIPPED:
            continue
        if recognizer.id == _PHONE:
            yield from ((recognizer, country, space) for country, space in _mobile_numbers())
        elif recognizer.id == _MAC:
            yield from ((recognizer, None, space) for space in _device_addresses())
        for pattern in recognizer.patterns:
            yield from ((recognizer, pattern.country, space) for space in _of_pattern(pattern.regex))


@cache
def _of_pattern(regex: str) -> tuple[InputSpace, ...]:
    try:
        return input_spaces(regex)
    except NotEnumerable:
        return ()


@cache
def _mobile_numbers() -> tuple[tuple[str, InputSpace], ...]:
    """Return the mobile numbers of every country, written in every way (numbering plans: ITU E.164)."""
    found: list[tuple[str, InputSpace]] = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
        if metadata is None or metadata.mobile is None or not metadata.mobile.national_number_pattern:
            continue
        try:
            plain = input_space(metadata.mobile.national_number_pattern, STYLES[0])
        except NotEnumerable:
            continue
        for start in sorted({f"+{metadata.country_code}", str(metadata.country_code), metadata.national_prefix or ""}):
            signs = tuple((sign.encode(),) for sign in start)
            found.append((region, InputSpace(tuple(signs + places for places in plain.alternatives))))
    return tuple(found)


def _device_addresses() -> Iterator[InputSpace]:
    """Yield the radio addresses of well-known makers of phones, watches and headphones (IEEE registry)."""
    prefixes = (beside("detection", "hashes") / "vendor_prefixes.txt").read_text(encoding="ascii").split()
    for capital in (True, False):
        digits = tuple(sign.encode() for sign in ("0123456789ABCDEF" if capital else "0123456789abcdef"))
        cased = [prefix if capital else prefix.lower() for prefix in prefixes]
        for separator in ("", ":", "-"):
            makers = tuple(separator.join((prefix[:2], prefix[2:4], prefix[4:])).encode() for prefix in cased)
            pair = ((separator.encode(),), digits, digits) if separator else (digits, digits)
            yield InputSpace(((makers, *pair, *pair, *pair),))
