"""Elements of an XML part, read in a stream and without trust: no document types, no entities, no endless text."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from pia_toolkit.readers.options import MIB

_CHUNK = 256 * 1024
_DEEPEST = 200
_PARAGRAPH, _BREAK = "p", ""


class MarkupRefused(ValueError):
    """The XML is broken, declares what no such part needs, or holds too long a text. Tells nothing of its content."""


@dataclass(repr=False)
class Element:
    """One element that was asked for.

    `attributes` by local name; `leaves`: the texts within, each with the local name of the element it stands in;
    `around`: attributes of the enclosing elements that were asked for.
    """

    name: str
    attributes: dict[str, str]
    around: dict[str, dict[str, str]]
    leaves: list[tuple[str, str]] = field(default_factory=list)

    def text(self, *names: str) -> str:
        """Return the text within, or that of these elements only."""
        return "".join(text for name, text in self.leaves if not names or name in names or name == _BREAK).strip()


def elements(
    stream: IO[bytes], wanted: Collection[str] | None, around: Collection[str] = (), longest: int = 16 * MIB
) -> Iterator[Element]:
    """Yield the elements of these local names (None: the outermost) as they end, with up to `longest` signs of text.

    Raises `MarkupRefused`.
    """
    reader = _Reader(None if wanted is None else frozenset(wanted), frozenset(around), longest)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.take
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from reader.ready
            reader.ready.clear()
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise MarkupRefused from None
    yield from reader.ready


def _refuse(*_: object) -> None:
    raise MarkupRefused


class _Reader:
    """Follows one parse: which elements are open, and what was found in those asked for."""

    def __init__(self, wanted: frozenset[str] | None, around: frozenset[str], longest: int) -> None:
        self.ready: list[Element] = []
        self._wanted, self._around, self._longest = wanted, around, longest
        self._names: list[str] = []
        self._open: list[Element] = []
        self._levels: list[int] = []
        self._enclosing: dict[str, dict[str, str]] = {}
        self._text: list[str] = []
        self._length = 0

    def start(self, full_name: str, attributes: dict[str, str]) -> None:
        name = full_name.rpartition(":")[2]
        self._leaf()
        self._names.append(name)
        if len(self._names) > _DEEPEST:
            raise MarkupRefused
        is_wanted = name in self._wanted if self._wanted is not None else len(self._names) == 1
        if name in self._around or is_wanted:
            plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            if name in self._around:
                self._enclosing[name] = plain
            if is_wanted:
                self._open.append(Element(name, plain, dict(self._enclosing)))
                self._levels.append(len(self._names))

    def end(self, _: str) -> None:
        self._leaf()
        name = self._names.pop()
        if name == _PARAGRAPH:
            self._give(_BREAK, "\n")
        if self._levels and self._levels[-1] == len(self._names) + 1:
            self._levels.pop()
            self.ready.append(self._open.pop())
            self._length = self._length if self._open else 0
        if name in self._around:
            self._enclosing.pop(name, None)

    def take(self, text: str) -> None:
        if self._open:
            self._text.append(text)
            self._length += len(text)
            if self._length > self._longest:
                raise MarkupRefused

    def _leaf(self) -> None:
        """Give the text read so far to every open element."""
        text = "".join(self._text)
        self._text.clear()
        if text and not text.isspace():
            self._give(self._names[-1], text)

    def _give(self, name: str, text: str) -> None:
        for element in self._open:
            element.leaves.append((name, text))
