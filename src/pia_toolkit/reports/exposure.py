"""How easily people are singled out, for the first page: what tells most, in the table where it is easiest.

People stand out by columns that few share, by a few known points of a trace, and by small counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.domain.class_risk import ClassMeasures
from pia_toolkit.domain.count_table_risk import CountSubject
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.report import Report
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.domain.trace_facts import few_points
from pia_toolkit.domain.trace_risk import Unicity
from pia_toolkit.reports.reasoning import Telling
from pia_toolkit.reports.singling_out.groups import tell_at_risk

_TOLD_BY = (FactCode.SINGLED_OUT, FactCode.SMALL_CLASSES)


@dataclass(frozen=True)
class KeyFigure:
    """One of the three figures of the first page: the figure, what it counts, a note on its base."""

    value: str
    label: str
    note: str


@dataclass(frozen=True)
class Exposure:
    """What singles people out in one table: `share` of them, as a figure and in a sentence."""

    share: float
    figure: KeyFigure
    sentence: str


def most_exposed(report: Report, telling: Telling) -> Exposure | None:
    """Return what singles out the largest share, if anything was measured; of equals what comes first."""
    found = [entry for table in report.risk.tables for entry in _exposures(table, report, telling) if entry.sentence]
    return max(found, key=lambda entry: entry.share, default=None)


def _exposures(table: TableRisk, report: Report, telling: Telling) -> Iterator[Exposure]:
    if table.classes:
        yield _by_columns(table, table.classes, report, telling)
    curves = table.load_curves
    for kind, unicity in (("points", table.unicity), ("readings", curves.unicity if curves else ())):
        few = few_points(unicity)
        if few:
            yield _by_points(table, few, kind, report, telling)
    yield from _by_small_counts(table, report, telling)


def _by_columns(table: TableRisk, classes: ClassMeasures, report: Report, telling: Telling) -> Exposure:
    words = telling.words
    below = classes.below(telling.floor)
    alone = telling.share(classes.uniques, table.units)
    figure = KeyFigure(
        value=telling.share(below.units if below else classes.uniques, table.units),
        label=words(
            "report.first.exposure-label" if below else "report.first.exposure-label-alone",
            units=telling.counted(table.unit.kind, table.units),
            floor=telling.floor,
        ),
        note=words("report.first.exposure-note", alone=alone, table=table.table),
    )
    sentence = words(
        "report.sentences.singled-out",
        table=table.table,
        message=tell_at_risk(table, classes, report.risk.policy, telling),
        alone=alone,
    )
    return Exposure(below.share if below else classes.unique_share, figure, sentence)


def _by_points(table: TableRisk, few: Unicity, kind: str, report: Report, telling: Telling) -> Exposure:
    unit = telling.counted(table.unit.kind, few.units)
    figure = KeyFigure(
        value=telling.percent(few.mean.value),
        label=telling.words(f"report.first.exposure-label-{kind}", units=unit, points=few.points),
        note=telling.words("report.first.exposure-note-table", table=table.table),
    )
    return Exposure(few.mean.value, figure, _as_told(f"{table.table}/unicity", report, telling))


def _by_small_counts(table: TableRisk, report: Report, telling: Telling) -> Iterator[Exposure]:
    counts = table.counts
    small = counts.below(telling.floor) if counts and counts.counted is CountSubject.PEOPLE else None
    if not small or not small.cells:
        return
    figure = KeyFigure(
        value=telling.percent(small.share),
        label=telling.words("report.first.exposure-label-counts", floor=telling.floor),
        note=telling.words("report.first.exposure-note-table", table=table.table),
    )
    yield Exposure(small.share, figure, _as_told(f"{table.table}/counts", report, telling))


def _as_told(measurement: str, report: Report, telling: Telling) -> str:
    """Tell a measurement as the facts tell it; empty where no fact rests on it."""
    because = (
        reason
        for fact in report.assessment.facts
        if fact.code in _TOLD_BY
        for reason in fact.because
        if reason.ref == measurement
    )
    return next(iter(telling.reasons(because)), "")
