"""Which facts follow from findings, measurements and declarations, and which do not."""

import pytest
from known_tables import (
    COMPLETE,
    WHEN,
    classes,
    column,
    counts,
    damaged,
    found,
    linkage,
    measured,
    one_value,
    place,
    risk,
    step,
    table,
)

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Evidence, EvidenceKind, Role
from pia_toolkit.domain.known import percentage
from pia_toolkit.domain.proposal import Proposal, Recipient, Release
from pia_toolkit.domain.reasons import ReasonKind

HIDDEN = ReadingNote(code="hidden-columns", values={"columns": "b, a", "count": 2})
PERSONAL = found(table(column(Role.QUASI_IDENTIFIER, "age")))
NOTHING = risk()


def declared(**fields):
    return (COMPLETE.model_copy(update=fields), PERSONAL, NOTHING)


def scanned(*columns, **fields):
    return (COMPLETE, found(table(*columns, **fields)), NOTHING)


def measuring(*columns, kind="records", **fields):
    verdict = table(column(Role.QUASI_IDENTIFIER, "age"), *columns, kind=kind)
    return (COMPLETE, found(verdict), risk(measured(**fields)))


def signalling(code):
    return scanned(column(signals=(code,)))


RAISED_BY = {
    FactCode.DIRECT_IDENTIFIER: scanned(column(Role.DIRECT_IDENTIFIER, "person-name")),
    FactCode.PERSISTENT_IDENTIFIER: scanned(column(Role.DEVICE_IDENTIFIER, "card-id", distinct=7)),
    FactCode.WEAK_PSEUDONYM: scanned(column(Role.DEVICE_IDENTIFIER, "hash")),
    FactCode.HIDDEN_PERSONAL_DATA: scanned(column(Role.DIRECT_IDENTIFIER, "person-name"), notes=(HIDDEN,)),
    FactCode.SINGLED_OUT: measuring(classes=classes(1, uniques=3, small=3)),
    FactCode.SMALL_CLASSES: measuring(classes=classes(2, small=40)),
    FactCode.SMALL_COUNTS: measuring(counts=counts()),
    FactCode.UNIFORM_SENSITIVE_GROUP: measuring(diversity=(one_value(4),)),
    FactCode.FINE_LOCATION: measuring(locations=(place(1.1),)),
    FactCode.FINE_TIME: measuring(WHEN, times=(step(60),)),
    FactCode.TRACE: scanned(column(Role.DEVICE_IDENTIFIER, "card-id"), kind="traces"),
    FactCode.LOAD_CURVE: scanned(column(Role.DEVICE_IDENTIFIER, "meter-number"), kind="load-curves"),
    FactCode.HOME_INFERABLE: measuring(WHEN, kind="traces", locations=(place(11),), times=(step(3600),)),
    FactCode.SENSITIVE_CATEGORY: scanned(column(Role.SENSITIVE, "health")),
    FactCode.FREE_TEXT: scanned(column(Role.FREE_TEXT, "comment")),
    FactCode.TRAINING_SET: declared(trains_models=True),
    FactCode.LINKED: declared(linked_with=("tax register",)),
    FactCode.LARGE_SCALE: measuring(units=10_000),
    FactCode.COLUMN_WITHOUT_PURPOSE: declared(column_purposes={"a": " "}),
    FactCode.STALE_RECORDS: measuring(WHEN, times=(step(86_400, first=2019, last=2024),)),
    FactCode.NO_RETENTION: declared(retention_days=None),
    FactCode.NO_LEGAL_BASIS: declared(legal_basis=" "),
    FactCode.NO_NOTICE: declared(public_notice=""),
    FactCode.NO_OWNER: declared(contact=""),
    FactCode.OUTSIDE_RECIPIENTS: declared(release=Release.SHARED),
    FactCode.POLICE_RECIPIENT: declared(recipients=(Recipient(name="Police", kind="police"),)),
    FactCode.RECIPIENT_ABROAD: declared(recipients=(Recipient(name="Cloud", abroad=True),)),
    FactCode.POOR_QUALITY: scanned(column(Role.QUASI_IDENTIFIER, "age"), notes=damaged(2)),
    FactCode.NOT_ENCRYPTED: declared(encrypted=False),
    FactCode.OPEN_RELEASE: declared(release=Release.OPEN),
    FactCode.PUBLIC_SPACE: declared(public_space=True),
    FactCode.AUTOMATED_DECISIONS: declared(automated_decisions=True),
    FactCode.LARGE_ENOUGH_CLASSES: measuring(classes=classes(5)),
    FactCode.AGGREGATED: scanned(column(personal=False), kind="aggregate", personal=False),
    FactCode.KEYED_PSEUDONYMS: declared(keyed_pseudonyms=True),
    FactCode.COARSENED: measuring(WHEN, locations=(place(1100),), times=(step(86_400),)),
    FactCode.SYNTHETIC: declared(synthetic=True),
    FactCode.ENCRYPTED: declared(encrypted=True),
    FactCode.NO_PERSONAL_DATA: scanned(column(personal=False), personal=False),
}
"""One situation for each fact that has a rule of its own."""

