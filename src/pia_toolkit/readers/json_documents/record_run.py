"""A run of whole JSON records in a stretch of text, found without reading them one by one, its numbers made strings."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.intp]
_Bytes = npt.NDArray[np.uint8]
_Marks = npt.NDArray[np.bool_]

_QUOTE, _BACKSLASH, _NEW_LINE, _COLON, _DOT, _MINUS, _ZERO, _SMALL_E = b'"\\\n:.-0e'
_OPEN, _CLOSE = b"{}"
_BLANKS = b" \t\r\n"
_MOST_BLANKS = 64
"""What has more blanks beside it than this is left to the exact reading."""

_DIGIT, _MARK, _POWER, _BEGIN, _END, _BLANK, _NOTHING = 1, 2, 4, 8, 16, 32, 64
_CLASSES = bytearray(256)
for _signs, _class in (
    (b"0123456789", _DIGIT),
    (b".+-", _MARK),
    (b"eE", _POWER),
    (b"{[", _BEGIN),
    (b"}]", _END),
    (_BLANKS, _BLANK),
    (b"n", _NOTHING),
):
    for _sign in _signs:
        _CLASSES[_sign] = _class


class Irregular(Exception):  # caught by what tries the fast way
    """The text does not fit the fast way; reading it value by value tells what is in it."""


@dataclass(eq=False, repr=False)
class RecordRun:
    """Whole records, `text[starts[i]:ends[i]]` each, and `quoted`: the same one after the other, numbers as strings.

    `taken`: whoever got the run has read it; otherwise the records follow one by one.
    """

    text: bytes
    starts: Positions
    ends: Positions
    quoted: bytes
    taken: bool = False

    def record(self, number: int) -> str:
        """Return the text of one record."""
        return self.text[self.starts[number] : self.ends[number]].decode()


def find_run(text: bytes, depth: int, *, commas: bool) -> RecordRun:
    """Find the whole records that `text` begins with, up to the first that is cut off or the end of the list.

    `commas`: one stands between every two records. `depth`: how deep they may be nested. Raises `Irregular` where
    there are none, where something else stands between them and for numbers that break the rules of JSON; all else
    that breaks them is left to the parser.
    """
    signs = np.frombuffer(text, np.uint8)
    classes = np.frombuffer(text.translate(_CLASSES), np.uint8).copy()
    classes[_within_strings(text, signs)] = 0
    places = np.flatnonzero(classes & (_BEGIN | _END) != 0)
    steps = np.where(classes[places] == _BEGIN, 1, -1)
    depths = np.cumsum(steps, dtype=np.int32)
    if (depths < 0).any():
        places = places[: int(np.argmax(depths < 0))]
        steps, depths = steps[: len(places)], depths[: len(places)]
    ends = places[depths == 0] + 1
    starts = places[(depths == 1) & (steps == 1)][: len(ends)]
    if (
        not len(ends)
        or int(depths.max()) > depth
        or (signs[starts] != _OPEN).any()
        or (signs[ends - 1] != _CLOSE).any()
    ):
        raise Irregular
    begin, cut = int(starts[0]), int(ends[-1])
    if text[:begin].strip(_BLANKS):
        raise Irregular
    plain = signs[:cut].copy()
    if commas:
        plain[_commas(text, starts, ends)] = _NEW_LINE
    return RecordRun(text[:cut], starts, ends, _quoted(plain, *_numbers(plain, classes[:cut])))


def _within_strings(text: bytes, signs: _Bytes) -> _Marks:
    """Mark what stands within strings, the first quotation mark of each with it."""
    quotes = np.zeros(-(-len(signs) // 8) * 8, np.uint8)
    np.equal(signs, _QUOTE, out=quotes[: len(signs)].view(bool))
    if b"\\" in text:
        slashes = np.flatnonzero(signs == _BACKSLASH)
        numbers = np.arange(len(slashes))
        begins = np.diff(slashes, prepend=-2) != 1
        within = numbers - np.maximum.accumulate(np.where(begins, numbers, 0))
        escaped = slashes[within % 2 == 0] + 1
        quotes[escaped[escaped < len(signs)]] = 0
    words = quotes.view("<u8")  # eight signs at once: whether the marks up to each are odd in number
    for shift in (8, 16, 32):
        words ^= words << np.uint64(shift)
    before = np.bitwise_xor.accumulate(quotes[7::8])
    words[1:] ^= before[:-1] * np.uint64(0x0101010101010101)
    return quotes[: len(signs)].view(bool)


def _commas(text: bytes, starts: Positions, ends: Positions) -> Positions:
    """Return where the commas between records stand. Raises `Irregular` where there is anything else."""
    gaps = list(zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True))
    if any(text[end:start].strip(_BLANKS) != b"," for end, start in gaps):
        raise Irregular
    return np.array([text.find(b",", end, start) for end, start in gaps], np.intp)


def _numbers(signs: _Bytes, classes: _Bytes) -> tuple[Positions, Positions]:
    """Return the first and the last place of every number.

    Raises `Irregular` for what is none by the rules of JSON, and for nothing as the entry of a list.
    """
    powers = np.flatnonzero(classes == _POWER)
    powers = powers[classes[powers - 1] == _DIGIT]  # records begin with a brace
    part = classes & (_DIGIT | _MARK) != 0
    part[powers] = True
    edges = np.flatnonzero(part[1:] != part[:-1])  # records begin and end with a brace, which is in no number
    firsts, lasts = edges[0::2] + 1, edges[1::2]
    lead = firsts + (signs[firsts] == _MINUS)
    padded = (signs[lead] == _ZERO) & (classes[lead + 1] == _DIGIT)
    if (classes[lead] != _DIGIT).any() or (classes[lasts] != _DIGIT).any() or padded.any():
        raise Irregular
    nothing = np.flatnonzero(classes == _NOTHING)
    if (signs[_beyond_blanks(classes, nothing, -1)] != _COLON).any():  # in a list, over which the parser stumbles
        raise Irregular
    _check_marks(signs, np.where(part, classes, 0), (firsts, powers))
    if (signs[_beyond_blanks(classes, lasts, 1)] == _COLON).any():  # where the name of a member should be
        raise Irregular
    return firsts, lasts


def _check_marks(signs: _Bytes, classes: _Bytes, found: tuple[Positions, Positions]) -> None:
    """Check the points, signs and exponents of numbers. Raises `Irregular`.

    `classes` of what is in no number are 0; `found`: the first place of each number, and the exponents.
    """
    firsts, powers = found
    marks = np.flatnonzero(classes == _MARK)
    dots, sides = marks[signs[marks] == _DOT], marks[signs[marks] != _DOT]
    dotted, powered = (np.searchsorted(firsts, places, side="right") for places in (dots, powers))
    late = np.searchsorted(powers, dots) - np.searchsorted(powers, firsts[dotted - 1])  # exponents before the point
    beside = (classes[dots - 1] == _DIGIT) & (classes[dots + 1] == _DIGIT)
    leading = (signs[sides] == _MINUS) & (classes[sides - 1] == 0)
    after_power = (classes[sides - 1] == _POWER) & (classes[sides + 1] == _DIGIT)
    followed = (classes[powers + 1] == _DIGIT) | ((classes[powers + 1] == _MARK) & (signs[powers + 1] != _DOT))
    repeated = (np.diff(dotted) == 0).any() or (np.diff(powered) == 0).any()
    if repeated or late.any() or not (beside.all() and (leading | after_power).all() and followed.all()):
        raise Irregular


def _beyond_blanks(classes: _Bytes, places: Positions, step: int) -> Positions:
    """Return the next places, or those before, at which there is no blank. Raises `Irregular` for very many blanks."""
    beside = places + step
    for _ in range(_MOST_BLANKS):
        blank = classes[beside] == _BLANK
        if not blank.any():
            return beside
        beside = beside + step * blank
    raise Irregular


def _quoted(signs: _Bytes, firsts: Positions, lasts: Positions) -> bytes:
    """Put quotation marks around numbers, and a line end after it all."""
    before = 2 * np.arange(len(firsts))
    out = np.full(len(signs) + 2 * len(firsts) + 1, _QUOTE, np.uint8)
    copied = np.ones(len(out) - 1, bool)
    copied[firsts + before] = False
    copied[lasts + before + 2] = False
    out[:-1][copied] = signs
    out[-1] = _NEW_LINE
    return out.tobytes()
