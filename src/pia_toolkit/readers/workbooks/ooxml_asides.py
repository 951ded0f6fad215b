"""What an XLSX or XLSB workbook says beside its cells: properties, comments, text boxes, links, lists, old copies."""

import io
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.packed.compressed import DAMAGED
from pia_toolkit.readers.workbooks.asides import PROPERTIES, Asides
from pia_toolkit.readers.workbooks.ooxml import Package
from pia_toolkit.readers.workbooks.xlsb import records, wide_texts
from pia_toolkit.readers.workbooks.xml_elements import Element, MarkupRefused, elements

_COMMENT_AUTHOR, _COMMENT, _COMMENT_TEXT, _DEFINED_NAME = 632, 635, 637, 39
_OF_THREAD = "tc="
"""How the author of a comment is called that stands for a thread."""
_TEXTS: tuple[tuple[str, str, frozenset[str] | None], ...] = (
    (r"xl/drawings/[^/]+\.xml", "text box", frozenset({"txBody"})),
    (r"xl/diagrams/[^/]+\.xml", "text box", frozenset({"t"})),
    (r"xl/charts/[^/]+\.xml", "chart", frozenset({"rich", "strCache"})),
    (r"xl/externalLinks/[^/]+\.xml", "copy of another workbook", frozenset({"cell"})),
    (r"xl/revisions/revisionLog[^/]*\.xml", "change history", frozenset({"oc", "nc"})),
    (r"customXml/item[0-9]+\.xml", "attached data", None),
)
"""Parts that hold texts: their names, the kind of text, the elements it stands in (None: the whole part)."""
_LISTS = ("strCache", "cell")
_ATTRIBUTES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (r"xl/connections\.xml", "connection", "connection", ("name", "description")),
    (r"xl/connections\.xml", "connection", "dbPr", ("connection", "command")),
    (r"xl/connections\.xml", "connection", "webPr", ("url",)),
    (r"xl/persons/[^/]+\.xml", "person", "person", ("displayName", "userId")),
    (r"xl/revisions/revisionHeaders\.xml", "change history", "header", ("userName",)),
    (r"xl/(?:revisions/)?userNames\.xml", "change history", "userInfo", ("name",)),
)
"""Parts whose attributes hold texts: their names, the kind of text, the element, the attributes."""
_UNREAD = re.compile(r"xl/(?:media|embeddings|activeX|model)/.|.*vbaProject\.bin$")


@dataclass(frozen=True)
class _Reading:
    package: Package
    asides: Asides

    @contextmanager
    def part(self, member: str) -> Iterator[None]:
        """Read a part; one that is broken is told, and does not keep the cells from being read."""
        try:
            yield
        except (MarkupRefused, *DAMAGED):
            self.asides.notes.append(ReadingNote(code="part-not-read", values={"part": member}))

    def elements(self, member: str, wanted: Collection[str] | None) -> Iterator[Element]:
        with self.package.archive.open(member) as stream:
            yield from elements(stream, wanted)


def read_ooxml_asides(package: Package, tails: dict[str, bytes]) -> Asides:
    """Gather what an XLSX or XLSB workbook says beside its cells.

    `tails`: what follows the cells in each sheet's part. A part that cannot be read is told in a note.
    """
    reading = _Reading(package, Asides())
    for read in (_read_properties, _read_names, _read_texts):
        read(reading)
    persons = _persons(reading)
    sheet_names: list[tuple[str, str]] = []
    with reading.part(package.workbook()):
        sheet_names += package.sheets()
    for sheet, member in sheet_names:
        with reading.part(member):
            _read_sheet(reading, sheet, member, persons)
            _read_tail(reading.asides, sheet, tails.get(member, b""))
    unread = sum(bool(_UNREAD.match(member)) for member in package.members)
    if unread:
        reading.asides.notes.append(ReadingNote(code="embedded-not-read", values={"count": unread}))
    return reading.asides


def _read_properties(reading: _Reading) -> None:
    package, asides = reading.package, reading.asides
    for kind in ("core-properties", "extended-properties"):
        for member in package.related("", kind):
            with reading.part(member):
                for part in reading.elements(member, {"coreProperties", "Properties"}):
                    for name, text in part.leaves:
                        if name in PROPERTIES:
                            asides.set_property(PROPERTIES[name], text)
    for member in package.related("", "custom-properties"):
        with reading.part(member):
            for part in reading.elements(member, {"property"}):
                asides.set_property(part.attributes.get("name", ""), part.text("lpwstr", "lpstr", "bstr", "r8"))


