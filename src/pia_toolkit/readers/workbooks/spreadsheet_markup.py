"""Workbooks in the XML form of Excel 2003 (SpreadsheetML), which old programs still write, often as .xls."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.contents import named_apart
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.workbooks.asides import Asides
from pia_toolkit.readers.workbooks.grids import Grid, read_grid
from pia_toolkit.readers.workbooks.xml_elements import Element, MarkupRefused, elements

_PROPERTIES = {
    "Title": "title",
    "Subject": "subject",
    "Author": "author",
    "Keywords": "keywords",
    "Description": "description",
    "LastAuthor": "last modified by",
    "Manager": "manager",
    "Company": "company",
    "Category": "category",
}
_LAST_ROW = 1_048_576


@dataclass(frozen=True, repr=False)
class _Book:
    opened: Opened
    options: ReadOptions

    def elements(self, *wanted: str) -> Iterator[Element]:
        """Yield elements of the file. Raises `FileDamaged`."""
        try:
            with self.opened.open() as stream:
                yield from elements(stream, wanted, {"Worksheet"}, self.options.limits.field_bytes)
        except MarkupRefused:
            raise FileDamaged(path=self.opened.path, where="xml") from None

    def rows(self, sheet: str) -> Iterator[list[str]]:
        """Yield the rows of one sheet, with the blank ones between them."""
        row: list[str] = []
        comment, number = 0, 0
        for element in self.elements("Comment", "Cell", "Row"):
            if element.around.get("Worksheet", {}).get("Name") != sheet:
                continue
            if element.name == "Comment":
                comment = len(element.leaves)
            elif element.name == "Cell":
                row += [""] * (self._place(element, len(row) + 1, "columns") - len(row) - 1)
                leaves = element.leaves[: len(element.leaves) - comment]
                row.append("".join(text for _, text in leaves))
                row += [""] * _number(element.attributes.get("MergeAcross"), 0, self.options.limits.columns)
                comment = 0
            else:
                place = self._place(element, number + 1, "cells")
                yield from ([] for _ in range(place - number - 1))
                yield row
                row, number = [], place

    def _place(self, element: Element, following: int, limit: str) -> int:
        """Return where a cell or row stands: behind the one before, or further on. Raises `LimitExceeded`."""
        allowed = self.options.limits.columns if limit == "columns" else _LAST_ROW
        place = max(following, _number(element.attributes.get("Index"), following, allowed + 1))
        if place > allowed:
            raise LimitExceeded(path=self.opened.path, limit=limit, allowed=allowed, found=place)
        return place


def read_spreadsheet_markup(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read every sheet, and what the workbook says beside its cells.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`, and `UnknownTable` when there is no sheet of the name asked for.
    """
    book, asides = _Book(opened, options), Asides()
    names: dict[str, None] = {}
    for element in book.elements("Cell", "DocumentProperties", "Comment", "Header", "Footer", "NamedRange"):
        sheet = element.around.get("Worksheet", {}).get("Name", "")
        if element.name == "Cell":
            names[sheet] = None
        else:
            _take_aside(asides, element, sheet)
    if options.sheet is not None and options.sheet not in names:
        raise UnknownTable(path=opened.name, table=options.sheet, known=", ".join(names))
    tables: list[Table] = []
    for name in names:
        if options.sheet in {None, name}:
            notes = (
                ReadingNote(code="read-as", values={"kind": "Excel 2003 XML"}),
                ReadingNote(code="sheet", values={"sheet": name}),
            )
            shown = opened.name if len(names) == 1 else f"{opened.name} - {name}"
            tables += read_grid(opened, options, Grid(shown, notes, partial(book.rows, name)))
    if not tables:
        raise FileEmpty(path=opened.path)
    if options.sheet is None:
        tables += asides.tables(opened.name, opened.source)
    return tuple(named_apart(tables))


def _take_aside(asides: Asides, element: Element, sheet: str) -> None:
    if element.name == "Comment":
        asides.comments.append((sheet, element.attributes.get("Author", ""), element.text()))
    elif element.name == "NamedRange":
        asides.names.append((element.attributes.get("Name", ""), ""))
    elif element.name == "DocumentProperties":
        for name, text in element.leaves:
            if name in _PROPERTIES:
                asides.set_property(_PROPERTIES[name], text)
    else:
        asides.add_print_text(sheet, element.attributes.get("Data", ""))


def _number(given: str | None, otherwise: int, most: int) -> int:
    return min(most, int(given)) if given and given.isdecimal() and len(given) < len("10000000") else otherwise
