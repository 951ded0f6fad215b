"""Small inventories and measurements from which facts follow."""

from pia_toolkit.domain.class_risk import AtRisk, ChosenColumn, ClassMeasures, Diversity
from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.domain.inventory import (
    ColumnVerdict,
    Inventory,
    Profile,
    Role,
    TableVerdict,
    Unit,
    UnitKind,
)
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.risk import LocationPrecision, RiskReport, TableRisk, TimeStep

COMPLETE = Proposal(
    title="Counting people",
    controller="City",
    contact="Office",
    legal_basis="By-law 1",
    public_notice="register",
    retention_days=30,
    column_purposes={"a": "to count"},
)
"""A proposal that leaves nothing open and declares nothing that raises a risk."""


def column(role=Role.NONE, category="none", *, name="a", personal=True, **fields):
    return ColumnVerdict(
        name=name,
        role=role,
        category=category,
        confidence=0.9,
        contains_personal_data=personal,
        signals=fields.get("signals", ()),
        evidence=fields.get("evidence", ()),
        profile=Profile(
            rows=100,
            empty=0,
            distinct=fields.get("distinct", 100),
            distinct_exact=fields.get("exact", True),
            kind="token",
            shape="9",
            shape_share=1,
            longest=1,
        ),
    )


def table(*columns, name="t", kind="records", personal=True, unit=UnitKind.PERSON, **fields):
    return TableVerdict(
        name=name,
        rows=100,
        source=Source(name="t.csv", format="csv", bytes=1, sha256="0" * 64),
        contains_personal_data=personal,
        kind=kind,
        unit=Unit(kind=unit, column=fields.pop("unit_column", None)),
        columns=columns,
        **fields,
    )


def found(*tables):
    return Inventory(tables=tables)


def damaged(count):
    return (ReadingNote(code="ragged-rows", values={"count": count, "row": 1}),)


def measured(name="t", *, unit=UnitKind.PERSON, units=100, **fields):
    return TableRisk(table=name, rows=100, unit=Unit(kind=unit), units=units, **fields)


def risk(*tables):
    return RiskReport(tables=tables)


def classes(k, *, uniques=0, small=0, of=100):
    return ClassMeasures(
        quasi_identifiers=(ChosenColumn(column="a", category="age", chosen_by="automatic", distinct=9),),
        classes=9,
        k=k,
        uniques=uniques,
        unique_share=uniques / of,
        at_risk=(AtRisk(threshold=5, units=small, rows=small, share=small / of),),
        histogram=(),
    )


def one_value(units):
    return Diversity(column="a", category="health", distinct_l=1, classes_with_one_value=1, units_with_one_value=units)


def place(metres):
    return LocationPrecision(columns=("lat", "lon"), decimals=3, metres=metres, distinct_places=9)


def step(seconds, *, first=None, last=None, name="when"):
    return TimeStep(column=name, step_seconds=seconds, first_year=first, last_year=last)


WHEN = column(Role.TIME, "timestamp", name="when")
