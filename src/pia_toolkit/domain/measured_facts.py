"""Facts that measuring makes true: who can be singled out, how fine places and times are, how many there are.

Thresholds are those of the city's policy. None comes from a UN text.
"""

from collections.abc import Callable, Iterator, Mapping

from pia_toolkit.domain.class_risk import ClassMeasures
from pia_toolkit.domain.count_table_facts import groups_in_one_cell, small_counts
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.found_facts import signalled
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.known import Known, events, measurement, percentage
from pia_toolkit.domain.linkage_facts import links_with_public_file
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.risk import LocationPrecision, TableRisk
from pia_toolkit.domain.trace_facts import home_alone, singled_out_by_points

LARGE_SCALE_UNITS = 10_000
"""Units from which a data set is called large (the Dutch pre-scan uses 10,000). The toolkit's choice."""
LARGE_SCALE_SHARE = 0.1
"""Share of the residents from which a data set is called large. The toolkit's choice."""
HOME_STEP_SECONDS = 3600
"""Times told this finely, with fine places, can show where a night is spent. The toolkit's choice."""
DAYS_A_YEAR = 365
DAY_SECONDS = 86_400

_TEN_METRES = 10
_STEPS = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


def _classes(known: Known) -> Iterator[tuple[TableRisk, ClassMeasures]]:
    return ((measured, measured.classes) for _, measured in known.measured if measured.classes)


def _columns(classes: ClassMeasures) -> str:
    return ", ".join(chosen.column for chosen in classes.quasi_identifiers)


def _singled_out(known: Known) -> Iterator[Reason]:
    for measured, classes in _classes(known):
        if classes.uniques:
            yield measurement(
                measured.table,
                "uniques",
                f"singled-out-{measured.unit.kind.value}",
                units=classes.uniques,
                total=measured.units,
                share=percentage(classes.unique_share),
                columns=_columns(classes),
            )
    yield from singled_out_by_points(known)


def _small_classes(known: Known) -> Iterator[Reason]:
    """Count who is in a group below the floor: an accepted share may be, nobody in an open release."""
    policy = known.policy
    accepted = 0.0 if known.open_release else policy.acceptable_share
    for measured, classes in _classes(known):
        at_risk = classes.below(policy.small_class)
        if at_risk and at_risk.share > accepted:
            yield measurement(
                measured.table,
                "at-risk",
                f"small-classes-{measured.unit.kind.value}",
                units=at_risk.units,
                total=measured.units,
                share=percentage(at_risk.share),
                floor=policy.small_class,
                accepted=percentage(accepted),
                columns=_columns(classes),
            )
    yield from small_counts(known)


_SERIES = ("traces", "load-curves")


def _large_enough_classes(known: Known) -> Iterator[Reason]:
    """Tell the smallest group where each personal table was measured and none is below the floor.

    Never where a few known points single out, however large the groups: in traces and load curves.
    """
    if any(table.kind in _SERIES for table in known.personal) or any(singled_out_by_points(known)):
        return
    measures = tuple(_classes(known))
    too_small = any(classes.k < known.policy.small_class for _, classes in measures)
    if too_small or len(measures) < len(known.personal):
        return
    for measured, classes in measures:
        yield measurement(
            measured.table,
            "k",
            f"large-enough-classes-{measured.unit.kind.value}",
            k=classes.k,
            floor=known.policy.small_class,
            columns=_columns(classes),
        )


def _uniform_sensitive_group(known: Known) -> Iterator[Reason]:
    for _, measured in known.measured:
        for entry in measured.diversity:
            if entry.units_with_one_value:
                yield measurement(
                    measured.table,
                    "diversity",
                    f"uniform-sensitive-group-{measured.unit.kind.value}",
                    columns=entry.column,
                    units=entry.units_with_one_value,
                    total=measured.units,
                    share=percentage(entry.units_with_one_value / max(measured.units, 1)),
                )
    yield from groups_in_one_cell(known)


def _is_fine(location: LocationPrecision, known: Known) -> bool:
    return location.metres < known.policy.fine_location_metres


def _location(table: str, location: LocationPrecision, says: str) -> Reason:
    metres = location.metres
    return measurement(
        table,
        "location",
        says,
        columns=", ".join(location.columns),
        metres=round(metres) if metres >= _TEN_METRES else float(f"{max(metres, 0.01):.{2 if metres >= 1 else 1}g}"),
    )


