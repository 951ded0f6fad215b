"""Frozen versions of a case: copies of its own files, never of the data, sealed with hashes and never changed again.

    versions/1/manifest.json      which files, their hashes, when, by whom and why, and a hash over all that
    versions/1/case.yaml …        the files as they were

A version is written beside its place and put there whole; then the history of the case notes it.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json
from pia_toolkit.case_folder.tool_version import tool_version
from pia_toolkit.domain.version import CameFrom, LastVersion, Manifest, Mismatch, Mismatched
from pia_toolkit.errors import ContentInvalid, NeverFrozen, Several, VersionChanged, VersionMissing
from pia_toolkit.readers.read import is_address
from pia_toolkit.resources import sha256_of
from pia_toolkit.storage import sync_folder, told_as_cannot_write, write_atomically

VERSIONS = "versions"
OWN_FOLDERS = (cases.RECOGNIZERS, cases.LEXICON, "checklists", "scenarios", "measures")
"""Folders with content of the case's own, of which each YAML file belongs to it."""
_PART = ".part"
_NUMBER = re.compile("[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Freezing:
    """A version, and whether it was made now or was there already because nothing has changed since."""

    manifest: Manifest
    is_new: bool


def freeze(case: Case, at: datetime, note: str = "", by: str = "") -> Freezing:
    """Keep a case as it is now as its next version; where nothing changed since the last one, do nothing.

    Raises `CaseInUse`, `HistoryBroken`, `CannotWrite`. A run that is killed leaves a whole version or none; one that
    was killed before the history noted its version is completed by the next.
    """
    with case.locked():
        _clear_leftovers(case)
        completed = _note_what_is_not_in_history(case, at)
        files = {name: path.read_bytes() for name, path in own_files(case).items()}
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        last = _read(case, max(_numbers(case), default=0))
        if last and _without_history(last.files) == _without_history(hashes):
            return Freezing(last, is_new=last.number in completed)
        manifest = Manifest(
            case_id=case.id,
            number=max(_all_numbers(case), default=0) + 1,
            at=at,
            by=by,
            note=note,
            tool_version=tool_version(),
            history_head=case.history_head,
            files=dict(sorted(hashes.items())),
        ).sealed()
        _put_in_place(case, manifest, files)
        case.note("freeze", at, [_folder(case, manifest.number) / cases.MANIFEST], by)
    return Freezing(manifest, is_new=True)


def versions_of(case: Case) -> tuple[Manifest, ...]:
    """Return what can be read of the frozen versions of a case, oldest first; `check` tells whether they are whole."""
    return tuple(manifest for number in _numbers(case) if (manifest := _read(case, number)))


def changed_since(case: Case, version: Manifest) -> tuple[str, ...]:
    """Return the files of a case that are not as a version has them: new, gone or different."""
    now = _without_history({name: sha256_of(path) for name, path in own_files(case).items()})
    then = _without_history(version.files)
    return tuple(sorted(name for name in {*now, *then} if now.get(name) != then.get(name)))


def last_version_of(case: Case) -> LastVersion | None:
    """Return the last frozen version as a report names it, or None where there is none."""
    last = versions_of(case)[-1:]
    if not last:
        return None
    changed = [name for name in changed_since(case, last[0]) if not name.startswith(f"{cases.REPORTS}/")]
    return LastVersion(number=last[0].number, at=last[0].at, sha256=last[0].sha256, changed=bool(changed))


def origin_of(case: Case) -> CameFrom | None:
    """Return which version of which case a case for a supplier was made from; None for any other."""
    return case.load(cases.CAME_FROM, CameFrom) if case.has(cases.CAME_FROM) else None


def last_version(case: Case) -> int:
    """Return the number of the last frozen version, there or not. Raises `NeverFrozen`."""
    numbers = _all_numbers(case)
    if not numbers:
        raise NeverFrozen(case=case.folder.name)
    return numbers[-1]


def open_version(case: Case, number: int) -> tuple[Case, Manifest]:
    """Return a frozen version, to be read like a case, after checking that it is as it was frozen.

    Raises `NeverFrozen`, `VersionMissing`, `VersionChanged`, `CaseFromNewer`.
    """
    last_version(case)
    if number not in _all_numbers(case):
        known = ", ".join(str(entry) for entry in _all_numbers(case))
        raise VersionMissing(case=case.folder.name, version=number, known=known)
    differ = tuple(_mismatches(case, number))
    manifest = _read(case, number)
    if differ or manifest is None:
        raise VersionChanged(case=case.folder.name, version=number, count=max(len(differ), 1))
    return Case(_folder(case, number)), manifest


def check(case: Case) -> tuple[Mismatched, ...]:
    """Return every file of every frozen version that is not as it was frozen: changed, missing or added.

    Raises `HistoryBroken`: without its history nobody can tell what was frozen.
    """
    return tuple(mismatch for number in _all_numbers(case) for mismatch in _mismatches(case, number))


def own_files(case: Case) -> dict[str, Path]:
    """Return the files that belong to a case, by their names in it: what its steps wrote and what people put there.

    The data are not among them, wherever they lie, nor are the frozen versions.
    """
    names = {name for step in case.steps() for name in step.files}.union(cases.MODELS, [cases.HISTORY])
    for folder in OWN_FOLDERS:
        names |= {f"{folder}/{path.name}" for path in (case.folder / folder).glob("*.yaml")}
    data = _places_of_data(case)
    return {name: case.folder / name for name in sorted(names) if _belongs(case, name, data)}


def _belongs(case: Case, name: str, data: tuple[Path, ...]) -> bool:
    path = case.folder / name
    inside = not Path(name).is_absolute() and ".." not in Path(name).parts
    if not inside or Path(name).parts[0] == VERSIONS or not path.is_file():
        return False
    place = path.resolve()
    return not any(place == source or source in place.parents for source in data)


def _places_of_data(case: Case) -> tuple[Path, ...]:
    """Return where the data lie; a folder of data around the case itself says nothing about the case's own files."""
    if not case.has(cases.DATASETS):
        return ()
    datasets = case.load(cases.DATASETS, cases.Datasets)
    paths = (entry.path for entry in (*datasets.files, *datasets.public_files))
    places = ((case.folder / path).resolve() for path in paths if not is_address(path))
    return tuple(place for place in places if not case.folder.resolve().is_relative_to(place))


def _put_in_place(case: Case, manifest: Manifest, files: dict[str, bytes]) -> None:
    """Write a version beside its place, then put it there in one go."""
    place = _folder(case, manifest.number)
    beside = place.with_name(f".{place.name}.{os.getpid()}{_PART}")
    with told_as_cannot_write(place):
        try:
            for name, content in files.items():
                (beside / name).parent.mkdir(parents=True, exist_ok=True)
                write_atomically(beside / name, content)
            write_atomically(beside / cases.MANIFEST, as_json(manifest))
            beside.rename(place)
            sync_folder(place.parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _clear_leftovers(case: Case) -> None:
    """Take away what a killed run left beside the versions."""
    for path in (case.folder / VERSIONS).glob(f".*{_PART}"):
        shutil.rmtree(path, ignore_errors=True)


def _note_what_is_not_in_history(case: Case, at: datetime) -> tuple[int, ...]:
    """Note versions that are whole and were made from this very history; return which.

    A run that is killed just after it put a version in place leaves one.
    """
    heads = {case.history_head, *(step.previous for step in case.steps())}
    completed = []
    for number in _numbers(case):
        manifest = _read(case, number)
        differ = [entry for entry in _mismatches(case, number) if entry.how is not Mismatch.NOT_IN_HISTORY]
        if manifest and number not in _noted(case) and not differ and manifest.history_head in heads:
            case.note("freeze", at, [_folder(case, number) / cases.MANIFEST], manifest.by)
            completed.append(number)
    return tuple(completed)


def _mismatches(case: Case, number: int) -> Iterator[Mismatched]:
    folder, noted, manifest = _folder(case, number), _noted(case), _read(case, number)
    if not folder.is_dir():
        yield Mismatched(version=number, how=Mismatch.MISSING)
        return
    if number not in noted:
        yield Mismatched(version=number, how=Mismatch.NOT_IN_HISTORY)
    path = folder / cases.MANIFEST
    if not path.is_file():
        yield Mismatched(version=number, how=Mismatch.MISSING, file=cases.MANIFEST)
        return
    if manifest is None or not manifest.is_whole or noted.get(number, sha256_of(path)) != sha256_of(path):
        yield Mismatched(version=number, how=Mismatch.CHANGED, file=cases.MANIFEST)
    if manifest is None:
        return
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted({*manifest.files, *there} - {cases.MANIFEST}):
        if name not in there:
            yield Mismatched(version=number, how=Mismatch.MISSING, file=name)
        elif name not in manifest.files:
            yield Mismatched(version=number, how=Mismatch.ADDED, file=name)
        elif sha256_of(folder / name) != manifest.files[name]:
            yield Mismatched(version=number, how=Mismatch.CHANGED, file=name)


def _noted(case: Case) -> dict[int, str]:
    """Return the hashes of the manifests as the history of the case notes them, by number."""
    found: dict[int, str] = {}
    for step in case.steps():
        for name, known in step.files.items():
            place = Path(name)
            if place.name == cases.MANIFEST and place.parts[0] == VERSIONS and _NUMBER.fullmatch(place.parent.name):
                found.setdefault(int(place.parent.name), known)
    return found


def _all_numbers(case: Case) -> tuple[int, ...]:
    """Return the numbers of the versions that are there or that the history knows."""
    return tuple(sorted({*_numbers(case), *_noted(case)}))


def _numbers(case: Case) -> tuple[int, ...]:
    folder = case.folder / VERSIONS
    paths = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(int(path.name) for path in paths if path.is_dir() and _NUMBER.fullmatch(path.name)))


def _read(case: Case, number: int) -> Manifest | None:
    """Return the manifest of a version, or None where there is none that can be read. Raises `CaseFromNewer`."""
    name = f"{VERSIONS}/{number}/{cases.MANIFEST}"
    try:
        return case.load(name, Manifest) if case.has(name) else None
    except (ContentInvalid, Several):
        return None


def _folder(case: Case, number: int) -> Path:
    return case.folder / VERSIONS / str(number)


def _without_history(files: dict[str, str]) -> dict[str, str]:
    """Leave out the history, which grows by noting that a version was frozen."""
    return {name: known for name, known in files.items() if name != cases.HISTORY}
