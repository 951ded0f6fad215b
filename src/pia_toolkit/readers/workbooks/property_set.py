"""Document properties in old office files. Source: [MS-OLEPS]."""

import struct
from collections.abc import Iterator

_SUMMARY = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 8: "last modified by"}
_DOCUMENT = {2: "category", 14: "manager", 15: "company"}
_OWN = b"\x05\xd5\xcd\xd5\x9c\x2e\x1b\x10\x93\x97\x08\x00\x2b\x2c\xf9\xae"
_DOCUMENT_SET = b"\x02\xd5\xcd\xd5\x9c\x2e\x1b\x10\x93\x97\x08\x00\x2b\x2c\xf9\xae"
_NARROW, _WIDE = (30, 8), 31
_CODE_PAGE, _NAMES, _UTF16, _MOST = 1, 0, 1200, 10_000


def properties(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of each property that is text. Raises `struct.error` where the data break off."""
    if len(data) < 48:  # noqa: PLR2004  # shorter than its header
        return
    for number in range(min(2, struct.unpack_from("<I", data, 24)[0])):
        kind, start = struct.unpack_from("<16sI", data, 28 + 20 * number)
        count = struct.unpack_from("<I", data, start + 4)[0]
        places = dict(struct.iter_unpack("<II", data[start + 8 : start + 8 + 8 * min(count, _MOST)]))
        page = struct.unpack_from("<H", data, start + places[_CODE_PAGE] + 4)[0] if _CODE_PAGE in places else 1252
        names = _DOCUMENT if kind == _DOCUMENT_SET else _SUMMARY
        if kind == _OWN:
            names = dict(_own_names(data, start + places[_NAMES], page)) if _NAMES in places else {}
        for identifier, place in places.items():
            text = _text(data, start + place, page) if identifier in names else ""
            if text:
                yield names[identifier], text


def _own_names(data: bytes, at: int, page: int) -> Iterator[tuple[int, str]]:
    """Yield the names that somebody gave to properties, by their identifiers."""
    count = min(struct.unpack_from("<I", data, at)[0], _MOST)
    at += 4
    for _ in range(count):
        identifier, length = struct.unpack_from("<II", data, at)
        size = 2 * length if page == _UTF16 else length
        yield identifier, _decoded(data[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3) // 4 * 4 if page == _UTF16 else 8 + size


def _text(data: bytes, at: int, page: int) -> str:
    kind, length = struct.unpack_from("<II", data, at)
    if kind == _WIDE:
        return _decoded(data[at + 8 : at + 8 + 2 * length], _UTF16)
    return _decoded(data[at + 8 : at + 8 + length], page) if kind in _NARROW else ""


def _decoded(text: bytes, page: int) -> str:
    name = {_UTF16: "utf-16-le", 65001: "utf-8", 10000: "mac-roman"}.get(page, f"cp{page}")
    try:
        return text.decode(name, errors="replace").split("\0")[0]
    except LookupError:
        return text.decode("cp1252", errors="replace").split("\0")[0]
