"""The first walk through a delimited text: it is parsed and looked at in one go."""

import io
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pia_toolkit.readers.text.blocks import Block, Oddities, Piece, Surveyor
from pia_toolkit.readers.text.parse import BlockParser, NotAsItSeemed

if TYPE_CHECKING:
    import pyarrow as pa

_AHEAD = 2
"""So many pieces are being parsed while an earlier one is used."""

_FEW, _SHARE = 2, 4
"""A glance is no longer tried once more than a few pieces, and one in four, needed a closer look."""


@dataclass(frozen=True, eq=False, repr=False)
class _Parsed:
    """What came of a piece: its batches and blocks, what is odd, and whether it was not what it seemed."""

    batches: "list[pa.RecordBatch]"
    blocks: list[Block]
    oddities: Oddities
    disappointed: bool = False


@dataclass
class FirstPass:
    """One walk through a text.

    `parser`: parses records of the usual number of cells; `wide_parser`: adds the column of what is beyond the last
    one; `oddities` and `blocks` are complete once all batches were taken.
    """

    surveyor: Surveyor
    parser: BlockParser
    wide_parser: BlockParser
    oddities: Oddities
    blocks: list[Block] = field(default_factory=list)
    wide: bool = False
    disappointed: int = 0
    pieces: int = 0

    def batches(self) -> "Iterator[pa.RecordBatch]":
        """Yield the whole text, the column of surplus from the first of it on. Raises `FieldTooLong`."""
        waiting: deque[Future[_Parsed]] = deque()
        with ThreadPoolExecutor(_AHEAD) as beside:
            for piece in self.surveyor.pieces():
                waiting.append(beside.submit(self._parse, piece))
                if len(waiting) > _AHEAD:
                    yield from self._handed_over(waiting.popleft().result())
            while waiting:
                yield from self._handed_over(waiting.popleft().result())

    def _handed_over(self, parsed: _Parsed) -> "Iterator[pa.RecordBatch]":
        self.blocks += parsed.blocks
        self.oddities.add(parsed.oddities)
        self.pieces += 1
        self.disappointed += parsed.disappointed
        self.surveyor.trusting = self.disappointed <= _FEW or self.disappointed * _SHARE <= self.pieces
        for batch in parsed.batches:
            self.wide = self.wide or batch.num_columns == len(self.wide_parser.names)
            yield self._widened(batch) if self.wide else batch

    def _parse(self, piece: Piece) -> _Parsed:
        if piece.glance is None:
            return self._parse_closely((piece,))
        try:
            batches, block = self.parser.parse_at_a_glance(piece.text, piece.glance)
        except NotAsItSeemed:
            again = replace(self.surveyor, reader=io.BytesIO(piece.text[: piece.bytes]), trusting=False)
            return replace(self._parse_closely(again.pieces()), disappointed=True)
        self.surveyor.take_back(piece)
        return _Parsed(batches, [block], Oddities(1 + block.records, widest=self.surveyor.width))

    def _parse_closely(self, pieces: Iterable[Piece]) -> _Parsed:
        parsed = _Parsed([], [], Oddities(1))
        for piece in pieces:
            wide = piece.oddities.widest > self.surveyor.width
            parser = self.wide_parser if wide else self.parser
            start = 0
            for block in piece.blocks:
                parsed.batches.extend(parser.parse(piece.text[start : start + block.bytes], block))
                start += block.bytes
            parsed.blocks.extend(piece.blocks)
            parsed.oddities.add(piece.oddities)
        return parsed

    def _widened(self, batch: "pa.RecordBatch") -> "pa.RecordBatch":
        """Add an empty column of surplus to a batch that has none."""
        import pyarrow as pa

        names = list(self.wide_parser.names)
        if batch.num_columns == len(names):
            return batch
        return pa.RecordBatch.from_arrays([*batch.columns, pa.nulls(batch.num_rows, pa.large_string())], names=names)
