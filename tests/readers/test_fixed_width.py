"""Text in columns of fixed width is cut where its columns begin; other text is left whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader_checks import cells, codes, read_text

from pia_toolkit.readers.text.fixed_width import cut_lines, find_cuts

NAMES = ["Anna Schmidt", "Ben Maier", "Eva Groß", "Ina", "Cleo von Klein", "Öz Ak"]
LINES = [
    f"{number:05}{name:<18}{'Ulm' if number % 2 else 'Bad Bonn':<12}198{number}0102"
    for number, name in enumerate(NAMES)
]


def test_columns_of_fixed_width(tmp_path):
    table = read_text(tmp_path, "\n".join(LINES) + "\n", name="t.txt")
    assert [row[1] for row in cells(table)] == ["Bad Bonn", "Ulm"] * 3
    assert cells(table)[2] == ["00002Eva Groß", "Bad Bonn", "19820102"]
    assert codes(table)["fixed-width"] == {"count": 3}


def test_names_above_columns_of_fixed_width(tmp_path):
    head = f"{'id':<7}{'name':<20}{'city':<12}\n"
    rows = "".join(f"{number:<7}{name:<20}{'Ulm':<12}\r\n" for number, name in enumerate(NAMES))
    table = read_text(tmp_path, head + rows, name="t.dat")
    assert table.columns == ("id", "name", "city")
    assert [row[1] for row in cells(table)] == NAMES


@pytest.mark.parametrize(
    "lines",
    [
        [],
        LINES[:4],
        ["one word", "two more words", "a lamp is out", "nothing", "the road is closed here"],
        ["Anna", "Ben", "Eva", "Ina", "Cleo"],
        [f"{name}  " for name in NAMES],
        ["x" * 5000] * 9,
    ],
)
def test_other_text_is_left_whole(lines):
    assert find_cuts(lines) == ()


@given(st.lists(st.text("ab  é", max_size=30), min_size=5, max_size=12))
def test_cutting_loses_no_letter(lines):
    cuts = find_cuts(lines)
    whole = "\n".join(lines)
    cut = cut_lines(whole, cuts, "\x1f")
    assert cut.replace("\x1f", "").replace(" ", "") == whole.replace(" ", "")
    assert cut.count("\n") == whole.count("\n")
