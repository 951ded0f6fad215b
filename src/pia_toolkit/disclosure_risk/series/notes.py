"""What there is to be told about traces and load curves: what is odd, what was left out, how cells were understood."""

from collections.abc import Iterator

from pia_toolkit.disclosure_risk.series.clocks import ZoneCount
from pia_toolkit.disclosure_risk.series.collect import Collected
from pia_toolkit.disclosure_risk.series.columns import CurveColumns, TraceColumns
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.trace_risk import LoadCurveRisk, ReadingKind, TraceSanity

_FEWEST = 2


def tell_traces(columns: TraceColumns, collected: Collected, sanity: TraceSanity) -> tuple[ReadingNote, ...]:
    """Tell what is odd about traces, each with how often."""
    return (
        *_tell_units(columns, collected),
        *_tell_places(columns, collected, sanity),
        *_tell_times(collected, sanity),
    )


def tell_curves(columns: CurveColumns, found: LoadCurveRisk | None, zones: ZoneCount) -> tuple[ReadingNote, ...]:
    """Tell what is odd about load curves."""
    if found is None:
        return (_note("curves-nothing", column=columns.unit),)
    notes = []
    if found.unusable_readings:
        notes.append(_note("curves-unusable", readings=found.unusable_readings))
    if found.kind is ReadingKind.COUNTER:
        notes.append(_note("curves-counter"))
    if not found.week_to_week:
        notes.append(_note("curves-no-weeks"))
    return (*notes, *_tell_zones(zones))


def _tell_units(columns: TraceColumns, collected: Collected) -> Iterator[ReadingNote]:
    if columns.unit is None:
        yield _note("traces-rows")
    elif collected.rows_without_unit:
        yield _note("traces-without-unit", column=columns.unit, rows=collected.rows_without_unit)
    if columns.unit is not None and collected.unit_count < _FEWEST:
        yield _note("traces-one-unit", column=columns.unit)


def _tell_places(columns: TraceColumns, collected: Collected, sanity: TraceSanity) -> Iterator[ReadingNote]:
    raw = collected.raw
    if columns.places and columns.times and (raw.north is None or columns.share_moments):
        yield _note("traces-speed-not-tested")
    if raw.north is not None and not raw.in_degrees:
        yield _note("traces-in-metres")
    if collected.in_minutes:
        yield _note("traces-in-minutes", cells=collected.in_minutes)
    if sanity.all_swapped:
        yield _note("traces-all-swapped")
    counts = {
        "traces-without-place": sanity.rows_without_place,
        "traces-outside": sanity.outside_rows,
        "traces-null-island": sanity.null_island_rows,
        "traces-swapped": sanity.swapped_rows,
        "traces-too-fast": sanity.impossible_jumps,
    }
    yield from (_note(code, points=points) for code, points in counts.items() if points)


def _tell_times(collected: Collected, sanity: TraceSanity) -> Iterator[ReadingNote]:
    if collected.raw.seconds is None:
        yield _note("traces-without-times")
    counts = {
        "traces-without-time": sanity.rows_without_time,
        "traces-out-of-order": sanity.rows_out_of_order,
        "traces-repeated": sanity.repeated_rows,
    }
    yield from (_note(code, points=points) for code, points in counts.items() if points)
    yield from _tell_zones(collected.zones)


def _tell_zones(zones: ZoneCount) -> Iterator[ReadingNote]:
    if zones.mixed:
        yield _note("clocks-mixed", zoned=zones.utc + zones.offset, silent=zones.silent)
    elif zones.only_utc:
        yield _note("clocks-utc")


def _note(code: str, **values: Scalar) -> ReadingNote:
    return ReadingNote(code=code, values=values)
