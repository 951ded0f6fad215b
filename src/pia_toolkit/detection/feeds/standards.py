"""Published feed standards, one file each in `feeds/`, and which of their tables a table is."""

from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from pia_toolkit.content import read_with_lines, validated
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.domain.frozen import Frozen, Named
from pia_toolkit.domain.inventory import UnitKind
from pia_toolkit.errors import ContentInvalid, PiaError, Several, raise_all
from pia_toolkit.resources import beside, content_files

_REQUIRED_SHARE = 0.8
_KNOWN_SHARE = 0.5
_FEWEST_COLUMNS = 3
"""A table is known by this share of the required columns, when this share of all its columns is in the standard.

Of a table of fewer columns every one must be there, and none that the standard does not know.
"""

_NOT_SPELT = str.maketrans("", "", " _-")

Kind = Literal["records", "traces", "load-curves", "aggregate", "reference", "register"]


class FeedUnit(Frozen):
    """Who or what the rows of a table are about, and the field that carries it."""

    kind: UnitKind
    field: str


class FeedTable(Frozen):
    """One table of a standard.

    `required`: fields by which it is known; several names in one entry are names of the same field in several
    versions. `fields`: what a field holds, by category; `others`: further fields of the table. `contacts`: fields by
    which an organisation is reached. `persons`: whether such a table describes persons at all. `notes`: sentences of
    `detecting.yaml` that belong to a field.
    """

    name: str
    required: tuple[str | tuple[str, ...], ...] = Field(min_length=1)
    kind: Kind
    unit: FeedUnit | None = None
    persons: bool
    fields: dict[str, str] = Field(default_factory=dict)
    others: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    notes: dict[str, str] = Field(default_factory=dict)


class Feed(Named):
    """A published standard: its name, its versions, who publishes it and where."""

    title: str
    versions: str
    publisher: str
    reference: str
    tables: tuple[FeedTable, ...]


@dataclass(frozen=True)
class Known:
    """A table of a standard, and which column of the table at hand is which of its fields (in plain form)."""

    feed: Feed
    table: FeedTable
    columns: dict[str, str] = field(repr=False)

    def column(self, field_name: str) -> str | None:
        """Return the column that is a field."""
        return next((name for name, found in self.columns.items() if found == _plain(field_name)), None)

    def required_columns(self) -> list[str]:
        """Return the columns by which the table is known."""
        found = (self.column(name) for entry in self.table.required for name in _names(entry))
        return [name for name in found if name is not None]

    def category_of(self, column: str) -> str | None:
        """Return what the standard says a column holds, if it says so."""
        meant = {_plain(name): category for name, category in self.table.fields.items()}
        return meant.get(self.columns.get(column, ""))

    def is_contact(self, column: str) -> bool:
        """Tell whether by a column an organisation is reached."""
        return self.columns.get(column, "") in map(_plain, self.table.contacts)


@cache
def load_feeds(folder: Path | None = None) -> tuple[Feed, ...]:
    """Load every standard. Raises `ContentInvalid` (or `Several`) naming file, line and field."""
    categories = {recognizer.category for recognizer in load_registry().recognizers}
    feeds: list[Feed] = []
    problems: list[PiaError] = []
    for path in content_files(folder or beside("detection", "feeds")):
        try:
            feeds.append(_load(path, categories))
        except Several as several:
            problems.extend(several.errors)
        except ContentInvalid as problem:
            problems.append(problem)
    raise_all(problems)
    return tuple(feeds)


def _load(path: Path, categories: set[str]) -> Feed:
    data, lines = read_with_lines(path)
    feed = validated(data, Feed, path.name, lines)
    problems: list[PiaError] = []

    def complain(place: tuple[str | int, ...], problem: str) -> None:
        where = ".".join(map(str, place))
        problems.append(ContentInvalid(file=path.name, line=lines.get(place, 0), field=where, problem=problem))

    if feed.id != path.stem:
        complain(("id",), "id is not the file's name")
    for number, table in enumerate(feed.tables):
        for name, category in table.fields.items():
            if category not in categories:
                complain(("tables", number, "fields", name), f"unknown category {category}")
        named = _fields(table)
        for name in table.notes:
            if _plain(name) not in named:
                complain(("tables", number, "notes", name), f"{name} is no field of the table")
        if table.unit and _plain(table.unit.field) not in named:
            complain(("tables", number, "unit", "field"), f"{table.unit.field} is no field of the table")
    raise_all(problems)
    return feed


@lru_cache(maxsize=256)
def recognise(columns: tuple[str, ...]) -> Known | None:
    """Return the table of a standard that has these columns, if there is one."""
    best: tuple[tuple[float, int], Known] | None = None
    for feed in load_feeds():
        for table in feed.tables:
            match = _match(feed, table, columns)
            if match and (best is None or match[0] > best[0]):
                best = match
    return best[1] if best else None


def _match(feed: Feed, table: FeedTable, columns: tuple[str, ...]) -> tuple[tuple[float, int], Known] | None:
    """Tell how well columns fit a table of a standard, if they do: share of required fields, number of known ones."""
    fields = _fields(table)
    found: dict[str, str] = {}
    for name in columns:
        plain = next((form for form in _forms(name) if form in fields and form not in found.values()), None)
        if plain is not None:
            found[name] = plain
    present = set(found.values())
    required = [any(_plain(name) in present for name in _names(entry)) for entry in table.required]
    share = sum(required) / len(required)
    many = sum(required) >= _FEWEST_COLUMNS and len(found) >= _KNOWN_SHARE * len(columns)
    if not (share >= _REQUIRED_SHARE and (many or (share == 1 and len(found) == len(columns)))):
        return None
    return (share, len(found)), Known(feed, table, found)


def _names(entry: str | tuple[str, ...]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


def _fields(table: FeedTable) -> frozenset[str]:
    """Return every field of a table in plain form."""
    required = (name for entry in table.required for name in _names(entry))
    return frozenset(map(_plain, (*required, *table.fields, *table.others, *table.contacts)))


def _forms(column: str) -> tuple[str, ...]:
    """Return the plain forms of a column: as it is, and as it is called within each list of records around it."""
    steps = column.removeprefix("attributes.").removeprefix("fields.").removeprefix("properties.").split(".")
    starts = [at for at, step in enumerate(steps) if at == 0 or "[]" in step or "[]" in steps[at - 1]]
    return tuple(_plain(".".join(steps[start:]).replace("geometry.", "")) for start in starts)


@lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    """Return a name without what spellings differ in: `tripId`, `trip_id` and `Trip ID` are one."""
    return name.casefold().translate(_NOT_SPELT)
