"""The file against a table of the whole population that the user gives: categories and a count of people.

A census frequency table says how many people share each combination; a unit of the file hides among those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pia_toolkit.disclosure_risk.classes.equivalence import Classes
from pia_toolkit.disclosure_risk.encode import Encoded, EncodedColumn, TableEncoder
from pia_toolkit.disclosure_risk.keys import Numbers, combine, group
from pia_toolkit.disclosure_risk.task import unknown_columns
from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.population_risk import ReferenceRisk, UnmatchedColumn
from pia_toolkit.errors import ReferenceDoesNotMatch, ReferenceWithoutCounts, raise_all

_COUNT = r"^\s*([0-9]+|[0-9]{1,3}(?:[ ,.'’\u00a0\u202f][0-9]{3})+)(?:[.,]0+)?\s*$"
"""Whole numbers, also with thousands set apart; a count of people has no decimals but zeros."""


@dataclass(frozen=True)
class ReferenceSource:
    """The table of the population that the user gives, and its column with the number of people of each row."""

    table: Table
    count_column: str


@dataclass(frozen=True)
class Reference:
    """A table of the population: categories as integers, people per row; rows without a count have 0."""

    name: str
    encoded: Encoded = field(repr=False)
    people: Numbers = field(repr=False)
    rows_without_count: int


def read_reference(table: Table, columns: Sequence[str], count_column: str) -> Reference:
    """Read the categories and the counts of a reference table.

    Its columns must have the names of the quasi-identifiers. Rows whose count is missing, suppressed, negative
    or no whole number are told and count nobody. Raises `UnknownColumn` for each column that it does not have
    (`Several` for more than one), `ReferenceWithoutCounts` if no row has a count.
    """
    raise_all(unknown_columns(table, [*columns, count_column]))
    encoder = TableEncoder([*columns, count_column])
    for batch in table.batches([*columns, count_column]):
        encoder.update(batch)
    encoded = encoder.finish()
    counts = encoded.columns[count_column]
    people_of_code = np.concatenate([[-1], _read_counts(counts.values)])
    people = people_of_code[counts.codes]
    without = int(np.count_nonzero(people < 0))
    if without == len(people):
        raise ReferenceWithoutCounts(column=count_column, table=table.name)
    return Reference(table.name, encoded, np.maximum(people, 0), without)


def measure_against_reference(
    classes: Classes, columns: Sequence[EncodedColumn], reference: Reference, thresholds: Sequence[int]
) -> ReferenceRisk:
    """How many people of the population share the classes of the file: k-map, delta-presence, attack risks.

    `columns`: the quasi-identifiers on which `classes` were counted, in the same order. `thresholds`: class
    sizes below which a unit is at risk. A unit with several combinations counts in each. Categories match
    when they are written the same; a missing value is a category. Raises `ReferenceDoesNotMatch` when no class
    of the file is in the reference table. Sources: El Emam, "Guide to the De-Identification of Personal Health
    Information" (2013), for the attack risks; Sweeney, "k-anonymity" (2002), for k-map; Nergiz and others,
    "Hiding the presence of individuals from shared databases" (2007), for delta-presence.
    """
    in_population, elsewhere = _people_of_classes(classes, columns, reference)
    matched = in_population > 0
    if not matched.any():
        unmatched = ", ".join(f"{column.name} {_only_in(column, reference)[0].sum()}" for column in columns)
        raise ReferenceDoesNotMatch(table=reference.name, unmatched=unmatched)
    sizes = classes.sizes[matched]
    # Whoever is in the file is in the population.
    people = np.maximum(in_population[matched], sizes)
    presence = sizes / people
    units = int(sizes.sum())
    return ReferenceRisk(
        columns=tuple(column.name for column in columns),
        population=int(reference.people.sum()),
        units=int(classes.sizes.sum()),
        matched_units=units,
        matched_classes=len(sizes),
        unmatched_units=int(classes.sizes[~matched].sum()),
        unmatched_classes=int(np.count_nonzero(~matched)),
        unmatched=tuple(_unmatched(classes, columns, reference)),
        classes_counted_too_small=int(np.count_nonzero(in_population[matched] < sizes)),
        reference_rows_without_count=reference.rows_without_count,
        k_map=int(people.min()),
        presence_least=0.0 if elsewhere else float(presence.min()),
        presence_most=float(presence.max()),
        journalist_highest=float(1 / people.min()),
        journalist_average=float(max(len(sizes) / people.sum(), presence.sum() / units)),
        journalist_at_risk=tuple(_at_risk(sizes, people, classes.rows[matched], limit) for limit in thresholds),
        marketer=float(presence.sum() / units),
    )


def _read_counts(values: pa.Array) -> Numbers:
    """Read different values as counts of people; -1 where a value is none."""
    text = pl.Series(values, dtype=pl.String).str.extract(_COUNT, 1).str.replace_all(r"[^0-9]", "")
    return text.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()


def _people_of_classes(
    classes: Classes, columns: Sequence[EncodedColumn], reference: Reference
) -> tuple[Numbers, bool]:
    """Return the people of the population in each class of the file, and whether some are in no such class."""
    codes = [np.concatenate([column.codes, _translated(column, reference)]) for column in columns]
    of_row, _ = group(*combine(codes, [column.size + 1 for column in columns]))
    rows = len(classes.of_row)
    people = np.zeros(int(of_row.max()) + 1, np.int64)
    np.add.at(people, of_row[rows:], reference.people)
    group_of_class = np.zeros(len(classes.sizes), np.int64)
    group_of_class[classes.of_row] = of_row[:rows]
    found = people[group_of_class]
    return found, bool(found.sum() < people.sum())


def _translated(column: EncodedColumn, reference: Reference) -> npt.NDArray[np.int32]:
    """Return the codes of the reference table's rows as those of the file; one code beyond for all others."""
    only_in_reference = column.size
    theirs = reference.encoded.columns[column.name]
    ours = pl.Series(column.values, dtype=pl.String)
    numbers = pl.DataFrame({"value": ours, "code": np.arange(1, column.size, dtype=np.int32)})
    asked = pl.DataFrame({"value": pl.Series(theirs.values, dtype=pl.String)})
    found = asked.join(numbers, on="value", how="left", maintain_order="left")["code"]
    code_of_theirs = np.concatenate([[0], found.fill_null(only_in_reference).to_numpy()]).astype(np.int32)
    return code_of_theirs[theirs.codes]


