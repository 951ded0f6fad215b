"""Files of every format, damaged in fixed ways: each is read or refused with an error of ours, never with another."""

import random
from collections import deque

import pytest
import seeds

from pia_toolkit.errors import CannotRead
from pia_toolkit.readers.options import MIB, Limits, ReadOptions
from pia_toolkit.readers.read import read_source

SMALL = ReadOptions(
    limits=Limits(
        columns=2_000, field_bytes=MIB, unpacked_bytes=32 * MIB, workbook_bytes=32 * MIB, document_bytes=32 * MIB
    )
)
NAMES = [*sorted(seeds.in_memory()), *sorted(seeds.ON_DISK), "shape.zip"]
SLOW = ("frame.dta", "people.sav", "people.xpt", "people.duckdb")
SOUND = sorted(name for name in NAMES if name != "places.shp")


@pytest.fixture(scope="session")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound")
    return {path.name: path.read_bytes() for path in seeds.write_seeds(folder)}


def read_to_the_end(path):
    """How many rows there are, over all tables; the errors of an archive's members count as its own."""
    contents = read_source(path, SMALL)
    for table in contents.tables:
        assert table.columns
        deque((batch.validate(full=True) for batch in table.batches()), maxlen=0)
        assert table.source.sha256
    assert all(isinstance(error, CannotRead) for error in contents.errors)
    return sum(batch.num_rows for table in contents.tables for batch in table.batches())


def damaged(content, seed):
    """The content with bytes changed, cut out, doubled or cut off, the same way for the same seed."""
    chance = random.Random(seed)
    broken = bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        at, length = chance.randrange(len(broken)), chance.randrange(1, 16)
        match chance.randrange(5):
            case 0:
                broken[at] = chance.randrange(256)
            case 1:
                broken[at : at + length] = bytes(length)
            case 2:
                del broken[at : at + length]
            case 3:
                broken[at:at] = broken[at : at + length]
            case _:
                broken[at : at + length] = b"\xff" * length
        if not broken:
            break
    return bytes(broken[: chance.randrange(1, len(broken) + 1)] if chance.random() < 0.3 else broken)


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_are_read(tmp_path, sound, name):
    path = tmp_path / name
    path.write_bytes(sound[name])
    assert read_to_the_end(path) > 0


@pytest.mark.parametrize("name", SOUND)
def test_damaged_files_are_read_or_refused(tmp_path, sound, name):
    path = tmp_path / name
    tries = 1 if name in SLOW else 8
    for seed in range(tries):
        path.write_bytes(damaged(sound[name], f"{name} {seed}"))
        try:
            read_to_the_end(path)
        except CannotRead as error:
            assert "Anna" not in str(error)
            assert error.__cause__ is None or error.__suppress_context__


@pytest.mark.parametrize(
    "name", ["plain.csv", "array.json", "frame.parquet", "book.xlsx", "people.sqlite", "several.zip"]
)
def test_files_under_a_wrong_name_are_read_or_refused(tmp_path, sound, name):
    for suffix in ("csv", "json", "parquet", "xlsx", "xls", "sqlite", "avro", "zip", "gz", "gpx", "txt"):
        path = tmp_path / f"wrong.{suffix}"
        path.write_bytes(sound[name])
        try:
            read_to_the_end(path)
        except CannotRead as error:
            assert "Anna" not in str(error)
