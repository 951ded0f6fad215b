"""The parts of an XLSX or XLSB workbook and how they belong together."""

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.readers.workbooks.xlsb import records, wide_texts
from pia_toolkit.readers.workbooks.xml_elements import elements

_SHEET_OF_BINARY = 156
_USUAL_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")


@dataclass(frozen=True)
class Relation:
    """A link from one part to another, or to a place outside. `kind`: the last word of its type."""

    identifier: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """A workbook's archive and the names of its parts."""

    archive: zipfile.ZipFile
    members: frozenset[str]

    def relations(self, member: str) -> tuple[Relation, ...]:
        """Return the links of one part; of the whole package for an empty name. Raises `MarkupRefused`."""
        folder, name = posixpath.split(member)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        if links not in self.members:
            return ()
        with self.archive.open(links) as stream:
            return tuple(_relation(link.attributes, folder) for link in elements(stream, {"Relationship"}))

    def related(self, member: str, kind: str) -> tuple[str, ...]:
        """Return the parts within the package that a part links to by this kind."""
        found = [link.target for link in self.relations(member) if link.kind == kind and not link.external]
        return tuple(target for target in found if target in self.members)

    def workbook(self) -> str:
        """Return the main part, which stands at its usual place where nothing tells; empty when there is none."""
        usual = [member for member in _USUAL_WORKBOOKS if member in self.members]
        return next(iter((*self.related("", "officeDocument"), *usual)), "")

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each sheet, in order, and the part that holds it (which may be missing)."""
        workbook = self.workbook()
        targets = {link.identifier: link.target for link in self.relations(workbook)}
        if workbook.endswith(".bin"):
            with self.archive.open(workbook) as stream:
                for kind, data in records(stream):
                    if kind == _SHEET_OF_BINARY and len(data) > struct.calcsize("<II"):
                        identifier, name = (*wide_texts(data, 8), "", "")[:2]
                        yield name, targets.get(identifier, "")
        elif workbook:
            with self.archive.open(workbook) as stream:
                for sheet in elements(stream, {"sheet"}):
                    yield sheet.attributes.get("name", ""), targets.get(sheet.attributes.get("id", ""), "")


def _relation(attributes: dict[str, str], folder: str) -> Relation:
    target, external = attributes.get("Target", ""), attributes.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    kind = attributes.get("Type", "").rpartition("/")[2]
    return Relation(attributes.get("Id", ""), kind, target, external)
