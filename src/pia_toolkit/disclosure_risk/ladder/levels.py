"""The levels of a column: as it is, coarser by one sensible step after another, left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from pia_toolkit.disclosure_risk.encode import Encoded, EncodedColumn
from pia_toolkit.disclosure_risk.ladder.rules import LadderRules
from pia_toolkit.disclosure_risk.places import Place
from pia_toolkit.domain.steps import Bands, Cap, CoarsenPlace, CoarsenTime, Drop, Shorten
from pia_toolkit.transformation.fitting import ValueStep
from pia_toolkit.transformation.numbers import read_numbers

_MOST = 0.9
"""Share of the different values that must be numbers before bands are thought of."""
_ENDS = (5, 95)
_NICE = (1, 2, 5)


@dataclass(frozen=True)
class Dial:
    """One column, or the columns of one place, and how it can be turned, from fine to coarse.

    A turn is one step, or for a place that is left out one for each of its columns.
    """

    columns: tuple[str, ...]
    turns: tuple[tuple[ValueStep, ...], ...]


def dials_of(
    encoded: Encoded, quasi_identifiers: dict[str, str], places: Sequence[Place], rules: LadderRules
) -> tuple[Dial, ...]:
    """Return what can be turned on a table; `quasi_identifiers` are columns with their categories."""
    whole = [place for place in places if len(place.columns) > 1 or place.is_pair]
    placed = [place for place in whole if all(name in quasi_identifiers for name in place.columns)]
    taken = {name for place in placed for name in place.columns}
    dials = [
        Dial(
            place.columns,
            (
                *((CoarsenPlace(columns=place.columns, metres=metres),) for metres in rules.place),
                tuple(Drop(column=name) for name in place.columns),
            ),
        )
        for place in placed
    ]
    dials += [
        Dial((name,), tuple((step,) for step in (*_steps(encoded.columns[name], category, rules), Drop(column=name))))
        for name, category in quasi_identifiers.items()
        if name not in taken
    ]
    return tuple(dials)


def _steps(column: EncodedColumn, category: str, rules: LadderRules) -> tuple[ValueStep, ...]:
    name = column.name
    steps: list[ValueStep] = [CoarsenTime(column=name, period=period) for period in rules.time.get(category, ())]
    steps += [Bands(column=name, width=width) for width in rules.bands.get(category, ())]
    steps += [Cap(column=name, most=most) for most in rules.cap.get(category, ())]
    if category in rules.shorten:
        steps += _shortened(column, rules.shorten[category])
    return tuple(steps) or _by_range(column, rules)


def _shortened(column: EncodedColumn, shares: Sequence[float]) -> list[ValueStep]:
    """Keep shares of the usual length of a code; what leaves one length twice or all of it is no step."""
    if not column.distinct:
        return []
    usual = int(np.median(pc.utf8_length(column.values).to_numpy(zero_copy_only=False)))
    lengths = dict.fromkeys(max(1, round(usual * share)) for share in shares)
    return [Shorten(column=column.name, characters=length) for length in lengths if length < usual]


def _by_range(column: EncodedColumn, rules: LadderRules) -> tuple[ValueStep, ...]:
    """Give a column of many numbers bands that suit its range."""
    if column.distinct < rules.few_values:
        return ()
    numbers = read_numbers(column.values)
    known = numbers[np.isfinite(numbers)]
    if len(known) < _MOST * column.distinct:
        return ()
    low, high = np.percentile(known, _ENDS)
    if high <= low:
        return ()
    widths = dict.fromkeys(nice_width((high - low) / parts) for parts in rules.bands_in_range)
    return tuple(Bands(column=column.name, width=width) for width in widths)


def nice_width(width: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the nearest to a width from above."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(next((nice * power for nice in _NICE if nice * power >= width), 10 * power))
