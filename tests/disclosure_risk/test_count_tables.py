"""Tables of counts as cities print them: what is found in them, and what they give away."""

import numpy as np
import pytest
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.count_tables.cell_text import State, read_cells
from pia_toolkit.disclosure_risk.count_tables.labels import bands, children_by_code, is_total_word, tilings
from pia_toolkit.disclosure_risk.count_tables.linear_system import Sums
from pia_toolkit.disclosure_risk.count_tables.measure import measure_counts
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.count_table_risk import CountSubject, DifferenceRule, FoundBy
from pia_toolkit.domain.inventory import Role

AREA, SEX, AGE = (
    (Role.QUASI_IDENTIFIER, "district"),
    (Role.QUASI_IDENTIFIER, "sex"),
    (Role.QUASI_IDENTIFIER, "age-band"),
)
ILLNESS = (Role.SENSITIVE, "health")
COUNT, PEOPLE, NUMBER = (Role.NONE, "count"), (Role.NONE, "population"), (Role.NONE, "number")


def rows(header, *lines):
    """A table from lines of cells with a blank between them; `_` is an empty cell."""
    cells = [[None if cell == "_" else cell for cell in line.split()] for line in lines]
    return {name: [line[place] for line in cells] for place, name in enumerate(header.split())}


def measured(data, columns, kind="aggregate", **given):
    verdict = verdict_on(data, columns, kind=kind, personal=False, **given)
    return measure_counts(MemoryTable(data), verdict, Policy()).counts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1'234", 1234),
        ("１２", 12),
        ("٣٤", 34),
        ("12人", 12),
    ]
    + [("12.0", 12), ("12 *", 12), ("1,23,456", 123456), ("12 persons", 12)],
)
def test_counts_of_many_offices_are_read(text, count):
    (cell,) = read_cells([text])
    assert (cell.state, cell.count) == (State.KNOWN, count)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("<5", 0, 4),
        ("< 5", 0, 4),
        ("fewer than 5", 0, 4),
        ("1-4", 1, 4),
        ("1 to 4", 1, 4),
        ("5未満", 0, 4),
        ("不足5人", 0, 4),
    ]
    + [
        ("≤4", 0, 4),
        ("moins de 5", 0, 4),
        ("менее 5", 0, 4),
        ("weniger als 5", 0, 4),
        ("5명 미만", 0, 4),
        ("4以下", 0, 4),
    ],
)
def test_marks_tell_bounds(text, lower, upper):
    (cell,) = read_cells([text])
    assert (cell.state, cell.lower, cell.upper) == (State.HIDDEN, lower, upper)


@pytest.mark.parametrize(
    "text", ["*", "***", "..", "…", "x", "X", "n/a", "geheim", "秘匿", "保密", "c", "[c]", "S", "/"]
)
def test_marks_stand_for_hidden_counts(text):
    assert read_cells([text])[0].state is State.HIDDEN


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("-5", State.NEGATIVE),
        ("3,5", State.FRACTIONAL),
        ("many", State.UNREADABLE),
        ("", State.EMPTY),
        ("–", State.UNCLEAR),
        ("❶", State.UNREADABLE),
        ("፩፪", State.UNREADABLE),
        ("1,234,567,890,123,456,789,012", State.UNREADABLE),
        ("12345678901234567890.0", State.UNREADABLE),
        ("9" * 5000 + ".0", State.UNREADABLE),
    ],
)
def test_what_is_no_count_is_told(text, state):
    assert read_cells([text])[0].state is state


def test_a_fraction_in_a_column_tells_how_its_thousands_are_written():
    assert [cell.state for cell in read_cells(["1.234", "0.5"])] == [State.FRACTIONAL, State.FRACTIONAL]


WORDS = "Total TOTAL Insgesamt 合计 合計 Ensemble Ogółem Итого 합계 סה״כ المجموع"


@pytest.mark.parametrize("word", WORDS.split())
def test_words_for_totals(word):
    assert is_total_word(word)


def test_bands_in_many_words():
    assert bands(["0-17", "18–64", "65+"]) == [(0, 17), (18, 64), (65, 10**6)]
    assert bands(["0 bis 17 Jahre", "18 bis 64 Jahre", "65 Jahre und älter"])[0::2] == [(0, 17), (65, 10**6)]
    assert bands(["0～17岁", "18～64岁", "65岁及以上", "合计"]) == [(0, 17), (18, 64), (65, 10**6), None]
    assert bands(["0-10", "10-20", "20-30"]) == [(0, 9), (10, 19), (20, 29)]
    assert bands(["North", "18+", "South"]) == [None, None, None]


def test_bands_that_fill_another():
    assert tilings([(0, 17), (18, 64), (65, 10**6), (0, 64), (18, 10**6)]) == [(3, [0, 1]), (4, [1, 2])]


def test_many_bands_are_filled_or_not_without_trying_every_way():
    years = [(age, age) for age in range(1000)]
    assert tilings([*years, (0, 999)]) == [(1000, list(range(1000)))]
    nested = [(low, low + size - 1) for size in (2, 3, 4, 5, 6, 8, 10, 20) for low in range(0, 960, size)]
    assert all(place != len(years) for place, _ in tilings([*years, (0, 1999), *nested]))


