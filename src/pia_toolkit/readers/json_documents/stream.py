"""The records of a JSON text one by one: an array, an object with lists of records in it, or one record a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.readers.column_names import looks_personal
from pia_toolkit.readers.json_documents.characters import TooDeep, TooLong, Value, Window
from pia_toolkit.readers.json_documents.forms import (
    beside_cube,
    is_cube,
    is_feature,
    is_geometry,
    is_lookup,
    members_of,
    rows_of_columns,
    rows_of_cube,
)
from pia_toolkit.readers.json_documents.topology import features_of, is_topology
from pia_toolkit.readers.options import MIB, Limits
from pia_toolkit.readers.text.source import TextSource

_WHOLE_OBJECT = 4 * MIB
"""Objects longer than this are taken apart member by member instead of being held."""

_SHORT_MEMBER = MIB
"""Of an object that is taken apart, what is not longer than this is held."""

_COLUMN_WISE = 64 * MIB
"""Objects that hold a table column by column, and topologies, cannot be taken apart; up to here they are held."""

_COLUMN_WISE_START = re.compile(r'\{\s*"[^"\\]*"\s*:\s*(?:\[\s*[^\s\[{]|\{\s*"0"\s*:)|\{\s*"type"\s*:\s*"Topology"')
_MOST_GATHERED = 200
COLLECTION = "collection"
"""The way of what a document says about the list of records in it."""


@dataclass(frozen=True, repr=False)
class Element:
    """One value and where it stands.

    `way` is empty for a record of its own, `a.name[]` for one of a list in the document, `collection` for what stands
    beside such lists, and `{}` for one whose name is data itself: the value then is the pair of both. Where the value
    is a `RecordRun` of many records, and is not taken, they follow one by one.
    """

    way: str
    value: Value


def stream_elements(source: TextSource, limits: Limits) -> Iterator[Element]:
    """Yield the records of a JSON text, holding no more than one of them and a buffer.

    A document that is one object is no record but what surrounds them: each list within it is a list of records.
    Raises `NotJson`, `TooLong` (a record beyond `document_bytes`) and `TooDeep`.
    """
    with source.open() as reader:
        window = Window(reader, limits.document_bytes)
        alone: bool | None = None
        while sign := window.next_document():
            if sign == "[":
                yield from (Element("", value) for value in window.array(limits.depth))
            elif alone is False:
                yield from (Element("", value) for value in window.values(limits.depth, commas=False))
            else:
                whole = _COLUMN_WISE if window.starts_with(_COLUMN_WISE_START) else _WHOLE_OBJECT
                try:
                    value = window.value(whole)
                except TooLong:
                    if sign != "{":
                        raise
                    alone = True
                    yield from _taken_apart(window, limits.depth)
                else:
                    alone = bool(alone) or not window.next_document()
                    yield from _unwrapped(value, limits.depth) if alone else (Element("", value),)
            if window.next_document() == ",":
                raise window.broken("not-json")


def _unwrapped(value: Value, depth: int) -> Iterator[Element]:
    """Yield the records of a short document."""
    if not isinstance(value, dict) or _is_one(value):
        yield Element(COLLECTION, value)
        return
    rest: dict[str, Value] = {}
    yield from _lists(value, "", rest, depth)
    if rest:
        yield Element(COLLECTION, rest)


def _is_one(value: dict[str, Value]) -> bool:
    """Tell whether an object is to be left whole: a record of its own, or one whose names are data."""
    return is_feature(value) or is_geometry(value) or (is_lookup(value) and not rows_of_columns(value))


def _lists(value: dict[str, Value], way: str, rest: dict[str, Value], depth: int) -> Iterator[Element]:
    """Yield what stands in the lists of an object and of the objects in it; all else is gathered in `rest`."""
    if depth < 0:
        raise TooDeep
    own = f"{way.removesuffix('.')}[]" if way else ""
    if is_topology(value):
        yield from (Element(f"{name}[]", feature) for name, feature in features_of(value))
        return
    if is_cube(value):
        yield from (Element(own, row) for row in rows_of_cube(value))
        rest.update(beside_cube(value))
        return
    if columns := rows_of_columns(value):
        yield from (Element(own, row) for row in columns)
        return
    for name, item in members_of(value):
        if isinstance(item, list):
            yield from (Element(f"{way}{name}[]", part) for part in item)
        elif isinstance(item, dict) and not _is_one(item):
            beside: dict[str, Value] = {}
            yield from _lists(item, f"{way}{name}.", beside, depth - 1)
            if beside:
                rest[name] = beside
        else:
            rest[name] = item


def _taken_apart(window: Window, depth: int) -> Iterator[Element]:
    """Yield the records of a long document."""
    rest: dict[str, Value] = {}
    yield from _members(window, "", rest, depth)
    if rest:
        yield Element(COLLECTION, rest)


def _members(window: Window, way: str, rest: dict[str, Value], depth: int) -> Iterator[Element]:
    """Yield what stands in the lists of a long object, member by member; what is short is gathered first.

    Many short records side by side are records whose names are data.
    """
    if depth < 0:
        raise TooDeep
    short: dict[str, Value] = {}
    named, lookup = f"{way.removesuffix('.')}{{}}", False
    for name in window.members():
        personal = looks_personal(name)
        if window.peek() == "[":
            for value in window.array(-1 if personal else depth):
                yield Element(named, (name, value)) if personal else Element(f"{way}{name}[]", value)
        elif personal:
            yield Element(named, (name, window.value(window.longest)))
        elif whole := _short_member(window):
            short[name] = whole[0]
            lookup = lookup or (len(short) == _MOST_GATHERED + 1 and is_lookup(short))
        else:
            beside: dict[str, Value] = {}
            yield from _members(window, f"{way}{name}.", beside, depth - 1)
            rest |= {name: beside} if beside else {}
        if lookup:
            yield from (Element(named, pair) for pair in short.items())
            short = {}
    if is_lookup(short) and not rows_of_columns(short):
        yield from (Element(named, pair) for pair in short.items())
    else:
        yield from _lists(short, way, rest, depth)


def _short_member(window: Window) -> tuple[Value, ...]:
    """Read the value of a member; return nothing, and stay where it is, when it is a long object."""
    if window.peek() != "{":
        return (window.value(window.longest),)
    try:
        return (window.value(_SHORT_MEMBER),)
    except TooLong:
        return ()
