"""What is measured on one table: decided from the verdicts and the user's choice before its rows are read."""

from dataclasses import dataclass

from pia_toolkit.disclosure_risk.choose import choose_quasi_identifiers
from pia_toolkit.disclosure_risk.places import Place, find_places
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Role, TableVerdict, Unit, UnitKind
from pia_toolkit.domain.risk import Policy
from pia_toolkit.errors import PiaError, Several, UnknownColumn


class MeasureOptions(Frozen):
    """What the user chose: quasi-identifiers, the column that tells people apart, thresholds.

    What is given overrules what detection suggests; None leaves it to detection.
    """

    quasi_identifiers: tuple[str, ...] | None = None
    unit_column: str | None = None
    policy: Policy = Policy()


_TRACES = ("traces", "load-curves")
"""Kinds of tables in which one device or household has many rows, each with a time."""

DEFAULT_OPTIONS = MeasureOptions()


@dataclass(frozen=True)
class Task:
    """What is measured on one table. Quasi-identifiers and sensitive columns come with their categories."""

    quasi_identifiers: dict[str, str]
    chosen_by: str
    unit: Unit
    sensitive: dict[str, str]
    places: tuple[Place, ...]
    times: tuple[str, ...]
    notes: tuple[ReadingNote, ...]

    def encoded_columns(self) -> list[str]:
        """Columns that are turned into integers, each once."""
        unit = [self.unit.column] if self.unit.column else []
        places = [name for place in self.places for name in place.columns]
        return list(dict.fromkeys([*self.quasi_identifiers, *unit, *self.sensitive, *places]))


def plan_task(table: Table, verdict: TableVerdict, options: MeasureOptions) -> Task:
    """Decide what to measure on a table.

    Raises `UnknownColumn` for a column that the user named and the table does not have, `Several` for more.
    """
    _check(table, options)
    unit = _choose_unit(verdict, options.unit_column)
    notes: tuple[ReadingNote, ...] = ()
    if options.quasi_identifiers is None:
        choice = choose_quasi_identifiers(verdict, unit.column)
        names, notes, chosen_by = [column.name for column in choice.columns], choice.notes, "automatic"
    else:
        names, chosen_by = list(options.quasi_identifiers), "user"
    if verdict.kind in _TRACES:
        notes = (*notes, ReadingNote(code="traces-not-tested"))
    categories = {column.name: column.category for column in verdict.columns}
    return Task(
        quasi_identifiers={name: categories.get(name, Role.NONE.value) for name in names},
        chosen_by=chosen_by,
        unit=unit,
        sensitive={
            column.name: column.category for column in verdict.with_role(Role.SENSITIVE) if column.name not in names
        },
        places=find_places(verdict),
        times=tuple(column.name for column in verdict.with_role(Role.TIME)),
        notes=notes,
    )


def _check(table: Table, options: MeasureOptions) -> None:
    """Refuse columns that are not there, all of them at once."""
    named = [*(options.quasi_identifiers or ()), *filter(None, [options.unit_column])]
    known = ", ".join(table.columns)
    unknown: list[PiaError] = [
        UnknownColumn(column=name, table=table.name, known=known)
        for name in dict.fromkeys(named)
        if name not in table.columns
    ]
    if unknown:
        raise unknown[0] if len(unknown) == 1 else Several(unknown)


def _choose_unit(verdict: TableVerdict, chosen: str | None) -> Unit:
    """Return who is counted; a column the user chose stands for devices if it was found to, else people."""
    if chosen is None or chosen == verdict.unit.column:
        return verdict.unit
    column = verdict.column(chosen)
    is_device = column is not None and column.role is Role.DEVICE_IDENTIFIER
    return Unit(kind=UnitKind.DEVICE if is_device else UnitKind.PERSON, column=chosen)
