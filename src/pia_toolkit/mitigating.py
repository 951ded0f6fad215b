"""Try steps on a table, and do them: write the coarser file, read it again, and compare with what was foreseen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.detect import detect
from pia_toolkit.disclosure_risk.ladder.prepare import Prepared, prepare_steps
from pia_toolkit.disclosure_risk.measure import MeasureOptions
from pia_toolkit.disclosure_risk.measure import measure as measure_table
from pia_toolkit.disclosure_risk.series.measure import unicity_after_steps
from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.domain.mitigated import Mitigated
from pia_toolkit.domain.risk import RiskReport, TableRisk
from pia_toolkit.domain.steps import Pseudonymise, Redact, Rotate, Step
from pia_toolkit.errors import KeyNeeded, TableNotNamed, UnknownTable
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source
from pia_toolkit.step_text import written
from pia_toolkit.transformation.apply import CellChange, Changes, apply
from pia_toolkit.transformation.output import check_output, separator_of, write_table
from pia_toolkit.transformation.pseudonyms import in_period, pseudonyms
from pia_toolkit.transformation.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa


_QUICK = {"column_sets": False, "special_uniques": False, "wildcards": False}
"""What is not needed to see what steps do."""


@dataclass(frozen=True)
class Subject:
    """The table that steps are tried on, what was found in it, and how it is measured.

    `recognizers`, `lexicon`: folders with those of the case, so that the new file is scanned as its source was.
    `kept`: what measuring the new file finds is kept, so all of it is measured; else only what the log tells.
    """

    table: Table
    verdict: TableVerdict
    options: MeasureOptions
    recognizers: tuple[Path, ...] = ()
    lexicon: tuple[Path, ...] = ()
    kept: bool = False


@dataclass(frozen=True)
class Done:
    """A mitigated file: its log, and what scanning and measuring it found."""

    log: Mitigated
    inventory: Inventory
    risk: RiskReport


def the_table(tables: Sequence[Table], inventory: Inventory, name: str | None) -> tuple[Table, TableVerdict]:
    """Return the table that is meant: the one that is named, else the only one with personal data.

    Raises `UnknownTable`, and `TableNotNamed` when several could be meant.
    """
    verdicts = {verdict.name: verdict for verdict in inventory.tables}
    known = ", ".join(verdicts)
    scanned = [(table, verdicts[table.name]) for table in tables if table.name in verdicts]
    if name is not None:
        found = next((pair for pair in scanned if pair[0].name == name), None)
        if found is None:
            raise UnknownTable(path=scanned[0][0].source.name if scanned else "", table=name, known=known)
        return found
    personal = [pair for pair in scanned if pair[1].contains_personal_data] or scanned
    if len(personal) != 1:
        raise TableNotNamed(known=known)
    return personal[0]


def try_steps(subject: Subject, steps: Sequence[Step]) -> Prepared:
    """Count what steps would do to a table. Nothing is written."""
    prepared = prepare_steps(subject.table, subject.verdict, steps, subject.options, _redact(subject))
    traced = unicity_after_steps(subject.table, subject.verdict, prepared.unit_as_found, subject.options.memory_bytes)
    if traced is None:
        return prepared
    before, after = (
        rung.model_copy(update={"unicity": traced.share(rung.steps)}) for rung in (prepared.before, prepared.after)
    )
    return replace(prepared, before=before, after=after)


def ladder_of(subject: Subject) -> TableRisk:
    """Measure what the ladder needs: classes, the steps, the traces."""
    return measure_table(subject.table, subject.verdict, subject.options.model_copy(update=_QUICK))


def mitigate(subject: Subject, steps: Sequence[Step], output: Path, key: bytes | None = None) -> Done:
    """Write the table with its steps to a new file, then scan and measure that file.

    Raises `KeyNeeded`, `OutputExists`, `OutputFormatUnknown`, `CannotWrite`, and what `prepare_steps` raises; the
    source is never touched, and when anything fails no file is left.
    """
    for step in steps:
        if isinstance(step, Pseudonymise | Rotate) and key is None:
            raise KeyNeeded(step=written(step))
    check_output(output)
    table = subject.table
    prepared = try_steps(subject, steps)
    changes = changes_of(subject, steps, key, prepared)
    columns = changes.columns(table.columns)
    rows = write_table(output, columns, apply(table.batches(), table.columns, changes))
    try:
        return _looked_at(subject, steps, prepared, output, rows)
    except BaseException:
        output.unlink(missing_ok=True)
        raise


def changes_of(subject: Subject, steps: Sequence[Step], key: bytes | None, prepared: Prepared) -> Changes:
    """Return what steps that are ready do to a table."""
    return Changes(
        fitted=prepared.fitted,
        rewritten=_rewritten(subject, steps, key, prepared),
        number_marks=prepared.number_marks,
        blank=prepared.blank,
        blanked=prepared.blanked,
        kept=prepared.kept,
    )


def _rewritten(subject: Subject, steps: Sequence[Step], key: bytes | None, prepared: Prepared) -> dict[str, CellChange]:
    """Return how the cells of columns are made anew: texts, and pseudonyms."""
    rewritten: dict[str, CellChange] = {}
    redact = _redact(subject)
    for step in steps:
        if isinstance(step, Redact):
            rewritten[step.column] = partial(_of_column, step.column, redact)
        elif isinstance(step, Pseudonymise) and key is not None:
            rewritten[step.column] = partial(_of_column, step.column, partial(pseudonyms, key=key, context=step.column))
        elif isinstance(step, Rotate) and key is not None:
            period = partial(prepared.periods[step.column].changed, step.time)
            numbers = prepared.number_marks[step.time]
            rewritten[step.column] = partial(_by_period, step, key, period, numbers=numbers)
    return rewritten


def _of_column(column: str, change: "Callable[[pa.Array], pa.Array]", batch: "pa.RecordBatch") -> "pa.Array":
    return change(batch.column(column))


def _by_period(
    step: Rotate, key: bytes, period: "Callable[..., pa.Array]", batch: "pa.RecordBatch", *, numbers: bool
) -> "pa.Array":
    periods = period(batch.column(step.time), numbers=numbers)
    return in_period(batch.column(step.column), periods, key, step.column, numbers=numbers)


def _redact(subject: Subject) -> "Callable[[pa.Array], pa.Array]":
    """Return what replaces personal data in texts, found as a scan finds it. Models are loaded when first used."""

    def change(texts: "pa.Array") -> "pa.Array":
        from pia_toolkit.detection.texts.search import find_in_texts

        return redacted(texts, partial(find_in_texts, registry=load_registry(subject.recognizers)))

    return change


def _looked_at(subject: Subject, steps: Sequence[Step], prepared: Prepared, output: Path, rows: int) -> Done:
    """Read the new file as anybody would, scan and measure it, and compare with what was foreseen."""
    reading = ReadOptions(header=True, delimiter=separator_of(output))
    (again, *_) = read_source(output, reading).tables
    inventory = detect([again], subject.recognizers, lexicon_folders=subject.lexicon)
    (verdict,) = inventory.tables
    risk = measure_table(again, verdict, _options_again(subject, prepared, again))
    found = _at_risk(risk, in_rows=_unit_left(prepared, again) is None, floor=subject.options.policy.small_class)
    log = Mitigated(
        table=subject.table.name,
        source=subject.table.source,
        steps=tuple(steps),
        written=tuple(written(step) for step in steps),
        quasi_identifiers=prepared.quasi_identifiers,
        before=prepared.before,
        foreseen=prepared.after,
        found=found,
        as_foreseen=rows == prepared.after.rows == verdict.rows and found in (None, prepared.after.at_risk),
        output=again.source,
        rows=rows,
        still_personal=tuple(column.name for column in verdict.columns if column.contains_personal_data),
    )
    return Done(log, inventory, RiskReport(policy=subject.options.policy, tables=(risk,)))


def _options_again(subject: Subject, prepared: Prepared, again: Table) -> MeasureOptions:
    """Return how the new file is measured: as the source was, on the columns that are left."""
    options, unit = subject.options, _unit_left(prepared, again)

    def left(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name in again.columns)

    return options.model_copy(
        update={
            "quasi_identifiers": left(prepared.quasi_identifiers),
            "sensitive": left(options.sensitive or ()) or None,
            "use": None if options.use is None else left(options.use),
            "unit_column": unit,
            "in_rows": unit is None,
            "code_prefixes": {name: options.code_prefixes[name] for name in left(tuple(options.code_prefixes))},
            **({} if subject.kept else _QUICK),
        }
    )


def _unit_left(prepared: Prepared, again: Table) -> str | None:
    return prepared.unit if prepared.unit in again.columns else None


def _at_risk(risk: TableRisk, *, in_rows: bool, floor: int) -> AtRisk | None:
    counted = risk.record_classes if in_rows and risk.record_classes else risk.classes
    return counted.below(floor) if counted else None
