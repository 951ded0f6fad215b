"""Ctrl-C on a real terminal: what was answered is kept, the case is free again, and the walk resumes."""

import os
import select
import sys
import time
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_datasets" / "bike-trips.csv"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a thing of POSIX")


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, *arguments):
        import pty

        self.unread = ""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, "-m", "pia_toolkit.cli.app", *map(str, arguments)])

    def read_until(self, words, seconds=60):
        """Read on until `words` were written; what comes after them is kept for the next time."""
        end = time.monotonic() + seconds
        while words not in self.unread:
            assert time.monotonic() < end, self.unread
            if select.select([self.handle], [], [], 0.2)[0]:
                self.unread += os.read(self.handle, 65536).decode("utf-8", "replace")
        self.unread = self.unread.partition(words)[2]

    def type(self, text):
        os.write(self.handle, text.encode())

    def end(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_ctrl_c_loses_nothing_and_the_walk_resumes(pia_here, tmp_path):
    pia_here("new", "case")
    pia_here("scan", SAMPLE, "--case", "case")
    pia_here("measure", "case")
    first = Terminal("ask", tmp_path / "case", "--lang", "en")
    first.read_until("1 of ")
    first.read_until("help)")
    first.type("n\n")
    first.read_until("(Enter to go on)")
    first.type("not here\n")
    first.read_until("(Enter to go on)")
    first.type("\n")
    first.read_until("2 of ")
    first.type("\x03")
    first.read_until("pia ask")
    assert first.end() == 0
    assert "not here" in (tmp_path / "case" / "answers.yaml").read_text()
    again = Terminal("ask", tmp_path / "case", "--lang", "en")
    again.read_until("2 of ")
    again.type("q\n")
    again.read_until("pia ask")
    assert again.end() == 0


def test_ctrl_c_while_scanning_leaves_the_case_as_it_was(pia_here, tmp_path):
    pia_here("new", "case")
    row = "a long text about something or other, {0} times and {0} more\n"
    with (tmp_path / "long.csv").open("w") as stream:
        stream.write("remark\n")
        stream.writelines(f'"{row.format(number).strip()}"\n' for number in range(600_000))
    before = {path.name: path.read_bytes() for path in (tmp_path / "case").iterdir()}
    scan = Terminal("scan", tmp_path / "long.csv", "--case", tmp_path / "case", "--lang", "en")
    scan.read_until(" rows")
    scan.type("\x03")
    scan.read_until("Stopped")
    assert scan.end() == 130
    after = {path.name: path.read_bytes() for path in (tmp_path / "case").iterdir()}
    assert {name: content for name, content in after.items() if name != ".lock"} == {
        name: content for name, content in before.items() if name != ".lock"
    }
    assert pia_here("scan", SAMPLE, "--case", "case").returncode == 0
