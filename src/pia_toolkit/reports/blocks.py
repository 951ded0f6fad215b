"""Blocks: a measure as every writer lays it out, with its message, picture, sentences, tables and small print."""

from dataclasses import dataclass

from pia_toolkit.reports.pictures import Picture


@dataclass(frozen=True)
class Share:
    """A number from 0 to 1, shown as a percentage."""

    value: float


Content = str | int | float | Share | None
"""What a cell holds: text, a number, a share, nothing."""


@dataclass(frozen=True)
class Grid:
    """A table of cells under a caption. The first cell of a row names what the row is about."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Content, ...], ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Positions of the columns that hold figures, which are set flush right."""
        return tuple(
            place
            for place in range(1, len(self.headings))
            if any(isinstance(row[place], int | float | Share) for row in self.rows)
        )


@dataclass(frozen=True)
class Block:
    """One measure: the message is its finding in a sentence; `small` says how it was counted, and whose limits."""

    title: str
    message: str = ""
    picture: Picture | None = None
    sentences: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    small: tuple[str, ...] = ()
