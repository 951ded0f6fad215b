"""How fine places and times are, against the city's limits: a scale instead of a map."""

from math import log10

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.risk import LocationPrecision, TableRisk, TimeStep
from pia_toolkit.reports.blocks import Block, Content, Grid
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.pictures import Mark, Ruler

_METRES = (0.1, 100_000.0)
_METRE_TICKS = (1.0, 10.0, 100.0, 1_000.0, 10_000.0)
_SECONDS = (1.0, 31_536_000.0)
_SECOND_TICKS = (60, 3_600, 86_400, 2_592_000)


def tell_fineness(risk: TableRisk, policy: Policy, figures: Figures) -> tuple[Block, ...]:
    """Tell how fine the places and the times of a table are."""
    blocks = []
    if risk.locations:
        blocks.append(_places(risk.locations, policy, figures))
    if risk.times:
        blocks.append(_times(risk.times, policy, figures))
    return tuple(blocks)


def _places(places: tuple[LocationPrecision, ...], policy: Policy, figures: Figures) -> Block:
    words = figures.words
    limit = policy.fine_location_metres
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            _named(place, figures),
            words("singled.ground", distance=figures.metres(place.metres)),
            words(f"singled.{'finer' if place.metres < limit else 'not-finer'}", limit=figures.metres(limit)),
            place.distinct_places,
        )
        for place in places
    )
    headings = tuple(words(f"singled.{name}") for name in ("columns", "precision", "verdict", "distinct-places"))
    finest = min(places, key=lambda place: place.metres)
    name = "fine" if finest.metres < limit else "coarse"
    return Block(
        title=words("singled.places"),
        message=words(f"singled.places-{name}", distance=figures.metres(finest.metres), limit=figures.metres(limit)),
        picture=Ruler(
            ticks=tuple(Mark(_on(metres, _METRES), figures.metres(metres)) for metres in _METRE_TICKS),
            marks=tuple(
                Mark(
                    _on(place.metres, _METRES),
                    words("singled.mark", column=_named(place, figures), fineness=figures.metres(place.metres)),
                    exposed=place.metres < limit,
                )
                for place in places
            ),
            text=words("singled.places-picture"),
            limit=Mark(_on(limit, _METRES), words("singled.limit", limit=figures.metres(limit))),
        ),
        grids=(Grid(words("singled.places-table"), headings, rows),),
        small=(words("singled.places-whose"),),
    )


def _times(times: tuple[TimeStep, ...], policy: Policy, figures: Figures) -> Block:
    words = figures.words
    limit = policy.fine_time_seconds
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            time.column,
            figures.step(time.step_seconds),
            words(f"singled.{'finer' if time.step_seconds < limit else 'not-finer'}", limit=figures.step(limit))
            if time.step_seconds
            else "",
            _years(time.first_year, time.last_year),
        )
        for time in times
    )
    headings = (
        words("report.found.column"),
        words("singled.step"),
        words("singled.verdict"),
        words("singled.years"),
    )
    marks = tuple(
        Mark(
            _on(time.step_seconds, _SECONDS),
            words("singled.mark", column=time.column, fineness=figures.step(time.step_seconds)),
            exposed=time.step_seconds < limit,
        )
        for time in times
        if time.step_seconds
    )
    finest = min((time.step_seconds for time in times if time.step_seconds), default=None)
    name = "fine" if finest and finest < limit else "coarse"
    return Block(
        title=words("singled.times"),
        message=words(f"singled.times-{name}", step=figures.step(finest), limit=figures.step(limit)) if finest else "",
        picture=Ruler(
            ticks=tuple(Mark(_on(seconds, _SECONDS), words(f"singled.tick-{seconds}")) for seconds in _SECOND_TICKS),
            marks=marks,
            text=words("singled.times-picture"),
            limit=Mark(_on(limit, _SECONDS), words("singled.limit", limit=figures.step(limit))),
        )
        if marks
        else None,
        grids=(Grid(words("singled.times-table"), headings, rows),),
        small=(words("singled.times-whose"),),
    )


def _on(value: float, ends: tuple[float, float]) -> float:
    """Return where a value lies between two ends, 0 to 1, each ten times as far along as the last."""
    low, high = (log10(end) for end in ends)
    return min(1.0, max(0.0, (log10(max(value, ends[0])) - low) / (high - low)))


def _named(place: LocationPrecision, figures: Figures) -> str:
    return figures.words("report.list-separator").join(place.columns)


def _years(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"
