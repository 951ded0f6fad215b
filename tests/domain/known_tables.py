"""Small inventories and measurements from which facts follow."""

from pia_toolkit.domain.class_risk import AtRisk, ChosenColumn, ClassMeasures, Diversity
from pia_toolkit.domain.count_table_risk import (
    CountSubject,
    CountTableRisk,
    DifferenceRule,
    Differencing,
    GroupDisclosure,
    Recoverability,
    SmallCells,
)
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
from pia_toolkit.domain.linkage_risk import LinkageRisk, Matched
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.risk import LocationPrecision, RiskReport, TableRisk, TimeStep
from pia_toolkit.domain.trace_risk import (
    HomeWork,
    LoadCurveMatch,
    LoadCurveRisk,
    ReadingKind,
    Share,
    TraceUnicity,
    Unicity,
)

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


def unicity(*shares, units=100):
    """Return unicity at one resolution: the share that 1, 2, … known points single out."""
    by_points = tuple(
        Unicity(
            points=points,
            units=units,
            units_with_fewer_points=0,
            exact=True,
            tried=units,
            mean=Share(value=share, low=share, high=share),
            worst=Share(value=share, low=share, high=share),
        )
        for points, share in enumerate(shares, start=1)
    )
    return (TraceUnicity(metres=None, seconds=60, by_points=by_points),)


def homes(alone, *, metres=None):
    return HomeWork(
        metres=metres,
        units=100,
        units_with_home=80,
        home_alone=alone,
        home_alone_share=alone / 80,
        units_with_both=0,
        pair_alone=0,
        pair_alone_share=0,
    )


def load_curves(*shares, identified=0.0):
    match = LoadCurveMatch(
        seconds=1800,
        households=100,
        incomplete_weeks=0,
        exact=True,
        tried=100,
        identified=round(100 * identified),
        identified_share=Share(value=identified, low=identified, high=identified),
        chance_share=0.01,
    )
    return LoadCurveRisk(
        kind=ReadingKind.USE,
        households=100,
        readings=1000,
        unusable_readings=0,
        unicity=unicity(*shares),
        week_to_week=(match,),
    )


def one_value(units):
    return Diversity(column="a", category="health", distinct_l=1, classes_with_one_value=1, units_with_one_value=units)


def place(metres):
    return LocationPrecision(columns=("lat", "lon"), decimals=3, metres=metres, distinct_places=9)


def step(seconds, *, first=None, last=None, name="when"):
    return TimeStep(column=name, step_seconds=seconds, first_year=first, last_year=last)


WHEN = column(Role.TIME, "timestamp", name="when")


def counts(*, of=CountSubject.PEOPLE):
    """Return a table of counts that gives small counts away in every way."""
    differences = {"columns": ("age",), "differences": 9, "small": 2}
    return CountTableRisk(
        counted=of,
        wide=False,
        dimensions=(("age",),),
        counts=(),
        repeated_rows=0,
        small=(SmallCells(threshold=5, cells=4, share=0.4, totals=0),),
        group_disclosure=(GroupDisclosure(columns=("illness",), sensitive=True, groups=9, in_one_cell=1),),
        recoverability=Recoverability(
            marked=4,
            left_out=0,
            sums=4,
            checked=True,
            recoverable=3,
            recoverable_small=2,
            nearly_told=0,
            narrow=0,
            small_groups=0,
            contradictory=0,
            exact_intervals=4,
        ),
        differencing=(
            Differencing(rule=DifferenceRule.NESTED_BAND, **differences),
            Differencing(rule=DifferenceRule.HIDDEN_IN_ONE, other_table="u", **differences),
        ),
    )


def linkage(one_to_one, *, chance=0.0, of=100):
    """A public file in which so many are found one to one."""
    share = one_to_one / of
    matched = Matched(
        columns=("a",),
        units=one_to_one,
        share=share,
        one_to_one=one_to_one,
        one_to_one_share=share,
        chance_share=chance,
        chance_one_to_one_share=chance,
    )
    return LinkageRisk(
        public_table="roll",
        public_file="roll.csv",
        public_sha256="1" * 64,
        public_rows=of,
        public_units=of,
        rows=of,
        units=of,
        matched=matched,
    )