RECOGNIZED = {
    FactCode.BIOMETRIC,
    FactCode.SENSITIVE_PLACE,
    FactCode.CHILDREN,
    FactCode.VULNERABLE_PEOPLE,
    FactCode.COMMUNICATIONS_METADATA,
    FactCode.SCORING,
    FactCode.SECRETS,
}
"""Facts that only the kind of a column speaks for: a recognizer names them among its signals."""


def codes(known):
    return {fact.code for fact in facts_of(*known)}


def test_every_fact_has_a_rule_or_is_recognized():
    assert set(RAISED_BY) | RECOGNIZED == set(FactCode)
    assert not set(RAISED_BY) & RECOGNIZED


@pytest.mark.parametrize("code", RAISED_BY, ids=lambda code: code.value)
def test_each_rule_raises_its_fact_with_reasons(code):
    fact = next(fact for fact in facts_of(*RAISED_BY[code]) if fact.code is code)
    assert fact.because
    assert code not in codes((COMPLETE, PERSONAL, NOTHING))


@pytest.mark.parametrize("code", sorted(set(FactCode) - {FactCode.NO_PERSONAL_DATA}), ids=str)
def test_a_column_can_speak_for_any_fact_about_people(code):
    fact = next(fact for fact in facts_of(*signalling(code)) if fact.code is code)
    assert "t/a" in {reason.ref for reason in fact.because}


def test_signals_count_only_beside_personal_data_except_for_secrets():
    def codes_of(code):
        return codes(scanned(column(signals=(code,), personal=False), personal=False))

    assert FactCode.CHILDREN not in codes_of(FactCode.CHILDREN)
    assert FactCode.SECRETS in codes_of(FactCode.SECRETS)


def test_a_complete_proposal_on_harmless_data_raises_nothing():
    assert codes((COMPLETE, PERSONAL, NOTHING)) == set()


def test_nothing_is_missing_where_no_personal_data_were_found():
    known = (Proposal(title="Trees"), found(table(column(personal=False), personal=False)), NOTHING)
    assert codes(known) == {FactCode.NO_PERSONAL_DATA}


def test_before_any_scan_the_gaps_of_the_declaration_are_told():
    assert codes((Proposal(title="Trees"), found(), NOTHING)) == {
        FactCode.NO_RETENTION,
        FactCode.NO_LEGAL_BASIS,
        FactCode.NO_NOTICE,
        FactCode.NO_OWNER,
    }


def test_a_key_makes_a_pseudonym_strong():
    _, inventory, measures = scanned(column(Role.DEVICE_IDENTIFIER, "hash"))
    keyed = COMPLETE.model_copy(update={"keyed_pseudonyms": True})
    assert FactCode.WEAK_PSEUDONYM not in codes((keyed, inventory, measures))


