"""XML element by element, in a stream: declared entities are refused, nothing it points at is opened."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from pia_toolkit.errors import FileDamaged, LimitExceeded
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import Limits

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_CHUNK = 2**18
_ELEMENT = 64
"""What an element weighs beside its text."""


@dataclass(repr=False)
class Node:
    """An element: its name without prefix, its attributes, the text in it and the elements in it."""

    name: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    size: int = 0

    @property
    def text(self) -> str:
        """The text that stands directly in the element, without blanks around it."""
        return "".join(self.parts).strip()

    def child(self, name: str) -> "Node | None":
        """Return the first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def every(self, name: str) -> Iterator["Node"]:
        """Yield the elements of that name within, however deep."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)


Record = tuple[Node, tuple[Node, ...]]
"""A record and the records around it, the outermost first."""


class _Entity(Exception):  # turned into FileDamaged where the file's name is known
    """The text declares an entity."""


class _TooDeep(Exception):  # turned into LimitExceeded where the file's name is known
    """Elements are nested too deep."""


class _TooLong(Exception):  # turned into LimitExceeded where the file's name is known
    """One record is too long."""


def check_markup(opened: Opened) -> None:
    """Go through a text once. Raises `FileDamaged` when it breaks off, is no XML or declares entities."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    try:
        with opened.open() as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, _Entity, LookupError, ValueError):
        raise FileDamaged(path=opened.path, where=f"byte={max(0, parser.CurrentByteIndex)}") from None


def stream_records(opened: Opened, names: Collection[str], limits: Limits) -> Iterator[Record]:
    """Yield every element that is called one of `names` when it ends, with the elements of those names around it.

    A record within a record is not part of it any more; what stands outside of all records is left out. Raises
    `FileDamaged` when the text breaks off, breaks the rules of XML or declares an entity, and `LimitExceeded` when it
    is nested too deep or one record is too long.
    """
    builder = _Builder(names, limits)
    parser = _parser(builder)
    try:
        with opened.open() as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
                yield from builder.taken()
        parser.Parse(b"", True)
        yield from builder.taken()
    except (expat.ExpatError, _Entity, LookupError, ValueError):
        raise FileDamaged(path=opened.path, where=f"byte={max(0, parser.CurrentByteIndex)}") from None
    except _TooDeep:
        raise LimitExceeded(path=opened.path, limit="depth", allowed=limits.depth, found=f"> {limits.depth}") from None
    except _TooLong:
        allowed = limits.document_bytes
        raise LimitExceeded(path=opened.path, limit="document-bytes", allowed=allowed, found=f"> {allowed}") from None


def _parser(builder: "_Builder") -> "XMLParserType":
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    return parser


def _refuse(*_: object) -> int:
    raise _Entity


class _Builder:
    """Puts records together from what the parser meets."""

    def __init__(self, names: Collection[str], limits: Limits) -> None:
        self._names = names
        self._limits = limits
        self._depth = 0
        self._held = 0
        self._open: list[Node] = []
        self._ready: list[Record] = []

    def taken(self) -> list[Record]:
        """Return the records that are complete, once."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._depth += 1
        if self._depth > self._limits.depth:
            raise _TooDeep
        told = {_local(key): value for key, value in attributes.items() if key.partition(":")[0] != "xmlns"}
        node = Node(_local(name), told)
        if self._open or node.name in self._names:
            self._open.append(node)
            self._hold(_ELEMENT + sum(map(len, attributes.values())))

    def characters(self, text: str) -> None:
        """Add text to the element that is open."""
        if self._open:
            self._open[-1].parts.append(text)
            self._hold(len(text))

    def end(self, _: str) -> None:
        """End an element; a record is ready then, any other is part of the one around it."""
        self._depth -= 1
        if not self._open:
            return
        node = self._open.pop()
        if node.name in self._names:
            self._held -= node.size
            self._ready.append((node, tuple(around for around in self._open if around.name in self._names)))
        else:
            self._open[-1].children.append(node)
            self._open[-1].size += node.size

    def _hold(self, size: int) -> None:
        self._open[-1].size += size
        self._held += size
        if self._held > self._limits.document_bytes:
            raise _TooLong


def _local(name: str) -> str:
    return name.rpartition(":")[2]
