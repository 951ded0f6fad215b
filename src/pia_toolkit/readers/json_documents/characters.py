"""JSON text value by value: a window that moves over it, and what breaks its rules, told by line."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from pia_toolkit.readers.json_documents.record_run import Irregular, RecordRun, find_run
from pia_toolkit.readers.options import MIB
from pia_toolkit.readers.text.blocks import ByteReader

_CHUNK = MIB
_RUN, _SHORTEST_RUN, _MOST_DOUBLED = 4 * MIB, 64 * 1024, 6
"""Characters that are searched for a run of records; after a vain search so many are read one by one, then twice..."""

_BLANKS = " \t\r\n\ufeff\x1e"
_NEAR_END = 16
_SURROGATES = re.compile("[\ud800-\udfff]")
_PREAMBLE = re.compile(
    r"\)\]\}'?,?"  # put before answers of web services, so that no page can run them as a script
    r"|(?:while\s*\(1\)|for\s*\(;;\))\s*;"
    r"|(?P<script>(?:/\*\*/\s*)?(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.\[\]\"']{0,100}\s*[(=]\s*(?=[\[{]))"
)
_PREAMBLE_SIGNS = 256

Value = Any
"""What JSON holds: text (numbers too, as they stand), bool, None, lists, dictionaries."""


class NotJson(Exception):  # turned into a PiaError where the file's name is known
    """The text breaks the rules of JSON: in which line, at which sign of it (both from 1), and what `problem` it is.

    `at_start`: nothing before it was JSON either. `problem` is a key of `errors.problems` in the words.
    """

    def __init__(self, line: int, sign: int, problem: str, *, at_start: bool) -> None:
        super().__init__(line, sign, problem)
        self.line = line
        self.sign = sign
        self.problem = problem
        self.at_start = at_start


class TooLong(Exception):  # turned into LimitExceeded where the file's name is known
    """One value is longer than the limit."""


class TooDeep(Exception):  # turned into LimitExceeded where the file's name is known
    """Values are nested deeper than the limit."""


class Window:
    """A moving piece of the text, and where in it one is."""

    def __init__(self, reader: ByteReader, longest: int) -> None:
        self.longest = longest
        self._reader = reader
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._json = _decoder()
        self._text = ""
        self._at = 0
        self._before = 0
        self._lines_before = 0
        self._line_start = 0
        self._ended = False
        self._search_from = 0
        self._vain = 0
        self._in_script = self._skip_preamble()

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

    def next_document(self) -> str:
        """Return the sign the next document begins with, beyond what closes a piece of script; empty at the end."""
        while (sign := self.peek()) and self._in_script and sign in ");":
            self._at += 1
        return sign

    def starts_with(self, form: re.Pattern[str]) -> bool:
        """Tell whether what comes next is of a form."""
        return bool(self.peek()) and form.match(self._text, self._at) is not None

    def value(self, longest: int) -> Value:
        """Read one whole value. Raises `TooLong` and stays where it is when it is longer than `longest`."""
        if not self.peek():
            raise self.broken("breaks-off")
        wanted = _CHUNK
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut_off = error.pos >= len(self._text) - _NEAR_END or error.msg.startswith("Unterminated")
                if self._ended or not cut_off:
                    raise self._because(error) from None
            except RecursionError:
                raise TooDeep from None
            else:
                if end + _NEAR_END < len(self._text) or self._ended or self._text[end - 1] in '}]"':
                    self._at = end
                    return value
            if len(self._text) - self._at > longest:
                raise TooLong
            wanted *= 2
            while len(self._text) - self._at < wanted and self._more():
                pass

    def array(self, depth: int) -> Iterator[Value | RecordRun]:
        """Yield the values of the array that begins here, or runs of them; `depth` as for `run`."""
        self._at += 1
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield from self.values(depth, commas=True)
            if self._separator("]"):
                return

    def values(self, depth: int, *, commas: bool) -> Iterator[Value | RecordRun]:
        """Yield a run of records that begins here; where there is none, or nobody takes it, the value here.

        `depth`: how deep its records may be nested; `commas`: one stands between every two of them.
        """
        run = self._run(depth, commas=commas) if depth > 0 and self.place >= self._search_from else None
        if run is not None:
            yield run
            if run.taken:
                self._vain = 0
                self._at += len(run.text.decode())
                return
            self._search_later()
        yield self.value(self.longest)

    def _run(self, depth: int, *, commas: bool) -> RecordRun | None:
        """Find a run of records that begins here."""
        if self.peek() != "{":
            return None
        longest = min(_RUN, self.longest)
        while len(self._text) - self._at < longest and self._more(longest):
            pass
        text = self._text[self._at : self._at + longest]
        if len(text) >= _SHORTEST_RUN:
            try:
                return find_run(text.encode(), depth, commas=commas)
            except Irregular:
                pass
        self._search_later()
        return None

    def _search_later(self) -> None:
        """Read some values one by one before runs are searched again."""
        self._search_from = self.place + (_RUN << min(self._vain, _MOST_DOUBLED))
        self._vain += 1

    def members(self) -> Iterator[str]:
        """Yield the names of the object that begins here; the value must be read before the next name."""
        self._at += 1
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            name = self.value(self.longest)
            if not isinstance(name, str) or self.peek() != ":":
                raise self.broken("not-json")
            self._at += 1
            self.peek()
            yield name
            if self._separator("}"):
                return

    def broken(self, problem: str, at: int | None = None) -> NotJson:
        """Return the error for what stands here, or `at` a place of the window."""
        place = self._at if at is None else at
        line = self._lines_before + self._text.count("\n", 0, place) + 1
        start = self._text.rfind("\n", 0, place) + 1 if "\n" in self._text[:place] else self._line_start - self._before
        return NotJson(line, place - start + 1, problem, at_start=self._before + place == 0)

    def _because(self, error: json.JSONDecodeError) -> NotJson:
        """Tell what is wrong where the decoder stopped."""
        text, at = self._text, error.pos
        rest = text[at:].lstrip(_BLANKS)[:2]
        before = text[max(0, at - 100) : at].rstrip(_BLANKS)
        if not rest or error.msg.startswith("Unterminated"):
            return self.broken("breaks-off", len(text) if self._ended else at)
        if rest[:1] in "]}" and before.endswith(","):
            return self.broken("trailing-comma", at)
        if rest in {"//", "/*"} or rest.startswith("#"):
            return self.broken("json-comment", at)
        if rest.startswith("'"):
            return self.broken("single-quotes", at)
        return self.broken("not-json", at)

    def _separator(self, closing: str) -> bool:
        """Step over a comma or the closing mark; tell whether it was the latter."""
        sign = self.peek()
        if sign not in {",", closing} or not sign:
            problem = "json-comment" if sign in {"/", "#"} else "not-json"
            raise self.broken(problem if sign else "breaks-off")
        self._at += 1
        if sign == "," and self.peek() == closing:
            raise self.broken("trailing-comma")
        return sign == closing

    def _skip_preamble(self) -> bool:
        """Step over what a web service puts around JSON; tell whether it is a piece of script."""
        if self.peek() in {"[", "{", ""}:
            return False
        while len(self._text) - self._at < _PREAMBLE_SIGNS and self._more():
            pass
        found = _PREAMBLE.match(self._text, self._at)
        if not found:
            return False
        self._at = found.end()
        return found["script"] is not None

    def _more(self, count: int = 0) -> bool:
        """Read on; forget what lies behind."""
        if self._ended:
            return False
        raw = self._reader.read(count or _CHUNK)
        self._ended = not raw
        self._lines_before += self._text.count("\n", 0, self._at)
        last_line_end = self._text.rfind("\n", 0, self._at)
        if last_line_end >= 0:
            self._line_start = self._before + last_line_end + 1
        self._before += self._at
        self._text = self._text[self._at :] + self._decoder.decode(raw, final=self._ended)
        self._at = 0
        return bool(raw)


def as_text(value: Value) -> str:
    """Return a scalar as text, as it stands; empty for what is none. Half characters become U+FFFD."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return ""
    return whole_characters(value)


def whole_characters(text: str) -> str:
    """Return a text in which every half of a character, which no file can hold, is U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def decoded(text: str) -> Value:
    """Read one value that keeps the rules."""
    return _decoder().decode(text)


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_as_dict, parse_float=str, parse_int=str, parse_constant=str, strict=False
    )


def _as_dict(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """Build an object without losing members that share a name."""
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    counted: dict[str, int] = {}
    kept: dict[str, Value] = {}
    for name, value in pairs:
        counted[name] = counted.get(name, 0) + 1
        number, free = counted[name], name
        while free in kept:
            free, number = f"{name}-{max(2, number)}", number + 1
        kept[free] = value
    return kept
