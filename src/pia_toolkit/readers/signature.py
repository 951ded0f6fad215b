"""What a file is, told by its bytes and not by its name."""

import mmap
import re
import zipfile
from pathlib import Path

from pia_toolkit.readers.compressed import DAMAGED

HEAD_BYTES = 64 * 1024
DAMAGED_ZIP = "damaged-zip"

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
    (b"PAR1", "parquet"),
    (b"ARROW1\x00\x00", "arrow"),
    (b"FEA1", "feather-1"),
    (b"ORC", "orc"),
    (b"Obj\x01", "avro"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"<stata_dta>", "dta"),
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"HEADER RECORD*******LIBRARY HEADER RECORD", "xpt"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "sas7bdat"),
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
    ("WordDocument", "doc"),
)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROL = bytes(code for code in range(32) if code not in b"\x00\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f\x01\x02")
_FEW = 4
_OLD_STATA = re.compile(rb"[\x69\x6c\x6e-\x73][\x01\x02]\x01\x00")


def kind_of_bytes(head: bytes) -> str:
    """Return what a file looks like from its first bytes: a format, `text`, `json`, `html`, `xml` or `binary`."""
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found and not (found in _ALSO_WORDS and _is_text(head)):
        return found
    if head[257:262] == b"ustar":
        return "tar"
    if _OLD_STATA.match(head) and not _is_text(head):
        return "dta"
    if not _is_text(head):
        return "binary"
    return _kind_of_text(head)


def kind_of_file(path: Path) -> str:
    """Return what a file looks like; of zip archives and OLE files, what they hold."""
    with path.open("rb") as stream:
        kind = kind_of_bytes(stream.read(HEAD_BYTES))
        if kind == "ole":
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return next((kind for name, kind in _OLE_STREAMS if data.find(name.encode("utf-16-le")) >= 0), "ole")
        return kind_of_archive(stream) if kind == "zip" else kind


def kind_of_archive(stream: object) -> str:
    """Return `xlsx`, `xlsb`, `ods` or what else a zip archive is in truth; `zip` if it is just an archive."""
    try:
        with zipfile.ZipFile(stream) as archive:  # type: ignore[call-overload]  # any binary stream will do
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
    return "office" if "[Content_Types].xml" in names else "zip"


def _is_text(head: bytes) -> bool:
    """Tell text from binary: control characters are rare, unless every second byte is NUL as in UTF-16."""
    if head.startswith(_WIDE_MARKS):
        return True
    if head.count(0) > max(_FEW, len(head) // 50):
        from pia_toolkit.readers.encoding import wide_encoding

        return bool(wide_encoding(head))
    return len(head) - len(head.translate(None, _CONTROL)) <= max(_FEW, len(head) // 100)


def _kind_of_text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")):
        return "html"
    if start.startswith((b"<?xml", b"<kml", b"<gpx", b"<osm")):
        return "xml"
    if re.match(rb'\[?\s*\{\s*("|\})|\[\s*(\[|\])', start):
        return "json"
    return "text"
