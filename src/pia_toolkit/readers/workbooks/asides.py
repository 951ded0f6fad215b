"""What a workbook says beside its cells, gathered from whatever format, and made into tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.readers.beside import beside_table
from pia_toolkit.readers.record_table import RecordTable

PROPERTIES = {
    "creator": "author",
    "initial-creator": "author",
    "lastModifiedBy": "last modified by",
    "Company": "company",
    "Manager": "manager",
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "keyword": "keywords",
    "description": "description",
    "category": "category",
    "contentStatus": "status",
    "HyperlinkBase": "link base",
    "printed-by": "printed by",
}
"""What a document property is called here, by the name of its element."""

_PROGRAMS = frozenset(
    "openpyxl xlsxwriter exceljs sheetjs epplus epplussoftware closedxml phpspreadsheet phpexcel libreoffice calc "
    "openoffice excel jxls".split()
) | {"apache poi", "microsoft excel", "microsoft office", "unknown creator", "untitled spreadsheet"}
"""Programs that sign with their own name where a person's would stand, and what they write instead of a title."""
_PRINT_CODE = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|[LCRPNDTGZFABUEXYSHOI+-])')


@dataclass(repr=False)
class Asides:
    """Texts of a workbook that stand in no cell.

    `comments`: sheet, author, text; `names`: defined names with the text they stand for; `texts`: sheet, kind, text;
    `notes`: what could not be read.
    """

    properties: dict[str, str] = field(default_factory=dict)
    comments: list[tuple[str, str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[ReadingNote] = field(default_factory=list)

    def set_property(self, name: str, text: str) -> None:
        """Keep a document property unless it is empty or just names the program; several of a name are joined."""
        text = " ".join(text.split())
        if text and text.casefold() not in _PROGRAMS and text not in self.properties.get(name, ""):
            self.properties[name] = f"{self.properties[name]}, {text}" if name in self.properties else text

    def add_text(self, sheet: str, kind: str, text: str) -> None:
        """Keep a text of some kind, unless it is empty or the one before."""
        entry = (sheet, kind, text.strip())
        if entry[2] and (not self.texts or self.texts[-1] != entry):
            self.texts.append(entry)

    def add_print_text(self, sheet: str, text: str) -> None:
        """Keep the header or footer of a printed page, without the codes for fonts, page numbers and dates."""
        self.add_text(sheet, "header or footer", " ".join(_PRINT_CODE.sub(" ", text).split()))

    def tables(self, name: str, source: Source) -> Iterator[RecordTable]:
        """Yield a table for each kind of text that there is."""
        if self.properties:
            yield beside_table(
                f"{name} - document properties", source, tuple(self.properties), [tuple(self.properties.values())]
            )
        for what, columns, rows in (
            ("comments", ("sheet", "author", "comment"), self.comments),
            ("defined names", ("name", "value"), self.names),
            ("text beside the cells", ("sheet", "kind", "text"), self.texts),
        ):
            if rows:
                yield beside_table(f"{name} - {what}", source, columns, rows)
