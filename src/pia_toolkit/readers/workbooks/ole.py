"""Streams within an OLE compound file, the container of old office formats. Source: [MS-CFB]."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES, _ENTRY_BYTES = 512, 128
_END = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


class OleDamaged(ValueError):
    """The container contradicts itself."""


@dataclass(frozen=True, repr=False)
class _Entry:
    name: str
    kind: int
    first: int
    size: int


class OleFile:
    """The streams of one compound file, by name. Raises `OleDamaged`."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER_BYTES or not data.startswith(MAGIC):
            raise OleDamaged
        self._data = data
        shifts = struct.unpack_from("<HH", data, 30)
        if shifts[0] not in {9, 12} or shifts[1] != 6:  # noqa: PLR2004  # the only sizes there are
            raise OleDamaged
        self._size, self._small_size = 1 << shifts[0], 1 << shifts[1]
        directory, self._cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
        self._table = self._sector_table()
        entries = self._chain(directory, self._table)
        self._entries = [_entry(entries[at : at + _ENTRY_BYTES]) for at in range(0, len(entries), _ENTRY_BYTES)]
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        small = self._chain(struct.unpack_from("<I", data, 60)[0], self._table)
        self._small_table = _numbers(small)
        self._small = self._chain(root.first, self._table) if root else b""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of everything within, storages included."""
        return tuple(entry.name for entry in self._entries if entry.kind)

    def stream(self, *names: str) -> bytes:
        """Return the first stream of one of these names, whatever their case; nothing when there is none."""
        wanted = {name.casefold() for name in names}
        for entry in self._entries:
            if entry.kind == _STREAM and entry.name.casefold() in wanted:
                if entry.size < self._cutoff:
                    parts = _follow(entry.first, self._small_table)
                    size = self._small_size
                    return b"".join(self._small[at * size : (at + 1) * size] for at in parts)[: entry.size]
                return self._chain(entry.first, self._table)[: entry.size]
        return b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, first: int, table: tuple[int, ...]) -> bytes:
        return b"".join(self._sector(number) for number in _follow(first, table))

    def _sector_table(self) -> tuple[int, ...]:
        """Return which sector follows which, from the list in the header and its continuations."""
        places = list(struct.unpack_from("<109I", self._data, 76))
        following, seen = struct.unpack_from("<I", self._data, 68)[0], set()
        while following < _END and following not in seen:
            seen.add(following)
            more = _numbers(self._sector(following))
            if not more:
                break
            places += more[:-1]
            following = more[-1]
        return _numbers(b"".join(self._sector(place) for place in dict.fromkeys(places) if place < _END))


def _follow(first: int, table: tuple[int, ...]) -> Iterator[int]:
    """Yield the numbers of a chain of sectors. Raises `OleDamaged` when it runs in a circle."""
    steps = 0
    while first < len(table):
        yield first
        steps += 1
        if steps > len(table):
            raise OleDamaged
        first = table[first]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _entry(data: bytes) -> _Entry:
    if len(data) < _ENTRY_BYTES:
        return _Entry("", 0, _END, 0)
    length = max(0, min(64, struct.unpack_from("<H", data, 64)[0]) - 2)
    name = data[:length].decode("utf-16-le", errors="replace")
    first, size = struct.unpack_from("<II", data, 116)
    return _Entry(name, data[66], first, size)
