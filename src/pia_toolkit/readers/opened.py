"""An input as the readers get it: what to call it, where it came from, how to open its bytes."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pia_toolkit.domain.dataset import Source

Opener = Callable[[], BinaryIO]
"""Opens the unpacked bytes of an input from their beginning, again and again."""


@dataclass(frozen=True, repr=False)
class Opened:
    """One file, or one member of an archive, ready to be read.

    `path`: what to call it in an error; `name`: what to call its table; `file`, `format`, `bytes` and `digest` tell
    where it came from; `open`: opens its unpacked bytes. Of a member of an archive, `archive` is the archive on disk
    `member` the name of the member as it stands in there, and `beside` opens every member that may be read, by name.
    `position`: how many bytes of a file were read so far.
    """

    path: str
    name: str
    file: str
    format: str
    bytes: int
    digest: Callable[[], str]
    open: Opener
    archive: Path | None = None
    member: str | None = None
    beside: Mapping[str, Opener] = field(default_factory=dict)
    position: Callable[[], int] | None = None

    @property
    def source(self) -> Source:
        """The file it came from; waits until its hash is known."""
        return Source(name=self.file, format=self.format, bytes=self.bytes, sha256=self.digest())

    @property
    def share_read(self) -> float | None:
        """How much of the file was read, from 0 to 1; None where nobody knows."""
        place = self.position() if self.position else 0
        return min(1.0, place / self.bytes) if place and self.bytes else None

    def seekable(self, limit: int, called: str = "document-bytes") -> BinaryIO:
        """Open the bytes so that one can jump within them; packed ones are unpacked into memory, up to `limit`.

        Raises `LimitExceeded`, in which the limit is `called` so.
        """
        stream = self.open()
        if stream.seekable():
            return stream
        with stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            from pia_toolkit.errors import LimitExceeded

            raise LimitExceeded(path=self.path, limit=called, allowed=limit, found=f"> {limit}")
        return io.BytesIO(data)
