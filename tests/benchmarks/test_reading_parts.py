import argparse
import json
import sys
from pathlib import Path

import large_file
import pytest
import reader_torture
import reading
from page import rewrite
from reader_torture import Expected, Outcome, data_profiler_expectations, open_one
from timing import Failure

import readers
from readers import FormatSpeed, Reading, measure_readers, ratio

SLOW = Reading(2.0, 3.0, 400 * 2**20)
FAST = Reading(1.0, 1.0, 800 * 2**20)
STAND_IN = (sys.executable, "-c", "import sys; open(sys.argv[1], 'rb').read()", "{file}")


def test_a_file_is_read_by_everyone_in_a_process_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "ROWS", {"csv": 300})
    (speed,) = measure_readers(tmp_path, runs=1)
    assert (speed.format, speed.rows) == ("csv", 300)
    assert speed.file_bytes > 300
    for reading_of in (speed.ours, *speed.peers.values()):
        assert isinstance(reading_of, Reading), reading_of
        assert reading_of.seconds > 0
        assert 20 * 2**20 < reading_of.peak_bytes < 2**30
    assert not list(tmp_path.iterdir())


def test_what_a_peer_cannot_read_is_told(tmp_path):
    assert readers._read_once("polars", "gpkg", tmp_path / "none.gpkg") == Failure("not read")
    assert readers._read_once("pandas", "csv", tmp_path / "none.csv") == Failure("ended with exit code 1")


def test_ratios_are_ours_by_theirs():
    assert ratio(SLOW, FAST) == 2
    assert ratio(SLOW, FAST, "peak_bytes") == 0.5
    assert ratio(SLOW, Failure("not read")) is None


def test_the_table_of_formats():
    speeds = [
        FormatSpeed("csv", 10, 5_000_000, SLOW, {"polars": FAST, "duckdb": Failure("not read"), "pandas": FAST}),
        FormatSpeed("xlsx", 10, 0, Failure("broke"), dict.fromkeys(readers.PEERS, FAST)),
    ]
    lines = list(reading.formats_table(speeds))
    assert "2.00 × (**missed**)" in lines[0]
    assert "| csv | 10 | 5 | 2.00 | 3.00 | 400 | 2.00 | not read | 2.00 | 0.50 | not read | 0.50 |" in lines
    assert any(line.startswith("| xlsx | 10 | 0 | broke | – | – |") for line in lines)
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1


def test_large_files_are_made_scanned_and_deleted(tmp_path):
    scans = large_file.measure_large(tmp_path, 20_000, {"csv": (50,), "parquet": ()}, STAND_IN)
    assert [(scan.format, scan.rows) for scan in scans] == [("csv", 50), ("csv", 81), ("parquet", 126)]
    assert all(scan.scan.peak_bytes and scan.file_bytes > 5_000 for scan in scans)
    assert not list(tmp_path.iterdir())
    lines = list(reading.large_table(scans))
    assert len({line.count("|") for line in lines}) == 1
    assert lines[-1].endswith("| yes |")


def test_a_disk_too_small_is_told_and_nothing_is_made(tmp_path):
    (scan,) = large_file.measure_large(tmp_path, 10**18, {"csv": ()}, STAND_IN)
    assert scan.scan.reason.startswith("skipped: ")
    assert not list(tmp_path.iterdir())
    assert "skipped" in list(reading.large_table([scan]))[-1]


DATA_PROFILER_TEST = """
import os
files = [
    dict(path=os.path.join(test_dir, "csv/right.csv"), count=2, delimiter=",", has_header=[0], num_columns=2,
         encoding="utf-8"),
    dict(path=os.path.join(test_dir, "csv/other.csv"), count=7, delimiter=";", has_header=[None], num_columns=3,
         encoding="utf-16"),
]
"""


@pytest.fixture
def tests_of_others(tmp_path):
    tests = tmp_path / "fetched" / "dataprofiler" / "tests"
    (tests / "data_readers").mkdir(parents=True)
    (tests / "data" / "csv").mkdir(parents=True)
    for kind in reader_torture.DATA_PROFILER_TESTS:
        text = DATA_PROFILER_TEST if kind == "csv" else ""
        (tests / "data_readers" / f"test_{kind}_data.py").write_text(text)
    (tests / "data" / "csv" / "right.csv").write_text("id,name\n1,anna\n2,ben\n")
    (tests / "data" / "csv" / "other.csv").write_text("id,name\n1,anna\n2,ben\n")
    (tests / "data" / "csv" / "broken.parquet").write_bytes(b"PAR1broken")
    return tests


def test_what_others_expect_is_read_from_their_tests(tests_of_others):
    expected = data_profiler_expectations(tests_of_others)
    assert expected[tests_of_others / "data" / "csv" / "right.csv"] == Expected(2, 2, ",", "utf-8", (0,))
    assert expected[tests_of_others / "data" / "csv" / "other.csv"].header == (-1,)


def test_files_are_opened_and_compared(tests_of_others, tmp_path, monkeypatch):
    found = {"DataProfiler": tests_of_others.parents[1], "csv-detective": None}
    monkeypatch.setattr(reader_torture, "fetched", found.get)
    page = tmp_path / "page.md"
    page.write_text("<!-- reader-tests: begin --><!-- reader-tests: end -->")
    reading.open_hard_files(argparse.Namespace(results=tmp_path / "results", page=page))
    outcomes = {one["file"]: one for one in json.loads((tmp_path / "results" / "reader_torture.json").read_text())}
    assert outcomes["csv/right.csv"]["outcome"] == Outcome.RIGHT
    assert outcomes["csv/other.csv"]["outcome"] == Outcome.DIFFERENT
    assert len(outcomes["csv/other.csv"]["why"]) == 5
    assert outcomes["csv/broken.parquet"]["why"] == ["not-what-it-says"]
    assert "anna" not in page.read_text() + json.dumps(outcomes)
    assert "| DataProfiler `csv/broken.parquet` | refused | not-what-it-says |" in page.read_text()


def test_without_the_files_the_page_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(reader_torture, "fetched", lambda _name: None)
    page = tmp_path / "page.md"
    page.write_text("as it was")
    reading.open_hard_files(argparse.Namespace(results=tmp_path, page=page))
    assert page.read_text() == "as it was"


def test_a_file_nobody_expects_anything_of(tmp_path):
    (tmp_path / "a.csv").write_text("id,name\n1,anna\n")
    assert open_one("somebody", tmp_path / "a.csv", tmp_path, None).outcome is Outcome.OPENED


def test_every_part_has_its_marks_on_the_page():
    page = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for part in reading.PARTS:
        assert rewrite(page, "new", part) != page
