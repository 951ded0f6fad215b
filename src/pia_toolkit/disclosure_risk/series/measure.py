"""Measure how few known places, times or readings give a person, device or household away."""

from dataclasses import dataclass, field, replace

import numpy as np

from pia_toolkit.disclosure_risk.series.after_steps import UnicityAfter, with_unicity
from pia_toolkit.disclosure_risk.series.collect import Collected, collect_curves, collect_traces
from pia_toolkit.disclosure_risk.series.columns import CurveColumns, TraceColumns, find_series, points_per_row
from pia_toolkit.disclosure_risk.series.home_work import measure_home_work
from pia_toolkit.disclosure_risk.series.load_curves import measure_load_curves
from pia_toolkit.disclosure_risk.series.notes import tell_curves, tell_traces
from pia_toolkit.disclosure_risk.series.resolutions import choose_home_cells, choose_resolutions
from pia_toolkit.disclosure_risk.series.trace_points import Places, Traces, measure_traces
from pia_toolkit.disclosure_risk.series.trace_sanity import Mask, check_traces
from pia_toolkit.disclosure_risk.series.unicity import Sampling
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import TableVerdict, Unit
from pia_toolkit.domain.risk import DEFAULT_MEMORY_BYTES, TableRisk
from pia_toolkit.domain.trace_risk import HomeWork, LoadCurveRisk, TraceSanity, TraceUnicity

KNOWN_POINTS = Sampling(points=(1, 2, 3, 4, 5, 6))
"""What is tried: up to six points that somebody may know."""

_NO_SPEED = {"jumps": 0, "impossible_jumps": 0, "impossible_jump_share": 0.0, "repeated_rows": 0}
"""What cannot be told where several places of a row have one moment."""

_BYTES_PER_POINT = 140
"""What a point takes at most while it is read and counted."""

_FEWEST = 2
"""Units among whom one can be singled out."""


@dataclass(frozen=True)
class SeriesRisk:
    """What was measured on rows that follow somebody, and what there is to be told about them."""

    trace_sanity: TraceSanity | None = None
    unicity: tuple[TraceUnicity, ...] = ()
    home_work: tuple[HomeWork, ...] = ()
    load_curves: LoadCurveRisk | None = None
    notes: tuple[ReadingNote, ...] = ()
    after_steps: UnicityAfter | None = field(default=None, repr=False)

    def added_to(self, risk: TableRisk) -> TableRisk:
        """Return what was measured on a table, with this beside it, and the unicity of each step of its ladder."""
        ladder, after = risk.ladder, self.after_steps
        return risk.model_copy(
            update={
                "trace_sanity": self.trace_sanity,
                "unicity": self.unicity,
                "home_work": self.home_work,
                "load_curves": self.load_curves,
                "ladder": with_unicity(ladder, after) if ladder and after else ladder,
                "not_measured": (*risk.not_measured, *self.notes),
            }
        )


def measure_series(
    table: Table, verdict: TableVerdict, unit: Unit, memory_bytes: int = DEFAULT_MEMORY_BYTES
) -> SeriesRisk:
    """Measure traces and load curves; nothing where the rows of a table follow nobody.

    The table is read once more, in a stream, and only the columns that tell who, where, when and how much. One whose
    points take more than `memory_bytes` is not measured, which is told. Raises what the table raises when its file
    turns out to be damaged.
    """
    columns = find_series(table, verdict, unit)
    if columns is None:
        return SeriesRisk()
    if not _fits(columns, verdict, memory_bytes):
        return SeriesRisk(notes=(ReadingNote(code="traces-larger-than-memory"),))
    if isinstance(columns, CurveColumns):
        return _measure_curves(table, columns)
    return _measure_traces(table, columns)


def _fits(columns: TraceColumns | CurveColumns, verdict: TableVerdict, memory_bytes: int) -> bool:
    """Tell whether the points of a table fit into memory."""
    return verdict.rows * points_per_row(columns, verdict) * _BYTES_PER_POINT <= memory_bytes


def _measure_curves(table: Table, columns: CurveColumns) -> SeriesRisk:
    curves, zones = collect_curves(table, columns)
    if curves.household_count < _FEWEST or not np.isfinite(curves.readings).any():
        return SeriesRisk(notes=tell_curves(columns, None, zones))
    found = measure_load_curves(curves, sampling=KNOWN_POINTS)
    found = found.model_copy(update={"unicity": tuple(map(_tried, found.unicity))})
    return SeriesRisk(load_curves=found, notes=tell_curves(columns, found, zones))


def _measure_traces(table: Table, columns: TraceColumns) -> SeriesRisk:
    collected, sanity, usable = _checked(table, columns)
    if columns.share_moments:
        sanity = sanity.model_copy(update=_NO_SPEED)
    notes = tell_traces(columns, collected, sanity)
    if not usable.any():
        return SeriesRisk(trace_sanity=sanity, notes=(*notes, ReadingNote(code="traces-nothing")))
    if collected.unit_count < _FEWEST:
        return SeriesRisk(trace_sanity=sanity, notes=notes)
    traces = _usable_traces(collected, usable)
    del collected
    # A trip has no home: only who comes back has.
    sides = choose_home_cells(traces.places) if columns.unit and columns.places else ()
    homes = (measure_home_work(traces, metres) for metres in sides)
    return SeriesRisk(
        trace_sanity=sanity,
        unicity=tuple(map(_tried, measure_traces(traces, choose_resolutions(traces), KNOWN_POINTS))),
        home_work=tuple(home for home in homes if home),
        notes=notes,
        after_steps=UnicityAfter(traces, columns),
    )


def _checked(table: Table, columns: TraceColumns) -> tuple[Collected, TraceSanity, Mask]:
    """Read traces, with north and east the other way round if all are swapped; say what is odd and what is usable."""
    collected = collect_traces(table, columns)
    sanity, usable = check_traces(collected.raw)
    if sanity.all_swapped:
        collected = replace(collected, raw=collected.raw.exchanged())
        checked, usable = check_traces(collected.raw)
        sanity = checked.model_copy(update={"all_swapped": True})
    return collected, sanity, usable


def _tried(found: TraceUnicity) -> TraceUnicity:
    """Leave out numbers of points that nobody has."""
    return found.model_copy(update={"by_points": tuple(one for one in found.by_points if one.units)})


def _usable_traces(collected: Collected, usable: Mask) -> Traces:
    """Return the points that are measured."""
    raw = collected.raw if usable.all() else collected.raw.only(usable)
    places = Places(raw.north, raw.east, raw.in_degrees, raw.named)
    return Traces(raw.units, collected.unit_count, places, raw.seconds)


def unicity_after_steps(table: Table, verdict: TableVerdict, unit: Unit, memory_bytes: int) -> UnicityAfter | None:
    """Return what measures the traces of a table after steps; None where its rows follow nobody."""
    columns = find_series(table, verdict, unit)
    if not isinstance(columns, TraceColumns) or not _fits(columns, verdict, memory_bytes):
        return None
    collected, _, usable = _checked(table, columns)
    if not usable.any() or collected.unit_count < _FEWEST:
        return None
    return UnicityAfter(_usable_traces(collected, usable), columns)
