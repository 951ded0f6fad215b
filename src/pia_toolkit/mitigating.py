"""Try steps on a table, and do them: write the coarser file, read it again, and compare with what was foreseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pia_toolkit.detection.detect import detect
from pia_toolkit.disclosure_risk.ladder.prepare import Prepared, prepare_steps
from pia_toolkit.disclosure_risk.measure import MeasureOptions
from pia_toolkit.disclosure_risk.measure import measure as measure_table
from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.domain.mitigated import Mitigated
from pia_toolkit.domain.risk import RiskReport, TableRisk
from pia_toolkit.domain.steps import Pseudonymise, Rotate, Step
from pia_toolkit.errors import KeyNeeded, TableNotNamed, UnknownTable
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source
from pia_toolkit.step_text import written
from pia_toolkit.transformation.apply import CellChange, Changes, apply
from pia_toolkit.transformation.output import check_output, write_table
from pia_toolkit.transformation.pseudonyms import in_period, pseudonyms


@dataclass(frozen=True)
class Subject:
    """The table that steps are tried on, what was found in it, and how it is measured."""

    table: Table
    verdict: TableVerdict
    options: MeasureOptions


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
    return prepare_steps(subject.table, subject.verdict, steps, subject.options)


def mitigate(subject: Subject, steps: Sequence[Step], output: Path, key: bytes | None = None) -> Done:
    """Write the table with its steps to a new file, then scan and measure that file.

    Raises `KeyNeeded`, `OutputExists`, `OutputFormatUnknown`, and what `prepare_steps` raises; the source is never
    touched, and when anything fails no file is left.
    """
    for step in steps:
        if isinstance(step, Pseudonymise | Rotate) and key is None:
            raise KeyNeeded(step=written(step))
    check_output(output)
    table = subject.table
    prepared = try_steps(subject, steps)
    changes = Changes(
        fitted=prepared.fitted,
        rewritten={
            step.column: _with_key(step, key, prepared)
            for step in steps
            if isinstance(step, Pseudonymise | Rotate) and key is not None
        },
        blank=prepared.blank,
        blanked=prepared.blanked,
        kept=prepared.kept,
    )
    columns = changes.columns(table.columns)
    rows = write_table(output, columns, apply(table.batches(), table.columns, changes))
    return _looked_at(subject, steps, prepared, output, rows)


def _with_key(step: Pseudonymise | Rotate, key: bytes, prepared: Prepared) -> CellChange:
    if isinstance(step, Pseudonymise):
        return lambda batch: pseudonyms(batch.column(step.column), key, step.column)
    fitted = prepared.periods[step.column]
    period = partial(fitted.changed, step.time)
    return lambda batch: in_period(batch.column(step.column), period(batch.column(step.time)), key, step.column)


def _looked_at(subject: Subject, steps: Sequence[Step], prepared: Prepared, output: Path, rows: int) -> Done:
    """Read the new file as anybody would, scan and measure it, and compare with what was foreseen."""
    (again, *_) = read_source(output, ReadOptions(header=True)).tables
    inventory = detect([again])
    (verdict,) = inventory.tables
    left = tuple(name for name in prepared.quasi_identifiers if name in again.columns)
    unit = subject.options.unit_column or subject.verdict.unit.column
    options = subject.options.model_copy(
        update={
            "quasi_identifiers": left,
            "sensitive": tuple(name for name in subject.options.sensitive or () if name in again.columns) or None,
            "unit_column": unit if unit in again.columns else None,
            "code_prefixes": {
                name: prefixes for name, prefixes in subject.options.code_prefixes.items() if name in again.columns
            },
        }
    )
    risk = measure_table(again, verdict, options)
    found = _at_risk(risk, subject.options)
    log = Mitigated(
        table=subject.table.name,
        source=subject.table.source,
        steps=tuple(steps),
        written=tuple(written(step) for step in steps),
        quasi_identifiers=prepared.quasi_identifiers,
        before=prepared.before,
        foreseen=prepared.after,
        found=found,
        as_foreseen=rows == prepared.after.rows and found in (None, prepared.after.at_risk),
        output=again.source,
        rows=rows,
        still_personal=tuple(column.name for column in verdict.columns if column.contains_personal_data),
    )
    return Done(log, inventory, RiskReport(policy=subject.options.policy, tables=(risk,)))


def _at_risk(risk: TableRisk, options: MeasureOptions) -> AtRisk | None:
    counted = risk.record_classes if options.in_rows and risk.record_classes else risk.classes
    return counted.below(options.policy.small_class) if counted else None
