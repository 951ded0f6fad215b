"""Tables larger than memory: the same answers as in memory, nothing of the data on disk, nothing left behind."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.beyond_memory import code_store
from pia_toolkit.disclosure_risk.measure import MeasureOptions, measure
from pia_toolkit.domain.inventory import Role

ALIKE = (
    "rows",
    "unit",
    "units",
    "classes",
    "attack",
    "record_classes",
    "record_attack",
    "in_rows",
    "population",
    "times",
)
CELLS = st.sampled_from(["1", "2", "3", "-1", "*", None])
WHO = st.sampled_from(["a", "b", "c", "d", "unknown", None])


@st.composite
def tables(draw):
    rows = draw(st.integers(0, 40))
    column = st.lists(CELLS, min_size=rows, max_size=rows)
    who = st.lists(WHO, min_size=rows, max_size=rows)
    secret = st.lists(st.sampled_from(["1", "2", "10", "n/a", None]), min_size=rows, max_size=rows)
    return {"a": draw(column), "b": draw(column), "who": draw(who), "secret": draw(secret)}


@pytest.fixture
def few_rows_at_once(monkeypatch):
    monkeypatch.setattr(code_store, "_ROWS_AT_ONCE", 7)


def both(data, unit, options):
    """Measure in memory, and on disk."""
    columns = {"a": (Role.QUASI_IDENTIFIER, "age"), "secret": (Role.SENSITIVE, "health")}
    verdict = verdict_on(data, columns, unit=unit)
    on_disk = options.model_copy(update={"memory_bytes": -1})
    return [measure(MemoryTable(data, 5), verdict, one) for one in (options, on_disk)]


def assert_alike(one, other):
    told, expected = one.model_dump(), other.model_dump()
    assert told.pop("recursive") == expected.pop("recursive")
    assert told == pytest.approx(expected)


@pytest.mark.usefixtures("few_rows_at_once")
@settings(max_examples=15, deadline=None)
@given(tables(), st.sampled_from([None, "who"]), st.booleans(), st.sampled_from([0.1, 1.0, None]))
def test_the_same_answers_as_in_memory(data, unit, in_rows, fraction):
    options = MeasureOptions(
        quasi_identifiers=("a", "b"),
        sensitive=("secret",),
        code_prefixes={"secret": (1,)},
        in_rows=in_rows,
        sampling_fraction=fraction,
        wildcards=False,
        column_sets=False,
        special_uniques=False,
    )
    memory, disk = both(data, unit, options)
    for name in ALIKE:
        assert getattr(disk, name) == getattr(memory, name), name
    assert len(disk.diversity) == len(memory.diversity)
    for one, other in zip(disk.diversity, memory.diversity, strict=True):
        assert_alike(one, other)
    left_out = {"larger-than-memory", "wildcards-not-asked", "column-sets-not-asked", "special-uniques-not-asked"}
    codes = [{note.code for note in risk.not_measured} - left_out for risk in (disk, memory)]
    if data["a"]:
        assert codes[0] == codes[1]


def test_many_values_and_a_class_over_several_pieces(monkeypatch):
    monkeypatch.setattr(code_store, "_ROWS_AT_ONCE", 50)
    data = {
        "a": [str(row % 3) for row in range(900)],
        "b": [str(row % 2) for row in range(900)],
        "who": [str(row // 2) for row in range(900)],
        "secret": [str(row * row % 401) for row in range(900)],
    }
    options = MeasureOptions(quasi_identifiers=("a", "b"), sensitive=("secret",), unit_column="who")
    memory, disk = both(data, "who", options)
    assert disk.classes == memory.classes
    assert_alike(disk.diversity[0], memory.diversity[0])


def test_no_cell_reaches_the_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    canary = "canary-7421-of-nobody"
    batch = pa.record_batch({"a": pa.array([canary, "*", None] * 2000, pa.large_string())})
    with code_store.code_store(["a"], 1) as store:
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o077 == 0
        store.update(batch)
        column = store.finish()["a"]
        store.execute("CHECKPOINT")
        written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert len(written) > 1000
        assert canary.encode() not in written
        assert (column.distinct, column.rows_without, column.marked) == (1, 4000, 2000)
        assert canary not in repr(column)


STOPPED = """
import sys, time
import pyarrow as pa
from pia_toolkit.cli.console import obey_ctrl_c
from pia_toolkit.disclosure_risk.beyond_memory.code_store import code_store
obey_ctrl_c()
with code_store(["a"], 1) as store:
    store.update(pa.record_batch({"a": pa.array(["1"] * 9, pa.large_string())}))
    store.finish()
    print("ready", flush=True)
    store.one("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7")
"""


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_nothing_is_left_after_ctrl_c(tmp_path, seconds):
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"TMPDIR": str(tmp_path), "PATH": "", "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    assert process.stdout.readline().strip() == b"ready"
    assert list(tmp_path.glob("pia-*/codes.duckdb"))
    time.sleep(seconds)  # before the query has begun, and when a thread of DuckDB is deep in it
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_when_the_file_turns_out_to_be_damaged(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    class Damaged(MemoryTable):
        def batches(self, columns=None):
            yield from super().batches(columns)
            assert list(tmp_path.iterdir())
            raise KeyboardInterrupt

    data = {"a": ["1", "2"]}
    verdict = verdict_on(data, {"a": (Role.QUASI_IDENTIFIER, "age")})
    with pytest.raises(KeyboardInterrupt):
        measure(Damaged(data), verdict, MeasureOptions(quasi_identifiers=("a",), memory_bytes=-1))
    assert not list(tmp_path.iterdir())
