"""In which encoding a text is written, found from all of its bytes."""

import codecs
import re
import struct
from dataclasses import dataclass

from pia_toolkit.readers.opened import Opener
from pia_toolkit.readers.text.legacy_encodings import guess_encoding

_CHUNK = 2**20
_HEAD = 64 * 1024
_LAST_ASCII, _FIRST_OF_SEVERAL = 0x7F, 0xC0
_SAMPLE, _SAMPLE_PER_CHUNK = 256 * 1024, 32 * 1024
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")


@dataclass(frozen=True)
class Encoding:
    """An encoding by Python's name, how sure it is (0 to 1), and how many bytes of byte-order mark stand first.

    `valid`: the text is UTF-8 through and through and needs no decoding.
    """

    name: str
    confidence: float
    skip: int = 0
    valid: bool = False


def find_encoding(open_bytes: Opener, given: str | None = None) -> Encoding:
    """Find the encoding of a whole file. `given` is what the user said. Raises LookupError if Python knows it not."""
    with open_bytes() as stream:
        head = stream.read(_HEAD)
    skip, marked = _byte_order_mark(head)
    if given is not None:
        return _as_given(codecs.lookup(given).name, head, open_bytes)
    if marked and marked != "utf-8":
        return Encoding(marked, 1.0, skip)
    if told := _encoding_of_marks(head):
        return Encoding(told, 0.95)
    if _is_utf8(open_bytes):
        return Encoding("utf-8", 1.0, skip, valid=True)
    return _guess(_sample(open_bytes), skip)


def likely_encoding(open_bytes: Opener) -> Encoding | None:
    """Return UTF-8 if the first bytes of a file are written in it; only `find_encoding` tells whether all are."""
    with open_bytes() as stream:
        head = stream.read(_HEAD)
    skip, marked = _byte_order_mark(head)
    if marked not in {"", "utf-8"} or _encoding_of_marks(head) or not _well_formed(head[: _whole_signs(head)]):
        return None
    return Encoding("utf-8", 1.0, skip, valid=True)


def _encoding_of_marks(head: bytes) -> str:
    """Return the encoding that shows in how signs are marked or spaced, if it is one of those; else nothing."""
    return wide_encoding(head) or ("iso2022_jp_2" if _ISO_2022_JP.search(head) else "")


def _as_given(name: str, head: bytes, open_bytes: Opener) -> Encoding:
    """Return the encoding the user named, with its byte-order mark and byte order, if the file has one."""
    skip, marked = _byte_order_mark(head)
    if name == "utf-8-sig":
        name = "utf-8"
    if name in {"utf-16", "utf-32"}:
        name = marked if marked.startswith(name) else wide_encoding(head) or f"{name}-le"
    valid = name == "utf-8" and _is_utf8(open_bytes)
    return Encoding(name, 1.0, skip if marked == name else 0, valid)


def _guess(sample: bytes, skip: int) -> Encoding:
    """Tell damaged UTF-8, in which most of what is not ASCII is well-formed, from older encodings."""
    sequences = _SEQUENCE.findall(sample)
    strays = sum(byte > _LAST_ASCII for byte in sample) - sum(map(len, sequences))
    if skip or len(sequences) > 10 * strays:
        return Encoding("utf-8", round(len(sequences) / (len(sequences) + strays), 2) if sequences else 0.5, skip)
    guess = guess_encoding(sample)
    return Encoding(guess.encoding, guess.confidence)


def _byte_order_mark(head: bytes) -> tuple[int, str]:
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return len(mark), name
    return 0, ""


def wide_encoding(head: bytes) -> str:
    """Tell UTF-16 and UTF-32 without byte-order mark by where their NUL bytes stand; empty if it is neither."""
    whole = head[: len(head) // 4 * 4]
    if len(whole) < 8 or whole.count(0) < len(whole) // 50:  # noqa: PLR2004  # two signs, one sign in 25
        return ""
    nuls = [whole[lane::4].count(0) / (len(whole) // 4) for lane in range(4)]
    if min(nuls[1:]) > 0.4 and nuls[0] < 0.1:  # noqa: PLR2004  # most or none
        return "utf-32-le" if _decodes(whole, "utf-32-le") else ""
    if min(nuls[:3]) > 0.4 and nuls[3] < 0.1:  # noqa: PLR2004  # shares of zero bytes that UTF-32 has and UTF-16 has not
        return "utf-32-be" if _decodes(whole, "utf-32-be") else ""
    even, odd = whole[0::2].count(0), whole[1::2].count(0)
    if min(even, odd) > 0.02 * max(even, odd):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if _decodes(whole, name) else ""


def _decodes(data: bytes, name: str) -> bool:
    text = data.decode(name, errors="replace")
    return text.count("\ufffd") <= 1 and any(sign in text for sign in "\n\r,;\t ")


def _is_utf8(open_bytes: Opener) -> bool:
    """Tell whether every byte belongs to well-formed UTF-8."""
    held = b""
    with open_bytes() as stream:
        while chunk := stream.read(_CHUNK):
            if not held and _is_ascii(chunk):
                continue
            text = held + chunk if held else chunk
            cut = _whole_signs(text)
            held = text[cut:]
            if not _well_formed(text[:cut] if held else text):
                return False
    return not held


def _is_ascii(text: bytes) -> bool:
    """Tell whether text is plain ASCII: as fast as memory is read, and other threads may work meanwhile."""
    import numpy as np

    return bool(np.frombuffer(text, np.int8).min() >= 0)


def _whole_signs(text: bytes) -> int:
    """Return where the last sign begins if it seems cut off, else the length of the text."""
    for back in range(1, min(4, len(text) + 1)):
        byte = text[-back]
        if byte >= _FIRST_OF_SEVERAL:
            expected = 2 + (byte >= 0xE0) + (byte >= 0xF0)  # noqa: PLR2004  # of three bytes, of four
            return len(text) - back if back < expected else len(text)
        if byte <= _LAST_ASCII:
            break
    return len(text)


def _well_formed(text: bytes) -> bool:
    """Tell whether text is UTF-8; Arrow does so several times as fast as a decoder."""
    import pyarrow as pa

    offsets = pa.py_buffer(struct.pack("qq", 0, len(text)))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _sample(open_bytes: Opener) -> bytes:
    """Return lines that are not plain ASCII, some from every part of the file."""
    parts: list[bytes] = []
    with open_bytes() as stream:
        while chunk := stream.read(_CHUNK):
            taken = 0
            for line in chunk.splitlines(keepends=True) if not chunk.isascii() else ():
                if taken > _SAMPLE_PER_CHUNK:
                    break
                if not line.isascii():
                    parts.append(line[:_SAMPLE_PER_CHUNK])
                    taken += len(line)
            if taken and sum(map(len, parts)) > 2 * _SAMPLE:
                parts = parts[::2]
    return b"".join(parts)[: 2 * _SAMPLE]
