"""The findings and measurements of the example: two tables of a shared bicycle scheme."""

from pia_toolkit.domain.class_risk import AtRisk, ChosenColumn, ClassMeasures, Diversity, SizeBand
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
from pia_toolkit.domain.risk import LocationPrecision, RiskReport, TableRisk, TimeStep


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
