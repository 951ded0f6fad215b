"""Which columns of a table make up places: a latitude with its longitude, or one column that holds both."""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.disclosure_risk.choice_rules import choice_rules
from pia_toolkit.domain.inventory import TableVerdict


@dataclass(frozen=True)
class Place:
    """The columns of one place: north and east, one of them alone, or one column that holds both numbers.

    `certain` is false for a column that may hold words instead of numbers.
    """

    columns: tuple[str, ...]
    is_pair: bool = False
    is_east: bool = False
    certain: bool = True


def join_places(names: Sequence[str], places: Sequence[Place]) -> tuple[tuple[str, ...], ...]:
    """Return some columns, in their order, with those that make one place together."""
    place_of = {name: place.columns for place in places for name in place.columns}
    joined = {name: tuple(one for one in place_of.get(name, (name,)) if one in names) for name in names}
    return tuple(dict.fromkeys(joined.values()))


def find_places(verdict: TableVerdict) -> tuple[Place, ...]:
    """Return the places a table holds, such as the start and the end of a trip.

    The first latitude belongs to the first longitude, the second to the second: the order in which files
    write them.
    """
    known = choice_rules().coordinates
    places: list[Place] = []
    for north_categories, east_categories in (
        (known.latitude, known.longitude),
        (known.northing, known.easting),
    ):
        norths = [column.name for column in verdict.with_category(*north_categories)]
        easts = [column.name for column in verdict.with_category(*east_categories)]
        both = min(len(norths), len(easts))
        places += [Place(columns) for columns in zip(norths[:both], easts[:both], strict=True)]
        places += [Place((name,)) for name in norths[both:]]
        places += [Place((name,), is_east=True) for name in easts[both:]]
    places += [Place((column.name,), is_pair=True) for column in verdict.with_category(*known.pair)]
    places += [
        Place((column.name,), is_pair=True, certain=False) for column in verdict.with_category(*known.pair_or_words)
    ]
    return tuple(places)
