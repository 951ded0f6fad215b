"""Frozen versions of a case: which files belong to one, and what it is to be told by."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen

VERSION_SCHEMA = "pia-toolkit/version/1"
CAME_FROM_SCHEMA = "pia-toolkit/came-from/1"


class Manifest(Frozen):
    """What a frozen version holds: the content of its `manifest.json`.

    `files`: the SHA-256 of each file, by its name within the version. `sha256` is that of everything else in the
    manifest, so that it stands for the whole version: whoever signs it signs every file.
    """

    schema_id: str = Field(default=VERSION_SCHEMA, alias="schema")
    case_id: str
    number: int = Field(ge=1)
    at: datetime
    by: str = ""
    note: str = ""
    tool_version: str
    history_head: str = Field(description="hash of the last line of the case's history when it was frozen")
    files: dict[str, str]
    sha256: str = ""

    def sealed(self) -> "Manifest":
        """Return the manifest with its own hash."""
        return self.model_copy(update={"sha256": self._hash()})

    @property
    def is_whole(self) -> bool:
        """Whether the manifest is as it was sealed."""
        return self.sha256 == self._hash()

    def _hash(self) -> str:
        said = self.model_dump(mode="json", by_alias=True, exclude={"sha256"})
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class LastVersion(Frozen):
    """The last frozen version of a case, as a report names it. `changed`: the case has changed since, reports aside."""

    number: int = Field(ge=1)
    at: datetime
    sha256: str
    changed: bool


class Mismatch(StrEnum):
    """In what a file of a frozen version is not as it was frozen."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    NOT_IN_HISTORY = "not-in-history"
    """A version that the history of the case does not know: put there by hand, or its freezing was broken off."""


class Mismatched(Frozen):
    """One file of a frozen version that is not as it was frozen; `file` is empty for the version as a whole."""

    version: int
    how: Mismatch
    file: str = ""


class CameFrom(Frozen):
    """Which frozen version a case for one supplier was made from: the content of `came-from.json`.

    `reopened`: the questions, as checklist/question, that had an answer there and have to be answered again.
    """

    schema_id: str = Field(default=CAME_FROM_SCHEMA, alias="schema")
    case_id: str
    title: str
    version: int = Field(ge=1)
    sha256: str = Field(description="hash of that version")
    supplier: str
    reopened: tuple[str, ...] = ()
