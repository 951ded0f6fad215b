"""From what measuring found to the public contract: the same figures under the names of the literature."""

from collections.abc import Mapping
from typing import Any

from pia_toolkit.domain.class_risk import AttackRisk, ChosenColumn, ClassMeasures
from pia_toolkit.domain.column_sets import ColumnSets
from pia_toolkit.domain.measurement import (
    ColumnSetSearch,
    Counted,
    LDiversity,
    Measurement,
    PopulationFigures,
    Range,
    RecordBand,
    TableMeasurement,
    TCloseness,
    Threshold,
    ThresholdSource,
)
from pia_toolkit.domain.population_risk import PopulationModel, PopulationUniques
from pia_toolkit.domain.risk import RiskReport, TableRisk

SOURCES: Mapping[int, ThresholdSource] = {
    3: ThresholdSource.ONS_HEALTH,
    5: ThresholdSource.LOUISVILLE,
    10: ThresholdSource.ONS_RESEARCH,
    11: ThresholdSource.CMS,
}
"""Whose the smallest class sizes in use are; any other is the city's own."""


def measurement_of(report: RiskReport) -> Measurement:
    """Return the public contract of a risk report: every table with every key."""
    return Measurement(policy=report.policy, tables=tuple(_table(risk) for risk in report.tables))


def _table(risk: TableRisk) -> TableMeasurement:
    in_records = risk.unit.column is None or risk.in_rows
    return TableMeasurement(
        table=risk.table,
        unit=risk.unit,
        counted_in=Counted.RECORDS if in_records else Counted.UNITS,
        thresholds=tuple(
            Threshold(threshold=entry.threshold, source=SOURCES.get(entry.threshold, ThresholdSource.CITY))
            for entry in (risk.classes.at_risk if risk.classes else ())
        ),
        records=risk.rows,
        units=risk.units,
        quasi_identifiers=tuple(chosen.column for chosen in _chosen(risk)),
        chosen_columns=_chosen(risk),
        **_in_records(risk.record_classes or risk.classes, risk.record_attack or risk.attack),
        **_in_units(*((risk.classes, risk.attack) if risk.unit.column else (None, None))),
        wildcards=risk.wildcards,
        **_secrets(risk),
        suda=risk.special_uniques,
        minimal_sets=risk.column_sets.minimal if risk.column_sets else None,
        column_sets=_search(risk.column_sets) if risk.column_sets else None,
        population_uniques=_population(risk.population) if risk.population else None,
        reference=risk.reference,
        trace_sanity=risk.trace_sanity,
        unicity=risk.unicity or None,
        home_work=risk.home_work or None,
        load_curves=risk.load_curves,
        tables=risk.counts,
        dominance=risk.dominance or None,
        linkage=risk.linkage or None,
        ladder=risk.ladder,
        locations=risk.locations,
        times=risk.times,
        not_measured=risk.not_measured,
    )


def _chosen(risk: TableRisk) -> tuple[ChosenColumn, ...]:
    return risk.classes.quasi_identifiers if risk.classes else ()


def _in_records(classes: ClassMeasures | None, attack: AttackRisk | None) -> dict[str, Any]:
    """Return the figures that count records; where no column tells units apart, each record is one."""
    return {
        "classes": classes and classes.classes,
        "k": classes and classes.k,
        "unique_records": classes and classes.uniques,
        "records_below": classes and {str(entry.threshold): entry.units for entry in classes.at_risk},
        "class_sizes": classes
        and tuple(
            RecordBand(smallest=band.smallest, largest=band.largest, classes=band.classes, records=band.units)
            for band in classes.histogram
        ),
        "average_prosecutor_risk": attack and attack.average_prosecutor,
        "highest_risk": attack and attack.highest,
        "marketer_risk": attack and attack.marketer,
        "distinction": classes and classes.distinction,
        "separation": classes and classes.separation,
    }


def _in_units(classes: ClassMeasures | None, attack: AttackRisk | None) -> dict[str, Any]:
    """Return the figures that count units."""
    return {
        "units_k": classes and classes.k,
        "unique_units": classes and classes.uniques,
        "units_below": classes and {str(entry.threshold): entry.units for entry in classes.at_risk},
        "units_average_prosecutor_risk": attack and attack.average_prosecutor,
        "units_highest_risk": attack and attack.highest,
        "units_marketer_risk": attack and attack.marketer,
    }


def _secrets(risk: TableRisk) -> dict[str, Any]:
    """Return l-diversity and t-closeness by sensitive column."""
    if risk.classes is None:
        return {"l_diversity": None, "t_closeness": None}
    return {
        "l_diversity": {
            found.column: LDiversity(
                distinct=found.distinct_l,
                entropy=found.entropy_l,
                recursive=found.recursive,
                classes_with_one_value=found.classes_with_one_value,
                members_with_one_value=found.units_with_one_value,
            )
            for found in risk.diversity
        },
        "t_closeness": {
            found.column: TCloseness(equal=found.t_equal, ordered=found.t_ordered, hierarchical=found.t_hierarchical)
            for found in risk.diversity
        },
    }


def _search(found: ColumnSets) -> ColumnSetSearch:
    return ColumnSetSearch(**{name: getattr(found, name) for name in ColumnSetSearch.model_fields})


def _population(found: PopulationUniques) -> PopulationFigures:
    by_model = {estimate.model: estimate for estimate in found.estimates}
    return PopulationFigures(
        exact=found.exact,
        population=found.population,
        sampling_fraction=found.sampling_fraction,
        share=found.share,
        uniques=found.uniques,
        chosen=found.chosen,
        models={model: by_model.get(model) for model in PopulationModel},
        range=Range(lowest=found.lowest_share, highest=found.highest_share),
    )