def _only_in(column: EncodedColumn, reference: Reference) -> tuple[npt.NDArray[np.bool_], int]:
    """Tell which codes of the file the reference table lacks, and count those that only the table has."""
    codes = _translated(column, reference)
    known = np.zeros(column.size + 1, np.bool_)
    known[codes] = True
    theirs = reference.encoded.columns[column.name].distinct
    lacking = ~known[: column.size]
    used = np.zeros(column.size, np.bool_)
    used[column.codes] = True
    shared = int(np.count_nonzero(known[1 : column.size]))
    return lacking & used, theirs - shared


def _unmatched(classes: Classes, columns: Sequence[EncodedColumn], reference: Reference) -> list[UnmatchedColumn]:
    """Count, column by column, what only one of the two tables has; columns that match are left out."""
    found = []
    for column in columns:
        lacking, only_theirs = _only_in(column, reference)
        affected = np.zeros(len(classes.sizes), np.bool_)
        affected[classes.of_row[lacking[column.codes]]] = True
        entry = UnmatchedColumn(
            column=column.name,
            only_in_file=int(np.count_nonzero(lacking)),
            units=int(classes.sizes[affected].sum()),
            only_in_reference=only_theirs,
        )
        if entry.only_in_file or entry.only_in_reference:
            found.append(entry)
    return found


def _at_risk(sizes: Numbers, people: Numbers, rows: Numbers, threshold: int) -> AtRisk:
    """Count units whose class has fewer than `threshold` people in the population."""
    small = people < threshold
    units = int(sizes[small].sum())
    return AtRisk(threshold=threshold, units=units, rows=int(rows[small].sum()), share=units / int(sizes.sum()))
