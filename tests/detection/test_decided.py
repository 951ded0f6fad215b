"""Decisions of people applied to an inventory: the column, and what follows for its table."""

from datetime import UTC, datetime

import pytest

from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.decided import apply_decisions, kinds_of
from pia_toolkit.domain.dataset import Source
from pia_toolkit.domain.inventory import (
    ColumnVerdict,
    Inventory,
    Profile,
    Role,
    Ruling,
    TableVerdict,
    Unit,
    UnitKind,
)
from pia_toolkit.domain.review import Decision, Decisions, fingerprint_of

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROWS = 1000


@pytest.fixture(scope="module")
def kinds():
    return kinds_of(load_registry().recognizers)


def column(name, role, category, *, personal=True, distinct=100, kind="token"):
    return ColumnVerdict(
        name=name,
        role=role,
        category=category,
        confidence=0.9,
        contains_personal_data=personal,
        profile=Profile(
            rows=ROWS,
            empty=0,
            distinct=distinct,
            distinct_exact=True,
            kind=kind,
            shape="A99",
            shape_share=1.0,
            longest=9,
        ),
    )


TRIPS = TableVerdict(
    name="trips",
    rows=ROWS,
    source=Source(name="trips.csv", format="csv", bytes=1, sha256=""),
    contains_personal_data=True,
    kind="traces",
    unit=Unit(kind=UnitKind.VEHICLE, column="plate"),
    columns=(
        column("plate", Role.DEVICE_IDENTIFIER, "vehicle-plate"),
        column("seen", Role.TIME, "timestamp", kind="datetime"),
        column("place", Role.LOCATION, "coordinates"),
        column("ref", Role.NONE, "record-number", personal=False, distinct=90),
    ),
)
FOUND = Inventory(tables=(TRIPS,))


def decided(kinds, *decisions, inventory=FOUND):
    return apply_decisions(inventory, Decisions(decisions=decisions), kinds)


def decision(name, ruling, table="trips", **more):
    return Decision(table=table, column=name, decision=ruling, by="DPO", at=NOW, reason="seen the key", **more)


def test_a_rejected_column_is_not_personal_and_the_table_follows(kinds):
    (table,) = decided(kinds, decision("plate", Ruling.NOT_PERSONAL)).tables
    plate = table.column("plate")
    assert (plate.role, plate.contains_personal_data, plate.signals) == (Role.NONE, False, ())
    assert (plate.decision.by, plate.decision.at, plate.decision.reason) == ("DPO", NOW, "seen the key")
    assert table.unit == Unit()
    assert table.kind not in ("traces", "load-curves")
    assert not table.column("place").contains_personal_data
    assert not table.contains_personal_data
    assert table.scanned == TRIPS


def test_accepting_changes_nothing_but_who_says_it(kinds):
    (table,) = decided(kinds, decision("plate", Ruling.ACCEPTED)).tables
    assert (table.unit, table.kind) == (TRIPS.unit, TRIPS.kind)
    plate = table.column("plate")
    assert (plate.role, plate.category, plate.confidence) == (Role.DEVICE_IDENTIFIER, "vehicle-plate", 1.0)
    assert table.columns[1:] == TRIPS.columns[1:]


def test_what_was_accepted_stays_when_the_scan_changes_its_mind(kinds):
    accepted = decision(
        "ref", Ruling.ACCEPTED, category="national-id", role=Role.DIRECT_IDENTIFIER, personal=True, verdict="0" * 16
    )
    ref = decided(kinds, accepted).tables[0].column("ref")
    assert (ref.category, ref.contains_personal_data, ref.decision.outdated) == ("national-id", True, True)


def test_a_number_said_to_be_a_persons_carries_the_unit(kinds):
    (table,) = decided(kinds, decision("ref", Ruling.CHANGED, category="national-id")).tables
    assert table.unit == Unit(kind=UnitKind.PERSON, column="ref")
    assert table.column("ref").role is Role.DIRECT_IDENTIFIER
    assert table.kind == "traces"


def test_a_place_alone_becomes_personal_beside_a_column_said_to_be_personal(kinds):
    alone = TRIPS.model_copy(
        update={
            "columns": tuple(c.model_copy(update={"contains_personal_data": False}) for c in TRIPS.columns[1:]),
            "unit": Unit(),
            "kind": "reference",
            "contains_personal_data": False,
        }
    )
    changed = decision("ref", Ruling.CHANGED, category="national-id")
    (table,) = decided(kinds, changed, inventory=Inventory(tables=(alone,))).tables
    assert table.contains_personal_data
    assert table.column("place").contains_personal_data
    assert table.kind == "traces"


def test_a_kind_that_is_personal_only_beside_people_follows_the_table(kinds):
    beside = next(kind for kind in kinds.values() if kind.role is Role.QUASI_IDENTIFIER and not kind.personal)
    changed = decision("ref", Ruling.CHANGED, category=beside.category)
    assert decided(kinds, changed).tables[0].column("ref").contains_personal_data
    nobody = decision("plate", Ruling.NOT_PERSONAL)
    assert not decided(kinds, changed, nobody).tables[0].column("ref").contains_personal_data
    chosen = changed.model_copy(update={"role": Role.SENSITIVE})
    assert decided(kinds, chosen, nobody).tables[0].column("ref").contains_personal_data


def test_an_acceptance_that_does_not_say_of_what_follows_the_scan(kinds):
    column = TRIPS.column("place").model_copy(update={"role": Role.NONE})
    inventory = Inventory(tables=(TRIPS.model_copy(update={"columns": (column,)}),))
    kept = decided(kinds, decision("place", Ruling.ACCEPTED), inventory=inventory).tables[0].column("place")
    assert (kept.role, kept.category) == (column.role, column.category)


def test_a_category_nobody_knows_takes_the_role_that_was_chosen(kinds):
    own = decision("ref", Ruling.CHANGED, category="dog-licence", role=Role.QUASI_IDENTIFIER)
    ref = decided(kinds, own).tables[0].column("ref")
    assert (ref.role, ref.category, ref.contains_personal_data) == (Role.QUASI_IDENTIFIER, "dog-licence", True)


def test_applying_again_changes_nothing_and_without_decisions_the_scan_counts_again(kinds):
    taken = (decision("plate", Ruling.NOT_PERSONAL), decision("gone", Ruling.ACCEPTED))
    once = decided(kinds, *taken)
    assert decided(kinds, *taken, inventory=once) == once
    assert decided(kinds, inventory=once) == FOUND


def test_a_decision_without_a_column_is_told_and_harms_nothing(kinds):
    gone, lost = decision("gone", Ruling.ACCEPTED), decision("x", Ruling.ACCEPTED, table="no table")
    (table,) = decided(kinds, gone, lost).tables
    told = [(note.code, note.values["table"], note.values["column"]) for note in table.notes]
    assert told == [("decision-without-column", "trips", "gone"), ("decision-without-column", "no table", "x")]
    assert table.columns == TRIPS.columns


def test_a_verdict_that_changed_since_is_told(kinds):
    plate = TRIPS.column("plate")
    fresh = decision("plate", Ruling.NOT_PERSONAL, verdict=fingerprint_of(plate))
    assert not decided(kinds, fresh).tables[0].column("plate").decision.outdated
    other = plate.model_copy(update={"category": "text"})
    changed = Inventory(tables=(TRIPS.model_copy(update={"columns": (other, *TRIPS.columns[1:])}),))
    assert decided(kinds, fresh, inventory=changed).tables[0].column("plate").decision.outdated
