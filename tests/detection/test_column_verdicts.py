"""Whole columns and tables as cities publish them: what is personal data, and what only looks like it."""

import random

import polars as pl
import pytest
from faker import Faker

from pia_toolkit import scan

ROWS = 60


def fake(locale: str = "en_GB") -> Faker:
    made = Faker(locale)
    made.seed_instance(4)
    return made


def verdicts(**columns):
    return {column.name: column for column in scan(pl.DataFrame(columns)).tables[0].columns}


def personal(**columns):
    return {name for name, column in verdicts(**columns).items() if column.contains_personal_data}


def numbers(low, high, rows=ROWS):
    draw = random.Random(9)
    return [str(draw.randint(low, high)) for _ in range(rows)]


BRITISH = fake()
NAMES = [BRITISH.name() for _ in range(ROWS)]
STREETS = [f"{BRITISH.building_number()} {name.split()[-1]} Street" for name in NAMES]


def test_a_register_of_places_holds_no_personal_data():
    found = personal(
        name=[f"{name.split()[-1]} Library" for name in NAMES],
        address=STREETS,
        phone=[BRITISH.phone_number() for _ in NAMES],
        lat=[f"51.{number}" for number in numbers(10000, 99999)],
        lon=[f"-0.{number}" for number in numbers(10000, 99999)],
    )
    assert found == set()


def test_contact_persons_in_a_register_are_personal_data():
    found = personal(name=[f"{name.split()[-1]} Library" for name in NAMES], contact_person=NAMES)
    assert found == {"contact_person"}


def test_places_called_after_people_are_no_people():
    assert personal(station=[f"{name}" for name in NAMES[:30]] * 2, line=["A", "B"] * 30) == set()


def test_a_few_people_among_suppliers_are_told_with_their_share():
    suppliers = [f"{name.split()[-1]} Ltd" for name in NAMES[:50]] + NAMES[50:]
    found = verdicts(supplier=suppliers, amount=numbers(100, 99999))["supplier"]
    assert found.category == "organisation-name"
    assert found.contains_personal_data
    assert any(evidence.detail == "names" and 0 < evidence.share < 0.5 for evidence in found.evidence)


def test_suppliers_without_people_are_not_personal():
    assert personal(supplier=[f"{name.split()[-1]} Ltd" for name in NAMES], amount=numbers(100, 99999)) == set()


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("religion", numbers(0, 90000)),
        ("offence", [f"{number}.5" for number in numbers(1, 99)]),
        ("migrants", numbers(1, 30000)),
        ("plate", ["1", "2", "3"] * 20),
        ("national id", ["yes", "no"] * 30),
        ("driving licence", ["B", "C"] * 30),
    ],
)
def test_amounts_and_flags_are_no_attributes_or_identifiers_of_persons(header, values):
    assert personal(**{"ward": [f"Ward {number}" for number in range(ROWS)], header: values}) == set()


def test_a_party_without_persons_is_a_subject_of_statistics():
    assert personal(party=["Red", "Blue", "Green"] * 20, seats=numbers(1, 40)) == set()
    assert "party" in personal(candidate=NAMES, party=["Red", "Blue", "Green"] * 20)


@pytest.mark.parametrize("header", ["comment", "notes"])
def test_one_name_in_many_texts_is_no_evidence_but_an_address_is(header):
    texts = [f"The lamp number {number} in this road is broken since Monday" for number in range(ROWS)]
    assert personal(**{header: [*texts, "Thanks to Peter Smith for the help with this lamp"]}) == set()
    assert personal(**{header: [*texts, "Please answer to peter.smith@example.org about this lamp"]}) == {header}


def test_fractions_hold_no_card_numbers():
    draw = random.Random(3)
    assert personal(density=[f"{draw.random() * 9:.16f}" for _ in range(400)]) == set()


def test_lists_of_addresses_are_told_as_what_they_hold():
    cells = [f"{name.split()[0].lower()}@example.org, office{number}@example.org" for number, name in enumerate(NAMES)]
    assert verdicts(recipients=cells)["recipients"].category == "email-address"


def test_tax_numbers_of_companies_are_not_those_of_persons():
    companies = fake("it_IT")
    found = verdicts(codice_fiscale=[companies.company_vat()[2:] for _ in range(ROWS)])["codice_fiscale"]
    assert (found.category, found.contains_personal_data) == ("company-number", False)
    found = verdicts(codice_fiscale=[companies.ssn() for _ in range(ROWS)])["codice_fiscale"]
    assert (found.category, found.contains_personal_data) == ("national-id", True)


def test_five_full_names_without_a_header_are_enough():
    found = verdicts(**{"column-1": ["Thomas Baker", "Anna Smith", "John Miller", "Mary Jones", "Peter Brown"]})
    assert found["column-1"].category == "person-name"


def test_an_empty_column_is_told_as_declared():
    found = verdicts(passport_number=[None] * ROWS, id=numbers(1, 9))["passport_number"]
    assert (found.category, found.contains_personal_data) == ("passport-number", False)


def test_a_public_office_is_told_as_such():
    assert verdicts(ward=[f"Ward {number}" for number in range(ROWS)], mayor=NAMES)["mayor"].category == "official-name"


def test_health_and_age_in_a_list_of_trees_are_those_of_trees():
    trees = ["Acer platanoides", "Quercus robur", "Tilia cordata", "Betula pendula"] * 15
    found = personal(species=trees, health=["good", "poor"] * 30, age=numbers(1, 99), lat=["51.50012"] * ROWS)
    assert found == set()


def test_the_head_of_a_school_is_a_person_but_its_address_is_not():
    schools = [f"{name.split()[-1]} Primary School" for name in NAMES]
    found = personal(school=schools, headteacher=NAMES, address=STREETS, phone=[BRITISH.phone_number() for _ in NAMES])
    assert found == {"headteacher"}
