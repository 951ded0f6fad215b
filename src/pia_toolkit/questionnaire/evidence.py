"""Evidence for an answer: a file by its name and hash, a link or a reference as it was typed."""

from dataclasses import dataclass
from pathlib import Path

from pia_toolkit.resources import sha256_of

_QUOTES = "\"'“”"
_LONGEST_PATH = 4096


@dataclass(frozen=True)
class Attached:
    """What is kept as evidence. `file`: name of the file whose bytes the hash stands for; empty for other evidence.

    `is_missing`: what was typed looks like a file, and there is none.
    """

    text: str
    file: str = ""
    is_missing: bool = False


def attach(typed: str) -> Attached:
    """Return evidence as it is kept: of a file its name and SHA-256, so that later it can be shown to be the same one.

    The file stays where it is, and the folder it lies in is not kept. What names no file is kept as it was typed.
    """
    path = Path(typed.strip(_QUOTES)).expanduser() if 0 < len(typed) < _LONGEST_PATH and "\0" not in typed else None
    try:
        if path and path.is_file():
            return Attached(f"{path.name} (sha256 {sha256_of(path)})", file=path.name)
    except OSError:  # a name the system does not take, or a file that may not be read
        return Attached(typed, is_missing=True)
    return Attached(typed, is_missing=bool(path) and _looks_like_file(typed))


def _looks_like_file(typed: str) -> bool:
    return "://" not in typed and typed.startswith(("/", "./", "../", "~/", ".\\", "..\\"))