@pytest.mark.parametrize(("distinct", "exact", "repeats"), [(100, True, False), (99, True, True), (99, False, False)])
def test_an_estimate_close_to_the_number_of_cells_is_no_repetition(distinct, exact, repeats):
    cards = column(Role.DEVICE_IDENTIFIER, "card-id", distinct=distinct, exact=exact)
    assert (FactCode.PERSISTENT_IDENTIFIER in codes(scanned(cards))) is repeats


def test_an_accepted_share_is_accepted_inside_but_not_in_the_open():
    inside = measuring(classes=classes(3, small=5))
    outside = (inside[0].model_copy(update={"release": Release.OPEN}), *inside[1:])
    assert FactCode.SMALL_CLASSES not in codes(inside)
    assert FactCode.SMALL_CLASSES in codes(outside)


def test_the_public_is_no_recipient_but_open_release():
    facts = codes(declared(recipients=(Recipient(name="Anybody", kind="public", abroad=True),)))
    assert facts == {FactCode.OPEN_RELEASE}


def test_groups_are_large_enough_only_if_every_personal_table_was_measured():
    two = found(table(column(), name="t"), table(column(), name="u"))
    large, small = measured("t", classes=classes(9)), measured("u", classes=classes(4, small=4))
    enough = FactCode.LARGE_ENOUGH_CLASSES
    assert enough not in codes((COMPLETE, two, risk(large)))
    assert enough not in codes((COMPLETE, two, risk(large, small)))
    assert enough in codes((COMPLETE, two, risk(large, measured("u", classes=classes(5)))))


def test_large_groups_are_no_comfort_in_traces_and_load_curves():
    for kind in ("traces", "load-curves"):
        assert FactCode.LARGE_ENOUGH_CLASSES not in codes(measuring(kind=kind, classes=classes(5)))


def test_one_fine_place_is_enough_not_to_be_coarse():
    known = measuring(WHEN, locations=(place(1100), place(1)), times=(step(86_400),))
    assert FactCode.COARSENED not in codes(known)


def test_a_column_that_tells_a_home_is_never_coarse():
    home = column(Role.LOCATION, "home-location", name="home", signals=(FactCode.FINE_LOCATION,))
    known = measuring(WHEN, home, times=(step(86_400),))
    assert FactCode.COARSENED not in codes(known)


@pytest.mark.parametrize(("seconds", "is_coarse"), [(1800, False), (3600, False), (86_400, True)])
def test_a_load_curve_is_coarse_by_the_day_only(seconds, is_coarse):
    known = measuring(WHEN, kind="load-curves", times=(step(seconds),))
    assert (FactCode.COARSENED in codes(known)) is is_coarse


def test_the_limits_belong_to_what_is_coarse_enough():
    known = measuring(WHEN, locations=(place(111),), times=(step(900),))
    assert {FactCode.FINE_LOCATION, FactCode.FINE_TIME} & codes(known) == set()


def test_a_date_of_birth_is_not_an_event():
    birth = column(Role.QUASI_IDENTIFIER, "date-of-birth", name="when")
    known = measuring(birth, times=(step(86_400, first=1920, last=2020),))
    assert {FactCode.STALE_RECORDS, FactCode.COARSENED} & codes(known) == set()


def test_places_of_things_are_not_places_of_people():
    trees = table(column(personal=False), personal=False)
    known = (COMPLETE, found(trees), risk(measured(locations=(place(0.1),))))
    assert FactCode.FINE_LOCATION not in codes(known)


@pytest.mark.parametrize(("first", "last", "stale"), [(2023, 2024, False), (2022, 2024, True), (None, 2024, False)])
def test_records_are_stale_when_no_calendar_can_save_them(first, last, stale):
    known = measuring(WHEN, times=(step(86_400, first=first, last=last),))
    assert (FactCode.STALE_RECORDS in codes(known)) is stale


def test_aggregates_beside_single_records_lower_nothing():
    both = found(table(column(personal=False), name="u", kind="aggregate", personal=False), table(column()))
    assert FactCode.AGGREGATED not in codes((COMPLETE, both, NOTHING))