def _time(table: str, column: str, seconds: int, says: str) -> Reason:
    """Tell a step in the largest unit that divides it: 900 seconds are 15 minutes."""
    unit, size = next((unit, size) for unit, size in _STEPS if seconds % size == 0)
    return measurement(table, "time", f"{says}-{unit}", columns=column, step=seconds // size)


def _fine_location(known: Known) -> Iterator[Reason]:
    for _, measured in known.measured:
        for location in measured.locations:
            if _is_fine(location, known):
                yield _location(measured.table, location, "fine-location")


def _fine_time(known: Known) -> Iterator[Reason]:
    for table, measured in known.measured:
        for time, seconds in events(table, measured):
            if seconds < known.policy.fine_time_seconds:
                yield _time(measured.table, time.column, seconds, "fine-time")


def _coarsened(known: Known) -> Iterator[Reason]:
    """Tell places and times where there are any and none of them is finer than the policy allows."""
    fine = (
        _fine_location(known),
        signalled(FactCode.FINE_LOCATION, known),
        _fine_time(known),
        _read_by_the_hour(known),
    )
    if any(any(reasons) for reasons in fine):
        return
    for table, measured in known.measured:
        yield from (_location(measured.table, location, "coarse-location") for location in measured.locations)
        for time, seconds in events(table, measured):
            yield _time(measured.table, time.column, seconds, "coarse-time")


def _read_by_the_hour(known: Known) -> Iterator[str]:
    """Name load curves told more finely than by the day: an hour still shows when people sleep, cook and are away."""
    for table, measured in known.measured:
        if table.kind == "load-curves" and any(seconds < DAY_SECONDS for _, seconds in events(table, measured)):
            yield measured.table


def _home_inferable(known: Known) -> Iterator[Reason]:
    for table, measured in known.measured:
        home = home_alone(measured) if table.kind == "traces" else None
        if home:
            yield home
        elif table.kind == "load-curves" or _shows_nights(table, measured, known):
            yield measurement(measured.table, "home", f"home-from-{table.kind}")


def _shows_nights(table: TableVerdict, measured: TableRisk, known: Known) -> bool:
    fine = any(_is_fine(location, known) for location in measured.locations)
    told_finely = any(seconds <= HOME_STEP_SECONDS for _, seconds in events(table, measured))
    return table.kind == "traces" and fine and told_finely


def _large_scale(known: Known) -> Iterator[Reason]:
    residents = known.proposal.residents or 0
    for _, measured in known.measured:
        kind = measured.unit.kind.value
        if residents and measured.units >= LARGE_SCALE_SHARE * residents:
            yield measurement(
                measured.table,
                "units",
                f"large-share-{kind}",
                units=measured.units,
                residents=residents,
            )
        elif measured.units >= LARGE_SCALE_UNITS:
            yield measurement(measured.table, "units", f"large-scale-{kind}", units=measured.units)
    if known.proposal.whole_population and residents >= LARGE_SCALE_UNITS:
        yield Reason(
            kind=ReasonKind.DECLARATION,
            ref="whole_population",
            says="whole-population",
            values={"residents": residents},
        )


def _stale_records(known: Known) -> Iterator[Reason]:
    """Tell of records that span more time than they may be kept; the oldest are too old on any day."""
    retention = known.proposal.retention_days
    if retention is None:
        return
    for table, measured in known.measured:
        for time, _ in events(table, measured):
            if time.first_year is None or time.last_year is None:
                continue
            if (time.last_year - time.first_year - 1) * DAYS_A_YEAR > retention:
                yield measurement(
                    measured.table,
                    "time",
                    "stale-records",
                    columns=time.column,
                    first_year=time.first_year,
                    last_year=time.last_year,
                    retention=retention,
                )


MEASURED: Mapping[FactCode, Callable[[Known], Iterator[Reason]]] = {
    FactCode.SINGLED_OUT: _singled_out,
    FactCode.SMALL_CLASSES: _small_classes,
    FactCode.SMALL_COUNTS: small_counts,
    FactCode.UNIFORM_SENSITIVE_GROUP: _uniform_sensitive_group,
    FactCode.FINE_LOCATION: _fine_location,
    FactCode.FINE_TIME: _fine_time,
    FactCode.HOME_INFERABLE: _home_inferable,
    FactCode.LARGE_SCALE: _large_scale,
    FactCode.STALE_RECORDS: _stale_records,
    FactCode.LARGE_ENOUGH_CLASSES: _large_enough_classes,
    FactCode.COARSENED: _coarsened,
    FactCode.LINKED: links_with_public_file,
}
"""Rule by fact. Each rule tells the measurements that made its fact true."""
