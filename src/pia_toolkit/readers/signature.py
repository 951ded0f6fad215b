"""What a file is, told by its bytes and not by its name."""

import mmap
import os
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from pia_toolkit.readers.packed.compressed import DAMAGED

HEAD_BYTES = 64 * 1024
DAMAGED_ZIP = "damaged-zip"

_TAR_BLOCK = 512
_ZIP_TAIL = 128 * 1024
"""The end of a zip archive, its longest comment included."""
_ZIP64_RECORD, _ZIP64_LOCATOR = 56, 20
_LARGEST_DIRECTORY = 16 * 2**20
"""No workbook has a longer one; it is not loaded to find out."""

_CONTENT_TYPES, _ORC, _PARQUET_PAGE = "[Content_Types].xml", b"ORC", b"PAR1\x15"
_MAGIC = (
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (_PARQUET_PAGE, "parquet"),
    (b"PAR1", "parquet"),
    (b"PARE", "parquet"),
    (b"ARROW1\x00\x00", "arrow"),
    (b"FEA1", "feather-1"),
    (b"ORC", "orc"),
    (b"Obj\x01", "avro"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"<stata_dta>", "dta"),
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"HEADER RECORD*******LIBRARY HEADER RECORD", "xpt"),
    (b"HEADER RECORD*******LIBV8   HEADER RECORD", "xpt"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "sas7bdat"),
    (b"fgb\x03fgb", "fgb"),
    (b"\x00\x00\x27\x0a" + b"\x00" * 20, "shp"),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"\xff\xff\xff\xff", "arrow"),
)
_ALSO_WORDS = ("gif", "bz2", "parquet", "feather-1", "orc")
"""Formats whose first bytes may also begin a text."""

_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WORKBOOK", "xls"),
    ("BOOK", "xls"),
    ("WordDocument", "doc"),
)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROL = bytes(code for code in range(32) if code not in b"\x00\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f\x01\x02")
_FEW = 4
_NO_ELEMENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)[^>]*>")
_DBASE_VERSIONS = b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb"
_DBASE_HEADER = 32
_SPSS_PORTABLE, _SPSS_PORTABLE_WITHIN = b"SPSS PORT FILE", 240
_GEODATABASE = (b"\x03\0\0\0", b"\x04\0\0\0")
_OLD_STATA = re.compile(rb"[\x69\x6c\x6e-\x73][\x01\x02]\x01\x00")


def kind_of_bytes(head: bytes) -> str:
    """Return what a file looks like from its first bytes: a format, `text`, `json`, `html`, `xml` or `binary`."""
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found and not (found in _ALSO_WORDS and not head.startswith(_PARQUET_PAGE) and _is_text(head)):
        return found
    further = _kind_by_marks_within(head)
    if further:
        return further
    if not _is_text(head):
        return "binary"
    return _kind_of_text(head)


def _kind_by_marks_within(head: bytes) -> str | None:
    """Return the format of bytes whose marks stand further in, or are more than a few fixed bytes."""
    if head[:4] in _GEODATABASE and head[12:16] == b"\x05\0\0\0" and any(head[4:8]):
        return "gdbtable"
    if head[8:12] == b"DUCK" and not _is_text(head):
        return "duckdb"
    if _SPSS_PORTABLE in head[:_SPSS_PORTABLE_WITHIN]:
        return "por"
    if is_tar(head):
        return "tar"
    if _OLD_STATA.match(head) and not _is_text(head):
        return "dta"
    return "dbf" if _is_dbase(head) else None


def kind_of_file(path: Path) -> str:
    """Return what a file looks like; of zip archives and OLE files, what they hold."""
    with path.open("rb") as stream:
        kind = kind_of_bytes(stream.read(HEAD_BYTES))
        if kind == "ole":
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return next((kind for name, kind in _OLE_STREAMS if data.find(name.encode("utf-16-le")) >= 0), "ole")
        if kind == "text" and _ends_as_orc(stream):
            return "orc"
        return kind_of_archive(stream) if kind == "zip" else kind


def _ends_as_orc(stream: BinaryIO) -> bool:
    """Tell whether a file is ORC, as its end says too; with long texts in it, its beginning may look like text."""
    stream.seek(0)
    begins = stream.read(len(_ORC)) == _ORC
    return begins and stream.seek(0, os.SEEK_END) > HEAD_BYTES and _at_end(stream) == _ORC