def test_a_large_share_of_few_residents_is_large_scale():
    known = measuring(units=200)
    village = (COMPLETE.model_copy(update={"residents": 2000}), *known[1:])
    assert FactCode.LARGE_SCALE in codes(village)
    assert FactCode.LARGE_SCALE not in codes(known)


def test_a_purpose_may_be_given_for_the_column_of_one_table():
    proposal = COMPLETE.model_copy(update={"column_purposes": {"t/a": "to count"}})
    assert FactCode.COLUMN_WITHOUT_PURPOSE not in codes((proposal, PERSONAL, NOTHING))


def test_reasons_point_at_column_measurement_or_field():
    assert facts_of(*RAISED_BY[FactCode.DIRECT_IDENTIFIER])[0].because[0].ref == "t/a"
    singled_out = next(iter(facts_of(*RAISED_BY[FactCode.SINGLED_OUT])))
    reason = singled_out.because[0]
    assert (reason.kind, reason.ref) == (ReasonKind.MEASUREMENT, "t/uniques")
    assert reason.values == {"table": "t", "units": 3, "total": 100, "share": "3 %", "columns": "a"}
    police = next(fact for fact in facts_of(*RAISED_BY[FactCode.POLICE_RECIPIENT]))
    assert (police.because[0].kind, police.because[0].ref) == (ReasonKind.DECLARATION, "recipients")


def test_facts_come_in_one_order():
    known = (Proposal(title="x", release=Release.OPEN, public_space=True), PERSONAL, NOTHING)
    order = [list(FactCode).index(fact.code) for fact in facts_of(*known)]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0, "0 %"),
        (0.0004, "< 0.1 %"),
        (0.001, "0.1 %"),
        (0.025, "2.5 %"),
        (0.05, "5 %"),
        (0.0999, "10 %"),
        (0.41273, "41 %"),
        (0.9, "90 %"),
        (0.964, "96.4 %"),
        (0.99, "99 %"),
        (0.9996, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_told_as_far_as_it_carries(share, told):
    assert percentage(share) == told


def test_what_stands_beside_the_records_is_hidden_and_nothing_more():
    """An author in the properties is no register of persons, yet the file is not free of personal data."""
    beside = table(column(Role.DIRECT_IDENTIFIER, "person-name"), name="p", kind="about-the-file")
    records = table(column(personal=False), personal=False)
    assert codes((COMPLETE, found(records, beside), NOTHING)) == {FactCode.HIDDEN_PERSONAL_DATA}


def test_a_hidden_column_is_told_a_visible_one_is_not():
    visible = scanned(column(Role.DIRECT_IDENTIFIER, "person-name", name="c"), notes=(HIDDEN,))
    assert FactCode.HIDDEN_PERSONAL_DATA not in codes(visible)


def test_a_declared_key_does_not_make_an_undone_pseudonym_strong():
    undone = Evidence(kind=EvidenceKind.INVERSION, detail="vehicle-plate", rows_hit=1, rows_read=2, exact=False)
    keyed = COMPLETE.model_copy(update={"keyed_pseudonyms": True})
    hashed = column(Role.DEVICE_IDENTIFIER, "hash")
    assert FactCode.WEAK_PSEUDONYM not in codes((keyed, found(table(hashed)), NOTHING))
    proven = hashed.model_copy(update={"evidence": (undone,)})
    assert FactCode.WEAK_PSEUDONYM in codes((keyed, found(table(proven)), NOTHING))


def test_a_public_file_that_finds_people_links_the_data():
    def told(*found, **fields):
        facts = facts_of(*measuring(linkage=found, **fields))
        return [reason.says for fact in facts if fact.code is FactCode.LINKED for reason in fact.because]

    assert told(linkage(60)) == ["links-with-public-file-person"]
    assert told(linkage(60, chance=0.3)) == told(linkage(0)) == []
    both = (COMPLETE.model_copy(update={"linked_with": ("tax",)}), *measuring(linkage=(linkage(60),))[1:])
    (fact,) = [fact for fact in facts_of(*both) if fact.code is FactCode.LINKED]
    assert [reason.says for reason in fact.because] == ["links-with-public-file-person", "linked"]
