"""Steps that a person chose: checked against a table, fitted to it, and what they will do to its risk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pia_toolkit.cells.missing import numbers_say_nothing
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.encode import Codes, Encoded, TableEncoder
from pia_toolkit.disclosure_risk.ladder.coarser import Coarser, as_read_afresh
from pia_toolkit.disclosure_risk.ladder.cost import Mask, RowsLeft
from pia_toolkit.disclosure_risk.ladder.turned import Bench, count_crowds
from pia_toolkit.disclosure_risk.ladder.whole_rows import by_period, in_sample, in_small_classes, without_gaps
from pia_toolkit.disclosure_risk.task import DEFAULT_OPTIONS, MeasureOptions, Task, plan_task
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import TableVerdict, Unit
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.steps import CoarsenTime, Redact, Rotate, Sample, Step, Suppress, columns_of
from pia_toolkit.errors import PiaError, StepOnSameColumn, StepUnfit, raise_all, unknown_column
from pia_toolkit.transformation.fitting import VALUE_STEPS, Fitted, ValueStep


@dataclass(frozen=True)
class Prepared:
    """Steps that are ready to be applied to a table, and the figures before and after, counted beforehand.

    `unit`: the column that tells units apart, None when rows are counted; `unit_as_found`: the unit of the table.
    `blank`: columns that are emptied in the rows `blanked`; `kept`: rows that stay, None keeps all. `periods`: for
    a column with a pseudonym that holds for one period, the step that rounds its time. `number_marks`: for each
    column that changes, whether a number such as -1 stands for nothing in it.
    """

    quasi_identifiers: tuple[str, ...]
    unit: str | None
    unit_as_found: Unit
    fitted: tuple[Fitted, ...] = field(repr=False)
    before: Rung
    after: Rung
    blank: tuple[str, ...] = ()
    blanked: Mask | None = field(default=None, repr=False)
    kept: Mask | None = field(default=None, repr=False)
    periods: dict[str, Fitted] = field(default_factory=dict, repr=False)
    number_marks: dict[str, bool] = field(default_factory=dict)


@dataclass
class _After:
    """The rows as they become: codes and values of each column that is compared, and of the one that tells units."""

    bench: Bench
    changed: dict[str, Coarser]
    unit: str | None
    periods: dict[str, Codes]
    rows: RowsLeft = field(default_factory=RowsLeft)

    def column(self, name: str) -> tuple[Codes, int]:
        """Return the codes of a column in the rows that are left, and how many codes there are."""
        codes, size = self.bench.changed_codes(name, self.changed)
        if name in self.periods:
            codes = np.where(codes > 0, by_period(codes, self.periods[name]) + 1, 0).astype(np.int32)
            return self._left(name, codes), int(codes.max(initial=0)) + 1
        if self.rows.telling is None:
            return codes, size
        left = self._left(name, codes)
        values = self.changed[name].values if name in self.changed else self.bench.encoded.columns[name].values
        return as_read_afresh(left, values), size

    def _left(self, name: str, codes: Codes) -> Codes:
        if self.rows.blanked is not None and name in self.bench.names:
            codes = np.where(self.rows.blanked, 0, codes)
        return codes if self.rows.kept is None else codes[self.rows.kept]

    def compared(self) -> tuple[list[Codes], list[int]]:
        """Return the codes that are compared; without a quasi-identifier all rows look alike."""
        told = [pair for name in self.bench.names if (pair := self.column(name))[1] > 1]
        left = self.bench.encoded.rows if self.rows.kept is None else int(self.rows.kept.sum())
        told = told or [(np.zeros(left, np.int32), 1)]
        return [codes for codes, _ in told], [size for _, size in told]

    def units(self) -> Codes | None:
        """Return whom each row is about: itself, when no column tells it or when the cell that did is missing."""
        if self.unit is None:
            return None
        codes, size = self.column(self.unit)
        if size == 1:
            return None
        without = codes == 0
        units = np.where(without, 0, codes)
        units[without] = size + np.arange(int(without.sum()))
        return without_gaps(units)


def prepare_steps(
    table: Table,
    verdict: TableVerdict,
    steps: Sequence[Step],
    options: MeasureOptions = DEFAULT_OPTIONS,
    redact: Callable[[pa.Array], pa.Array] | None = None,
) -> Prepared:
    """Fit steps to a table and count what they will do.

    Values change first, then a sample is drawn, then pseudonyms change, and small groups are blanked last. `redact`
    replaces personal data in texts; it is needed when a text is among what is compared or counted. Raises
    `UnknownColumn`, `StepOnSameColumn` and `StepUnfit`; `Several` for more than one.
    """
    _check_columns(table, steps)
    task = plan_task(table, verdict, options)
    encoded = _read(table, task, steps)
    unit = None if options.in_rows else task.unit.column
    names = tuple(task.quasi_identifiers)
    bench = Bench(encoded, names, encoded.units(unit)[0] if unit else None, tuple(task.use), options.policy.small_class)
    fitted = _fit(bench, [step for step in steps if isinstance(step, VALUE_STEPS)])
    changed = bench.codes([one.step for one in fitted])
    for step in steps:
        if isinstance(step, Redact) and redact and step.column in encoded.columns:
            changed[step.column] = Coarser.of(redact(encoded.columns[step.column].values))
    periods = _periods(bench, steps)
    turned = {
        step.column: bench.codes((_by_period(step),))[step.time].codes[encoded.columns[step.time].codes]
        for step in steps
        if isinstance(step, Rotate)
    }
    after = _After(bench, changed, unit, turned, RowsLeft(kept=_sampled(bench, steps)))
    after.rows = RowsLeft(after.rows.kept, _blanked(after, steps))
    codes, sizes = after.compared()
    return Prepared(
        quasi_identifiers=names,
        unit=unit,
        unit_as_found=task.unit,
        fitted=fitted,
        before=bench.rung(()),
        after=bench.told(steps, count_crowds(codes, sizes, after.units()), changed, after.rows),
        blank=names if after.rows.blanked is not None else (),
        blanked=after.rows.blanked,
        kept=after.rows.kept,
        periods=periods,
        number_marks={name: numbers_say_nothing(column.values) for name, column in encoded.columns.items()},
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
    """Encode what is compared and counted, who is protected, and what the steps change or look at."""
    named = [name for step in steps if not isinstance(step, Redact) for name in columns_of(step)]
    named += [step.time for step in steps if isinstance(step, Rotate)]
    unit = [task.unit.column] if task.unit.column else []
    wanted = list(dict.fromkeys([*task.quasi_identifiers, *task.use, *unit, *named]))
    encoder = TableEncoder(wanted)
    for batch in table.batches(wanted or list(table.columns[:1])):
        encoder.update(batch)
    return encoder.finish()


def _fit(bench: Bench, steps: Sequence[ValueStep]) -> tuple[Fitted, ...]:
    """Fit every step; those that do not fit are told together."""
    fitted: list[Fitted] = []
    wrong: list[PiaError] = []
    for step in steps:
        try:
            fitted.append(bench.fitted(step))
        except StepUnfit as error:
            wrong.append(error)
    raise_all(wrong)
    return tuple(fitted)


def _by_period(step: Rotate) -> CoarsenTime:
    return CoarsenTime(column=step.time, period=step.period)


def _periods(bench: Bench, steps: Sequence[Step]) -> dict[str, Fitted]:
    """Return, for each column whose pseudonym holds for one period, the step that rounds its time."""
    rotating = [step for step in steps if isinstance(step, Rotate)]
    rounded = _fit(bench, [_by_period(step) for step in rotating])
    return {step.column: fitted for step, fitted in zip(rotating, rounded, strict=True)}


def _sampled(bench: Bench, steps: Sequence[Step]) -> Mask | None:
    share = min((step.share for step in steps if isinstance(step, Sample)), default=None)
    return None if share is None else in_sample(bench.units, bench.encoded.rows, share)


def _blanked(after: _After, steps: Sequence[Step]) -> Mask | None:
    """Tell which rows of the whole table are blanked, so that nobody is in a group smaller than `smallest`."""
    smallest = max((step.smallest for step in steps if isinstance(step, Suppress)), default=0)
    if not smallest or not after.bench.names:
        return None
    small = in_small_classes(count_classes(*after.compared(), after.units()), smallest)
    if after.rows.kept is None:
        return small
    blanked = np.zeros(len(after.rows.kept), np.bool_)
    blanked[after.rows.kept] = small
    return blanked