def _read_names(reading: _Reading) -> None:
    workbook = reading.package.workbook()
    with reading.part(workbook):
        if workbook.endswith(".bin"):
            with reading.package.archive.open(workbook) as stream:
                for _, data in records(stream, frozenset({_DEFINED_NAME})):
                    _add_name(reading.asides, (*wide_texts(data, 9), "")[0], "")
            return
        for part in reading.elements(workbook, {"definedName"}):
            _add_name(reading.asides, part.attributes.get("name", ""), part.text())


def _add_name(asides: Asides, name: str, formula: str) -> None:
    """Keep a name that somebody gave, and the texts it stands for; never a name of the program's own."""
    texts = re.findall(r'"((?:[^"]|"")*)"', formula)
    if name and not name.startswith("_xl"):
        asides.names.append((name, ", ".join(texts)))


def _read_texts(reading: _Reading) -> None:
    for member in sorted(reading.package.members):
        for pattern, kind, wanted in _TEXTS:
            if re.fullmatch(pattern, member):
                with reading.part(member):
                    for part in reading.elements(member, wanted):
                        apart = wanted is None or part.name in _LISTS
                        for text in [leaf for _, leaf in part.leaves] if apart else [part.text()]:
                            reading.asides.add_text("", kind, text)
        for pattern, kind, name, attributes in _ATTRIBUTES:
            if re.fullmatch(pattern, member):
                with reading.part(member):
                    for part in reading.elements(member, {name}):
                        found = [part.attributes[key] for key in attributes if part.attributes.get(key)]
                        reading.asides.add_text("", kind, " ".join(found))


def _persons(reading: _Reading) -> dict[str, str]:
    """Return the names of those who wrote threaded comments, by their identifiers."""
    persons: dict[str, str] = {}
    for member in sorted(reading.package.members):
        if member.startswith("xl/persons/") and member.endswith(".xml"):
            with reading.part(member):
                for part in reading.elements(member, {"person"}):
                    persons[part.attributes.get("id", "")] = part.attributes.get("displayName", "")
    return persons


def _read_sheet(reading: _Reading, sheet: str, member: str, persons: dict[str, str]) -> None:
    """Read what a sheet links to: comments, threads of comments, places outside."""
    for link in reading.package.relations(member):
        known = link.target in reading.package.members
        if link.external and link.kind == "hyperlink":
            reading.asides.add_text(sheet, "link", link.target)
        elif link.kind == "comments" and known:
            with reading.part(link.target):
                _read_comments(reading, sheet, link.target)
        elif link.kind == "threadedComment" and known:
            with reading.part(link.target):
                for part in reading.elements(link.target, {"threadedComment"}):
                    author = persons.get(part.attributes.get("personId", ""), "")
                    reading.asides.comments.append((sheet, author, part.text("text")))


def _read_comments(reading: _Reading, sheet: str, member: str) -> None:
    authors: list[str] = []
    found: list[tuple[int, str]] = []
    if member.endswith(".bin"):
        with reading.package.archive.open(member) as stream:
            author = 0
            for kind, data in records(stream, frozenset({_COMMENT_AUTHOR, _COMMENT, _COMMENT_TEXT})):
                if kind == _COMMENT_AUTHOR:
                    authors += wide_texts(data, 0)[:1]
                elif kind == _COMMENT:
                    author = int.from_bytes(data[:4], "little")
                else:
                    found.append((author, (*wide_texts(data, 1), "")[0]))
    else:
        for part in reading.elements(member, {"author", "comment"}):
            if part.name == "author":
                authors.append(part.text())
            else:
                given = part.attributes.get("authorId", "")
                found.append((int(given) if given.isdecimal() else -1, part.text("t")))
    for number, text in found:
        author_name = authors[number] if 0 <= number < len(authors) else ""
        if not author_name.startswith(_OF_THREAD):  # what a thread says is read from the thread
            reading.asides.comments.append((sheet, author_name, text))


def _read_tail(asides: Asides, sheet: str, tail: bytes) -> None:
    """Read headers and footers of printed pages, and lists and prompts for those who fill in cells."""
    for part in elements(io.BytesIO(b"<tail>" + tail + b"</tail>"), {"headerFooter", "dataValidation"}):
        if part.name == "headerFooter":
            for _, text in part.leaves:
                asides.add_print_text(sheet, text)
            continue
        for key in ("promptTitle", "prompt", "errorTitle", "error"):
            asides.add_text(sheet, "prompt", part.attributes.get(key, ""))
        formula = part.text("formula1", "f")
        if formula.startswith('"'):
            asides.add_text(sheet, "list of choices", formula.strip('"').replace(",", ", "))
