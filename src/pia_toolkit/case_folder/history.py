"""The history of a case: one line for each step, each carrying the hash of the line before it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.errors import HistoryBroken

FIRST = "0" * 64
"""What the first line names as its predecessor."""


class Step(Frozen):
    """One step: when, what was done, the hashes of the files as the step left them, and by whom, if known.

    `tool_version`: which version of the toolkit did it; empty in steps from before this was noted.
    """

    at: datetime
    did: str
    files: dict[str, str]
    previous: str = FIRST
    by: str = ""
    tool_version: str = ""


def head_of(text: str) -> str:
    """Return the hash of the last line."""
    lines = _lines(text)
    return _hash(lines[-1]) if lines else FIRST


def first_of(text: str) -> str:
    """Return the hash of the first line: the identity of the case."""
    lines = _lines(text)
    return _hash(lines[0]) if lines else FIRST


def appended(text: str, step: Step) -> str:
    """Return the history with one more step, whose `previous` is put in here."""
    line: dict[str, object] = {
        "at": step.at.isoformat(),
        "did": step.did,
        "files": dict(sorted(step.files.items())),
        "previous": head_of(text),
    }
    line |= {name: said for name in ("by", "tool_version") if (said := getattr(step, name))}
    return text + json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def verified(text: str) -> tuple[Step, ...]:
    """Return the steps. Raises `HistoryBroken` with the line that does not follow from the one before."""
    previous = FIRST
    steps: list[Step] = []
    for number, line in enumerate(_lines(text), start=1):
        try:
            data: Any = json.loads(line)
            step = Step.model_validate(data)
        except ValueError:
            raise HistoryBroken(line=number) from None
        if step.previous != previous:
            raise HistoryBroken(line=number)
        steps.append(step)
        previous = _hash(line)
    return tuple(steps)


def _lines(text: str) -> list[str]:
    """Return the lines; other signs that end one, such as U+2028, may stand in the name of a file or a person."""
    return text.removesuffix("\n").split("\n") if text else []


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
