"""Where shipped files are: beside the code in a wheel, at the top of the tree in a checkout."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED_WITH_WHEEL = _PACKAGE / "_shipped"
_CHECKOUT = _PACKAGE.parent.parent


@cache
def shipped(kind: str) -> Path:
    """Return the folder of shipped files of one kind: checklists, templates or sample_datasets."""
    for root in (_SHIPPED_WITH_WHEEL, _CHECKOUT):
        if (root / kind).is_dir():
            return root / kind
    raise FileNotFoundError(kind)


def beside(stage: str, kind: str) -> Path:
    """Return the folder of data files that live beside a stage, such as detection/recognizers."""
    return _PACKAGE / stage / kind


def content_files(folder: Path, pattern: str = "*.yaml") -> tuple[Path, ...]:
    """Return the data files of a folder, sorted by name so that every run reads them in one order."""
    return tuple(sorted(folder.glob(pattern)))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
