"""Steps that a person chose: checked against a table, fitted to it, and what they will do to its risk."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.classes import count_classes
from pia_toolkit.disclosure_risk.encode import Codes, Encoded, TableEncoder
from pia_toolkit.disclosure_risk.keys import combine, group
from pia_toolkit.disclosure_risk.ladder.turned import Bench, Coarser, coarsened, count_crowds
from pia_toolkit.disclosure_risk.ladder.whole_rows import in_sample, in_small_classes
from pia_toolkit.disclosure_risk.task import DEFAULT_OPTIONS, MeasureOptions, Task, plan_task
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import TableVerdict
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.steps import CoarsenTime, Pseudonymise, Rotate, Sample, Step, Suppress, columns_of
from pia_toolkit.errors import PiaError, StepOnSameColumn, raise_all, unknown_column
from pia_toolkit.transformation.fitting import Fitted, Moments, ValueStep, check, fit

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Prepared:
    """Steps that are ready to be applied to a table, and the figures before and after, counted beforehand.

    `blank`: columns that are emptied in the rows `blanked`; `kept`: rows that stay, None keeps all. `periods`: for
    a column with a pseudonym that holds for one period, the step that rounds its time.
    """

    quasi_identifiers: tuple[str, ...]
    fitted: tuple[Fitted, ...] = field(repr=False)
    before: Rung
    after: Rung
    blank: tuple[str, ...] = ()
    blanked: Mask | None = field(default=None, repr=False)
    kept: Mask | None = field(default=None, repr=False)
    periods: dict[str, Fitted] = field(default_factory=dict, repr=False)


def prepare_steps(
    table: Table, verdict: TableVerdict, steps: Sequence[Step], options: MeasureOptions = DEFAULT_OPTIONS
) -> Prepared:
    """Fit steps to a table and count what they will do.

    Values change first, then a sample is drawn, then pseudonyms change, and small groups are blanked last. Raises
    `UnknownColumn`, `StepOnSameColumn` and `StepUnfit`; `Several` for more than one.
    """
    _check_columns(table, steps)
    task = plan_task(table, verdict, options)
    encoded = _read(table, task, steps)
    names = tuple(task.quasi_identifiers)
    units = None if options.in_rows or task.unit.column is None else encoded.units(task.unit.column)[0]
    bench = Bench(encoded, names, units, (), options.policy.small_class)
    fitted = _fit(encoded, [step for step in steps if not isinstance(step, Suppress | Sample | Rotate | Pseudonymise)])
    changed: dict[str, Coarser] = {}
    for one in fitted:
        for name in one.changes:
            changed[name] = coarsened(one.changed(name, encoded.columns[name].values))
    kept = _sampled(bench, steps)
    units, periods = _rotated(bench, steps, task)
    codes, sizes = bench.compared(changed)
    codes = codes if kept is None else [column[kept] for column in codes]
    left = units if units is None or kept is None else units[kept]
    smallest = max((step.smallest for step in steps if isinstance(step, Suppress)), default=0)
    blanked = _blanked(codes, sizes, left, kept, smallest)
    if blanked is not None:
        codes = [np.where(blanked if kept is None else blanked[kept], 0, column) for column in codes]
    return Prepared(
        quasi_identifiers=names,
        fitted=fitted,
        before=bench.rung(()),
        after=bench.told(steps, count_crowds(codes, sizes, _without_gaps(left)), changed),
        blank=names if blanked is not None else (),
        blanked=blanked,
        kept=kept,
        periods=periods,
    )


def _check_columns(table: Table, steps: Sequence[Step]) -> None:
    wrong: list[PiaError] = []
    by_column: dict[str, list[str]] = {}
    for step in steps:
        named = (*columns_of(step), step.time) if isinstance(step, Rotate) else columns_of(step)
        wrong += [unknown_column(name, table.name, table.columns) for name in named if name not in table.columns]
        for name in columns_of(step):
            by_column.setdefault(name, []).append(step.kind)
    wrong += [
        StepOnSameColumn(column=name, steps=", ".join(kinds)) for name, kinds in by_column.items() if len(kinds) > 1
    ]
    raise_all(wrong)


def _read(table: Table, task: Task, steps: Sequence[Step]) -> Encoded:
    """Encode what is compared, who is protected, and what the steps change or look at."""
    named = [name for step in steps for name in columns_of(step)]
    named += [step.time for step in steps if isinstance(step, Rotate)]
    wanted = list(dict.fromkeys([*task.quasi_identifiers, *filter(None, [task.unit.column]), *named]))
    encoder = TableEncoder(wanted)
    for batch in table.batches(wanted or list(table.columns[:1])):
        encoder.update(batch)
    return encoder.finish()


def _fit(encoded: Encoded, steps: Sequence[ValueStep]) -> tuple[Fitted, ...]:
    """Fit every step; those that do not fit are told together."""
    moments = Moments()
    fitted: list[Fitted] = []
    wrong: list[PiaError] = []
    for step in steps:
        values = {name: encoded.columns[name].values for name in columns_of(step)}
        one = fit(step, values, moments)
        try:
            check(one, values)
        except PiaError as error:
            wrong.append(error)
        fitted.append(one)
    raise_all(wrong)
    return tuple(fitted)


def _sampled(bench: Bench, steps: Sequence[Step]) -> Mask | None:
    share = min((step.share for step in steps if isinstance(step, Sample)), default=None)
    return None if share is None else in_sample(bench.units, bench.encoded.rows, share)


def _rotated(bench: Bench, steps: Sequence[Step], task: Task) -> tuple[Codes | None, dict[str, Fitted]]:
    """Return whom each row is about once pseudonyms hold for one period, and how the time of each is rounded."""
    units, periods = bench.units, {}
    for step in steps:
        if not isinstance(step, Rotate):
            continue
        times = bench.encoded.columns[step.time]
        fitted = fit(CoarsenTime(column=step.time, period=step.period), {step.time: times.values})
        check(fitted, {step.time: times.values})
        periods[step.column] = fitted
        if units is not None and step.column == task.unit.column:
            told = coarsened(fitted.changed(step.time, times.values))
            anew, _ = group(*combine([units, told.codes[times.codes]], [int(units.max(initial=0)) + 1, told.size]))
            units = anew.astype(np.int32)
    return units, periods


def _blanked(
    codes: list[Codes], sizes: list[int], units: Codes | None, kept: Mask | None, smallest: int
) -> Mask | None:
    """Tell which rows of the whole table are blanked, so that nobody is in a group smaller than `smallest`."""
    if not smallest:
        return None
    small = in_small_classes(count_classes(codes, sizes, units), smallest)
    if kept is None:
        return small
    blanked = np.zeros(len(kept), np.bool_)
    blanked[kept] = small
    return blanked


def _without_gaps(units: Codes | None) -> Codes | None:
    return None if units is None else np.unique(units, return_inverse=True)[1].astype(np.int32)
