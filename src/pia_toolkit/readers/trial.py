"""A trial run of a parser in another process, so that a file on which it breaks down takes nothing else with it."""

import io
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.opened import Opened

_SCRIPT = Path(__file__).with_name("trial_run.py")
_SECONDS = 3600


def try_out(opened: Opened, limit: int, parser: str, *choices: str) -> None:
    """Let a parser read all of a file in another process; it gets the bytes from memory or from the file itself.

    Parsers written in C or Rust may fall over a damaged file in ways that no program survives. What they raise in an
    ordinary way is left to the real reading. `limit`: bytes that a packed file may unfold to. Raises `FileDamaged`
    when the trial broke down.
    """
    if not sys.executable:  # within another program there may be none
        return
    command = [sys.executable, "-I", str(_SCRIPT), parser, *choices]
    with closing(opened.seekable(limit)) as stream:
        try:
            stream.fileno()
            given: dict[str, object] = {"stdin": stream}
        except io.UnsupportedOperation:
            given = {"input": stream.read()}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            done = subprocess.run(command, check=False, timeout=_SECONDS, **quiet, **given)  # type: ignore[call-overload]  # noqa: S603  # this package's own script
        except subprocess.TimeoutExpired:
            raise FileDamaged(path=opened.path, where=parser) from None
    if done.returncode:
        raise FileDamaged(path=opened.path, where=parser)
