"""The findings and measurements of the example: two tables of a shared bicycle scheme."""

from pia_toolkit.domain.class_risk import (
    AtRisk,
    AttackRisk,
    ChosenColumn,
    ClassMeasures,
    Diversity,
    SizeBand,
    WildcardClasses,
)
from pia_toolkit.domain.column_sets import (
    CoarseningStep,
    ColumnSet,
    ColumnSets,
    Contribution,
    ScoreLevel,
    SpecialUniques,
)
from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.domain.inventory import (
    ColumnVerdict,
    Evidence,
    EvidenceKind,
    Inventory,
    Profile,
    Reading,
    Role,
    TableVerdict,
    Unit,
    UnitKind,
)
from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.population_risk import (
    PopulationEstimate,
    PopulationModel,
    PopulationUniques,
    ReferenceRisk,
    UnmatchedColumn,
)
from pia_toolkit.domain.risk import LocationPrecision, RiskReport, TableRisk, TimeStep
from pia_toolkit.domain.steps import Bands, CoarsenTime, Drop, Period, Step
from pia_toolkit.domain.trace_risk import (
    HomeWork,
    LoadCurveMatch,
    LoadCurveRisk,
    ReadingKind,
    Share,
    TraceSanity,
    TraceUnicity,
    Unicity,
)


def evidence(kind: EvidenceKind, detail: str, hit: int, read: int, *, exact: bool = True) -> Evidence:
    return Evidence(kind=kind, detail=detail, rows_hit=hit, rows_read=read, exact=exact)


def column(
    name: str, role: Role, category: str, confidence: float, *found: Evidence, filled: int = 10240
) -> ColumnVerdict:
    return ColumnVerdict(
        name=name,
        role=role,
        category=category,
        confidence=confidence,
        contains_personal_data=role is not Role.NONE,
        evidence=found,
        competing=(Reading(category="postcode", confidence=0.31),) if confidence < 0.7 else (),
        profile=Profile(
            rows=10240,
            empty=10240 - filled,
            distinct=min(filled, 1999),
            distinct_exact=filled < 5000,
            kind="text",
            shape="Aa9",
            shape_share=0.9,
            longest=24,
        ),
    )


def inventory(trips: str, odd_column: str) -> Inventory:
    header, pattern, shape = EvidenceKind.HEADER, EvidenceKind.PATTERN, EvidenceKind.SHAPE
    return Inventory(
        tables=(
            TableVerdict(
                name=trips,
                rows=10240,
                source=Source(name="trips.csv", format="csv", bytes=1_482_113, sha256="a3" * 32),
                contains_personal_data=True,
                kind="traces",
                unit=Unit(kind=UnitKind.PERSON, column="card_id"),
                columns=(
                    column(
                        "card_id",
                        Role.DEVICE_IDENTIFIER,
                        "card-id",
                        0.97,
                        evidence(header, "card-id", 10240, 10240),
                        evidence(EvidenceKind.CHECKSUM, "luhn", 2040, 2048, exact=False),
                    ),
                    column(
                        "start_time",
                        Role.TIME,
                        "timestamp",
                        0.99,
                        evidence(pattern, "timestamp", 10240, 10240),
                    ),
                    column(
                        "start_lat",
                        Role.LOCATION,
                        "latitude",
                        0.98,
                        evidence(EvidenceKind.RANGE, "latitude", 10238, 10240),
                        evidence(EvidenceKind.NEIGHBOUR, "start_lon", 10240, 10240),
                    ),
                    column(
                        "start_lon",
                        Role.LOCATION,
                        "longitude",
                        0.98,
                        evidence(EvidenceKind.RANGE, "longitude", 10238, 10240),
                    ),
                    column(
                        "birth_year",
                        Role.QUASI_IDENTIFIER,
                        "birth-year",
                        0.84,
                        evidence(header, "birth-year", 10240, 10240),
                    ),
                    column(
                        odd_column,
                        Role.FREE_TEXT,
                        "free-text",
                        0.66,
                        evidence(EvidenceKind.MODEL, "person-name", 3, 418, exact=False),
                        filled=418,
                    ),
                    column("bicycle_type", Role.NONE, "none", 0.93, evidence(shape, "a", 10240, 10240)),
                    column("distance_m", Role.NONE, "none", 0.95),
                ),
                notes=(ReadingNote(code="time-partly-understood", values={"column": "start_time", "cells": 12}),),
                not_checked=(ReadingNote(code="free-text-left-out", values={"columns": "remarks"}),),
            ),
            TableVerdict(
                name="subscribers",
                rows=2048,
                source=Source(name="subscribers.xlsx", format="xlsx", bytes=201_442, sha256="5c" * 32),
                contains_personal_data=True,
                unit=Unit(kind=UnitKind.PERSON, column="card_id"),
                columns=(
                    column(
                        "full_name",
                        Role.DIRECT_IDENTIFIER,
                        "person-name",
                        0.99,
                        evidence(header, "person-name", 2048, 2048),
                        evidence(EvidenceKind.DICTIONARY, "names", 1999, 2048),
                        filled=2048,
                    ),
                    column(
                        "e_mail",
                        Role.DIRECT_IDENTIFIER,
                        "email-address",
                        1.0,
                        evidence(pattern, "email-address", 2044, 2048),
                        filled=2048,
                    ),
                    column(
                        "disability",
                        Role.SENSITIVE,
                        "disability",
                        0.72,
                        evidence(header, "disability", 2048, 2048),
                        evidence(EvidenceKind.REPETITION, "disability", 3, 3),
                        filled=3,
                    ),
                ),
            ),
        )
    )


