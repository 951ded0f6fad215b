"""What the readers of zip and tar have in common: every member by its own reader, hostile ones refused."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from pia_toolkit.errors import CannotRead, FileEmpty, LimitExceeded, MembersRefused, UnknownFormat
from pia_toolkit.readers.contents import Contents, Gathered
from pia_toolkit.readers.families import KNOWN, SHOWN, family_of
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.packed.compressed import PACKED
from pia_toolkit.readers.packed.member_names import companions, is_litter, shown, suffix_of, table_names
from pia_toolkit.readers.signature import HEAD_BYTES, kind_of_archive, kind_of_bytes

_PACKS = (*PACKED, "zip", "damaged-zip", "tar", "7z", "rar")


@dataclass(frozen=True, repr=False)
class Member:
    """One file of an archive. `name`: as it stands there; `place`: what tells it from all others; `open`: its bytes."""

    name: str
    place: int
    open: Opener


def read_members(
    opened: Opened, members: Sequence[Member], errors: Sequence[CannotRead], options: ReadOptions
) -> Contents:
    """Read the members of an archive, in the order of their names.

    Files of operating systems are skipped, archives within the archive are not opened; both are told. `errors` are
    what is known to be wrong already. Raises `FileEmpty` and `UnknownFormat` when there is nothing to read.
    """
    gathered = Gathered(errors=list(errors))
    names = {member.place: shown(member.name.replace("\\", "/")) for member in members}
    beside = {member.name: member.open for member in members}
    belonging = companions(names.values())
    called = table_names([name for name in names.values() if not is_litter(name) and name not in belonging])
    for member in sorted(members, key=lambda member: (names[member.place], member.place)):
        name = names[member.place]
        if is_litter(name):
            gathered.skipped.append(name)
        elif name in called:
            inner = replace(
                opened,
                path=f"{opened.path}/{name}",
                name=called[name],
                file=f"{opened.file}/{name}",
                format=suffix_of(name) or "txt",
                open=member.open,
                position=None,
                member=member.name,
                beside=beside,
            )
            gathered.add(name, partial(_read_member, inner, options))
    return gathered.finish(opened.path)


def refusals(path: str, problems: Sequence[tuple[int, str]]) -> list[CannotRead]:
    """Return one error for each kind of problem, from the numbers of the members that have it."""
    by_kind: dict[str, list[int]] = {}
    for number, problem in problems:
        by_kind.setdefault(problem, []).append(number)
    return [
        MembersRefused(path=path, count=len(numbers), member=min(numbers), problem=problem)
        for problem, numbers in sorted(by_kind.items())
    ]


def check_crowd(path: str, members: int, limits: Limits) -> None:
    """Raise `LimitExceeded` when there are more members than allowed."""
    if members > limits.members:
        raise LimitExceeded(path=path, limit="members", allowed=limits.members, found=f"> {limits.members}")


def _read_member(inner: Opened, options: ReadOptions) -> Contents:
    with closing(inner.open()) as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise FileEmpty(path=inner.path)
    kind = kind_of_bytes(head)
    if kind == "zip":
        with closing(inner.seekable(options.limits.workbook_bytes, "workbook-bytes")) as content:
            kind = kind_of_archive(content)
    suffix = suffix_of(inner.file)
    if kind in _PACKS and (suffix in _PACKS or suffix not in KNOWN):
        raise UnknownFormat(path=inner.path, known=SHOWN)
    return Contents(family_of(inner.path, suffix, kind).read(inner, options))
