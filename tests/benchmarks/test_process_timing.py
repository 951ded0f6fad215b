import os
import sys

import pytest
from machine import describe
from timing import Failure, Timing, run, time_calls, time_command

MIB = 2**20


def python(code, *arguments):
    return [sys.executable, "-S", "-c", code, *arguments]


def test_a_process_is_measured_from_start_to_exit():
    finished = run(python("import time, sys; time.sleep(0.2); print('out'); print('err', file=sys.stderr)"))
    assert (finished.exit_code, finished.stdout, finished.stderr) == (0, "out\n", "err\n")
    assert 0.2 <= finished.seconds < 3


def test_peak_memory_is_what_the_process_itself_needed():
    small = run(python("pass")).peak_bytes
    large = run(python(f"held = bytearray({200 * MIB}); held[::4096] = bytes(len(held[::4096]))")).peak_bytes
    assert MIB < small < 60 * MIB
    assert 200 * MIB <= large < small + 230 * MIB


def test_a_large_parent_does_not_count():
    held = bytearray(150 * MIB)
    held[::4096] = b"x" * len(held[::4096])
    assert run(python("pass")).peak_bytes < 60 * MIB
    assert len(held) == 150 * MIB


def test_arguments_reach_the_process_as_they_are():
    assert run(python("import sys; print(sys.argv[1:])", "a b", "--c", "'")).stdout == "['a b', '--c', \"'\"]\n"


@pytest.mark.parametrize(
    ("code", "expected"), [("raise SystemExit(70)", 70), ("import os; os.kill(os.getpid(), 9)", -9)]
)
def test_exit_codes(code, expected):
    assert run(python(code)).exit_code == expected


def test_a_command_that_does_not_exist_is_told():
    assert time_command(["pia-that-is-not-there"], 1) == Failure("ended with exit code 127")


def test_a_command_is_run_once_more_to_warm_up(tmp_path):
    log = tmp_path / "log"
    timing = time_command(python(f"open({str(log)!r}, 'a').write('x')"), 3)
    assert isinstance(timing, Timing)
    assert len(timing.seconds) == 3
    assert sorted(timing.seconds)[1] == timing.median
    assert log.read_text() == "xxxx"


def test_the_first_failing_run_ends_it(tmp_path):
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write('x'); raise SystemExit(len(open({str(log)!r}).read()) > 1)"
    assert time_command(python(code), 5) == Failure("ended with exit code 1")
    assert log.read_text() == "xx"


def test_calls_are_timed_without_the_warm_up():
    called = []
    seconds = time_calls(lambda: called.append(1), 4)
    assert len(called) == 5
    assert len(seconds) == 4
    assert all(each >= 0 for each in seconds)


def test_the_machine_is_described_without_naming_it():
    machine = describe(("polars", "no-such-library"))
    assert set(machine) == {"cores", "memory_gib", "python", "libraries"}
    assert machine["libraries"]["polars"]
    assert machine["libraries"]["no-such-library"] is None
    assert os.uname().nodename not in str(machine)
