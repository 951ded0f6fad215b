"""Which content shaped a result: checklists, recognizers, scenarios, measures and words, with origin and hash."""

import hashlib
from pathlib import Path

from pia_toolkit.domain.report import UsedFile
from pia_toolkit.resources import beside, content_files, sha256_of, shipped


def used_files(project: Path) -> tuple[UsedFile, ...]:
    """Return the content in force: each checklist by itself, other folders under one hash each."""
    folders = (
        ("recognizers", beside("detection", "recognizers")),
        ("header lexicon", beside("detection", "lexicon")),
        ("scenarios", beside("assessment", "scenarios")),
        ("measures", beside("mitigation", "catalogue")),
    )
    used = [
        UsedFile(name=path.name, origin="shipped", sha256=sha256_of(path))
        for path in content_files(shipped("checklists"))
    ]
    used += [UsedFile(name=name, origin="shipped", sha256=_hash_of_all(folder)) for name, folder in folders]
    own = [
        *content_files(project / "recognizers"),
        *content_files(project / "lexicon"),
        *content_files(project / "checklists"),
        *content_files(project / "scenarios"),
        *content_files(project / "measures"),
    ]
    used += [UsedFile(name=path.name, origin="project", sha256=sha256_of(path)) for path in own]
    return tuple(used)


def _hash_of_all(folder: Path) -> str:
    """Return one hash over the names and bytes of a folder's data files."""
    digest = hashlib.sha256()
    for path in content_files(folder):
        digest.update(path.name.encode() + b"\0" + bytes.fromhex(sha256_of(path)))
    return digest.hexdigest()
