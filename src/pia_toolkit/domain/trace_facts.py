"""What measured traces and load curves say for the facts: whom a few known points, a home or a week give away."""

from collections.abc import Iterator, Sequence

from pia_toolkit.domain.known import Known, measurement, percentage
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.domain.trace_risk import TraceUnicity, Unicity

KNOWN_POINTS = 4
"""Points of a trace that others can easily know: four identify 95 % (de Montjoye and others 2013)."""


def singled_out_by_points(known: Known) -> Iterator[Reason]:
    """Tell whom a few known points, readings or the week before give away, at the resolution of the data."""
    for _, measured in known.measured:
        of_trace = few_points(measured.unicity)
        if of_trace:
            yield _unicity(measured, of_trace, f"points-single-out-{measured.unit.kind.value}")
        curves = measured.load_curves
        of_curve = few_points(curves.unicity) if curves else None
        if of_curve:
            yield _unicity(measured, of_curve, "readings-single-out")
        for weeks in curves.week_to_week[:1] if curves else ():
            if weeks.identified_share.value > weeks.chance_share:
                yield measurement(
                    measured.table,
                    "load-curves",
                    "week-recognised",
                    share=percentage(weeks.identified_share.value),
                    chance=percentage(weeks.chance_share),
                )


def few_points(unicity: Sequence[TraceUnicity]) -> Unicity | None:
    """Return what few known points give at the finest resolution, if they single anybody out."""
    few = [entry for entry in unicity[0].by_points if entry.points <= KNOWN_POINTS] if unicity else []
    return few[-1] if few and few[-1].mean.value > 0 else None


def _unicity(measured: TableRisk, found: Unicity, says: str) -> Reason:
    return measurement(
        measured.table,
        "unicity",
        says,
        points=found.points,
        units=found.units,
        share=percentage(found.mean.value),
    )


def home_alone(measured: TableRisk) -> Reason | None:
    """Tell for how many the place where they are at night is nobody else's, if it is for anybody."""
    home = next((home for home in measured.home_work if home.home_alone), None)
    if home is None:
        return None
    counts = {"alone": home.home_alone, "units": home.units_with_home}
    if home.metres is None:
        return measurement(measured.table, "home", "home-alone", **counts)
    return measurement(measured.table, "home", "home-alone-within", **counts, metres=round(home.metres))
