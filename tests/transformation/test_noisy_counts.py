"""Noisy counts: whatever a cell holds, its count comes back under it."""

import pytest

from pia_toolkit.transformation.noisy_counts import Noise, release

pytest.importorskip("opendp", reason="OpenDP is not installed, so there is no noise to test")


def test_cells_that_look_alike_when_joined_stay_apart():
    counts = {("a\x1fb", "c"): 5_000, ("a", "b\x1fc"): 9_000, ('"', ""): 7_000}
    released = release(counts, Noise(epsilon=1.0, delta=1e-6, per_unit=1), None)
    assert set(released.cells) == set(counts)
    for cell, count in zip(released.cells, released.counts, strict=True):
        assert abs(count - counts[cell]) < 500
