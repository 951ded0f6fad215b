"""Records of the binary parts of an XLSB workbook. Source: [MS-XLSB] 2.1.4."""

import struct
from collections.abc import Iterator
from typing import IO

_LONGEST, _NO_TEXT = 2**20, 0xFFFFFFFF


def records(stream: IO[bytes], keep: frozenset[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record (of the kinds to `keep` only), until the part ends or breaks off."""
    buffer, at, ended = b"", 0, False
    while True:
        if len(buffer) - at < _LONGEST and not ended:
            more = stream.read(2 * _LONGEST)
            ended = not more
            buffer, at = buffer[at:] + more, 0
            continue
        kind, start = _number(buffer, at, 2)
        length, start = _number(buffer, start, 4)
        if start > len(buffer) or start == at:
            return
        if start + length > len(buffer):
            buffer += stream.read(start + length - len(buffer))
            if start + length > len(buffer):
                return
        if keep is None or kind in keep:
            yield kind, buffer[start : start + length]
        at = start + length


def wide_texts(data: bytes, at: int) -> list[str]:
    """Return the texts that stand one behind the other from `at` on, each after its length."""
    texts = []
    while at + 4 <= len(data):
        (count,) = struct.unpack_from("<I", data, at)
        if count == _NO_TEXT:
            count = 0
        if at + 4 + 2 * count > len(data):
            break
        texts.append(data[at + 4 : at + 4 + 2 * count].decode("utf-16-le", errors="replace"))
        at += 4 + 2 * count
    return texts


def _number(buffer: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits to a byte, as many bytes as say that more follow; and where it ends."""
    value = 0
    for position in range(most):
        if at >= len(buffer):
            return 0, len(buffer) + 1
        value |= (buffer[at] & 0x7F) << (7 * position)
        at += 1
        if not buffer[at - 1] & 0x80:
            break
    return value, at
