"""Records taken apart into single values, so that each one that differs can be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pia_toolkit.domain.difference import Area, Change, How
from pia_toolkit.domain.frozen import Scalar

_NAMED_BY = ("measure", "scenario", "name", "id", "text")
"""Fields by which the records of a list are told apart, the first that a record has."""


@dataclass(frozen=True)
class Place:
    """Where a value stands: the thing it belongs to, and what of that thing it is."""

    subject: tuple[str, ...]
    aspect: str = ""


Leaves = Mapping[Place, Scalar | None]
Said = Mapping[str, Scalar | None]
"""What is said of one thing, by aspect."""


def leaves(data: Mapping[str, Any]) -> dict[Place, Scalar | None]:
    """Return every value of plain data by its place.

    A record in a list is a thing of its own, named by its own name; what stands in a list of words is told by the word.
    """
    return dict(_within((), data))


def differing(area: Area, before: Leaves, after: Leaves) -> Iterator[Change]:
    """Return a change for each value that is there on one side only, or is another."""
    for place in [*before, *(place for place in after if place not in before)]:
        known = (place in before, place in after)
        if _same(before.get(place), after.get(place)):
            continue
        yield Change(
            area=area,
            how={(True, True): How.CHANGED, (True, False): How.GONE}.get(known, How.NEW),
            subject=place.subject,
            aspect=place.aspect,
            before=before.get(place),
            after=after.get(place),
        )


def differing_aspects(area: Area, subject: tuple[str, ...], before: Said, after: Said) -> Iterator[Change]:
    """Return what differs in what two sides say of one thing; empty for a side on which it is not there."""
    how = How.CHANGED if before and after else How.NEW if after else How.GONE
    for aspect in before or after:
        was, now = before.get(aspect), after.get(aspect)
        if not _same(was, now):
            yield Change(area=area, how=how, subject=subject, aspect=aspect, before=was, after=now)


def _same(one: Scalar | None, other: Scalar | None) -> bool:
    """Whether two values are the same; for Python, true and 1 are, for a reader they are not."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _within(subject: tuple[str, ...], value: object) -> Iterator[tuple[Place, Scalar | None]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _within((*subject, str(key)), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for name, fields in _named(value):
            yield from _of_record(Place((*subject, name)), fields)
    else:
        yield Place(subject), _plain(value)


def _of_record(place: Place, fields: object) -> Iterator[tuple[Place, Scalar | None]]:
    """Yield the values of one thing; only lists within it hold things of their own."""
    if isinstance(fields, Mapping):
        for key, inner in fields.items():
            yield from _of_record(Place(place.subject, f"{place.aspect}.{key}".strip(".")), inner)
    elif isinstance(fields, Sequence) and not isinstance(fields, str):
        yield from _within((*place.subject, place.aspect), fields)
    else:
        yield place, _plain(fields)


def _plain(value: object) -> Scalar | None:
    """Return a single value; a text that says nothing is nothing."""
    return None if value == "" else cast("Scalar | None", value)


def _named(entries: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Give each entry of a list a name of its own; the second of one name gets a number."""
    taken: dict[str, int] = {}
    for entry in entries:
        key = next((key for key in _NAMED_BY if entry.get(key)), None) if isinstance(entry, Mapping) else None
        name = str(entry[key]) if key else ("" if isinstance(entry, Mapping) else str(entry))
        others = {other: said for other, said in entry.items() if other != key} if key else entry
        taken[name] = taken.get(name, 0) + 1
        yield (name if taken[name] == 1 else f"{name} ({taken[name]})"), others or name
