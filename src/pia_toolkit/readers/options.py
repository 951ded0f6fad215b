"""What the user may say about a file, and how far a reader goes before it refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field

AskPassword = Callable[[str], str | None]
"""Asks for the password of a database at an address; None if nobody answers."""

MIB = 2**20
GIB = 2**30


@dataclass(frozen=True)
class Limits:
    """Bounds that protect the machine from damaged and hostile files; beyond one, `LimitExceeded` is raised.

    `columns` per table; `field_bytes` per cell (UTF-8); `unpacked_bytes` that a compressed file may unfold to;
    `expansion`: how many times its own size it may unfold to, looked at above 64 MiB; `cells` of one sheet;
    `workbook_bytes` that the parts of a workbook may unfold to;
    `members` of one folder or archive; `depth` of nested records; `document_bytes` of one JSON document that
    cannot be read record by record; `statement_seconds` that a database may take for one table.
    """

    columns: int = 20_000
    field_bytes: int = 16 * MIB
    unpacked_bytes: int = 64 * GIB
    expansion: int = 1_000
    cells: int = 100_000_000
    workbook_bytes: int = 4 * GIB
    members: int = 10_000
    depth: int = 64
    document_bytes: int = GIB
    statement_seconds: int = 1_800


@dataclass(frozen=True)
class ReadOptions:
    """What is known about a file beforehand. Everything left at None is found out and noted.

    `delimiter`: what stands between two cells of a text file. `encoding`: Python's name of it. `header`: whether
    the first row holds column names. `sheet`: read this sheet, layer or database table only. `crs`: the coordinate
    system of geodata, such as `EPSG:25832`. `block_bytes`: how much text is held at a time. `ask_password`: who is
    asked when a database wants a password and none was given.
    """

    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    sheet: str | None = None
    crs: str | None = None
    block_bytes: int = 8 * MIB
    limits: Limits = field(default_factory=Limits)
    ask_password: AskPassword | None = field(default=None, repr=False, compare=False)
