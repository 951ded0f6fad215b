"""The records of a JSON text one by one: an array, an object with arrays in it, or one record a line."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pia_toolkit.readers.blocks import ByteReader
from pia_toolkit.readers.column_names import looks_personal
from pia_toolkit.readers.options import MIB
from pia_toolkit.readers.text_source import TextSource

_CHUNK = MIB
_WHOLE_OBJECT = 4 * MIB
"""Objects longer than this are taken apart member by member instead of being held."""
_BLANKS = " \t\r\n\ufeff\x1e"
_NEAR_END = 16
_COLLECTION_PARTS = ("type", "name", "crs", "bbox", "xy_coordinate_resolution", "features")
"""What every GeoJSON collection may say about itself, which is about nobody."""

Value = Any
"""What JSON holds: text (numbers too, as they stand), bool, None, lists, dictionaries."""


class NotJson(Exception):  # turned into FileDamaged where the file's name is known
    """The text breaks off or breaks the rules of JSON, at character `at`."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class TooLong(Exception):  # turned into LimitExceeded where the file's name is known
    """One value is longer than the limit."""


class TooDeep(Exception):  # turned into LimitExceeded where the file's name is known
    """Values are nested deeper than the limit."""


@dataclass(frozen=True, repr=False)
class Element:
    """One value and where it stands.

    `way` is empty for a record of its own, `name[]` for one of a named array, and `{}` for one whose name is data
    itself: the value then is the pair of both.
    """

    way: str
    value: Value


def stream_elements(source: TextSource, longest: int) -> Iterator[Element]:
    """Yield the records of a JSON text, holding no more than one of them and a buffer.

    Raises `NotJson`, `TooLong` (a record of more than `longest` characters) and `TooDeep`.
    """
    with source.open() as reader:
        window = _Window(reader, longest)
        while window.peek():
            if window.peek() == "[":
                for value in window.array():
                    yield Element("", value)
            else:
                yield from _top_value(window)
            if window.peek() == ",":
                raise NotJson(window.place)


def _top_value(window: "_Window") -> Iterator[Element]:
    """Yield one value that is no array; a long object member by member."""
    try:
        value = window.value(_WHOLE_OBJECT)
    except TooLong:
        if window.peek() != "{":
            raise
        yield from _members(window)
    else:
        features = value.get("features") if isinstance(value, dict) and _is_collection(value) else None
        if isinstance(features, list):
            yield from (Element("features[]", feature) for feature in features)
            rest = {name: part for name, part in value.items() if name not in _COLLECTION_PARTS}
            if rest:
                yield Element("collection", rest)
        else:
            yield Element("", value)


def _members(window: "_Window") -> Iterator[Element]:
    """Yield the records of a long object; what is no record is gathered into one."""
    rest: dict[str, Value] = {}
    for name in window.members():
        personal = looks_personal(name)
        if window.peek() == "[":
            for value in window.array():
                yield Element("{}", (name, value)) if personal else Element(f"{name}[]", value)
            continue
        value = window.value(window.longest)
        if personal or (isinstance(value, dict) and len(value) > 1 and name != "crs"):
            yield Element("{}", (name, value))
        else:
            rest[name] = value
    if _is_collection(rest):
        rest = {name: part for name, part in rest.items() if name not in _COLLECTION_PARTS}
        if rest:
            yield Element("collection", rest)
    elif rest:
        yield Element("", rest)


def _is_collection(value: dict[str, Value]) -> bool:
    return value.get("type") == "FeatureCollection"


class _Window:
    """A moving piece of the text, and where in it one is."""

    def __init__(self, reader: ByteReader, longest: int) -> None:
        self.longest = longest
        self._reader = reader
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._json = json.JSONDecoder(
            object_pairs_hook=_as_dict, parse_float=str, parse_int=str, parse_constant=lambda _: None, strict=False
        )
        self._text = ""
        self._at = 0
        self._before = 0
        self._ended = False

    @property
    def place(self) -> int:
        """How many characters into the text this is."""
        return self._before + self._at

    def peek(self) -> str:
        """Return the next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANKS:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def value(self, longest: int) -> Value:
        """Read one whole value. Raises `TooLong` and stays where it is when it is longer than `longest`."""
        if not self.peek():
            raise NotJson(self.place)
        wanted = _CHUNK
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut_off = error.pos >= len(self._text) - _NEAR_END or error.msg.startswith("Unterminated")
                if self._ended or not cut_off:
                    raise NotJson(self._before + error.pos) from None
            except RecursionError:
                raise TooDeep from None
            else:
                if end < len(self._text) or self._ended or self._text[end - 1] in '}]"':
                    self._at = end
                    return value
            if len(self._text) - self._at > longest:
                raise TooLong
            wanted *= 2
            while len(self._text) - self._at < wanted and self._more():
                pass

    def array(self) -> Iterator[Value]:
        """Yield the values of the array that begins here."""
        self._at += 1
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value(self.longest)
            if self._separator("]"):
                return

    def members(self) -> Iterator[str]:
        """Yield the names of the object that begins here; the value must be read before the next name."""
        self._at += 1
        while True:
            name = self.value(self.longest)
            if not isinstance(name, str) or self.peek() != ":":
                raise NotJson(self.place)
            self._at += 1
            self.peek()
            yield name
            if self._separator("}"):
                return

    def _separator(self, closing: str) -> bool:
        """Step over a comma or the closing mark; tell whether it was the latter."""
        sign = self.peek()
        if sign not in {",", closing}:
            raise NotJson(self.place)
        self._at += 1
        return sign == closing

    def _more(self) -> bool:
        """Read on; forget what lies behind."""
        if self._ended:
            return False
        raw = self._reader.read(_CHUNK)
        self._ended = len(raw) < _CHUNK
        self._before += self._at
        self._text = self._text[self._at :] + self._decoder.decode(raw, final=self._ended)
        self._at = 0
        return bool(raw)


def _as_dict(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """Build an object without losing members that share a name."""
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    counted: dict[str, int] = {}
    kept: dict[str, Value] = {}
    for name, value in pairs:
        counted[name] = counted.get(name, 0) + 1
        kept[name if counted[name] == 1 else f"{name}-{counted[name]}"] = value
    return kept