def risk(trips: str) -> RiskReport:
    person = Unit(kind=UnitKind.PERSON, column="card_id")
    return RiskReport(
        tables=(
            TableRisk(
                table=trips,
                rows=10240,
                unit=person,
                units=2048,
                classes=ClassMeasures(
                    quasi_identifiers=(
                        ChosenColumn(column="start_time", category="timestamp", chosen_by="automatic", distinct=812),
                        ChosenColumn(column="birth_year", category="birth-year", chosen_by="user", distinct=61),
                    ),
                    classes=911,
                    k=1,
                    uniques=246,
                    unique_share=246 / 2048,
                    at_risk=(
                        AtRisk(threshold=5, units=840, rows=3122, share=840 / 2048),
                        AtRisk(threshold=11, units=1402, rows=6011, share=1402 / 2048),
                    ),
                    histogram=(
                        SizeBand(smallest=1, largest=1, classes=246, units=246),
                        SizeBand(smallest=2, largest=4, classes=211, units=594),
                        SizeBand(smallest=5, largest=10, classes=80, units=562),
                        SizeBand(smallest=11, largest=49, classes=31, units=643),
                        SizeBand(smallest=50, largest=None, classes=1, units=3),
                    ),
                ),
                locations=(
                    LocationPrecision(
                        columns=("start_lat", "start_lon"), decimals=5, metres=1.11, distinct_places=4011
                    ),
                ),
                times=(TimeStep(column="start_time", step_seconds=1, first_year=2024, last_year=2025),),
                **everything_else(),
            ),
            TableRisk(
                table="subscribers",
                rows=2048,
                unit=person,
                units=2048,
                classes=ClassMeasures(
                    quasi_identifiers=(
                        ChosenColumn(column="disability", category="disability", chosen_by="user", distinct=2),
                    ),
                    classes=2,
                    k=3,
                    uniques=0,
                    unique_share=0,
                    at_risk=(AtRisk(threshold=5, units=3, rows=3, share=3 / 2048),),
                    histogram=(
                        SizeBand(smallest=2, largest=4, classes=1, units=3),
                        SizeBand(smallest=50, largest=None, classes=1, units=2045),
                    ),
                ),
                diversity=(
                    Diversity(
                        column="disability",
                        category="disability",
                        distinct_l=1,
                        classes_with_one_value=1,
                        units_with_one_value=3,
                    ),
                ),
                not_measured=(ReadingNote(code="identifiers-left-out", values={"columns": "full_name, e_mail"}),),
            ),
        )
    )


