"""The text of a file as UTF-8 bytes, whatever its encoding and however it is packed, in a stream."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from pia_toolkit.readers.opened import Opener
from pia_toolkit.readers.text.blocks import ByteReader
from pia_toolkit.readers.text.dialect import NO_DELIMITER
from pia_toolkit.readers.text.fixed_width import cut_lines

_CHUNK = 2**20
_ESCAPED_QUOTE = re.compile(rb'(?<!\\)((?:\\\\)*)\\"')


@dataclass(frozen=True, repr=False)
class TextSource:
    """Bytes that are text. `skip`: bytes of a byte-order mark; `decode`: the encoding to decode from, if not UTF-8.

    `escaped`: quotation marks within cells are written as backslash and mark. `delimiter`: what separates cells in
    the file when it is longer than one byte; it is handed on as the one byte of `NO_DELIMITER`, which is also put
    at the `cuts` of text in columns of fixed width.
    """

    open_bytes: Opener
    skip: int = 0
    decode: str | None = None
    escaped: bool = False
    delimiter: str | None = None
    cuts: tuple[int, ...] = ()

    @contextmanager
    def open(self) -> Iterator[ByteReader]:
        """Open the text from its beginning, as UTF-8 without byte-order mark. Bytes that are no text become U+FFFD."""
        with self.open_bytes() as stream:
            stream.read(self.skip)
            plain = self.decode is None and not self.escaped and self.delimiter is None and not self.cuts
            yield cast("ByteReader", stream) if plain else _Rewriter(stream, self)

    def head(self, count: int) -> bytes:
        """Return the first bytes of the text as UTF-8."""
        with self.open() as reader:
            return reader.read(count)


def double_escaped_quotes(text: bytes) -> bytes:
    r"""Write quotation marks within cells, which stand as `\"`, as `""`."""
    return _ESCAPED_QUOTE.sub(rb'\1""', text)


class _Rewriter:
    """Decodes and rewrites a stream piece by piece; holds back what a later piece may change."""

    def __init__(self, stream: BinaryIO, source: TextSource) -> None:
        self._stream = stream
        self._source = source
        self._decoder = codecs.getincrementaldecoder(source.decode)(errors="replace") if source.decode else None
        self._held = b""
        self._ready = bytearray()
        self._ended = False

    def read(self, count: int, /) -> bytes:
        while len(self._ready) < count and not self._ended:
            raw = self._stream.read(_CHUNK)
            self._ended = not raw
            text = self._decoder.decode(raw, final=self._ended).encode() if self._decoder else raw
            self._ready += self._rewrite(text)
        taken = bytes(self._ready[:count])
        del self._ready[:count]
        return taken

    def readinto(self, buffer: memoryview, /) -> int:
        taken = self.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)

    def _rewrite(self, text: bytes) -> bytes:
        if not self._source.escaped and self._source.delimiter is None and not self._source.cuts:
            return text
        text = self._held + text
        cut = len(text) if self._ended else text.rfind(b"\n") + 1 or max(0, len(text) - _CHUNK)
        text, self._held = text[:cut], text[cut:]
        if self._source.escaped:
            text = double_escaped_quotes(text)
        if self._source.delimiter is not None:
            text = text.replace(self._source.delimiter.encode(), NO_DELIMITER.encode())
        if self._source.cuts:
            text = cut_lines(text.decode(errors="replace"), self._source.cuts, NO_DELIMITER).encode()
        return text
