"""The file against a frequency table of the population: k-map, delta-presence, journalist and marketer risk."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_tables import MemoryTable

from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.encode import TableEncoder
from pia_toolkit.disclosure_risk.populations.reference_table import measure_against_reference, read_reference
from pia_toolkit.errors import ReferenceDoesNotMatch, ReferenceWithoutCounts, Several, UnknownColumn


def measured(data, reference, columns=("age", "district"), thresholds=(3, 11), units=None):
    encoder = TableEncoder(list(data))
    for batch in MemoryTable(data).batches():
        encoder.update(batch)
    encoded = encoder.finish()
    names = list(columns)
    classes = count_classes(*encoded.select(names), encoded.units(units)[0] if units else None)
    read = read_reference(MemoryTable(reference, batch_rows=2), names, "people")
    return measure_against_reference(classes, [encoded.columns[name] for name in names], read, thresholds)


DATA = {"age": ["30", "30", "40", "50"], "district": ["A", "A", "A", "B"]}
REFERENCE = {
    "age": ["30", "40", "50", "60"],
    "district": ["A", "A", "B", "B"],
    "people": ["10", "2", "1 000", "7"],
}


def test_known_answer_by_hand():
    found = measured(DATA, REFERENCE)
    # f = 2, 1, 1 of F = 10, 2, 1000
    assert (found.k_map, found.population, found.matched_classes, found.unmatched_units) == (2, 1019, 3, 0)
    assert found.marketer == pytest.approx((2 / 10 + 1 / 2 + 1 / 1000) / 4)
    assert found.journalist_average == pytest.approx(max(3 / 1012, found.marketer))
    assert found.journalist_highest == 0.5
    assert (found.presence_least, found.presence_most) == (0, 0.5)
    assert [(risk.threshold, risk.units) for risk in found.journalist_at_risk] == [(3, 1), (11, 3)]
    assert [(one.column, one.only_in_file, one.only_in_reference) for one in found.unmatched] == [("age", 0, 1)]


def test_classes_that_the_reference_does_not_have_are_counted_and_left_out():
    data = {"age": ["30", "31", "31", "40"], "district": ["A", "A", "C", "A"]}
    found = measured(data, REFERENCE)
    assert (found.matched_units, found.unmatched_units, found.unmatched_classes) == (2, 2, 2)
    by_name = {one.column: one for one in found.unmatched}
    assert (by_name["age"].only_in_file, by_name["age"].units, by_name["age"].only_in_reference) == (1, 2, 2)
    assert (by_name["district"].only_in_file, by_name["district"].units) == (1, 1)
    assert by_name["district"].only_in_reference == 1


def test_a_combination_may_be_missing_though_every_category_is_known():
    data = {"age": ["30", "50"], "district": ["A", "A"]}
    found = measured(data, REFERENCE)
    assert (found.unmatched_units, found.matched_units) == (1, 1)


def test_classes_larger_than_the_reference_says_are_told_and_counted_as_large():
    data = {"age": ["40"] * 3, "district": ["A"] * 3}
    found = measured(data, REFERENCE)
    assert (found.classes_counted_too_small, found.k_map, found.presence_most) == (1, 3, 1)


def test_units_count_not_rows():
    data = {**{name: [*cells, cells[0]] for name, cells in DATA.items()}, "id": ["a", "b", "c", "d", "a"]}
    assert measured(data, REFERENCE, units="id").marketer == measured(DATA, REFERENCE).marketer


def test_reference_rows_may_share_a_class_and_lack_counts():
    reference = {
        "age": ["30", "30", "40", "50"],
        "district": ["A", "A", "A", "B"],
        "people": ["4", "6", "*", "-5"],
    }
    found = measured(DATA, reference)
    assert (found.k_map, found.reference_rows_without_count, found.unmatched_units) == (10, 2, 2)


@pytest.mark.parametrize("written", ["1234", "1,234", "1.234", "1 234", "1'234", " 1234 ", "1234.0", "1\u202f234"])
def test_counts_are_read_as_offices_write_them(written):
    found = measured({"age": ["30"], "district": ["A"]}, {"age": ["30"], "district": ["A"], "people": [written]})
    assert found.k_map == 1234


@pytest.mark.parametrize("written", ["12.5", "1,23", "-3", "12 people", "1e3"])
def test_what_is_no_count_is_refused(written):
    with pytest.raises(ReferenceWithoutCounts) as caught:
        measured(DATA, {"age": ["30"], "district": ["A"], "people": [written]})
    assert written not in str(caught.value)


def test_a_reference_without_the_columns_names_them_all():
    with pytest.raises(UnknownColumn):
        measured(DATA, {"age": ["30"], "people": ["1"]})
    with pytest.raises(Several):
        measured(DATA, {"age": ["30"], "number": ["1"]})


def test_a_reference_that_matches_nothing_is_refused_by_count():
    with pytest.raises(ReferenceDoesNotMatch) as caught:
        measured(DATA, {"age": ["x", "y"], "district": ["A", "B"], "people": ["5", "6"]})
    assert caught.value.values == {"table": "table", "unmatched": "age 3, district 0"}


people = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None])), min_size=1, max_size=40)


@given(people, st.data())
def test_brute_force_on_a_sample_of_the_population(population, data):
    chosen = data.draw(st.lists(st.integers(0, len(population) - 1), min_size=1, unique=True))
    sample = [population[at] for at in chosen]
    in_population, in_file = Counter(population), Counter(sample)
    keys = list(in_population)
    reference = {
        "age": [age for age, _ in keys],
        "district": [district for _, district in keys],
        "people": [str(in_population[key]) for key in keys],
    }
    found = measured({"age": [a for a, _ in sample], "district": [d for _, d in sample]}, reference)
    assert found.unmatched_units == found.classes_counted_too_small == 0
    assert found.k_map == min(in_population[key] for key in in_file)
    assert found.presence_least == min(in_file[key] / in_population[key] for key in in_population)
    assert found.presence_most == max(in_file[key] / in_population[key] for key in in_population)
    assert found.marketer == pytest.approx(sum(1 / in_population[key] for key in sample) / len(sample))
    assert found.journalist_at_risk[0].units == sum(in_population[key] < 3 for key in sample)
    one_per_class = len(in_file) / sum(in_population[key] for key in in_file)
    assert found.journalist_average == pytest.approx(max(one_per_class, found.marketer))