def everything_else() -> dict[str, object]:
    """Return every measure that a table of traces can have beside its classes."""
    return {
        "attack": AttackRisk(highest=1, average_prosecutor=0.31, marketer=0.089),
        "wildcards": WildcardClasses(
            k=1,
            uniques=201,
            unique_share=201 / 2048,
            average_risk=0.27,
            at_risk=(AtRisk(threshold=5, units=700, rows=2100, share=700 / 2048),),
        ),
        "column_sets": ColumnSets(
            candidates=("start_time", "birth_year", "gender", "postcode"),
            largest=3,
            least_share=0.05,
            possible=14,
            counted=9,
            each=tuple(
                ColumnSet(columns=(name,), singled_out=count, share=count / 2048)
                for name, count in (("start_time", 96), ("birth_year", 2), ("gender", 0), ("postcode", 31))
            ),
            minimal=(
                ColumnSet(columns=("birth_year", "postcode"), singled_out=1104, share=1104 / 2048),
                ColumnSet(columns=("start_time", "gender"), singled_out=302, share=302 / 2048),
            ),
            coarsening=(
                CoarseningStep(columns=("postcode",), sets_removed=1, sets_left=1),
                CoarseningStep(columns=("start_time",), sets_removed=1, sets_left=0),
            ),
        ),
        "ladder": ladder(),
        "special_uniques": SpecialUniques(
            columns=("start_time", "birth_year"),
            largest=2,
            sampling_fraction=0.1,
            assumed=True,
            units_with_score=246,
            share=246 / 2048,
            minimal_uniques=(12, 240),
            total_score=311.0,
            highest_score=4.0,
            highest_disclosure_risk=0.42,
            mean_disclosure_risk=0.013,
            contributions=(
                Contribution(columns=("start_time",), share=0.7),
                Contribution(columns=("birth_year",), share=0.3),
            ),
            levels=(ScoreLevel(score=4, units=12, disclosure_risk=0.42),),
        ),
        "population": PopulationUniques(
            units=2048,
            population=20480,
            sampling_fraction=0.1,
            exact=False,
            sample_uniques=246,
            sample_unique_share=246 / 2048,
            uniques=512,
            share=0.025,
            lowest_share=0.011,
            highest_share=0.06,
            chosen=PopulationModel.PITMAN,
            estimates=(
                PopulationEstimate(model=PopulationModel.PITMAN, uniques=512, share=0.025),
                PopulationEstimate(model=PopulationModel.ZAYATZ, uniques=1229, share=0.06),
            ),
            not_fitted=(PopulationModel.SHIFTED_NEGATIVE_BINOMIAL,),
        ),
        "unicity": tuple(
            TraceUnicity(
                metres=metres,
                seconds=3600,
                by_points=tuple(
                    Unicity(
                        points=points,
                        units=2000 - 50 * points,
                        units_with_fewer_points=48 + 50 * points,
                        exact=False,
                        tried=4000,
                        mean=Share(value=share, low=share - 0.01, high=min(1, share + 0.01)),
                        worst=Share(value=min(1, share + 0.04), low=share, high=1),
                    )
                    for points, share in enumerate(shares, start=1)
                ),
            )
            for metres, shares in ((100, (0.31, 0.82, 0.95, 0.98)), (1000, (0.08, 0.44, 0.73, 0.86)))
        ),
        "home_work": (
            HomeWork(
                metres=100,
                units=2048,
                units_with_home=1700,
                home_alone=1530,
                home_alone_share=0.9,
                units_with_both=1210,
                pair_alone=1200,
                pair_alone_share=1200 / 1210,
            ),
        ),
        "trace_sanity": TraceSanity(
            rows=10240,
            usable_rows=10200,
            rows_without_place=31,
            rows_without_time=0,
            outside_rows=0,
            null_island_rows=9,
            swapped_rows=0,
            all_swapped=False,
            repeated_rows=12,
            rows_out_of_order=0,
            jumps=8000,
            impossible_jumps=0,
            impossible_jump_share=0,
        ),
        "load_curves": LoadCurveRisk(
            kind=ReadingKind.USE,
            households=500,
            readings=600_000,
            unusable_readings=0,
            unicity=(),
            week_to_week=(
                LoadCurveMatch(
                    seconds=1800,
                    households=498,
                    incomplete_weeks=2,
                    exact=True,
                    tried=3486,
                    identified=2510,
                    identified_share=Share(value=0.72, low=0.72, high=0.72),
                    chance_share=1 / 498,
                ),
            ),
        ),
        "reference": ReferenceRisk(
            columns=("start_time", "birth_year"),
            population=81_000,
            units=2048,
            matched_units=2000,
            matched_classes=700,
            unmatched_units=48,
            unmatched_classes=12,
            unmatched=(UnmatchedColumn(column="birth_year", only_in_file=2, units=48, only_in_reference=7),),
            classes_counted_too_small=0,
            reference_rows_without_count=0,
            k_map=2,
            presence_least=0.01,
            presence_most=0.5,
            journalist_highest=0.5,
            journalist_average=0.04,
            journalist_at_risk=(AtRisk(threshold=5, units=60, rows=90, share=60 / 2048),),
            marketer=0.02,
        ),
    }


def ladder() -> Ladder:
    """Return a ladder that reaches the accepted share with two steps."""
    month = CoarsenTime(column="start_time", period=Period.DAY)
    band = Bands(column="birth_year", width=10)

    def rung(*steps: Step, at_risk: int, alone: int, lost: float, error: float) -> Rung:
        return Rung(
            steps=steps,
            at_risk=AtRisk(threshold=5, units=at_risk, rows=3 * at_risk, share=at_risk / 2048),
            uniques=alone,
            unique_share=alone / 2048,
            k=1,
            units=2048,
            rows=10240,
            information_lost=lost,
            count_error=error,
        )

    return Ladder(
        floor=5,
        accepted_share=0.05,
        use=("station",),
        as_is=rung(at_risk=840, alone=246, lost=0, error=0),
        alone=(
            rung(month, at_risk=310, alone=60, lost=0.21, error=0.03),
            rung(band, at_risk=520, alone=101, lost=0.18, error=0),
            rung(Drop(column="birth_year"), at_risk=96, alone=3, lost=0.5, error=0),
        ),
        path=(
            rung(month, at_risk=310, alone=60, lost=0.21, error=0.03),
            rung(month, band, at_risk=41, alone=4, lost=0.39, error=0.03),
        ),
        reached=True,
        tried=17,
    )
