import json
import subprocess
import sys
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
import run as bench
from anonymity import AnonymitySpeed, measure_anonymity
from page import BEGIN, END, EXACT, WHOLE, rewrite, tables
from peers import ELSEWHERE, Done, run_task
from speed import SCAN, ScanSpeed, measure_scan, time_scan
from stdnum.iban import is_valid
from tasks import TASKS
from timing import Failure, Timing

REPOSITORY = Path(__file__).parents[2]
STAND_IN = (sys.executable, "-S", "-c", "import sys; print(len(open(sys.argv[1]).read()))", "{file}")
needs_pycanon = pytest.mark.skipif(not find_spec("pycanon"), reason="comes with the group bench")
MACHINE = {"cores": 2, "memory_gib": 8, "python": "3.11", "libraries": {"polars": "1.0", "pycanon": None}}


@pytest.fixture(scope="module")
def trips(tmp_path_factory):
    return bench.make_table("bike-trips", 400, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def scan_speed(trips):
    return measure_scan(trips, 400, 4, 1, STAND_IN)


def done(rows, seconds, answer=None):
    return Done(rows, Timing((seconds,), 2**30), answer)


def test_every_part_of_a_scan_is_measured(scan_speed, trips):
    assert (scan_speed.table, scan_speed.rows) == ("bike-trips", 400)
    assert scan_speed.file_bytes == trips.stat().st_size
    assert isinstance(scan_speed.scan, Timing)
    assert isinstance(scan_speed.start_up, Timing)
    assert scan_speed.ratio == scan_speed.scan.median / scan_speed.parse.timing.median


def test_cores_used_are_told(scan_speed):
    assert 0 < scan_speed.scan.cores < 4
    assert f"| {scan_speed.scan.cores:.1f} |" in tables(MACHINE, [scan_speed], [], 1)


def test_every_row_of_the_wide_table_differs_and_is_the_same_again(tmp_path):
    one, again = (bench.make_table(bench.WIDE, 300, tmp_path / folder).read_bytes() for folder in "ab")
    assert one == again
    lines = one.decode().splitlines()
    assert len(set(lines)) == 301
    assert len(lines[0].split(",")) == 15
    assert all(is_valid(line.split(",")[4]) for line in lines[1:])


@pytest.mark.skipif(not find_spec("presidio_structured"), reason="comes with the group bench")
def test_presidio_reads_the_head_without_a_network(scan_speed):
    assert isinstance(scan_speed.presidio, Done)
    assert scan_speed.presidio.answer == 4


def test_what_is_not_installed_is_told_as_such(scan_speed):
    installed = find_spec("presidio_structured") is not None
    assert (scan_speed.presidio == Failure("not installed")) is not installed
    assert find_spec("dataprofiler") or scan_speed.profiler == Failure("not installed")


def test_start_up_is_measured_on_the_header_and_one_row(trips, tmp_path):
    log = tmp_path / "log"
    code = f"import sys; open({str(log)!r}, 'a').write(f'{{len(open(sys.argv[1]).readlines())}} ')"
    time_scan(trips, 1, (sys.executable, "-S", "-c", code, "{file}"))
    assert log.read_text().split() == ["2", "2", "401", "401"]


def test_the_command_measured_is_the_one_users_run():
    assert SCAN[1:] == ("-m", "pia_toolkit.cli.app", "scan", "{file}", "--format", "json")


def test_a_scan_that_fails_is_told_and_not_left_out(trips, scan_speed):
    scan, start_up = time_scan(trips, 1, (sys.executable, "-S", "-c", "raise SystemExit(70)"))
    assert scan == start_up == Failure("ended with exit code 70")
    speed = replace(scan_speed, rows=1_000_000, scan=scan, start_up=start_up)
    assert speed.ratio is None
    text = tables(MACHINE, [speed], [], 1)
    assert "ended with exit code 70" in text
    assert "| `bike-trips`: peak memory of the whole scan at most 1 GiB | – | not measured |" in text


@needs_pycanon
def test_both_count_the_same_k(trips):
    (speed,) = measure_anonymity(trips, 300, 1000, 1)
    assert speed.rows == 300
    assert speed.agree is True
    assert speed.ours.answer == speed.peer.answer
    assert speed.ours.answer[0] >= 1
    assert speed.ratio > 0


@needs_pycanon
def test_more_rows_are_measured_when_that_is_quick(trips):
    small, whole = measure_anonymity(trips, 400, 200, 1)
    assert (small.rows, whole.rows, whole.extrapolated, whole.agree) == (200, 400, False, True)


@needs_pycanon
def test_a_slow_peer_is_extrapolated_and_said_so(trips, monkeypatch):
    monkeypatch.setattr("anonymity.PATIENCE", 0.0)
    small, whole = measure_anonymity(trips, 400, 200, 1)
    assert whole.extrapolated
    assert whole.agree is None
    assert whole.peer_seconds == pytest.approx(small.peer_seconds * 2)
    assert "(extrapolated) |" in tables(MACHINE, [], [whole], 1)


def test_a_peer_that_is_missing_is_told(trips, tmp_path, monkeypatch):
    (tmp_path / "pycanon.py").write_text("raise ModuleNotFoundError('pycanon')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert run_task("pycanon", trips, 10, 1) == Failure("not installed")
    assert run_task("parse", trips, 10, 1).rows == 10


def test_a_peer_that_breaks_is_told(trips, tmp_path, monkeypatch):
    (tmp_path / "pycanon").mkdir()
    (tmp_path / "pycanon" / "__init__.py").write_text("")
    (tmp_path / "pycanon" / "anonymity.py").write_text("def k_anonymity(*_): raise ValueError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert run_task("pycanon", trips, 10, 1) == Failure("ended with exit code 1")


def test_no_peer_reaches_the_network():
    code = (
        "import sys; sys.path.insert(0, 'benchmarks'); import pathlib, socket, tasks\n"
        "reach = lambda: socket.create_connection(('example.org', 80))\n"
        "tasks.TASKS['reach'] = lambda *_: (reach, lambda: None)\n"
        "tasks.main('reach', pathlib.Path('x'), 1, 1)"
    )
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.rstrip().endswith("in _refuse\n    raise OSError\nOSError")


def test_a_peer_starts_without_the_libraries_of_others():
    code = (
        "import sys; sys.path.insert(0, 'benchmarks'); import tasks, trace_tasks\n"
        "print(sorted({'numpy', 'pandas', 'polars', 'pyarrow', 'duckdb'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ended.stdout == "[]\n"


def test_every_task_is_used():
    files = [path for path in (REPOSITORY / "benchmarks").glob("*.py") if not path.stem.endswith("tasks")]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in TASKS if f'"{name}"' not in source] == []


@pytest.mark.parametrize(
    ("parse", "peak", "exact", "cores", "met"), [(0.4, 1.0, 1.5, 1.7, "yes"), (0.2, 2.0, 2, 1.5, "**no**")]
)
def test_targets_are_judged_at_a_million_rows(parse, peak, exact, cores, met):
    scan = Timing((2.0,), int(peak * 2**30))
    rows, seconds = 1_000_000, 0.5 if met == "yes" else 1.5
    found = Done(rows, Timing((exact,), int(peak * 2**30)), cores)
    wide, requests = (
        ScanSpeed(name, rows, 10**8, done(rows, parse), scan, scan, done(300, 6.0), done(30_000, 3.0), found)
        for name in (EXACT, WHOLE)
    )
    longer = replace(
        wide, rows=10 * rows, exact=replace(found, timing=Timing((exact * (10 if met == "yes" else 12),), 1))
    )
    count = AnonymitySpeed(rows, 8, done(rows, seconds, [1]), done(rows, 9.0, [1]), 9.0, extrapolated=False)
    text = tables(MACHINE, [wide, requests, longer], [count], 1)
    targets = text[text.index("### Targets") : text.index("### Scan")]
    assert targets.count(f"| {met} |\n") == (10 if met == "yes" else 8)
    assert f"| `{EXACT}`: reading and exact scan at most 4 × parsing | {exact / parse:.2f} × | {met} |" in targets
    assert f"| `{EXACT}`: reading and exact scan: at least 1.6 cores used | {cores:.2f} cores | {met} |" in targets
    assert f"at least 10,000 × presidio-structured | {rows / exact / 50:,.0f} × |" in targets
    assert f"| `{EXACT}` | 300 | 6 | 50 | 1.00 | 5.56 h (extrapolated) | 10,000 × faster |" in text


def test_targets_are_not_judged_on_fewer_rows():
    scan = Timing((1.0,), 2**30)
    speed = ScanSpeed("trips", 10, 10, done(10, 1.0), scan, scan, Failure("not installed"))
    text = tables(MACHINE, [speed], [], 1)
    assert text.count("not measured") == 1
    assert "at most 4" not in text
    assert "| `trips` | – | not installed | – |" in text


def test_a_peer_may_live_in_an_environment_of_its_own(trips, tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text(f'#!{sys.executable}\nprint(\'{{"seconds": [2.0], "answer": 7}}\')\n')
    python.chmod(0o755)
    monkeypatch.setenv(ELSEWHERE["dataprofiler"], str(python))
    found = run_task("dataprofiler", trips, 10, 1)
    assert (found.rows, found.timing.median, found.answer) == (10, 2.0, 7)


def test_the_exact_scan_reads_every_row_and_tells_the_cores(scan_speed):
    assert isinstance(scan_speed.exact, Done)
    assert 0 < scan_speed.exact.answer < 8
    assert scan_speed.exact_ratio == scan_speed.exact.timing.median / scan_speed.parse.timing.median


def test_only_what_stands_between_the_marks_is_rewritten():
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = rewrite(page, "new")
    assert once == f"before\n{BEGIN}\n\nnew\n{END}\nafter\n"
    assert rewrite(once, "new") == once
    with pytest.raises(ValueError, match="measured"):
        rewrite("no marks", "new")


def test_the_page_in_the_repository_has_its_marks():
    page = (REPOSITORY / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1


def test_one_run_writes_results_and_page(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "measure_scan", partial(measure_scan, command=STAND_IN))
    monkeypatch.setattr(bench, "TABLES", ("bike-trips",))
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}{END}")
    options = {"--rows": 40, "--fewer-rows": 20, "--peer-rows": 2, "--runs": 1}
    folders = {"--data": tmp_path / "data", "--results": tmp_path / "results", "--page": page}
    bench.measure(bench.arguments([str(part) for pair in (options | folders).items() for part in pair]))

    results = json.loads((tmp_path / "results" / "speed.json").read_text(encoding="utf-8"))
    assert set(results) == {"machine", "scan", "k_anonymity"}
    assert [speed["table"] for speed in results["scan"]] == ["bike-trips"]
    assert [speed["rows"] for speed in results["k_anonymity"]] == [20, 40]
    assert str(tmp_path) not in json.dumps(results)
    assert "| `bike-trips` | 40 |" in page.read_text(encoding="utf-8")
