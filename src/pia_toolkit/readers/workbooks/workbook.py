"""Look into a workbook before its cells are read: is it a bomb, what does it hide, what does it say beside them."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, LimitExceeded, PasswordNeeded
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, Limits, ReadOptions
from pia_toolkit.readers.packed.compressed import DAMAGED, check_unpacked
from pia_toolkit.readers.record_table import RecordTable
from pia_toolkit.readers.trial import try_out
from pia_toolkit.readers.workbooks.asides import Asides
from pia_toolkit.readers.workbooks.biff import inspect_xls
from pia_toolkit.readers.workbooks.cell_styles import digit_styles, formatted_cells
from pia_toolkit.readers.workbooks.hidden import Hidden
from pia_toolkit.readers.workbooks.number_formats import FormattedCells
from pia_toolkit.readers.workbooks.ods_asides import read_ods_asides
from pia_toolkit.readers.workbooks.ods_sheets import inspect_ods
from pia_toolkit.readers.workbooks.ole import MAGIC
from pia_toolkit.readers.workbooks.ooxml import Package
from pia_toolkit.readers.workbooks.ooxml_asides import read_ooxml_asides
from pia_toolkit.readers.workbooks.pivot_cache import pivot_tables
from pia_toolkit.readers.workbooks.sheet_parts import inspect_sheet
from pia_toolkit.readers.workbooks.xml_elements import MarkupRefused

_HEAD = 4096
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)|\x00<\x00!\x00(?:D\x00O|E\x00N)")
_SHARED = re.compile(r"xl/(?:sharedStrings|styles|workbook)\.(?:xml|bin)")


@dataclass(frozen=True, repr=False)
class WorkbookFacts:
    """What sheets hide, and which cells show more digits than they hold, by the sheets' names.

    `asides`: what the workbook says beside its cells; `pivots`: copies that pivot tables keep.
    """

    hidden: dict[str, Hidden] = field(default_factory=dict)
    asides: Asides = field(default_factory=Asides)
    pivots: tuple[RecordTable, ...] = ()
    formatted: dict[str, FormattedCells] = field(default_factory=dict)


def inspect_workbook(opened: Opened, options: ReadOptions) -> WorkbookFacts:
    """Look into a workbook of any format without trusting it.

    Raises `FileDamaged` for broken archives and for document types, which no workbook needs, `PasswordNeeded`, and
    `LimitExceeded` when it would unfold too far or its cells span too wide an area.
    """
    with closing(opened.seekable(options.limits.workbook_bytes, "workbook-bytes")) as stream:
        start = stream.read(len(MAGIC))
        stream.seek(0)
        if start == MAGIC:
            try_out(opened, options.limits.workbook_bytes, "workbook")
            found = inspect_xls(stream.read())
            return WorkbookFacts(found.hidden, found.asides, formatted=found.formatted)
        if not start.startswith(b"PK"):
            return WorkbookFacts()
        try:
            with zipfile.ZipFile(stream) as archive:
                _check_archive(archive, opened.path, options.limits)
                if "content.xml" in archive.namelist():
                    return _inspect_opendocument(archive, opened.path, options.limits)
                return _inspect_ooxml(archive, opened, options.limits)
        except (MarkupRefused, *DAMAGED):
            raise FileDamaged(path=opened.path, where="zip") from None


def _check_archive(archive: zipfile.ZipFile, path: str, limits: Limits) -> None:
    _check_size(archive, path, limits)
    for member in archive.namelist():
        if member.endswith((".xml", ".rels", ".vml")):
            with archive.open(member) as part:
                if _ENTITY.search(part.read(_HEAD)):
                    raise FileDamaged(path=path, where=member)
        if _SHARED.fullmatch(member):
            with archive.open(member) as part:  # read to its end, where a wrong size shows
                while part.read(MIB):
                    pass


def _check_size(archive: zipfile.ZipFile, path: str, limits: Limits) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    packed = sum(member.compress_size for member in archive.infolist())
    check_unpacked(path, unpacked, packed, limits, "workbook-bytes")
    if len(archive.infolist()) > limits.members:
        raise LimitExceeded(path=path, limit="members", allowed=limits.members, found=len(archive.infolist()))


def _inspect_opendocument(archive: zipfile.ZipFile, path: str, limits: Limits) -> WorkbookFacts:
    with archive.open("META-INF/manifest.xml") as manifest:
        if b"encryption-data" in manifest.read(MIB):
            raise PasswordNeeded(path=path)
    hidden, formatted = inspect_ods(archive, path, limits)
    return WorkbookFacts(hidden, read_ods_asides(archive), formatted=formatted)


def _inspect_ooxml(archive: zipfile.ZipFile, opened: Opened, limits: Limits) -> WorkbookFacts:
    package = Package(archive, frozenset(archive.namelist()))
    hidden: dict[str, Hidden] = {}
    tails: dict[str, bytes] = {}
    formatted: dict[str, FormattedCells] = {}
    styles = digit_styles(package)
    for name, member in package.sheets():
        if member in package.members:
            part = inspect_sheet(archive, member, opened.path, limits)
            hidden[name], tails[member] = part.hidden, part.tail
            formatted[name] = formatted_cells(archive, member, styles)

    @contextmanager
    def reopen() -> Iterator[Package]:
        with (
            closing(opened.seekable(limits.workbook_bytes, "workbook-bytes")) as stream,
            zipfile.ZipFile(stream) as again,
        ):
            yield Package(again, frozenset(again.namelist()))

    asides = read_ooxml_asides(package, tails)
    pivots: tuple[RecordTable, ...] = ()
    try:
        pivots = tuple(pivot_tables(package, reopen, opened.name, opened.source, opened.path))
    except (MarkupRefused, *DAMAGED):
        asides.notes.append(ReadingNote(code="pivot-data-not-read"))
    if any("/pivotCacheDefinition" in member and member.endswith(".bin") for member in package.members):
        asides.notes.append(ReadingNote(code="pivot-data-not-read"))
    return WorkbookFacts(hidden, asides, pivots, formatted)
