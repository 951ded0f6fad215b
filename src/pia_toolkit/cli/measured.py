"""What `pia measure` prints: how easily people are singled out, table by table, a label and a figure a line."""

from collections.abc import Iterator

from pia_toolkit.cli.console import say
from pia_toolkit.domain.class_risk import ClassMeasures, Diversity, Policy
from pia_toolkit.domain.column_sets import ColumnSets, SpecialUniques
from pia_toolkit.domain.inventory import UnitKind
from pia_toolkit.domain.linkage_risk import LinkageRisk
from pia_toolkit.domain.population_risk import PopulationUniques, ReferenceRisk
from pia_toolkit.domain.risk import RiskReport, TableRisk
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Block
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.reasoning import note_sentences
from pia_toolkit.reports.singling_out.counts import tell_counts
from pia_toolkit.reports.singling_out.ladder import tell_ladder
from pia_toolkit.reports.singling_out.linkage import tell_linkage
from pia_toolkit.reports.singling_out.table import in_rows
from pia_toolkit.reports.singling_out.traces import tell_traces

_SETS_TOLD = 5

Lines = Iterator[tuple[str, str]]


def print_risk(risk: RiskReport, speak: Words) -> None:
    """Print how easily people are singled out, and whose the thresholds are."""
    figures = Figures(speak, risk.policy.small_class)
    for number, table in enumerate(risk.tables):
        if number:
            say()
        say(f"{table.table} · {speak(f'cli.units-{table.unit.kind.value}', count=table.units)}")
        for label, value in _lines(table, risk.policy, figures):
            say("  " + speak("cli.pair", label=label, value=value))
        for linkage in table.linkage:
            _print_linkage(linkage, figures)
        for block in _told_in_blocks(table, risk.policy, figures):
            say("  " + speak("cli.pair", label=block.title, value=block.message or block.sentences[0]))
        for sentence in note_sentences(table.not_measured, speak):
            say(f"  {sentence}")
    if any(table.classes for table in risk.tables):
        say()
        say(speak("measured.thresholds"))


def _print_linkage(found: LinkageRisk, figures: Figures) -> None:
    """Print how many are found in a public file, and what was left out."""
    speak, matched = figures.words, found.matched
    if matched:
        columns = ", ".join(matched.columns)
        value = speak(
            "measured.linked",
            share=figures.share(matched.units, found.units),
            one=figures.share(matched.one_to_one, found.units),
            columns=columns,
        )
        say("  " + speak("cli.pair", label=speak("measured.linkage", table=found.public_table), value=value))
    for sentence in note_sentences(found.notes, speak):
        say(f"  {sentence}")


def _told_in_blocks(table: TableRisk, policy: Policy, figures: Figures) -> tuple[Block, ...]:
    """Return what the reports tell too: what would change it, traces, counts, public files."""
    counted = in_rows(table)
    blocks = (
        *tell_ladder(counted, figures),
        *tell_traces(table, figures),
        *tell_counts(table, policy, figures),
        *tell_linkage(counted, figures),
    )
    return tuple(block for block in blocks if block.message or block.sentences)


def _lines(table: TableRisk, policy: Policy, figures: Figures) -> Lines:
    speak, classes = figures.words, table.classes
    if classes is None:
        yield speak("cli.measured-title"), speak("cli.no-classes")
        return
    yield speak("cli.measure-quasi-identifiers"), ", ".join(chosen.column for chosen in classes.quasi_identifiers)
    yield from _groups(classes, table.units, policy, figures)
    if table.attack:
        yield speak("measured.prosecutor"), figures.percent(table.attack.average_prosecutor)
        yield speak("measured.marketer"), figures.percent(table.attack.marketer)
    if table.record_classes:
        yield speak("measured.in-rows"), _in_rows(table.record_classes, table.rows, policy, figures)
    for found in table.diversity:
        yield speak("measured.sensitive", column=found.column), _given_away(found, figures)
    members = table.rows if table.in_rows else table.units
    counted = UnitKind.RECORD if table.in_rows else table.unit.kind
    if table.column_sets:
        yield from _sets(table.column_sets, counted, figures)
    if table.special_uniques:
        yield speak("measured.special"), _special(table.special_uniques, members, figures)
    if table.population:
        yield speak("measured.population"), _population(table.population, figures)
    if table.reference:
        yield from _reference(table.reference, counted, figures)


