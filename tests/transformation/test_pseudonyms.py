"""Keyed pseudonyms: stable under one key, unlinkable across keys, and keys are looked after."""

import stat

import pyarrow as pa
import pytest

from pia_toolkit.errors import KeyExists, KeyMissing, KeyNotUsable, KeyReadableByOthers
from pia_toolkit.transformation.pseudonyms import new_key, pseudonyms, read_key

CELLS = pa.array(["AB-123", "CD-456", None, "AB-123"], pa.large_string())


def test_the_same_value_has_the_same_pseudonym_under_one_key():
    key = bytes(range(32))
    told = pseudonyms(CELLS, key, "plate").to_pylist()
    assert told[0] == told[3] != told[1]
    assert told[2] is None
    assert told == pseudonyms(CELLS, key, "plate").to_pylist()
    assert all(len(one) == 32 for one in told if one)


def test_keys_and_uses_are_not_linked():
    told = {
        one
        for key in (bytes(32), bytes(range(32)))
        for use in ("plate", "plate/2024-05-03")
        for one in pseudonyms(CELLS, key, use).to_pylist()
        if one
    }
    assert len(told) == 8


def test_a_known_answer():
    """HMAC-SHA-256 of the use under the key, then of the value under that, first 128 bits."""
    assert pseudonyms(pa.array(["x"], pa.large_string()), b"k" * 32, "c").to_pylist() == [
        "661ad14f289ee92ad0207409591c564c"
    ]


def test_a_key_is_private_random_and_never_written_over(tmp_path):
    path = tmp_path / "city.key"
    new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_key(path)) == 32
    with pytest.raises(KeyExists):
        new_key(path)
    new_key(tmp_path / "other.key")
    assert read_key(path) != read_key(tmp_path / "other.key")


def test_keys_that_are_not_fit_for_use(tmp_path):
    path = tmp_path / "city.key"
    with pytest.raises(KeyMissing):
        read_key(path)
    path.write_text("ab" * 32)
    path.chmod(0o644)
    with pytest.raises(KeyReadableByOthers):
        read_key(path)
    path.chmod(0o600)
    for text in ("ab" * 31, "secret"):
        path.write_text(text)
        with pytest.raises(KeyNotUsable):
            read_key(path)