def test_no_count_shows_when_a_cell_or_a_sum_is_printed():
    assert "417" not in repr(read_cells(["417", "<417"]))
    whole = np.array([417], np.int64)
    assert "417" not in repr(Sums(whole, whole, whole, whole, 1))


def test_codes_that_begin_with_another():
    assert children_by_code(["DE", "DE1", "DE2", "DE11", "DE12"]) == {0: [1, 2], 1: [3, 4]}


def test_a_long_table_with_a_hierarchy():
    data = rows(
        "borough ward sex persons",
        *("N N1 m 12", "N N1 f *", "N N2 m 10", "N N2 f 15", "N Total m 22", "N Total f 18", "S S1 m 17", "S S1 f 20"),
        *("S S2 m 7", "S S2 f 2", "S Total m 24", "S Total f 22", "Total Total m 46", "Total Total f 40"),
    )
    found = measured(data, {"borough": AREA, "ward": AREA, "sex": SEX, "persons": COUNT})
    assert found.dimensions == (("borough", "ward"), ("sex",))
    assert [(entry.found_by, entry.totals, entry.not_adding_up) for entry in found.totals] == [
        (FoundBy.HIERARCHY, 3, 0)
    ]
    assert found.counted is CountSubject.PEOPLE
    assert [(entry.threshold, entry.cells) for entry in found.small] == [(5, 1), (11, 3)]
    assert found.recoverability.recoverable_small == 1


def test_a_wide_table_whose_total_is_split_twice():
    data = rows(
        "ward all men women 0-17 18-64 65+", "A 100 48 52 20 60 20", "B 90 . . 15 55 20", "Total 190 93 97 35 115 40"
    )
    names = dict.fromkeys(data, NUMBER) | {"ward": AREA, "all": PEOPLE}
    found = measured(data, names)
    assert found.wide
    assert {(entry.across_columns, entry.found_by) for entry in found.totals} == {
        (False, FoundBy.WORD),
        (True, FoundBy.WORD),
    }
    assert found.recoverability.recoverable == 2


def test_a_total_without_a_word_is_found_by_adding_up():
    data = rows("ward cases", "A 1120", "B 880", "City 5230", "C 2105", "D 1125")
    (total,) = measured(data, {"ward": AREA, "cases": COUNT}).totals
    assert (total.found_by, total.totals, total.not_adding_up) == (FoundBy.SUM, 1, 0)


def test_totals_that_do_not_add_up_are_told():
    data = rows("ward sex persons", *("A m 10", "A f 20", "A Total 30", "B m 11", "B f 21", "B Total 33"))
    (total,) = measured(data, {"ward": AREA, "sex": SEX, "persons": COUNT}).totals
    assert (total.checked, total.not_adding_up) == (2, 1)


def test_a_single_total_that_does_not_add_up_is_told():
    (total,) = measured(rows("ward persons", "A 10", "B 20", "Total 31"), {"ward": AREA, "persons": COUNT}).totals
    assert (total.checked, total.not_adding_up) == (1, 1)


def test_negative_fractional_and_repeated_cells_are_told_and_not_used():
    lines = [f"A{place} {place + 30}" for place in range(60)]
    data = rows("ward persons", *lines, "A0 30", "B -4", "C 2.5", "D much")
    found = measured(data, {"ward": AREA, "persons": PEOPLE})
    (column,) = found.counts
    assert (found.repeated_rows, column.negative, column.fractional, column.unreadable) == (1, 1, 1, 1)
    assert column.filled == 60


def test_dashes_are_nothing_where_sums_add_up_and_hidden_where_they_do_not():
    nothing = rows("ward sex persons", *("A m 10", "A f -", "A Total 10", "B m 11", "B f 21", "B Total 32"))
    hidden = rows("ward sex persons", *("A m 10", "A f -", "A Total 13", "B m 11", "B f 21", "B Total 32"))
    columns = {"ward": AREA, "sex": SEX, "persons": COUNT}
    assert (measured(nothing, columns).counts[0].zeros, measured(nothing, columns).counts[0].marked) == (1, 0)
    assert (measured(hidden, columns).counts[0].zeros, measured(hidden, columns).counts[0].marked) == (0, 1)
    assert measured(hidden, columns).recoverability.recoverable_small == 1


def test_rounded_counts_are_told_and_not_recovered_exactly():
    cells = [[5 * (3 * area + age) + 5 for age in range(4)] for area in range(9)]
    lines = [f"A{area} a{age} {count}" for area, ages in enumerate(cells) for age, count in enumerate(ages)]
    lines += [f"A{area} Total {sum(ages) + 5 * (area % 3 - 1)}" for area, ages in enumerate(cells)]
    lines[1] = "A0 a1 *"
    found = measured(rows("ward kind persons", *lines), {"ward": AREA, "kind": SEX, "persons": COUNT})
    assert found.counts[0].rounded_to == 5
    assert found.totals[0].not_adding_up == 0
    assert found.recoverability.recoverable == 0


