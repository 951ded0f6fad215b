"""Column names are clean, unique and show nobody's data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.readers.column_names import looks_personal, safe_names, shape_of


@pytest.mark.parametrize(
    "name",
    [
        "anna@example.org",
        "Tel 030 2012 3456",
        "+49 176 1234567",
        "13800138000",
        "张伟13800138000",
        "aa:bb:cc:dd:ee:ff",
        "AA-BB-CC-00-11-22",
        "10.20.30.40",
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "550e8400-e29b-41d4-a716-446655440000",
        "１２３４５６７",
        "1985-13-77",
        "case 2019 123456",
    ],
)
def test_names_that_look_personal_are_masked(name):
    assert looks_personal(name)
    (safe,) = safe_names([name]).names
    assert safe == shape_of(" ".join(safe.split()) if safe == name else name)
    assert not any(sign.isdigit() and sign != "9" for sign in safe)
    assert [note.code for note in safe_names([name]).notes] == ["column-name-masked"]


@pytest.mark.parametrize(
    "name",
    "name|2023|2023-06|2020/2021|2024-01-31|31.12.2024|20240131|2024-01-01 12:00|PM2.5|Pop. 1990–2000|EPSG25832|"
    "iso 3166-1 alpha-2|Wohnort|车牌号|1-5, 6-10".split("|"),
)
def test_plain_names_stay(name):
    assert safe_names([name]).names == (name,)


def test_names_are_cleaned_numbered_and_filled():
    safe = safe_names(["\ufeffid", " first\n name ", "id", "", "a\u200bb", '"quoted"', "id-2", "  "])
    assert safe.names == ("id", "first name", "id-3", "column-4", "ab", "quoted", "id-2", "column-8")
    assert {note.code: note.values for note in safe.notes} == {
        "duplicate-column-names": {"count": 1},
        "empty-column-names": {"count": 2},
    }


@given(st.lists(st.text(max_size=8) | st.sampled_from(["a", "a-2", "column-1", "", "a@b.c"]), max_size=12))
def test_names_are_always_unique_and_never_empty(raw):
    names = safe_names(raw).names
    assert len(set(names)) == len(names) == len(raw)
    assert all(names)


def test_long_names_are_cut():
    assert len(safe_names(["x y " * 500]).names[0]) <= 200
