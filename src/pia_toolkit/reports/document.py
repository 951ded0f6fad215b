"""A document: what a layout says, apart from the format it is written in.

A layout is a template that makes HTML. That page is the HTML report; read back as a tree of these parts, it is also
what the PDF, the DOCX and the Markdown report are written from. So all of them say the same.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind. `target`: the name of the place in the document it leads to."""

    text: str
    strong: bool = False
    soft: bool = False
    code: bool = False
    target: str = ""


@dataclass(frozen=True)
class Break:
    """A new line within a paragraph."""


Inline = Run | Break


@dataclass(frozen=True)
class Heading:
    """A heading, 1 (the title) to 4; `name` is what links lead to."""

    level: int
    content: tuple[Inline, ...]
    name: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `kind`: plain text, the line above a title, the lead, the outcome, or small print."""

    content: tuple[Inline, ...]
    kind: Literal["text", "kicker", "lead", "verdict", "small"] = "text"
    name: str = ""


@dataclass(frozen=True)
class Item:
    """One entry of a list; `name` is what links lead to."""

    blocks: tuple["Part", ...]
    name: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Listing:
    """A list, with numbers if `ordered`."""

    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Pairs:
    """Labels and what belongs to each; `kind` is `figures` for the few large figures of a first page."""

    entries: tuple[tuple[tuple[Inline, ...], tuple["Part", ...]], ...]
    kind: Literal["keyed", "figures"] = "keyed"


@dataclass(frozen=True)
class TableCell:
    """One cell; `head`: it names its row."""

    blocks: tuple["Part", ...]
    head: bool = False
    number: bool = False


@dataclass(frozen=True)
class TableRow:
    """One row; `name` is what links lead to."""

    cells: tuple[TableCell, ...]
    name: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption and one header row. `wide`: its cells hold sentences, and it needs the whole width."""

    caption: tuple[Inline, ...]
    header: tuple[TableCell, ...]
    rows: tuple[TableRow, ...]
    wide: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture as SVG that stands by itself, its caption, and the text that stands in for it."""

    svg: str
    caption: tuple[Inline, ...]
    text: str


@dataclass(frozen=True)
class Contents:
    """Where the table of contents stands; each format makes its own."""

    title: str


Part = Heading | Paragraph | Listing | Pairs | Table | Figure | Contents


@dataclass(frozen=True)
class Document:
    """A whole document in one language, in reading order."""

    title: str
    language: str
    parts: tuple[Part, ...]
