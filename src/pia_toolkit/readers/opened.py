"""An input as the readers get it: what to call it, where it came from, how to open its bytes."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from pia_toolkit.domain.dataset import Source

Opener = Callable[[], BinaryIO]
"""Opens the unpacked bytes of an input from their beginning, again and again."""


@dataclass(frozen=True, repr=False)
class Opened:
    """One file, or one member of an archive, ready to be read.

    `path`: what to call it in an error; `name`: what to call its table; `file`, `format`, `bytes` and `digest` tell
    where it came from; `open`: opens its unpacked bytes.
    """

    path: str
    name: str
    file: str
    format: str
    bytes: int
    digest: Callable[[], str]
    open: Opener

    @property
    def source(self) -> Source:
        """The file it came from; waits until its hash is known."""
        return Source(name=self.file, format=self.format, bytes=self.bytes, sha256=self.digest())

    def seekable(self, limit: int) -> BinaryIO:
        """Open the bytes so that one can jump within them; packed ones are unpacked into memory, up to `limit`."""
        stream = self.open()
        if stream.seekable():
            return stream
        with stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            from pia_toolkit.errors import LimitExceeded

            raise LimitExceeded(path=self.path, limit="document-bytes", allowed=limit, found=f"> {limit}")
        return io.BytesIO(data)
