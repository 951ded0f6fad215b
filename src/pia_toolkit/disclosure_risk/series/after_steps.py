"""Unicity of traces after steps that make places and times coarser: measured on the traces, at that resolution."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pia_toolkit.disclosure_risk.series.columns import TraceColumns
from pia_toolkit.disclosure_risk.series.trace_points import Places, Resolution, Traces, index_traces
from pia_toolkit.disclosure_risk.series.unicity import Sampling, measure_unicity
from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.steps import (
    CoarsenPlace,
    CoarsenTime,
    Drop,
    Period,
    Pseudonymise,
    Rotate,
    Sample,
    Step,
    Suppress,
    columns_of,
)

KNOWN = 4
"""Points that somebody knows: four single out 95 % of people in a mobility file (de Montjoye and others, 2013)."""

_SAMPLING = Sampling(points=(KNOWN,), trials=5_000, most_sets=50_000)
_MOST_POINTS = 60_000_000
"""Points times resolutions that are measured; about ten million a second."""

_SECONDS = {
    Period.QUARTER_HOUR: 900,
    Period.HOUR: 3_600,
    Period.DAY: 86_400,
    Period.WEEK: 7 * 86_400,
}


@dataclass
class UnicityAfter:
    """Measures traces at the resolution that steps leave; each resolution once, as far as the budget goes."""

    traces: Traces = field(repr=False)
    columns: TraceColumns
    _known: dict[tuple[bool, Resolution], float | None] = field(default_factory=dict)

    def share(self, steps: Sequence[Step]) -> float | None:
        """Return the share of units that four of their points single out after some steps, 0 to 1.

        None where no unit has four points, where a step changes which rows or units there are, makes only some of the
        places or times coarser, or rounds to months and longer, and where the budget is used up.
        """
        found = self._resolution(steps)
        if found is None:
            return None
        if found not in self._known:
            within = (len(self._known) + 1) * len(self.traces.units) <= _MOST_POINTS
            self._known[found] = self._measured(*found) if within else None
        return self._known[found]

    def _measured(self, placed: bool, resolution: Resolution) -> float | None:  # noqa: FBT001  # half of a key
        traces = self.traces if placed else replace(self.traces, places=Places())
        (found,) = measure_unicity(index_traces(traces, resolution), _SAMPLING)
        return found.mean.value if found.units else None

    def _resolution(self, steps: Sequence[Step]) -> tuple[bool, Resolution] | None:
        """Return whether places are left, and how exact places and times are; None where that is not one figure."""
        unit = {self.columns.unit} if self.columns.unit else set()
        steps = [step for step in steps if not isinstance(step, Pseudonymise)]  # who is who stays as it was
        changed = {name for step in steps for name in columns_of(step)}
        if any(isinstance(step, Suppress | Sample | Rotate) for step in steps) or changed & unit:
            return None
        times = self._alike(steps, {name for names in self.columns.times for name in names}, CoarsenTime)
        places = self._alike(steps, {name for place in self.columns.places for name in place.columns}, CoarsenPlace)
        if times is None or places is None:
            return None
        where = self.traces.places
        placed = not isinstance(places, Drop) and (where.named is not None or where.north is not None)
        timed = not isinstance(times, Drop) and self.traces.seconds is not None
        metres = places.metres if isinstance(places, CoarsenPlace) else None
        seconds = _SECONDS.get(times.period) if isinstance(times, CoarsenTime) else 1
        if seconds is None or not (placed or timed) or (metres and where.named is not None):
            return None
        return placed, Resolution(metres, seconds if timed else None)

    @staticmethod
    def _alike(
        steps: Sequence[Step], columns: set[str], kind: type[CoarsenTime] | type[CoarsenPlace]
    ) -> CoarsenTime | CoarsenPlace | Drop | bool | None:
        """Return the step that all of some columns have in common; True where none changes, None where they differ."""
        touching = [step for step in steps if columns & set(columns_of(step))]
        if not touching:
            return True
        told = {step.model_copy(update={"column": "", "columns": ()}) for step in touching}
        covered = {name for step in touching for name in columns_of(step)}
        first = touching[0]
        if len(told) > 1 or not columns <= covered or not isinstance(first, kind | Drop):
            return None
        return first


def with_unicity(ladder: Ladder, measured: UnicityAfter) -> Ladder:
    """Return a ladder with the unicity of each rung, where it can be told."""

    def told(rung: Rung) -> Rung:
        return rung.model_copy(update={"unicity": measured.share(rung.steps)})

    return ladder.model_copy(
        update={
            "as_is": told(ladder.as_is),
            "path": tuple(map(told, ladder.path)),
            "alone": tuple(map(told, ladder.alone)),
        }
    )
