"""The copy of its data that a pivot table keeps in an XLSX workbook, often after the data themselves were deleted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import zip_longest

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.packed.compressed import DAMAGED
from pia_toolkit.readers.record_table import RecordTable, Rows
from pia_toolkit.readers.workbooks.ooxml import Package
from pia_toolkit.readers.workbooks.xml_elements import Element, MarkupRefused, elements

_VALUES = ("x", "s", "n", "d", "b", "e", "m")
"""Elements that stand for one cell: a number of a shared item, a text, number, moment, truth, error, nothing."""
_MOST_ITEMS = 5_000_000

OpenPackage = Callable[[], AbstractContextManager[Package]]


@dataclass(frozen=True, repr=False)
class _Cache:
    names: tuple[str, ...]
    items: tuple[tuple[str | None, ...], ...]
    records: str


def pivot_tables(package: Package, reopen: OpenPackage, name: str, source: Source, path: str) -> Iterator[RecordTable]:
    """Yield a table for each copy: its records, or where only distinct values were kept, those side by side.

    `reopen` opens the workbook again when the records are wanted. Raises `MarkupRefused` for a broken part.
    """
    definitions = [member for member in sorted(package.members) if _is_definition(member)]
    for number, member in enumerate(definitions, 1):
        cache = _cache(package, member)
        rows = _records(package, cache) if cache.records else zip_longest(*cache.items)
        if not sum(any(row) for row in rows):  # all of it is read, so that damage shows now and not in the scan
            continue
        shown = f"{name} - pivot cache" if len(definitions) == 1 else f"{name} - pivot cache {number}"
        safe = safe_names(cache.names)
        notes = (ReadingNote(code="pivot-cache"), *safe.notes)
        yield RecordTable(shown, source, safe.names, notes, _opener(cache, reopen, path))


def _opener(cache: _Cache, reopen: OpenPackage, path: str) -> Callable[[], Rows]:
    def rows() -> Rows:
        if not cache.records:
            yield from zip_longest(*cache.items)
            return
        try:
            with reopen() as package:
                yield from _records(package, cache)
        except (MarkupRefused, *DAMAGED):
            raise FileDamaged(path=path, where=cache.records) from None

    return rows


def _is_definition(member: str) -> bool:
    return "/pivotCacheDefinition" in member and member.endswith(".xml")


def _cache(package: Package, member: str) -> _Cache:
    """Read what columns a copy has and which distinct values they share."""
    names: list[str] = []
    items: list[tuple[str | None, ...]] = []
    with package.archive.open(member) as stream:
        held: list[str | None] = []
        for element in elements(stream, {"cacheField", *_VALUES}, {"sharedItems", "fieldGroup"}):
            if element.name == "cacheField":
                names.append(element.attributes.get("name", ""))
                items.append(tuple(held))
                held.clear()
            elif "sharedItems" in element.around and "fieldGroup" not in element.around:
                held.append(_value(element))
            if len(held) > _MOST_ITEMS:
                raise MarkupRefused
    return _Cache(tuple(names), tuple(items), next(iter(package.related(member, "pivotCacheRecords")), ""))


def _records(package: Package, cache: _Cache) -> Iterator[Sequence[str | None]]:
    row: list[str | None] = []
    with package.archive.open(cache.records) as stream:
        for element in elements(stream, {"r", *_VALUES}):
            if element.name == "r":
                yield (row + [None] * len(cache.names))[: len(cache.names)]
                row = []
            elif len(row) < len(cache.names):
                row.append(_shared(cache, len(row), element) if element.name == "x" else _value(element))


def _shared(cache: _Cache, column: int, element: Element) -> str | None:
    given, items = element.attributes.get("v", ""), cache.items[column]
    return items[int(given)] if given.isdecimal() and int(given) < len(items) else None


def _value(element: Element) -> str | None:
    return None if element.name in {"m", "e"} else element.attributes.get("v") or None
