"""Lines that fit a terminal, in both scripts."""

from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.cli.wrapping import display_width, wrap


def test_chinese_characters_are_two_columns_wide():
    assert display_width("隐私 abc，") == 4 + 1 + 3 + 2
    assert display_width("é") == 1
    assert display_width("e\u0301") == 1


def test_words_are_kept_whole_and_lines_indented():
    assert wrap("one two three", 9, "  ") == "  one two\n  three"
    assert wrap("a\n\nb", 10) == "a\n\nb"
    assert wrap("", 10) == ""


def test_chinese_breaks_anywhere_but_not_before_a_closing_nor_after_an_opening_sign():
    assert wrap("是否公布，并说明", 8) == "是否公\n布，并说\n明"
    assert wrap("参见（第一段）", 7) == "参见\n（第一\n段）"


def test_latin_words_within_chinese_are_kept_whole():
    assert wrap("第 77/211 号决议", 9) == "第 77/211\n号决议"


@given(st.text(st.sampled_from("ab ，。（）是否 x-\u0301“”"), max_size=80), st.integers(6, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    wrapped = wrap(text, width)
    assert "".join(wrapped.split()) == "".join(text.split())
    for line in wrapped.splitlines():
        assert display_width(line) <= width or wrap(line, 1) == line
