"""Cells as they lie in memory: equal cells have equal hashes, wherever they lie, and the hashes never change."""

import numpy as np
import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.detection.catalogue.cells import Cells, encoded

KNOWN = [
    0x0000000000000000,
    0x21A28CE1193C99C2,
    0xFF83D7481F4D2E02,
    0x17784B08E002D889,
    0xE2B85384C38BBD30,
    0x5B7F159088CDBA4F,
]
texts = st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(values=texts, before=texts)
def test_the_hash_of_a_cell_depends_on_nothing_but_the_cell(values, before):
    alone = [int(Cells(pa.array([value], pa.large_string())).hashes()[0]) for value in values if value is not None]
    together = Cells(pa.array(before + values, pa.large_string())[len(before) :])
    assert together.hashes().tolist() == alone
    chunked = pa.chunked_array([pa.array(before, pa.string()), pa.array(values, pa.string())])
    assert Cells(chunked).hashes().tolist()[len(together) * -1 or len(before + values) :] == alone
    assert together.lengths.tolist() == [len(value.encode()) for value in values if value is not None]
    assert together.signs.tolist() == [len(value) for value in values if value is not None]


def test_the_hash_of_a_cell_is_the_same_in_every_version():
    known = Cells(pl.Series(["", "a", "12345678", "123456789", "Straße 京", "x" * 70]))
    assert known.hashes().tolist() == KNOWN


def test_similar_cells_have_hashes_far_apart():
    cells = Cells(pl.Series([f"{number:05d}:{other}" for number in range(30_000) for other in "ab"]))
    hashes = cells.hashes()
    assert len(np.unique(hashes)) == 60_000
    assert abs((hashes < np.uint64(2**64 // 10)).mean() - 0.1) < 0.005


def test_numbers_are_told_apart():
    distinct, which = encoded(np.array([7, 5, 7, 7]))
    assert [distinct[number] for number in which] == [7, 5, 7, 7]