def _groups(classes: ClassMeasures, of_all: int, policy: Policy, figures: Figures) -> Lines:
    speak, below = figures.words, classes.below(policy.small_class)
    if below:
        yield speak("cli.measure-at-risk", threshold=policy.small_class), figures.share(below.units, of_all)
    yield speak("cli.measure-unique"), figures.share(classes.uniques, of_all)
    yield speak("cli.measure-k"), figures.number(classes.k)


def _in_rows(classes: ClassMeasures, rows: int, policy: Policy, figures: Figures) -> str:
    speak = figures.words
    parts = [speak("cli.pair", label=label, value=value) for label, value in _groups(classes, rows, policy, figures)]
    return speak("measured.between").join(parts)


def _given_away(found: Diversity, figures: Figures) -> str:
    speak = figures.words
    parts = [speak("measured.distinct", number=figures.number(found.distinct_l))]
    if found.t_equal is not None:
        parts.append(speak("measured.closeness", distance=f"{found.t_equal:.2f}"))
    return speak("measured.between").join(parts)


def _sets(found: ColumnSets, counted: UnitKind, figures: Figures) -> Lines:
    speak = figures.words
    label = speak("measured.sets", share=figures.percent(found.least_share))
    if not found.minimal:
        yield label, speak("measured.no-sets", largest=found.largest)
        return
    told = [
        speak("measured.set", columns=" + ".join(one.columns), units=figures.counted(counted.value, one.singled_out))
        for one in found.minimal[:_SETS_TOLD]
    ]
    if len(found.minimal) > _SETS_TOLD:
        told.append(speak("measured.more-sets", count=figures.number(len(found.minimal) - _SETS_TOLD)))
    yield label, speak("measured.between").join(told)
    first = found.coarsening[0]
    columns = " + ".join(first.columns)
    total = first.sets_removed + first.sets_left
    yield speak("measured.coarsen"), speak("measured.step", columns=columns, removed=first.sets_removed, total=total)


def _special(found: SpecialUniques, members: int, figures: Figures) -> str:
    speak = figures.words
    share = figures.share(found.units_with_score, members)
    assumed = "assumed" if found.assumed else "told"
    fraction = figures.percent(found.sampling_fraction)
    chance = figures.percent(found.highest_disclosure_risk)
    return speak(f"measured.special-{assumed}", share=share, chance=chance, fraction=fraction)


def _population(found: PopulationUniques, figures: Figures) -> str:
    speak, share = figures.words, figures.percent(found.share)
    if found.exact:
        return speak("measured.exact", share=share)
    return speak(
        "measured.estimate",
        share=share,
        lowest=figures.percent(found.lowest_share),
        highest=figures.percent(found.highest_share),
        model=speak.label("population-model", found.chosen or ""),
        fraction=figures.percent(found.sampling_fraction),
    )


def _reference(found: ReferenceRisk, counted: UnitKind, figures: Figures) -> Lines:
    speak = figures.words
    yield speak("measured.k-map"), figures.number(found.k_map)
    yield speak("measured.journalist"), figures.percent(found.journalist_average)
    presence = (figures.percent(found.presence_least), figures.percent(found.presence_most))
    yield speak("measured.presence"), speak("measured.from-to", least=presence[0], most=presence[1])
    if found.unmatched_units:
        units = figures.counted(counted.value, found.unmatched_units)
        yield speak("measured.unmatched"), speak("measured.unmatched-units", units=units)
    for one in found.unmatched:
        values = {"file": figures.number(one.only_in_file), "reference": figures.number(one.only_in_reference)}
        yield speak("measured.unmatched-column", column=one.column), speak("measured.unmatched-values", **values)
