"""How easily people are singled out: the figures of two measurements side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.difference import Area, Change, Direction, Gravity, How
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.risk import RiskReport, TableRisk
from pia_toolkit.domain.trace_risk import TraceUnicity

_POINTS = "4"
"""The number of known points for which unicity is usually told (de Montjoye 2013); others are less looked at."""


@dataclass(frozen=True)
class Figure:
    """One figure. `more_is`: whether people are worse or better off when it is higher."""

    value: Scalar | None
    more_is: Direction = Direction.WORSE


Figures = dict[tuple[str, ...], Figure]
"""Figures by their name and what they are about: columns, or a resolution and a number of points."""


def figures(before: RiskReport, after: RiskReport) -> Iterator[Change]:
    """Compare the figures of every table. A change over the floor or the accepted share of the city is major."""
    old, new = ({table.table: table for table in report.tables} for report in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        sides = [
            figures_of(side[name], report.policy) if name in side else {}
            for side, report in ((old, before), (new, after))
        ]
        for key in [*sides[0], *(key for key in sides[1] if key not in sides[0])]:
            known = [side.get(key) for side in sides]
            change = _change((name, *key[1:]), key[0], *known)
            if change is not None:
                yield change.model_copy(update={"gravity": _gravity(change, before.policy, after.policy)})


def _change(subject: tuple[str, ...], aspect: str, before: Figure | None, after: Figure | None) -> Change | None:
    values = [figure.value if figure else None for figure in (before, after)]
    if values[0] == values[1]:
        return None
    how = How.NEW if values[0] is None else How.GONE if values[1] is None else How.CHANGED
    more_is = next(figure.more_is for figure in (after, before) if figure)
    return Change(
        area=Area.FIGURE,
        how=how,
        subject=subject,
        aspect=aspect,
        before=values[0],
        after=values[1],
        direction=_direction(values[0], values[1], more_is),
    )


def _direction(before: Scalar | None, after: Scalar | None, more_is: Direction) -> Direction:
    if more_is is Direction.NEITHER or not isinstance(before, int | float) or not isinstance(after, int | float):
        return Direction.NEITHER
    other = Direction.BETTER if more_is is Direction.WORSE else Direction.WORSE
    return more_is if after > before else other


def _gravity(change: Change, before: Policy, after: Policy) -> Gravity:
    """Say how much a change weighs: whether it goes over a threshold of the city, or tells how risky the data are."""
    if change.aspect == "k" and change.how is How.CHANGED:
        was, now = _number(change.before) < before.small_class, _number(change.after) < after.small_class
        return Gravity.MAJOR if was != now else Gravity.NOTABLE
    if change.aspect == "at-risk" and change.how is How.CHANGED:
        was = _number(change.before) > before.acceptable_share
        return Gravity.MAJOR if was != (_number(change.after) > after.acceptable_share) else Gravity.NOTABLE
    other_points = change.aspect in ("unicity", "load-unicity") and change.subject[-1] != _POINTS
    return Gravity.MINOR if other_points or change.aspect in ("rows", "units") else Gravity.NOTABLE


def _number(value: Scalar | None) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def figures_of(table: TableRisk, policy: Policy) -> Figures:
    """Return the figures of a table by which people judge it."""
    neither = Direction.NEITHER
    found: Figures = {("rows",): Figure(table.rows, neither), ("units",): Figure(table.units, neither)}
    classes = table.classes
    if classes is not None:
        at_risk = classes.below(policy.small_class)
        columns = ", ".join(sorted(column.column for column in classes.quasi_identifiers))
        found[("quasi-identifiers",)] = Figure(columns, neither)
        found[("k",)] = Figure(classes.k, Direction.BETTER)
        found[("unique",)] = Figure(classes.unique_share)
        found[("at-risk",)] = Figure(at_risk.share if at_risk else None)
    if table.attack is not None:
        found[("marketer",)] = Figure(table.attack.marketer)
    if table.population is not None:
        found[("population-unique",)] = Figure(table.population.share)
    if table.reference is not None:
        found[("k-map",)] = Figure(table.reference.k_map, Direction.BETTER)
    for diversity in table.diversity:
        found["one-value", diversity.column] = Figure(diversity.units_with_one_value / max(table.units, 1))
    return found | _of_series(table) | _of_counts(table, policy) | _of_precision(table)


def _of_series(table: TableRisk) -> Figures:
    """Return what points of a trace, homes and load curves give away."""
    found: Figures = {}
    curves = table.load_curves
    for name, unicity in (("unicity", table.unicity), ("load-unicity", curves.unicity if curves else ())):
        for resolution in unicity:
            found |= _of_unicity(name, resolution)
    for home in table.home_work:
        found["home-alone", _told(home.metres)] = Figure(home.home_alone_share)
        found["home-work-alone", _told(home.metres)] = Figure(home.pair_alone_share)
    for match in curves.week_to_week if curves else ():
        found["week-to-week", _told(match.seconds)] = Figure(match.identified_share.value)
    return found


def _of_unicity(name: str, resolution: TraceUnicity) -> Figures:
    place = (_told(resolution.metres), _told(resolution.seconds))
    return {(name, *place, _told(entry.points)): Figure(entry.mean.value) for entry in resolution.by_points}


def _of_counts(table: TableRisk, policy: Policy) -> Figures:
    """Return what a table of counts gives away, and what linking with public files finds."""
    found: Figures = {}
    small = table.counts.below(policy.small_class) if table.counts else None
    if small is not None:
        found[("small-counts",)] = Figure(small.cells)
    for dominance in table.dominance:
        found["dominated", dominance.amount] = Figure(dominance.dominated)
    for link in table.linkage:
        if link.matched is not None:
            found["linked", link.public_table] = Figure(link.matched.one_to_one_share)
    return found


def _of_precision(table: TableRisk) -> Figures:
    """Return how fine places and times are: the more metres and seconds, the better."""
    better = Direction.BETTER
    places: Figures = {("metres", *place.columns): Figure(place.metres, better) for place in table.locations}
    return places | {("step", time.column): Figure(time.step_seconds, better) for time in table.times}


def _told(number: float | None) -> str:
    """Return a number as part of a name; empty where a place or a time is as it is written, or not known."""
    return "" if number is None else f"{number:g}"
