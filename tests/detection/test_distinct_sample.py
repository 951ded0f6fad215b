"""The sample of distinct values: the same whatever the order or the batches, with exact counts."""

from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.detection.catalogue.cells import Cells
from pia_toolkit.detection.distinct_sample import DistinctSample

cells = st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=120)


def sampled(values, size=8):
    sample = DistinctSample(size)
    sample.update(Cells(pl.Series(values, dtype=pl.String)))
    return sample


@settings(max_examples=150, deadline=None)
@given(values=cells, cut=st.integers(0, 120))
def test_parts_merge_into_the_whole(values, cut):
    whole, one, other = sampled(values), sampled(values[:cut]), sampled(values[cut:])
    one.merge(other)
    batched = sampled(values[:cut])
    batched.update(Cells(pl.Series(values[cut:], dtype=pl.String)))
    assert whole.values() == one.values() == batched.values()
    assert whole.distinct == one.distinct == batched.distinct


@settings(max_examples=150, deadline=None)
@given(values=cells)
def test_counts_are_exact(values):
    truth = Counter(value for value in values if value is not None)
    sample = sampled(values)
    assert all(truth[value] == count for value, count in sample.values())
    assert len(sample.counts) == min(len(truth), 8)
    if sample.complete:
        assert sample.distinct == len(truth)


def test_the_estimate_is_near_the_truth():
    sample = DistinctSample()
    for start in range(0, 200_000, 50_000):
        sample.update(Cells(pl.Series([f"value {number}" for number in range(start, start + 50_000)] * 2)))
    assert abs(sample.distinct / 200_000 - 1) < 0.08
    assert all(count == 2 for _, count in sample.values())


def test_values_are_not_in_its_repr():
    assert "secret" not in repr(sampled(["secret"]))
