"""How easily people are singled out in one table: groups that look alike, places, times."""

from dataclasses import dataclass

from pia_toolkit.domain.class_risk import ClassMeasures, Diversity, Policy, SizeBand
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.reasoning import note_sentences


@dataclass(frozen=True)
class Band:
    """One bar: groups of a size, how many units are in them. `upper_bound`: too few to be told."""

    label: str
    count: str
    share: str
    figure: str
    length: float
    upper_bound: bool
    exposed: bool


@dataclass(frozen=True)
class Groups:
    """Groups of units that look alike: the message, the bars, the thresholds, k last.

    `chosen` is (column, category, distinct values, chosen by); `thresholds` is (groups, units, share, rows).
    """

    message: str
    chosen: tuple[tuple[str, str, str, str], ...]
    bands: tuple[Band, ...]
    bands_note: str
    thresholds: tuple[tuple[str, str, str, str], ...]
    accepted: str
    alone: str
    uniform: tuple[str, ...]
    smallest: str


@dataclass(frozen=True)
class Singling:
    """Everything measured on one table, in words. `places` and `times` are rows of cells."""

    unit: str
    groups: Groups | None
    places: tuple[tuple[str, ...], ...]
    times: tuple[tuple[str, ...], ...]
    not_measured: tuple[str, ...]


def tell_singling_out(risk: TableRisk, policy: Policy, figures: Figures) -> Singling:
    """Tell what was measured on one table."""
    words = figures.words
    carried = "by-column" if risk.unit.column else "by-row"
    return Singling(
        unit=words(
            f"report.singled.unit-{carried}",
            unit=words.label("unit-kind", risk.unit.kind),
            column=risk.unit.column or "",
            units=figures.counted(risk.unit.kind, risk.units),
        ),
        groups=_tell_groups(risk, risk.classes, policy, figures) if risk.classes else None,
        places=_tell_places(risk, policy, figures),
        times=_tell_times(risk, policy, figures),
        not_measured=note_sentences(risk.not_measured, words),
    )


def tell_at_risk(risk: TableRisk, classes: ClassMeasures, policy: Policy, figures: Figures) -> str:
    """Return the message of a table: which share of its units is in groups smaller than the city's floor."""
    below = classes.below(policy.small_class)
    units = below.units if below else classes.uniques
    few = "few" if figures.is_few(units) else "share"
    return figures.words(
        f"report.singled.{'message' if below else 'message-alone'}-{few}",
        share=figures.share(units, risk.units),
        units=figures.counted(risk.unit.kind, risk.units),
        floor=policy.small_class,
    )


def _tell_groups(risk: TableRisk, classes: ClassMeasures, policy: Policy, figures: Figures) -> Groups:
    words, kind = figures.words, risk.unit.kind
    appearances = sum(band.units for band in classes.histogram)
    below = classes.below(policy.small_class)
    accepted = "above" if below and below.share > policy.acceptable_share else "within"
    return Groups(
        message=figures.capitalised(tell_at_risk(risk, classes, policy, figures)),
        chosen=tuple(
            (
                chosen.column,
                words.label("category", chosen.category),
                figures.number(chosen.distinct),
                words.label("chosen-by", chosen.chosen_by),
            )
            for chosen in classes.quasi_identifiers
        ),
        bands=tuple(_tell_band(band, max(appearances, risk.units), policy, figures) for band in classes.histogram),
        bands_note=words("report.singled.several-combinations") if appearances > risk.units else "",
        thresholds=tuple(
            (
                words("report.singled.smaller-than", threshold=entry.threshold),
                figures.people(entry.units),
                figures.share(entry.units, risk.units),
                figures.people(entry.rows),
            )
            for entry in classes.at_risk
        ),
        accepted=words(
            f"report.singled.accepted-{accepted}",
            accepted=figures.percent(policy.acceptable_share),
            floor=policy.small_class,
        )
        if below
        else "",
        alone=words("report.singled.alone", units=figures.counted(kind, classes.uniques)),
        uniform=tuple(_tell_uniform(entry, kind, figures) for entry in risk.diversity),
        smallest=words("report.singled.smallest", k=figures.number(classes.k), groups=figures.number(classes.classes)),
    )


def _tell_band(band: SizeBand, base: int, policy: Policy, figures: Figures) -> Band:
    words = figures.words
    if band.largest is None:
        label = words("report.singled.band-open", smallest=figures.number(band.smallest))
    elif band.smallest == band.largest:
        label = words(
            "report.singled.band-alone" if band.smallest == 1 else "report.singled.band-one",
            size=band.smallest,
        )
    else:
        label = words(
            "report.singled.band",
            smallest=figures.number(band.smallest),
            largest=figures.number(band.largest),
        )
    few = figures.is_few(band.units)
    count, share = figures.people(band.units), figures.share(band.units, base)
    return Band(
        label=label,
        count=count,
        share=share,
        figure=count if few else words("report.singled.band-figure", share=share, count=count),
        length=min(1.0, (figures.floor - 1 if few else band.units) / base) if base else 0.0,
        upper_bound=few,
        exposed=band.smallest < policy.small_class,
    )


def _tell_uniform(diversity: Diversity, kind: str, figures: Figures) -> str:
    """Say for how many units the group alone gives a sensitive value away."""
    words = figures.words
    name = "given-away" if diversity.units_with_one_value else "not-given-away"
    return words(
        f"report.singled.{name}",
        column=diversity.column,
        category=words.label("category", diversity.category),
        units=figures.counted(kind, diversity.units_with_one_value),
        fewest=diversity.distinct_l,
    )


def _tell_places(risk: TableRisk, policy: Policy, figures: Figures) -> tuple[tuple[str, ...], ...]:
    words = figures.words
    return tuple(
        (
            words("report.list-separator").join(place.columns),
            words("report.singled.ground", distance=figures.metres(place.metres)),
            words(
                f"report.singled.{'finer' if place.metres < policy.fine_location_metres else 'not-finer'}",
                limit=figures.metres(policy.fine_location_metres),
            ),
            figures.number(place.distinct_places),
        )
        for place in risk.locations
    )


def _tell_times(risk: TableRisk, policy: Policy, figures: Figures) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            time.column,
            figures.step(time.step_seconds),
            _fineness(time.step_seconds, policy.fine_time_seconds, figures) if time.step_seconds else "",
            _years(time.first_year, time.last_year),
        )
        for time in risk.times
    )


def _fineness(step: int, limit: int, figures: Figures) -> str:
    name = "finer" if step < limit else "not-finer"
    return figures.words(f"report.singled.{name}", limit=figures.step(limit))


def _years(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"
