"""What a source holds: its tables, what of it was left out, and what went wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import CannotRead, FileEmpty, UnknownFormat
from pia_toolkit.readers.families import SHOWN, Tables

_NAMED = 20
"""So many files that were left out are told by name; of the others, how many they are."""


@dataclass(frozen=True)
class Contents:
    """The tables of a source, and what kept the others of its members from being read."""

    tables: Tables
    errors: tuple[CannotRead, ...] = ()


@dataclass
class Gathered:
    """What was read so far of a folder or an archive. `skipped`: names of litter; `unread`: of formats unknown."""

    tables: list[Table] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[CannotRead] = field(default_factory=list)

    def add(self, name: str, read_member: Callable[[], Contents]) -> None:
        """Read one member. Formats nobody knows and empty files are left out and told; anything else is an error."""
        try:
            contents = read_member()
        except (UnknownFormat, FileEmpty):
            self.unread.append(name)
        except CannotRead as error:
            self.failed.append(name)
            self.errors.append(error)
        else:
            self.tables.extend(contents.tables)
            self.errors.extend(contents.errors)

    def finish(self, path: str) -> Contents:
        """Return what was read; the first table tells what was left out.

        Raises `UnknownFormat` or `FileEmpty` when there was nothing to read at all.
        """
        if not self.tables:
            if self.errors:
                return Contents((), tuple(self.errors))
            raise UnknownFormat(path=path, known=SHOWN) if self.unread else FileEmpty(path=path)
        notes = [*_named("file-not-read", self.unread), *_named("file-failed", self.failed)]
        if self.skipped:
            shown = ", ".join(self.skipped[:_NAMED]) + (" …" if len(self.skipped) > _NAMED else "")
            notes.append(ReadingNote(code="litter-skipped", values={"count": len(self.skipped), "files": shown}))
        first: Any = self.tables[0]  # every table of this package is a frozen dataclass with notes
        return Contents((replace(first, notes=(*first.notes, *notes)), *self.tables[1:]), tuple(self.errors))


def _named(code: str, names: Sequence[str]) -> list[ReadingNote]:
    """Return a note for each name, and one for all that are too many to name."""
    notes = [ReadingNote(code=code, values={"file": name}) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        notes.append(ReadingNote(code="more-files-not-read", values={"count": len(names) - _NAMED}))
    return notes


def named_apart(tables: Sequence[Table], taken: Iterable[str] = ()) -> list[Table]:
    """Return tables under names that differ from each other and from those `taken`: the later ones are numbered."""
    used = set(taken)
    named: list[Table] = []
    for table in tables:
        name, number = table.name, 2
        while name in used:
            name, number = f"{table.name}-{number}", number + 1
        used.add(name)
        named.append(table if name == table.name else replace(table, name=name))  # type: ignore[type-var]  # tables are dataclasses
    return named
