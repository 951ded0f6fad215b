"""Which columns of a table may be counts, which name the cells, and what is counted, as far as the verdicts tell."""

from dataclasses import dataclass

from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules
from pia_toolkit.domain.count_table_risk import CountSubject
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, EvidenceKind, Role, TableVerdict

_ONE_BY_ONE = ("traces", "load-curves", "register", ABOUT_THE_FILE)
"""Kinds of tables whose rows are moments, things or remarks, never groups."""
_MOST_COLUMNS = 400
_LONGEST_LABEL = 120
_LONGEST_NUMBER = 24
_LIVING_THINGS = ("species", "animal-chip")
_IDENTIFYING = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER)


@dataclass(frozen=True)
class ColumnChoice:
    """Columns that are counts by their names, columns of numbers that may be, and columns that may name cells.

    A column can be in both of the latter until its cells are read.
    """

    declared: tuple[str, ...]
    possible: tuple[str, ...]
    dimensions: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that is read."""
        return tuple(dict.fromkeys((*self.declared, *self.possible, *self.dimensions)))


def choose_columns(verdict: TableVerdict) -> ColumnChoice | None:
    """Choose the columns of a possible table of counts; None when its rows are about one person or thing each."""
    rules = count_table_rules()
    if verdict.kind in _ONE_BY_ONE or verdict.unit.column or len(verdict.columns) > _MOST_COLUMNS:
        return None
    if any(column.role in _IDENTIFYING and column.contains_personal_data for column in verdict.columns):
        return None
    declared, possible, dimensions = [], [], []
    for column in verdict.columns:
        if not column.profile.filled:
            continue
        if column.category in rules.counts:
            declared.append(column.name)
            continue
        if column.category in rules.numbers and _may_hold_numbers(column):
            possible.append(column.name)
        if _may_name_cells(column):
            dimensions.append(column.name)
    if not declared and not possible:
        return None
    return ColumnChoice(tuple(declared), tuple(possible), tuple(dimensions))


def _may_hold_numbers(column: ColumnVerdict) -> bool:
    """Whether the column may hold whole numbers and marks; its cells are read before that is believed.

    A column that its name says to measure something, or to be a share, is none.
    """
    if any(sign in column.name for sign in "%‰％") or column.profile.longest > _LONGEST_NUMBER:
        return False
    return column.category != "measurement" or all(entry.kind is not EvidenceKind.HEADER for entry in column.evidence)


def _may_name_cells(column: ColumnVerdict) -> bool:
    rules = count_table_rules()
    return (
        column.category not in rules.no_dimension
        and column.role is not Role.FREE_TEXT
        and column.profile.kind != "decimal"
        and column.profile.longest <= _LONGEST_LABEL
    )


def counted(verdict: TableVerdict, counts: tuple[str, ...], dimensions: tuple[str, ...]) -> CountSubject:
    """Tell whether people are counted: a column counts inhabitants, or cells are named by what only people have."""
    rules = count_table_rules()
    count_categories = {column.category for column in verdict.columns if column.name in counts}
    named = [column for column in verdict.columns if column.name in dimensions]
    if any(column.category in _LIVING_THINGS for column in verdict.columns) or count_categories <= rules.things:
        return CountSubject.THINGS
    by_name = bool(count_categories & (rules.people | rules.of_people))
    by_dimension = any(column.role is Role.SENSITIVE or column.category in rules.of_people for column in named)
    return CountSubject.PEOPLE if by_name or by_dimension else CountSubject.UNCLEAR
