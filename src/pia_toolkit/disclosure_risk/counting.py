"""One table as integers with its classes, and each measure that is taken on them; with a note where one is not."""

from dataclasses import dataclass, field

from pia_toolkit.disclosure_risk.classes.diversity import measure_diversity
from pia_toolkit.disclosure_risk.classes.equivalence import THRESHOLDS, Classes, count_classes
from pia_toolkit.disclosure_risk.classes.wildcards import measure_wildcards
from pia_toolkit.disclosure_risk.column_sets.attributes import read_attribute
from pia_toolkit.disclosure_risk.column_sets.minimal import Limits, measure_column_sets
from pia_toolkit.disclosure_risk.column_sets.special_uniques import measure_special_uniques, sizes_to_search
from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.ladder.build import Wanted, measure_ladder
from pia_toolkit.disclosure_risk.places import join_places
from pia_toolkit.disclosure_risk.populations.reference_table import (
    ReferenceSource,
    measure_against_reference,
    read_reference,
)
from pia_toolkit.disclosure_risk.populations.told import population_of
from pia_toolkit.disclosure_risk.task import MeasureOptions, Task
from pia_toolkit.domain.class_risk import Diversity, WildcardClasses
from pia_toolkit.domain.column_sets import ColumnSets, SpecialUniques
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.ladder import Ladder
from pia_toolkit.domain.population_risk import ReferenceRisk

Notes = tuple[ReadingNote, ...]


@dataclass(frozen=True)
class Counting:
    """What the measures are taken on.

    `units`: whom each row is about; None when each row counts for itself. `members`: how many there are.
    `classes`: counted in the same way; None without a column to count them on.
    """

    task: Task
    options: MeasureOptions
    encoded: Encoded
    units: Codes | None = field(repr=False)
    members: int
    classes: Classes | None


def diversity_of(counting: Counting) -> tuple[tuple[Diversity, ...], Notes]:
    """Measure each sensitive column that tells anything."""
    task, classes = counting.task, counting.classes
    if classes is None:
        return (), ()
    prefixes = counting.options.code_prefixes
    measured = {
        name: measure_diversity(
            classes, counting.encoded.columns[name], category, counting.units, prefixes.get(name, ())
        )
        for name, category in task.sensitive.items()
    }
    notes = tuple(
        ReadingNote(code="empty-column", values={"column": name}) for name, found in measured.items() if not found
    )
    return tuple(found for found in measured.values() if found), notes


def wildcards_of(counting: Counting) -> tuple[WildcardClasses | None, Notes]:
    """Count the classes again with missing values as wildcards."""
    classes = counting.classes
    if classes is None:
        return None, ()
    if not counting.options.wildcards:
        return None, (ReadingNote(code="wildcards-not-asked"),)
    codes, sizes = counting.encoded.select(list(counting.task.quasi_identifiers))
    return measure_wildcards(codes, sizes, classes, counting.options.policy)


def column_sets_of(counting: Counting) -> tuple[ColumnSets | None, Notes]:
    """Find which columns together single people out."""
    task, options = counting.task, counting.options
    if not options.column_sets and task.quasi_identifiers:
        return None, (ReadingNote(code="column-sets-not-asked"),)
    if not task.candidates:
        return None, ()
    attributes = [read_attribute(counting.encoded, names) for names in task.candidates]
    least = options.policy.acceptable_share if options.least_share is None else options.least_share
    limits = Limits(options.largest_set, None if options.every_set else least, options.row_visits)
    found = measure_column_sets(attributes, counting.units, least, limits)
    wanted = min(limits.largest, len(attributes))
    if found.largest < wanted:
        return found, (ReadingNote(code="column-sets-smaller", values={"largest": found.largest, "wanted": wanted}),)
    return found, ()


def special_uniques_of(counting: Counting) -> tuple[SpecialUniques | None, Notes]:
    """Find who is unique on few of the quasi-identifiers."""
    task, options, encoded = counting.task, counting.options, counting.encoded
    if not task.quasi_identifiers:
        return None, ()
    if not options.special_uniques:
        return None, (ReadingNote(code="special-uniques-not-asked"),)
    names = join_places(list(task.quasi_identifiers), task.places)
    largest, wanted = sizes_to_search(len(names), encoded.rows, options.row_visits, options.largest_special)
    attributes = [read_attribute(encoded, columns) for columns in names]
    population, _ = population_of(task, options, counting.members)
    fraction = options.sampling_fraction or (counting.members / population if population else None)
    found = measure_special_uniques(attributes, counting.units, fraction, largest)
    if largest < wanted:
        return found, (ReadingNote(code="special-uniques-smaller", values={"largest": largest, "wanted": wanted}),)
    return found, ()


def reference_of(counting: Counting, source: ReferenceSource | None) -> ReferenceRisk | None:
    """Measure against the reference table of the user, if there is one.

    Columns that the user named must all be in it; of those that were chosen automatically, the ones it has are used.
    """
    if source is None or counting.classes is None:
        return None
    names, classes = list(counting.task.quasi_identifiers), counting.classes
    shared = [name for name in names if name in source.table.columns]
    if counting.task.chosen_by == "automatic" and shared and len(shared) < len(names):
        names, classes = shared, count_classes(*counting.encoded.select(shared), counting.units)
    policy = counting.options.policy
    thresholds = sorted({*THRESHOLDS, policy.small_class, policy.publication_class})
    reference = read_reference(source.table, names, source.count_column)
    return measure_against_reference(classes, [counting.encoded.columns[name] for name in names], reference, thresholds)


def ladder_of(counting: Counting) -> Ladder | None:
    """Try what would change the figures, step by step."""
    task, units = counting.task, counting.units
    if counting.classes is None:
        return None
    told_apart = (None, None) if units is None else (task.unit.column, units)
    kept = counting.options.use or ()
    wanted = Wanted(task.quasi_identifiers, told_apart, task.places, task.use, kept)
    return measure_ladder(counting.encoded, wanted, counting.options.policy)
