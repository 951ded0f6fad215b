"""What the figures were measured on: enough to compare, nothing that names the machine."""

import os
import platform
from collections.abc import Sequence
from importlib import metadata

LIBRARIES = (
    "polars",
    "numpy",
    "pandas",
    "pyarrow",
    "presidio-analyzer",
    "presidio-structured",
    "pycanon",
    "spacy",
)


def describe(libraries: Sequence[str] = LIBRARIES) -> dict[str, object]:
    """Return cores, memory in GiB, and the versions of Python and of libraries; a missing library is None."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "python": platform.python_version(),
        "libraries": {library: _version(library) for library in libraries},
    }


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None
