"""Which quasi-identifiers are counted when nobody names any, and what is said about the others."""

import pytest
from risk_tables import verdict_on

from pia_toolkit.disclosure_risk.choice_rules import choice_rules
from pia_toolkit.disclosure_risk.choose import choose_quasi_identifiers
from pia_toolkit.disclosure_risk.places import Place, find_places
from pia_toolkit.domain.inventory import Role

QUASI, TIME, LOCATION = Role.QUASI_IDENTIFIER, Role.TIME, Role.LOCATION


def cycle(values, rows=200):
    return [str(row % values) for row in range(rows)]


def chosen(data, columns, **about):
    unit = about.pop("unit", None)
    choice = choose_quasi_identifiers(verdict_on(data, columns, unit=unit, **about), unit)
    return [column.name for column in choice.columns], {
        str(note.values.get("column", note.values.get("columns", ""))): note.code for note in choice.notes
    }


def test_identifiers_and_text_are_never_compared():
    data = {name: cycle(9) for name in ("name", "card", "remark", "illness", "age", "count")}
    columns = {
        "name": (Role.DIRECT_IDENTIFIER, "person-name"),
        "card": (Role.DEVICE_IDENTIFIER, "card-id"),
        "remark": (Role.FREE_TEXT, "comment"),
        "illness": (Role.SENSITIVE, "health"),
        "age": (QUASI, "age"),
    }
    names, notes = chosen(data, columns)
    assert names == ["age"]
    assert notes == {"name, card": "identifiers-left-out", "remark": "free-text-left-out"}


def test_the_strongest_eight_of_ten():
    categories = [
        "colour",
        "age",
        "hobby",
        "sex",
        "occupation",
        "postcode",
        "model",
        "brand",
        "nationality",
        "type",
    ]
    data = {category: cycle(5) for category in categories}
    data["postcode"] = [None] * 190 + cycle(5, 10)  # known to all, but hardly ever filled
    names, notes = chosen(data, {category: (QUASI, category) for category in categories})
    assert names == ["age", "sex", "occupation", "nationality", "colour", "hobby", "model", "brand"]
    assert notes == {"type": "beyond-limit", "postcode": "beyond-limit"}


def test_of_equal_columns_the_one_with_more_values_comes_first():
    data = {"sex": cycle(2), "age": cycle(70)}
    assert chosen(data, {"sex": (QUASI, "sex"), "age": (QUASI, "age")})[0] == ["age", "sex"]


@pytest.mark.parametrize(("distinct", "kept"), [(100, True), (101, False)])
def test_a_time_that_is_almost_unique_is_no_group(distinct, kept):
    names, notes = chosen({"at": cycle(distinct)}, {"at": (TIME, "timestamp")})
    assert names == (["at"] if kept else [])
    assert notes == ({} if kept else {"at": "almost-unique-time"})


def test_a_birth_date_counts_however_many_values_it_has():
    assert chosen({"born": cycle(200)}, {"born": (QUASI, "date-of-birth")})[0] == ["born"]
    assert chosen({"born": cycle(200)}, {"born": (TIME, "date-of-birth")})[0] == ["born"]


def test_a_measured_value_is_compared_with_the_people():
    data = {"who": cycle(20), "floor area": cycle(20), "rooms": cycle(5)}
    columns = {"floor area": (QUASI, "area-size"), "rooms": (QUASI, "household-size")}
    names, notes = chosen(data, columns, unit="who")
    assert names == ["rooms"]
    assert notes == {"floor area": "almost-unique"}
    assert chosen(data, columns)[0] == ["rooms", "floor area"]


def test_columns_that_tell_nobody_apart():
    data = {"city": ["Utrecht"] * 9, "sex": [None] * 9, "age": cycle(3, 9)}
    names, notes = chosen(data, {name: (QUASI, name) for name in data})
    assert names == ["age"]
    assert notes == {"city": "single-value", "sex": "empty-column"}


def test_a_place_is_one_choice():
    data = {f"c{number}": cycle(4) for number in range(8)}
    data |= {"lat": cycle(6), "lon": cycle(7)}
    columns = {f"c{number}": (QUASI, "occupation") for number in range(8)}
    columns |= {"lat": (LOCATION, "latitude"), "lon": (LOCATION, "longitude")}
    names, notes = chosen(data, columns)
    assert names == ["lat", "lon", *(f"c{number}" for number in range(7))]
    assert notes == {"c7": "beyond-limit"}


def test_a_place_counts_however_fine_it_is():
    data = {"lat": cycle(90), "lon": cycle(150), "parcel": cycle(200)}
    columns = {"lat": (LOCATION, "latitude"), "lon": (LOCATION, "longitude"), "parcel": (LOCATION, "parcel")}
    assert chosen(data, columns) == (["lat", "lon", "parcel"], {})
    assert chosen(data, columns, kind="traces") == (["lat", "lon", "parcel"], {})


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"kind": "aggregate"}, "rows-are-not-people"),
        ({"kind": "reference"}, "rows-are-not-people"),
        ({"personal": False}, "no-personal-data"),
    ],
)
def test_tables_that_are_not_about_people(about, code):
    names, notes = chosen({"age": cycle(9)}, {"age": (QUASI, "age")}, **about)
    assert names == []
    assert list(notes.values()) == [code]


def test_the_unit_is_not_compared_with_itself():
    assert chosen({"meter": cycle(9)}, {"meter": (QUASI, "meter-number")}, unit="meter")[0] == []


def test_start_and_end_of_a_trip_are_two_places():
    data = {name: cycle(5) for name in ("lat1", "lat2", "lon1", "lon2", "y", "at", "where")}
    categories = ["latitude", "latitude", "longitude", "longitude", "northing", "coordinates", "geometry"]
    columns = {name: (LOCATION, category) for name, category in zip(data, categories, strict=True)}
    assert find_places(verdict_on(data, columns)) == (
        Place(("lat1", "lon1")),
        Place(("lat2", "lon2")),
        Place(("y",)),
        Place(("at",), is_pair=True),
        Place(("where",), is_pair=True, certain=False),
    )


def test_no_category_is_both_seen_and_known():
    assert not choice_rules().seen & choice_rules().known
