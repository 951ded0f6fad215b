"""By which columns people are found: all of them, all but one, and the smallest sets that find nearly as many."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from pia_toolkit.disclosure_risk.linkage.exact import Match, match
from pia_toolkit.disclosure_risk.linkage.matched_files import Files
from pia_toolkit.domain.linkage_risk import Matched

ROW_VISITS = 80_000_000
"""Rows of both files times sets that may be counted; about 15 million a second."""

_NEARLY = 0.9
"""Share of what the best set finds one to one, beyond chance, from which a smaller set is said to do as well."""

_MOST_TOLD = 10


@dataclass(frozen=True)
class SetsFound:
    """What sets of columns find; `largest`: columns in the largest sets counted, that of all columns set aside."""

    all_columns: Matched
    without_one: tuple[Matched, ...]
    best: tuple[Matched, ...]
    counted: int
    largest: int


def count_sets(
    files: Files, names: Sequence[tuple[str, ...]], on_all: Match, row_visits: int = ROW_VISITS
) -> SetsFound:
    """Count what sets of columns find: all (`on_all`), all but one, and those of few, as far as `row_visits` allow.

    The best set finds most units one to one after what chance finds is taken off.
    """
    everything = tuple(range(len(names)))
    counted = {everything: told(on_all, files, everything, names)}
    for places in combinations(everything, len(names) - 1):
        if places:
            counted[places] = told(match(files, places), files, places, names)
    without = [counted[places] for places in combinations(everything, len(names) - 1) if places]
    largest, visits = 0, max(files.ours.rows + files.theirs.rows, 1)
    sets_left = row_visits // visits
    while largest < len(names) and comb(len(names), largest + 1) <= sets_left:
        largest += 1
        sets_left -= comb(len(names), largest)
        for places in combinations(everything, largest):
            if places not in counted:
                counted[places] = told(match(files, places), files, places, names)
    return SetsFound(counted[everything], tuple(without), _best(counted), len(counted), largest)


def told(found: Match, files: Files, places: Sequence[int], names: Sequence[tuple[str, ...]]) -> Matched:
    """Return what one set of columns finds, and what it would by chance."""
    units = max(files.ours.unit_count, 1)
    return Matched(
        columns=tuple(name for place in places for name in names[place]),
        units=found.found,
        share=found.found / units,
        one_to_one=found.one_to_one,
        one_to_one_share=found.one_to_one / units,
        chance_share=min(1.0, found.chance / units),
        chance_one_to_one_share=min(1.0, found.chance_one_to_one / units),
    )


def _beyond_chance(matched: Matched) -> float:
    return max(0.0, matched.one_to_one_share - matched.chance_one_to_one_share)


def _best(counted: dict[tuple[int, ...], Matched]) -> tuple[Matched, ...]:
    """Return the sets that do nearly as well as the best and hold no smaller one that does; the best of them first."""
    most = max(map(_beyond_chance, counted.values()))
    if not most:
        return ()
    good = {places: found for places, found in counted.items() if _beyond_chance(found) >= _NEARLY * most}
    smallest = [
        (places, found) for places, found in good.items() if not any(set(other) < set(places) for other in good)
    ]
    smallest.sort(key=lambda entry: (len(entry[0]), -_beyond_chance(entry[1]), entry[0]))
    return tuple(found for _, found in smallest[:_MOST_TOLD])
