"""What the names of files in folders and archives tell: litter, companions of other files, places outside."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

_LITTER = {
    "__macosx",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "$recycle.bin",
    "system volume information",
    "@eadir",
    "_success",
    "_metadata",
    "_common_metadata",
    "_temporary",
}
_LITTER_BEGINS = ("~$", ".", "_committed_", "_started_")
_LITTER_ENDS = (".crc", ".lock", ".lck", ".ldb", ".laccdb")
_OF_A_SHAPEFILE = {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fix", ".qpj", ".shp.xml"}
_FIRST_OF_A_GEODATABASE = "a00000001.gdbtable"
_OF_A_DATABASE = ("-wal", "-shm", "-journal")
_DRIVE = re.compile(r"[A-Za-z]:")
_NOT_SHOWN = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode categories of signs that steer a terminal, break lines or cannot be written at all."""
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction of text, by which one name can pass for another (Unicode Technical Report 36)."""


def is_litter(name: str) -> bool:
    """Tell whether a file was left by an operating system, an office program or Spark, and holds nobody's data."""
    return any(
        part in _LITTER or part.startswith(_LITTER_BEGINS) or part.endswith(_LITTER_ENDS)
        for part in PurePosixPath(name.lower()).parts
    )


def companions(names: Iterable[str]) -> frozenset[str]:
    """Return the names of files that belong to another file and are read with it, such as `roads.dbf` to `roads.shp`.

    All files of a file geodatabase belong to its first. Source: ESRI Shapefile Technical Description (1998); SQLite,
    Temporary Files Used By SQLite.
    """
    by_lower = {name.lower(): name for name in names}
    found = set()
    for lower, name in by_lower.items():
        ending = next((ending for ending in (".shp.xml", lower[lower.rfind(".") :]) if lower.endswith(ending)), "")
        if ending in _OF_A_SHAPEFILE and lower.removesuffix(ending) + ".shp" in by_lower:
            found.add(name)
        if any(lower.endswith(end) and lower.removesuffix(end) in by_lower for end in _OF_A_DATABASE):
            found.add(name)
        folder, _, own = lower.rpartition("/")
        if own != _FIRST_OF_A_GEODATABASE and f"{folder}/{_FIRST_OF_A_GEODATABASE}".lstrip("/") in by_lower:
            found.add(name)
    return frozenset(found)


def problem_of(name: str) -> str | None:
    """Return why a member of an archive must not be read, by its name.

    `outside`: it names a place outside of the archive, by `..`, an absolute path, a drive or a server; `nameless`.
    """
    if ".." in re.split(r"[/\\]", name) or name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "outside"
    return None if PurePosixPath(name).name else "nameless"


def shown(name: str) -> str:
    """Return a name as it can be shown: what steers a terminal or misleads the eye becomes U+FFFD."""
    return "".join("\ufffd" if unicodedata.category(sign) in _NOT_SHOWN or sign in _TURNING else sign for sign in name)


def table_names(names: Sequence[str]) -> dict[str, str]:
    """Return what to call the table of each file: its stem, or its whole path where stems are alike."""
    paths = {name: PurePosixPath(name) for name in names}
    stems = Counter(path.stem for path in paths.values())
    return {name: path.stem if stems[path.stem] == 1 else str(path.with_suffix("")) for name, path in paths.items()}


def suffix_of(name: str) -> str:
    """Return the suffix of a name without its dot, in small letters."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()
