"""How large the population is, from what the user told; and how many of it stand alone."""

from pia_toolkit.disclosure_risk.classes.equivalence import SizeTally
from pia_toolkit.disclosure_risk.populations.models import SizeCounts
from pia_toolkit.disclosure_risk.populations.uniques import measure_population_uniques, population_size
from pia_toolkit.disclosure_risk.task import MeasureOptions, Task
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.inventory import UnitKind
from pia_toolkit.domain.population_risk import PopulationUniques
from pia_toolkit.errors import PopulationTooSmall

Notes = tuple[ReadingNote, ...]


def population_of(task: Task, options: MeasureOptions, members: int) -> tuple[int | None, Notes]:
    """Return how many people the population has, or None with a note that nobody told it.

    `members`: units or rows in the table, as the measures count them. The residents of the area are taken only
    where the table is about persons, one row each or told apart by a column. Raises `PopulationTooSmall`.
    """
    if options.whole_population:
        return members, ()
    if options.sampling_fraction is not None:
        return population_size(members, options.sampling_fraction), ()
    if options.population_size is not None:
        if options.population_size < members:
            raise PopulationTooSmall(population=options.population_size, units=members)
        return options.population_size, ()
    about_persons = task.kind == "records" and task.unit.kind in (UnitKind.PERSON, UnitKind.RECORD)
    if options.residents and about_persons:
        if options.residents >= members:
            note = ReadingNote(code="population-residents", values={"residents": options.residents})
            return options.residents, (note,)
        note = ReadingNote(
            code="population-residents-too-few", values={"residents": options.residents, "members": members}
        )
        return None, (note,)
    return None, (ReadingNote(code="population-not-told"),)


def population_uniques_of(
    task: Task, options: MeasureOptions, tally: SizeTally | None
) -> tuple[PopulationUniques | None, Notes]:
    """Tell how many stand alone in the population; a note where that is not known or cannot be estimated."""
    if tally is None:
        return None, ()
    population, notes = population_of(task, options, tally.all_units)
    if population is None:
        return None, notes
    if tally.members != tally.all_units:
        return None, (ReadingNote(code="population-several-rows"),)
    return measure_population_uniques(SizeCounts(tally.sizes, tally.classes), population), notes
