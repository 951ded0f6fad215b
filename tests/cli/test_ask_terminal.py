"""The walk and the choice between two answers, on a real terminal of 80 columns and 24 lines."""

import os
import select
import struct
import sys
import time

import pytest
from openpyxl import load_workbook

from pia_toolkit.cli.wrapping import display_width

PROMPTS = {"en": "? for help): ", "zh": "查看帮助）："}
REMARK = {"en": "(Enter to go on): ", "zh": "（回车继续）："}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a thing of POSIX")


class Terminal:
    """A program on a pseudo-terminal; `screen` is everything it wrote."""

    def __init__(self, *arguments):
        import fcntl
        import pty
        import termios

        self.screen = self.unread = ""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ["NO_COLOR"] = "1"
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execv(sys.executable, [sys.executable, "-m", "pia_toolkit.cli.app", *map(str, arguments)])

    def wait_for(self, words, seconds=60):
        end = time.monotonic() + seconds
        while words not in self.unread:
            assert time.monotonic() < end, self.unread
            if select.select([self.handle], [], [], 0.2)[0]:
                text = os.read(self.handle, 65536).decode("utf-8", "replace")
                self.unread += text
                self.screen += text
        self.unread = self.unread.partition(words)[2]

    def type(self, text):
        os.write(self.handle, text.encode())

    def end(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_walk_with_back_jump_search_ctrl_c_and_resume(case, language):
    prompt, evidence = PROMPTS[language], case / "case.yaml"
    walk = Terminal("ask", case, "--lang", language, "--author", "Dana")
    walk.wait_for(prompt)
    for line, awaited in (("n", REMARK[language]), ("Because.", REMARK[language]), (str(evidence), prompt)):
        walk.type(f"{line}\n")
        walk.wait_for(awaited)
    for line in ("b", "?", "e", "l", "/a", "3"):
        walk.type(f"{line}\n")
        walk.wait_for(prompt)
    walk.type("\x03")
    walk.wait_for("pia ask")
    assert walk.end() == 0
    kept = (case / "answers.yaml").read_text(encoding="utf-8")
    assert "note: Because." in kept
    assert "case.yaml (sha256 " in kept
    assert max(display_width(line) for line in walk.screen.splitlines()) <= 80 + len(str(evidence))
    again = Terminal("ask", case, "--lang", language)
    again.wait_for(prompt)
    assert ("1 answered" if language == "en" else "已答 1 题") in again.screen
    again.type("q\n")
    again.wait_for("pia ask")
    assert again.end() == 0
    assert (case / "answers.yaml").read_text(encoding="utf-8") == kept


def test_conflicts_are_decided_one_by_one_and_ctrl_c_takes_nothing(case, pia_here, tmp_path):
    pia_here("ask", "case", "--export", "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx")
    for answer in ("Partly", "No"):
        for row in (5, 6, 7):
            book.active.cell(row, 9).value, book.active.cell(row, 10).value = answer, f"{answer} on {row}"
        book.save(tmp_path / f"{answer}.xlsx")
    pia_here("ask", "case", "--import", "Partly.xlsx")
    before = (case / "answers.yaml").read_text(encoding="utf-8")
    for keys, exit_code in ((("t", "\x03"), 130), (("m", "s", "x", "t"), 0)):
        choice = Terminal("ask", case, "--import", tmp_path / "No.xlsx", "--lang", "en")
        for key in keys:
            choice.wait_for("s skip for now: ")
            choice.type(key if key == "\x03" else f"{key}\n")
        choice.wait_for("Stopped" if exit_code else "pia ask")
        assert choice.end() == exit_code
        if exit_code:
            assert (case / "answers.yaml").read_text(encoding="utf-8") == before
    kept = (case / "answers.yaml").read_text(encoding="utf-8")
    assert [text in kept for text in ("Partly on 5", "Partly on 6", "No on 7")] == [True] * 3
