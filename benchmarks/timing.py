"""Time and memory of whole processes and of single calls.

A process counts its parent's memory as its own until it starts its own program, so that a large parent would
spoil the peak. Every measured command is therefore started by a small launcher: this file, run as a script.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in: bytes on macOS, kibibytes elsewhere."""

_NOT_FOUND = 127
"""Exit code for a command that cannot be started, as a shell has it."""


@dataclass(frozen=True)
class Finished:
    """One process that ended: wall-clock and processor seconds, peak resident memory, what it said."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Timing:
    """Seconds of several runs, warm-up left out, the largest peak of resident memory, and how many cores were busy.

    `cores` is processor seconds by wall-clock seconds, over all runs; None where it was not measured.
    """

    seconds: tuple[float, ...]
    peak_bytes: int
    cores: float | None = None

    @property
    def median(self) -> float:
        """The run in the middle."""
        return statistics.median(self.seconds)


@dataclass(frozen=True)
class Failure:
    """Something that could not be measured, and why."""

    reason: str


def run(command: Sequence[str]) -> Finished:
    """Run `command` to its end in a process of its own; measure it from start to exit.

    Peak memory is that of the largest single process, should the command start others.
    """
    read, write = os.pipe()
    with os.fdopen(read) as report:
        launcher = [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(write), *command]
        ended = subprocess.run(launcher, capture_output=True, text=True, check=False, pass_fds=[write])
        os.close(write)
        measured = json.loads(report.read())
    return Finished(**measured, stdout=ended.stdout, stderr=ended.stderr)


def time_command(command: Sequence[str], runs: int) -> Timing | Failure:
    """Run `command` once to warm up and then `runs` times; the first failing run ends it."""
    finished = []
    for _ in range(runs + 1):
        finished.append(run(command))
        if finished[-1].exit_code:
            return Failure(f"ended with exit code {finished[-1].exit_code}")
    timed = finished[1:]
    cores = sum(each.cpu_seconds for each in timed) / sum(each.seconds for each in timed)
    return Timing(tuple(each.seconds for each in timed), max(each.peak_bytes for each in timed), cores)


def time_calls(call: Callable[[], object], runs: int) -> list[float]:
    """Call once to warm up and then `runs` times; return the seconds of each."""
    call()
    return [_time_call(call) for _ in range(runs)]


def _time_call(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return round(time.perf_counter() - started, 6)


def _launch(report: int, command: list[str]) -> None:
    os.set_inheritable(report, False)
    measured: dict[str, float] = {"seconds": 0.0, "cpu_seconds": 0.0, "peak_bytes": 0, "exit_code": _NOT_FOUND}
    started = time.perf_counter()
    with suppress(OSError):
        process = os.posix_spawnp(command[0], command, os.environ)
        _, status, usage = os.wait4(process, 0)
        measured = {
            "seconds": round(time.perf_counter() - started, 6),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 6),
            "peak_bytes": usage.ru_maxrss * _BYTES_PER_UNIT,
            "exit_code": os.waitstatus_to_exitcode(status),
        }
    os.write(report, json.dumps(measured).encode())


if __name__ == "__main__":
    _launch(int(sys.argv[1]), sys.argv[2:])