def test_all_of_a_group_in_one_cell():
    data = rows("ward illness cases", *("A flu 10", "A cold 0", "B flu 3", "B cold 7", "C flu 0", "C cold 6"))
    found = measured(data, {"ward": AREA, "illness": ILLNESS, "cases": COUNT})
    (group,) = found.group_disclosure
    assert (group.columns, group.sensitive, group.groups, group.in_one_cell) == (("illness",), True, 3, 2)


def test_zeros_of_an_empty_group_or_value_reveal_nothing():
    lines = ("A flu 10", "A cold 0", "A pox 0", "B flu 3", "B cold 7", "B pox 0", "C flu 0", "C cold 0", "C pox 0")
    found = measured(rows("ward illness cases", *lines), {"ward": AREA, "illness": ILLNESS, "cases": COUNT})
    assert (found.zeros.cells, found.zeros.structural, found.zeros.revealing) == (6, 5, 1)


def test_nested_bands_are_subtracted():
    data = rows("ward age persons", *("A 16+ 412", "A 18+ 409", "A 65+ 80", "B 16+ 300", "B 18+ 250", "B 65+ 60"))
    found = measured(data, {"ward": AREA, "age": AGE, "persons": PEOPLE}).differencing
    (bands_found,) = found
    assert (bands_found.rule, bands_found.small) == (DifferenceRule.NESTED_BAND, 1)
    assert [place.row for place in bands_found.places] == [1]


def test_cumulative_counts_are_subtracted_and_stocks_are_not():
    lines = [f"A{area} 2024-0{month} {100 + area + month * (area + 1)}" for area in range(6) for month in range(1, 7)]
    data, time = rows("ward month cases", *lines), (Role.TIME, "month")
    (found,) = measured(data, {"ward": AREA, "month": time, "cases": COUNT}).differencing
    assert (found.rule, found.differences, found.small) == (DifferenceRule.CUMULATIVE, 30, 20)
    assert measured(data, {"ward": AREA, "month": time, "cases": PEOPLE}).differencing == ()


def test_vehicles_are_things_and_nothing_is_proposed():
    data = rows("street kind vehicles", *("A car 120", "A bus 3", "B car 20", "B bus 1"))
    columns = {"street": AREA, "kind": (Role.NONE, "vehicle-type"), "vehicles": (Role.NONE, "traffic-count")}
    found = measured(data, columns)
    assert (found.counted, found.proposal) == (CountSubject.THINGS, None)


def test_rows_about_single_people_are_no_table_of_counts():
    data = rows("name age", "Ann 30", "Bob 41", "Cyd 12", "Dan 33")
    assert measured(data, {"name": (Role.DIRECT_IDENTIFIER, "person-name"), "age": NUMBER}, kind="records") is None
    trips = rows("station minutes bikes", *(f"S{place} {place % 7} {place % 3}" for place in range(50)))
    assert measured(trips, {"station": AREA, "minutes": NUMBER, "bikes": NUMBER}, kind="records") is None


def test_the_order_of_rows_and_of_columns_changes_no_figure():
    lines = [
        "A m 10",
        "A f *",
        "A Total 14",
        "B m 11",
        "B f 21",
        "B Total 32",
        "Total m 21",
        "Total f 25",
        "Total Total 46",
    ]
    columns = {"ward": AREA, "sex": SEX, "persons": COUNT}
    one = measured(rows("ward sex persons", *lines), columns)
    data = rows("ward sex persons", *reversed(lines))
    other = measured({name: data[name] for name in ("persons", "sex", "ward")}, columns)
    assert one.recoverability.model_copy(update={"places": ()}) == other.recoverability.model_copy(
        update={"places": ()}
    )
    assert one.small == other.small


def test_a_list_of_accidents_is_no_table_of_counts():
    lines = [f"C{case} S{case % 17} {'mf'[case % 2]} a{case * 7 % 11} {case % 4}" for case in range(60)]
    data = rows("case street sex age injured", *lines)
    columns = {"street": AREA, "sex": SEX, "age": AGE, "injured": COUNT}
    verdict = verdict_on(data, columns, kind="aggregate", personal=False)
    found = measure_counts(MemoryTable(data), verdict, Policy())
    assert found.counts is None
    assert [note.code for note in found.notes] == ["counts-of-single-cases"]


def test_a_thin_table_of_flows_is_one():
    lines = [f"A{place} B{(place + step) % 40} {1 + step % 5}" for place in range(40) for step in (1, 3, 7, 9)]
    columns = {"from": AREA, "to": (Role.LOCATION, "destination"), "persons": PEOPLE}
    assert measured(rows("from to persons", *dict.fromkeys(lines)), columns) is not None


def test_columns_named_after_illnesses_hold_counts_of_people():
    data = rows("ward asthma diabetes", "A 12 3", "B 30 14", "C 21 9", "Total 63 26")
    found = measured(data, {"ward": AREA, "asthma": ILLNESS, "diabetes": ILLNESS})
    assert [column.column for column in found.counts] == ["asthma", "diabetes"]
    assert (found.counted, found.below(5).cells) == (CountSubject.PEOPLE, 1)
