"""Sizes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.cli.sizes import shown_size, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("20000", 20_000),
        ("20,000", 20_000),
        ("1_000", 1_000),
        ("1e6", 1_000_000),
        ("2GB", 2 * 10**9),
        ("2 gb", 2 * 10**9),
        ("500MiB", 500 * 2**20),
        ("1.5GiB", 3 * 2**29),
        ("64k", 64_000),
        ("64KiB", 65_536),
        ("7B", 7),
        (" 1 TiB ", 2**40),
    ],
)
def test_sizes(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "B", "GB", "1iB", "1e999", "nan", "inf", "1 2", "１０", "5 apples", "0.1"]
)
def test_what_is_no_size(text):
    with pytest.raises(ValueError, match=r"^$"):
        size_of(text)


@given(st.integers(1, 2**50))
def test_what_is_shown_is_understood(size):
    assert size_of(shown_size(size)) == size
