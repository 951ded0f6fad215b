"""What is measured on one table: decided from the verdicts and the user's choice before its rows are read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import Field, PositiveInt

from pia_toolkit.disclosure_risk.choice_rules import choice_rules
from pia_toolkit.disclosure_risk.choose import choose_quasi_identifiers
from pia_toolkit.disclosure_risk.ladder.rules import ladder_rules
from pia_toolkit.disclosure_risk.places import Place, find_places, join_places
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Role, TableVerdict, Unit, UnitKind
from pia_toolkit.domain.risk import DEFAULT_MEMORY_BYTES
from pia_toolkit.errors import (
    PiaError,
    PopulationToldTwice,
    SamplingFractionOutOfRange,
    WrongCommand,
    raise_all,
    unknown_column,
)


class MeasureOptions(Frozen):
    """What the user chose: quasi-identifiers, the column that tells people apart, thresholds.

    What is given overrules what detection suggests; None leaves it to detection. `wildcards`, `column_sets`,
    `special_uniques`: whether to measure with missing values as wildcards, which columns together single people
    out, and special uniques (SUDA). `least_share`: share of units from which a set of columns is said to single
    out; None takes the policy's acceptable share. `every_set`: count and tell every set, also those whose
    answer follows from others. `largest_set`: columns in the largest sets; `largest_special`: the same
    for special uniques, None for all sizes where that takes seconds, else 3. `row_visits`: rows times sets that
    may be counted, about 200 million a second; it bounds the time, and unlike a clock it gives the same answer
    on every machine. `memory_bytes`: what the integers of a table may take in memory; a larger table is counted
    on disk, and not all is measured then.

    What is known of the population, at most one of them: `sampling_fraction`, the share of it that is in the table;
    `population_size`; `whole_population`, that the table is everyone. `residents`: how many people live in the area,
    taken for the population of a table of persons when nothing else is known.

    `in_rows`: measure in rows what can be measured only once, though a column tells units apart.
    `code_prefixes`: for sensitive columns of codes, how many first characters make groups, as (3, 1) for
    diagnoses such as `J45.1`. `use`: columns by which rows will be counted, to tell what a step costs; None takes
    an area and a time.
    """

    quasi_identifiers: tuple[str, ...] | None = None
    sensitive: tuple[str, ...] | None = None
    unit_column: str | None = None
    policy: Policy = Policy()
    wildcards: bool = True
    column_sets: bool = True
    special_uniques: bool = True
    every_set: bool = False
    largest_set: int = Field(default=3, ge=1, le=6)
    largest_special: int | None = Field(default=None, ge=1)
    least_share: float | None = Field(default=None, ge=0, le=1)
    row_visits: int = Field(default=4_000_000_000, ge=0)
    memory_bytes: int = DEFAULT_MEMORY_BYTES
    sampling_fraction: float | None = None
    population_size: int | None = None
    whole_population: bool = False
    residents: int | None = None
    in_rows: bool = False
    code_prefixes: dict[str, tuple[PositiveInt, ...]] = Field(default_factory=dict)
    use: tuple[str, ...] | None = None

    @property
    def named_columns(self) -> tuple[str, ...]:
        """Every column that the user named."""
        unit = [self.unit_column] if self.unit_column is not None else []
        return (*(self.quasi_identifiers or ()), *(self.sensitive or ()), *self.code_prefixes, *(self.use or ()), *unit)


DEFAULT_OPTIONS = MeasureOptions()


@dataclass(frozen=True)
class Task:
    """What is measured on one table. Quasi-identifiers and sensitive columns come with their categories.

    `kind`: that of the table. `candidates`: the columns of which small sets are counted; those of one place are
    together. `use`: columns by which rows are counted to tell what
    a step costs, with their categories too.
    """

    quasi_identifiers: dict[str, str]
    chosen_by: str
    kind: str
    unit: Unit
    sensitive: dict[str, str]
    places: tuple[Place, ...]
    times: tuple[str, ...]
    candidates: tuple[tuple[str, ...], ...]
    notes: tuple[ReadingNote, ...]
    use: dict[str, str] = field(default_factory=dict)

    def encoded_columns(self) -> list[str]:
        """Columns that are turned into integers, each once."""
        unit = [self.unit.column] if self.unit.column else []
        places = [name for place in self.places for name in place.columns]
        candidates = [name for columns in self.candidates for name in columns]
        return list(dict.fromkeys([*self.quasi_identifiers, *unit, *self.sensitive, *places, *candidates, *self.use]))


def plan_task(table: Table, verdict: TableVerdict, options: MeasureOptions) -> Task:
    """Decide what to measure on a table.

    Raises `UnknownColumn` for a column that the user named and the table does not have, `PopulationToldTwice`,
    `SamplingFractionOutOfRange`, `Several` for more than one of these.
    """
    raise_all([*unknown_columns(table, options.named_columns), *_contradictions(options)])
    unit = _choose_unit(verdict, options.unit_column)
    notes: tuple[ReadingNote, ...] = ()
    if options.quasi_identifiers is None:
        choice = choose_quasi_identifiers(verdict, unit.column)
        names, notes, chosen_by = [column.name for column in choice.columns], choice.notes, "automatic"
        candidates = [column.name for column in choice.candidates]
    else:
        names, chosen_by = list(dict.fromkeys(options.quasi_identifiers)), "user"
        candidates = names
    places = find_places(verdict)
    attributes = join_places(candidates, places) if options.column_sets else ()
    most = choice_rules().most_candidates
    if len(attributes) > most:
        left = ReadingNote(code="column-sets-first", values={"limit": most, "left": len(attributes) - most})
        notes = (*notes, left)
    categories = {column.name: column.category for column in verdict.columns}
    return Task(
        quasi_identifiers={name: categories.get(name, Role.NONE.value) for name in names},
        chosen_by=chosen_by,
        kind=verdict.kind,
        unit=unit,
        sensitive={name: categories.get(name, Role.NONE.value) for name in _sensitive(verdict, names, options)},
        places=places,
        times=tuple(column.name for column in verdict.with_role(Role.TIME)),
        candidates=attributes[:most],
        notes=notes,
        use={name: categories.get(name, Role.NONE.value) for name in _use(verdict, options)},
    )


def _use(verdict: TableVerdict, options: MeasureOptions) -> tuple[str, ...]:
    """Return by which columns rows are counted: those the user named, else the first area and the first time."""
    if options.use is not None:
        return tuple(dict.fromkeys(options.use))
    rules = ladder_rules()
    kinds = (rules.use, rules.hourly)
    found = (next((one.name for one in verdict.columns if one.category in kind), None) for kind in kinds)
    return tuple(name for name in found if name is not None)


def _sensitive(verdict: TableVerdict, quasi_identifiers: list[str], options: MeasureOptions) -> list[str]:
    """Return the sensitive columns; one that is compared is not its own secret."""
    found = [column.name for column in verdict.with_role(Role.SENSITIVE)]
    named = found if options.sensitive is None else list(dict.fromkeys(options.sensitive))
    return [name for name in named if name not in quasi_identifiers]


def unknown_columns(table: Table, named: Iterable[str]) -> list[PiaError]:
    """Return an error for each column that was named and that the table does not have."""
    return [
        unknown_column(name, table.name, table.columns) for name in dict.fromkeys(named) if name not in table.columns
    ]


def _contradictions(options: MeasureOptions) -> list[WrongCommand]:
    """Return an error for what is told about the population and cannot be."""
    fraction, size = options.sampling_fraction, options.population_size
    if sum((fraction is not None, size is not None, options.whole_population)) > 1:
        return [PopulationToldTwice()]
    if fraction is not None and not 0 < fraction <= 1:
        return [SamplingFractionOutOfRange(fraction=fraction)]
    return []


def _choose_unit(verdict: TableVerdict, chosen: str | None) -> Unit:
    """Return who is counted; a column the user chose stands for devices if it was found to, else people."""
    if chosen is None or chosen == verdict.unit.column:
        return verdict.unit
    column = verdict.column(chosen)
    is_device = column is not None and column.role is Role.DEVICE_IDENTIFIER
    return Unit(kind=UnitKind.DEVICE if is_device else UnitKind.PERSON, column=chosen)