def _at_end(stream: BinaryIO) -> bytes:
    stream.seek(-len(_ORC) - 1, os.SEEK_END)
    return stream.read(len(_ORC))


def is_tar(head: bytes) -> bool:
    """Tell whether bytes begin a tar archive: its mark, the checksum of older ones, or the zeros of an empty one."""
    if head[257:262] == b"ustar":
        return True
    block, written = head[:_TAR_BLOCK], head[148:156].strip(b" \x00")
    if len(block) < _TAR_BLOCK or not any(block):
        return bool(block) and not any(head) and len(head) % _TAR_BLOCK == 0
    return written.isdigit() and written.translate(None, b"89") == written and _tar_sum(block) == int(written, 8)


def _tar_sum(block: bytes) -> int:
    """Return the sum of a header's bytes, its own place taken for blanks."""
    return sum(block) - sum(block[148:156]) + 8 * ord(" ")


def directory_bytes(stream: BinaryIO) -> int:
    """Return how long the directory of a zip archive says it is; 0 if it has none."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _ZIP_TAIL))
    tail = stream.read(_ZIP_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return 0
    locator, record = tail[at - _ZIP64_LOCATOR : at], tail[max(0, at - _ZIP64_LOCATOR - _ZIP64_RECORD) : at]
    if locator.startswith(b"PK\x06\x07") and record.startswith(b"PK\x06\x06"):
        return int.from_bytes(record[40:48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def kind_of_archive(stream: BinaryIO) -> str:
    """Return `xlsx`, `xlsb`, `ods` or what else a zip archive is in truth; `zip` if it is just an archive."""
    if directory_bytes(stream) > _LARGEST_DIRECTORY:
        return "zip"
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:  # noqa: PLR2004  # it is one line
                mime = archive.read("mimetype").decode("ascii", errors="replace")
                return "ods" if "opendocument.spreadsheet" in mime else "opendocument"
    except DAMAGED:
        return DAMAGED_ZIP
    for member, kind in (
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("word/document.xml", "docx"),
    ):
        if member in names:
            return kind
    return _kind_of_office(stream) if _CONTENT_TYPES in names else "zip"


def _kind_of_office(stream: BinaryIO) -> str:
    """Return `xlsx` for a workbook whose parts have unusual names; `office` for any other office document."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(_CONTENT_TYPES) as part:
            types = part.read(HEAD_BYTES)
    except DAMAGED:
        return DAMAGED_ZIP
    if b"sheet.binary.macroEnabled.main" in types:
        return "xlsb"
    return (
        "xlsx" if re.search(rb"spreadsheetml\.(?:sheet|template)\.main|sheet\.macroEnabled\.main", types) else "office"
    )


def _is_text(head: bytes) -> bool:
    """Tell text from binary: control characters are rare, unless every second byte is NUL as in UTF-16."""
    if head.startswith(_WIDE_MARKS):
        return True
    if head.count(0) > max(_FEW, len(head) // 50):
        from pia_toolkit.readers.text.encoding import wide_encoding

        return bool(wide_encoding(head))
    return len(head) - len(head.translate(None, _CONTROL)) <= max(_FEW, len(head) // 100)


def _is_dbase(head: bytes) -> bool:
    """Tell whether bytes begin a dBASE table: version, date, and a header that ends where it says it does."""
    length = int.from_bytes(head[8:10], "little")
    if len(head) <= _DBASE_HEADER or head[0] not in _DBASE_VERSIONS or length <= _DBASE_HEADER:
        return False
    ends = head[length - 2 : length]
    if b"\0\0" not in head[12:_DBASE_HEADER]:
        return False
    return head[2] <= 12 and head[3] <= 31 and (b"\r" in ends or length > len(head))  # noqa: PLR2004  # month and day


def _kind_of_markup(head: bytes) -> str:
    """Return `kml`, `gpx` or `gml` by the first element of a text, whose names may have any prefix."""
    root = _ROOT.search(_NO_ELEMENT.sub(b"", head))
    name = root[1].rpartition(b":")[2] if root else b""
    if name in {b"kml", b"gpx"}:
        return name.decode()
    return "gml" if root and b"opengis.net/gml" in root[0] else "text"


def _kind_of_text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")):
        return "html"
    if start.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "spreadsheetml"
        kind = _kind_of_markup(head)
        return kind if kind != "text" or not start.startswith((b"<?xml", b"<osm")) else "xml"
    if re.match(rb'\[?\s*\{\s*("|\})|\[\s*(\[|\])', start):
        return "json"
    return "text"
