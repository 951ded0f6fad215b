"""Columns as integers: nothing is lost, gaps are known as gaps, and parts add up to the whole."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_tables import MemoryTable

from pia_toolkit.cells.missing import are_missing, missing_values
from pia_toolkit.disclosure_risk import encode
from pia_toolkit.disclosure_risk.encode import TableEncoder

cells = st.one_of(st.none(), st.sampled_from(["", "*", "n/a", "Unknown", "不详"]), st.text("ab1", max_size=2))
columns = st.lists(cells, max_size=40)


def encoded(data, batch_rows=1000):
    encoder = TableEncoder(list(data))
    for batch in MemoryTable(data, batch_rows).batches():
        encoder.update(batch)
    return encoder.finish()


def decoded(column):
    values = [None, *column.values.to_pylist()]
    return [values[code] for code in column.codes]


@settings(deadline=None)
@given(columns, st.integers(1, 10))
def test_every_value_comes_back_and_gaps_are_zero(column, batch_rows):
    result = encoded({"c": column}, batch_rows)
    gaps = ("", "*", "n/a", "Unknown", "不详")
    expected = [None if cell in gaps else cell for cell in column]
    assert result.rows == len(column)
    assert decoded(result.columns["c"]) == expected
    assert result.columns["c"].distinct == len(set(expected) - {None})


@settings(deadline=None)
@given(columns, columns, st.integers(1, 7))
def test_parts_add_up_to_the_whole(first, second, batch_rows):
    parts = []
    for rows in (first, second):
        encoder = TableEncoder(["c"])
        for batch in MemoryTable({"c": rows}, batch_rows).batches():
            encoder.update(batch)
        parts.append(encoder)
    parts[0].merge(parts[1])
    merged, whole = parts[0].finish(), encoded({"c": first + second})
    assert merged.rows == whole.rows
    assert decoded(merged.columns["c"]) == decoded(whole.columns["c"])


def test_dictionaries_are_unified_while_reading(monkeypatch):
    monkeypatch.setattr(encode, "_VALUES_BEFORE_UNIFYING", 5)
    column = [str(number % 40) for number in range(200)]
    assert decoded(encoded({"c": column}, 10).columns["c"]) == column


@pytest.mark.parametrize(
    "mark",
    [
        *("*", "****", " N/A ", "NA", "null", "UNKNOWN", "", "-", ".", "未知", "不详", "Inconnu", "desconocido"),
        *("unbekannt", "Не указано", "不明", "알 수 없음", "bilinmiyor", "okänd", "ΆΓΝΩΣΤΟ", "Not stated"),
    ],
)
def test_marks_of_a_gap(mark):
    assert are_missing(pa.array([mark, "7"], pa.large_string())).tolist() == [True, False]


@pytest.mark.parametrize("value", ["none", "brak", "0", "9021*", "other", "no", "-1.5", "unknown street"])
def test_values_that_only_look_like_a_gap(value):
    assert not are_missing(pa.array([value], pa.large_string())).any()


def test_minus_one_is_a_gap_unless_other_numbers_are_below_zero():
    assert are_missing(pa.array(["-1", "30", "41"], pa.large_string())).tolist() == [True, False, False]
    assert not are_missing(pa.array(["-1", "-2", "3"], pa.large_string())).any()


def test_the_list_of_marks_is_in_the_form_it_is_compared_in():
    for word in missing_values().words:
        assert word == word.strip().lower()


def test_a_row_without_a_unit_counts_for_itself():
    result = encoded({"who": ["a", None, "b", "?", "a"]})
    units, without = result.units("who")
    assert without == 2
    assert units.tolist() == [0, 2, 1, 3, 0]


def test_no_values_in_representations():
    column = encoded({"name": ["Ada Lovelace"]}).columns["name"]
    assert "Ada" not in repr(column)


def test_codes_are_small_integers():
    assert encoded({"c": ["a", "b"]}).columns["c"].codes.dtype == np.int32
    assert encoded({"c": []}).columns["c"].codes.dtype == np.int32


def test_marks_are_counted_apart_from_empty_cells():
    column = encoded({"age": ["*", None, "", "  ", "34", "n/a", "-1", "-1"]}).columns["age"]
    assert (column.rows_without, column.marked, column.distinct) == (7, 4, 1)
    column = encoded({"age": ["34", None]}).columns["age"]
    assert (column.rows_without, column.marked) == (1, 0)
    assert encoded({"age": []}).columns["age"].marked == 0


def test_no_mark_is_listed_twice():
    for listed in (missing_values().words, missing_values().numbers):
        assert len(set(listed)) == len(listed)
