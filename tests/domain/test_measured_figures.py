"""The public contract of measuring: every key is there, and rows and units are never mixed up."""

from pia_toolkit.domain.class_risk import AtRisk, AttackRisk, ClassMeasures, Policy
from pia_toolkit.domain.inventory import Unit, UnitKind
from pia_toolkit.domain.measured_figures import measurement_of
from pia_toolkit.domain.measurement import Counted, ThresholdSource
from pia_toolkit.domain.risk import RiskReport, TableRisk


def classes(k, below):
    return ClassMeasures(
        quasi_identifiers=(),
        classes=4,
        k=k,
        uniques=0,
        unique_share=0,
        at_risk=tuple(AtRisk(threshold=limit, units=count, rows=99, share=0) for limit, count in below.items()),
        histogram=(),
    )


def told(**fields):
    risk = TableRisk(**{"table": "t", "rows": 40, "unit": Unit(), "units": 40} | fields)
    return measurement_of(RiskReport(policy=Policy(small_class=7), tables=(risk,))).tables[0]


def test_where_nothing_was_measured_every_key_is_null():
    table = told(rows=0, units=0)
    empty = {name for name, value in table.model_dump().items() if value is None}
    assert {"k", "classes", "records_below", "units_below", "suda", "l_diversity", "unicity", "ladder"} <= empty
    assert table.counted_in is Counted.RECORDS


def test_without_a_column_of_units_the_figures_are_those_of_records():
    attack = AttackRisk(highest=0.5, average_prosecutor=0.25, marketer=0.1)
    table = told(classes=classes(2, {5: 6, 7: 9}), attack=attack)
    assert (table.k, table.records_below, table.average_prosecutor_risk) == (2, {"5": 6, "7": 9}, 0.25)
    assert (table.units_k, table.units_below, table.units_highest_risk) == (None, None, None)
    assert [entry.source for entry in table.thresholds] == [ThresholdSource.LOUISVILLE, ThresholdSource.CITY]


def test_with_a_column_of_units_both_are_told():
    fields = {
        "unit": Unit(kind=UnitKind.PERSON, column="who"),
        "units": 10,
        "classes": classes(1, {5: 3}),
        "record_classes": classes(8, {5: 0}),
    }
    table = told(**fields)
    assert (table.k, table.records_below, table.units_k, table.units_below) == (8, {"5": 0}, 1, {"5": 3})
    assert (table.counted_in, told(**fields, in_rows=True).counted_in) == (Counted.UNITS, Counted.RECORDS)
