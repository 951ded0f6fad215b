"""One table measured as a whole: from cells to figures, and no cell in the result."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.measure import MeasureOptions, ReferenceSource, measure
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.inventory import Role, UnitKind
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.errors import (
    PopulationToldTwice,
    PopulationTooSmall,
    SamplingFractionOutOfRange,
    Several,
    UnknownColumn,
)
from pia_toolkit.i18n import words
from pia_toolkit.resources import beside

QUASI = Role.QUASI_IDENTIFIER
COLUMNS = {
    "card": (Role.DEVICE_IDENTIFIER, "card-id"),
    "age": (QUASI, "age"),
    "sex": (QUASI, "sex"),
    "illness": (Role.SENSITIVE, "health"),
    "remark": (Role.FREE_TEXT, "comment"),
    "lat": (Role.LOCATION, "latitude"),
    "lon": (Role.LOCATION, "longitude"),
    "at": (Role.TIME, "timestamp"),
}


def city(rows=400, people=80):
    chance = random.Random(3)
    return {
        "card": [f"card-{row % people}" for row in range(rows)],
        "age": [str(20 + row % people % 7) for row in range(rows)],
        "sex": ["fm"[row % people % 2] for row in range(rows)],
        "illness": [None if row % 3 else chance.choice(["asthma", "flu"]) for row in range(rows)],
        "remark": [f"remark {row}" for row in range(rows)],
        "lat": [f"{52 + chance.randrange(90) / 1000:.5f}" for _ in range(rows)],
        "lon": [f"{4 + chance.randrange(90) / 1000:.5f}" for _ in range(rows)],
        "at": [f"2024-05-{1 + row // 96 % 28:02}T{row // 4 % 24:02}:{row % 4 * 15:02}:00" for row in range(rows)],
    }


def measured(data, columns=COLUMNS, options=None, **about):
    verdict = verdict_on(data, columns, **about)
    return measure(MemoryTable(data, 64), verdict, options or MeasureOptions())


def codes(risk: TableRisk):
    """Codes of what was not measured, but for the population: nobody tells its size in most of these tests."""
    return [note.code for note in risk.not_measured if note.code != "population-not-told"]


def test_everything_of_a_table():
    risk = measured(city(), unit="card")
    assert (risk.rows, risk.units, risk.unit.kind, risk.unit.column) == (400, 80, UnitKind.PERSON, "card")
    assert [(chosen.column, chosen.chosen_by) for chosen in risk.classes.quasi_identifiers] == [
        ("lat", "automatic"),
        ("lon", "automatic"),
        ("age", "automatic"),
        ("sex", "automatic"),
    ]
    assert risk.classes.unique_share > 0.9
    assert risk.classes.below(5).units <= risk.classes.below(11).units <= 80
    assert [found.column for found in risk.diversity] == ["illness"]
    assert (risk.locations[0].decimals, round(risk.locations[0].metres)) == (3, 111)
    assert (risk.times[0].step_seconds, risk.times[0].first_year) == (900, 2024)
    assert codes(risk) == ["identifiers-left-out", "free-text-left-out", "almost-unique-time"]


def test_the_user_overrules():
    options = MeasureOptions(quasi_identifiers=("sex", "age", "sex"), unit_column="card", policy=Policy(small_class=7))
    risk = measured(city(), options=options)
    assert [
        (chosen.column, chosen.category, chosen.chosen_by, chosen.distinct) for chosen in risk.classes.quasi_identifiers
    ] == [
        ("sex", "sex", "user", 2),
        ("age", "age", "user", 7),
    ]
    assert (risk.unit.kind, risk.units) == (UnitKind.DEVICE, 80)
    assert (risk.classes.classes, risk.classes.k) == (14, 5)
    assert [entry.threshold for entry in risk.classes.at_risk] == [3, 5, 7, 10, 11]
    assert codes(risk) == []


def test_the_user_may_count_any_column_and_even_no_people():
    data = {"zone": ["a", "a", "b"]}
    risk = measured(data, {}, MeasureOptions(quasi_identifiers=("zone",)), kind="aggregate", personal=False)
    assert (risk.classes.k, risk.classes.quasi_identifiers[0].category) == (1, "none")
    assert codes(risk) == ["rows-counted"]


def test_unknown_columns_are_told_together():
    with pytest.raises(UnknownColumn) as one:
        measured(city(), options=MeasureOptions(quasi_identifiers=("age", "agee")))
    assert one.value.values["column"] == "agee"
    with pytest.raises(Several) as several:
        measured(city(), options=MeasureOptions(quasi_identifiers=("agee", "sexx"), unit_column="who"))
    assert [error.values["column"] for error in several.value.errors] == ["agee", "sexx", "who"]


def test_what_is_told_about_the_population():
    data = {"age": [str(row // 2) for row in range(20)], "zip": [str(row % 4) for row in range(20)]}
    options = MeasureOptions(quasi_identifiers=("age", "zip"))
    asked = {
        "sampling_fraction": 0.1,
        "population_size": 200,
        "whole_population": True,
        "residents": 200,
    }
    found = {
        name: measured(data, {}, options.model_copy(update={name: value})).population for name, value in asked.items()
    }
    assert found["sampling_fraction"] == found["population_size"] == found["residents"]
    assert (found["residents"].population, found["residents"].sampling_fraction) == (200, 0.1)
    assert (found["whole_population"].exact, found["whole_population"].uniques) == (True, 20)
    assert (
        found["whole_population"] == measured(data, {}, options.model_copy(update={"population_size": 20})).population
    )
    with pytest.raises(PopulationToldTwice):
        measured(data, {}, options.model_copy(update={"sampling_fraction": 0.5, "whole_population": True}))
    with pytest.raises(PopulationTooSmall):
        measured(data, {}, options.model_copy(update={"population_size": 19}))
    for wrong in (0.0, -0.1, 1.1, float("nan")):
        with pytest.raises(SamplingFractionOutOfRange):
            measured(data, {}, options.model_copy(update={"sampling_fraction": wrong}))


def test_rows_are_counted_beside_units():
    options = MeasureOptions(quasi_identifiers=("sex", "age"), sensitive=("illness",))
    data = city()
    units = measured(data, options=options, unit="card")
    rows = measured(data, options=options.model_copy(update={"in_rows": True}), unit="card")
    without = measured({name: cells for name, cells in data.items() if name != "card"}, options=options)
    assert units.classes == rows.classes
    assert units.classes.k < units.record_classes.k == without.classes.k
    assert rows.record_classes == without.classes
    assert rows.record_attack == without.attack
    assert (rows.diversity, rows.special_uniques) == (without.diversity, without.special_uniques)
    assert rows.column_sets == without.column_sets
    assert (without.record_classes, without.in_rows, rows.in_rows) == (None, False, True)
    assert "unit-not-named" in codes(rows)


def test_a_reference_table():
    data = {"age": ["30", "30", "40"], "zip": ["1", "1", "2"]}
    census = MemoryTable({"age": ["30", "40"], "zip": ["1", "2"], "people": ["10", "5"]}, name="census")
    verdict = verdict_on(data, {"age": COLUMNS["age"], "zip": (QUASI, "postcode")})
    source = ReferenceSource(census, "people")
    options = MeasureOptions(quasi_identifiers=("age", "zip"))
    assert measure(MemoryTable(data), verdict, options, source).reference.k_map == 5
    narrow = ReferenceSource(MemoryTable({"age": ["30", "40"], "people": ["10", "5"]}), "people")
    with pytest.raises(UnknownColumn):
        measure(MemoryTable(data), verdict, options, narrow)
    # Of columns that nobody named, those that the reference table has are enough.
    assert measure(MemoryTable(data), verdict, MeasureOptions(), narrow).reference.columns == ("age",)


def test_an_empty_table():
    risk = measured({name: [] for name in COLUMNS}, unit="card")
    assert (risk.rows, risk.units, risk.classes, codes(risk)) == (0, 0, None, ["empty-table"])
    assert measured({}, {}).rows == 0


def test_a_column_without_values():
    data = {"age": [None] * 6, "sex": ["n/a", "unknown"] * 3}
    columns = {name: COLUMNS[name] for name in data}
    risk = measured(data, columns)
    assert risk.classes.quasi_identifiers[0].column == "sex"  # only the cells show that it is empty
    assert (risk.classes.k, risk.classes.quasi_identifiers[0].distinct) == (6, 0)
    assert codes(risk) == ["empty-column", "rows-counted", "rows-without-values"]
    risk = measured(data, columns, MeasureOptions(quasi_identifiers=("age",)))
    assert (risk.classes.k, risk.classes.uniques) == (6, 0)


def test_nothing_to_compare():
    data = {"count": ["1", "2"], "illness": ["flu", "flu"]}
    risk = measured(data, {"illness": COLUMNS["illness"]})
    assert (risk.rows, risk.classes, risk.diversity) == (2, None, ())
    assert codes(risk) == ["rows-counted", "no-quasi-identifiers"]


def test_a_table_about_groups_tells_once_that_nobody_was_counted():
    data = {"district": ["A", "B"], "age": ["30", "40"]}
    assert codes(measured(data, {"age": COLUMNS["age"]}, kind="aggregate")) == ["rows-are-not-people"]
    named = measured(data, {"age": COLUMNS["age"]}, MeasureOptions(quasi_identifiers=("age",)), kind="aggregate")
    assert codes(named) == ["rows-counted"]


def test_a_sensitive_column_that_is_compared_is_not_its_own_secret():
    data = {"illness": ["flu", "flu", "asthma"]}
    options = MeasureOptions(quasi_identifiers=("illness",))
    assert measured(data, {"illness": COLUMNS["illness"]}, options).diversity == ()


def test_rows_without_a_unit_count_for_themselves():
    data = {"who": ["a", "a", None, "unknown"], "age": ["30"] * 4}
    risk = measured(data, {"age": COLUMNS["age"]}, MeasureOptions(quasi_identifiers=("age",)), unit="who")
    assert (risk.units, risk.classes.k) == (3, 3)
    assert [(note.code, note.values) for note in risk.not_measured][:2] == [
        ("rows-without-unit", {"column": "who", "rows": 2}),
        ("named-single-value", {"column": "age"}),
    ]


def test_traces_are_measured_beside_the_classes():
    risk = measured(city(), kind="traces", unit="card")
    assert risk.unicity
    assert risk.trace_sanity.rows == 400


@settings(max_examples=5, deadline=None)
@given(st.integers(20, 50), st.integers(0, 2**16))
def test_batches_and_row_order_change_nothing(batch_rows, seed):
    data = city(120, 30)
    order = list(range(120))
    random.Random(seed).shuffle(order)
    turned = {name: [cells[place] for place in order] for name, cells in data.items()}
    verdict = verdict_on(data, COLUMNS, unit="card")
    whole = measure(MemoryTable(data), verdict)
    assert measure(MemoryTable(data, batch_rows), verdict) == whole
    assert but_for_order(measure(MemoryTable(turned, batch_rows), verdict)) == but_for_order(whole)


def but_for_order(risk):
    """Return what was measured without how many points are out of order, and without what is tested elsewhere."""
    sanity = risk.trace_sanity.model_copy(update={"rows_out_of_order": 0})
    notes = [note for note in risk.not_measured if note.code != "traces-out-of-order"]
    elsewhere = {"unicity": (), "ladder": None}
    return risk.model_copy(update={"trace_sanity": sanity, "not_measured": notes, **elsewhere})


def test_no_cell_in_the_result():
    canaries = {name: f"{name}-canary-7421" for name in COLUMNS}
    data = {name: [canary, canary, *([None] * 2)] for name, canary in canaries.items()}
    risk = measured(data, unit="card")
    for text in (risk.model_dump_json(), repr(risk)):
        assert "canary" not in text


OPTIONAL = ("wildcards", "column_sets", "special_uniques")


def full_of_gaps():
    """More different patterns of gaps than can be compared: one row for each choice among ten columns."""
    return {f"q{bit}": [None if row >> bit & 1 else "1" for row in range(1024)] for bit in range(10)}


def note_codes():
    source = "".join(path.read_text(encoding="utf-8") for path in beside("disclosure_risk", ".").rglob("*.py"))
    return set(words("en").find("measuring")), source


def test_every_note_has_words_in_every_language():
    told, source = note_codes()
    assert told == set(words("zh").find("measuring"))
    for code in told:
        assert f'"{code}"' in source, code
    fields = {
        language: {
            code: {name for _, name, _, _ in string.Formatter().parse(words(language)(f"measuring.{code}")) if name}
            for code in told
        }
        for language in ("en", "zh")
    }
    assert fields["en"] == fields["zh"]


def test_notes_can_be_told():
    data = {
        **city(),
        "city": ["Utrecht"] * 400,
        "dead": [None] * 400,
        "size": [str(row) for row in range(400)],
    }
    columns = {**COLUMNS, "city": (QUASI, "city"), "dead": (QUASI, "age"), "size": (QUASI, "area-size")}
    columns |= {f"q{number}": (QUASI, "occupation") for number in range(9)}
    data |= {f"q{number}": [str(row % 3) for row in range(400)] for number in range(9)}
    wide = {f"q{number}": ["1", "2", "2"] for number in range(21)}
    risks = [
        measured(data, columns),
        measured({"age": ["n/a", "3"], "at": ["2024", "soon"], "lat": ["x", "y"]}),
        measured({"age": ["n/a", "unknown"], "at": ["soon", "soon"]}),
        measured({"illness": [None], "age": ["4"]}),
        measured({"age": ["4"]}, kind="aggregate"),
        measured({"age": ["4"]}, personal=False),
        measured({"age": []}),
        measured(wide, {}, MeasureOptions(quasi_identifiers=tuple(wide), row_visits=0)),
        measured(wide, {}, MeasureOptions(quasi_identifiers=tuple(wide), **dict.fromkeys(OPTIONAL, False))),
        measured({"who": ["a", "a", "b"], "age": ["4", None, "5"]}, {"age": COLUMNS["age"]}, unit="who"),
        measured(full_of_gaps(), {}, MeasureOptions(quasi_identifiers=tuple(full_of_gaps()), row_visits=0)),
        measured(city(), options=MeasureOptions(quasi_identifiers=("age", "at"), population_size=999), unit="card"),
        measured(city(), options=MeasureOptions(residents=79, in_rows=True), unit="card"),
        measured(city(), options=MeasureOptions(memory_bytes=0), unit="card"),
        measured({"a": ["1", "1"], "b": [None, "?"]}, {}, MeasureOptions(quasi_identifiers=("a", "b"), residents=9)),
    ]
    notes = [note for risk in risks for note in risk.not_measured]
    here = "".join(path.read_text(encoding="utf-8") for path in Path(beside("disclosure_risk", ".")).glob("*.py"))
    expected = {code for code in note_codes()[0] if f'"{code}"' in here}
    assert {note.code for note in notes} & expected == expected - {"rows-without-unit"}
    for language in ("en", "zh"):
        for note in notes:
            assert words(language)(f"measuring.{note.code}", **note.values)


def test_this_room_keeps_its_rules_where_a_wheel_finds_them():
    assert {path.name for path in Path(beside("disclosure_risk", "rules")).iterdir()} >= {
        "quasi_identifiers.yaml",
        "traces.yaml",
    }
