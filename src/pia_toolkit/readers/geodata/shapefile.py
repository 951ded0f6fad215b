"""Shapefiles: the shapes, and the table of attributes that stands beside them in a file of its own."""

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.geodata.dbase_encoding import decoded, find_table_encoding
from pia_toolkit.readers.geodata.gdal_layers import Content, GdalFile, gdal_layers, on_disk
from pia_toolkit.readers.geodata.geo_table import GeoTable, Layer, geo_table
from pia_toolkit.readers.geodata.shapefile_parts import PARTS, shapefile_parts
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import MIB, ReadOptions

_HEADER, _TABLE_HEADER = 100, 32
_RECORD_HEADER = struct.Struct(">ii")


def read_shapefile(opened: Opened, options: ReadOptions) -> GeoTable:
    """Read shapes with their attributes; a `.dbf` alone is a table, a `.shp` alone has location columns only.

    The encoding is that of the `.cpg`, of the `.dbf` itself, or found. Raises `FileDamaged`, `FileEmpty`,
    `NotDecodable`, `LimitExceeded` and `UnknownTable`.
    """
    if options.sheet not in {None, opened.name}:
        raise UnknownTable(path=opened.path, table=options.sheet or "", known=opened.name)
    parts = shapefile_parts(opened)
    encoding = None
    if "dbf" in parts:
        _check_rows(parts["dbf"], opened.path)
        encoding = find_table_encoding(parts, opened.path, options.encoding)
    file = GdalFile(_content(opened, parts, options), (("ENCODING", "ISO-8859-1"),))
    layers = gdal_layers(opened, file)
    if not layers:
        raise FileDamaged(path=opened.path, where="layer")
    layer = replace(layers[0], name=opened.name)
    if encoding:
        layer = decoded(layer, encoding.name)
        confidence = round(100 * encoding.confidence)
        note = ReadingNote(code="encoding", values={"encoding": encoding.name, "confidence": confidence})
    else:
        note = ReadingNote(code="shapefile-without-attributes")
    if "shp" not in parts:
        layer = _without_geometry(layer)
    table = geo_table(layer, (note,), options)
    if not table.columns:
        raise FileEmpty(path=opened.path)
    return table


def _check_rows(open_table: Opener, path: str) -> None:
    """Refuse a table of attributes that states more rows than it holds; GDAL would read none. Raises `FileDamaged`."""
    with open_table() as stream:
        rows, head, width = _table_shape(stream.read(_TABLE_HEADER))
        held = _TABLE_HEADER
        while chunk := stream.read(MIB):
            held += len(chunk)
    if not width or held < head + rows * width - 1:  # the last row may lack its last sign
        raise FileDamaged(path=path, where="dbf")


def _table_shape(head: bytes) -> tuple[int, int, int]:
    """Return how many rows a dBASE table states, how long its header and its rows are."""
    rows, length, width = struct.unpack_from("<IHH", head.ljust(12, b"\0"), 4)
    return rows, length, width


def _content(opened: Opened, parts: Mapping[str, Opener], options: ReadOptions) -> Content:
    """Return the place of a complete shapefile on disk, or an archive of its parts made in memory."""
    path = on_disk(opened)
    if path is not None and path.suffix == ".shp" and _is_complete(path) and _is_text(parts.get("prj")):
        return path
    allowed = options.limits.document_bytes
    made: dict[str, bytes] = {}
    for part in PARTS:
        if part in parts:
            with parts[part]() as stream:
                made[part] = stream.read(allowed + 1)
            if sum(map(len, made.values())) > allowed:
                raise LimitExceeded(path=opened.path, limit="document-bytes", allowed=allowed, found=f"> {allowed}")
    if "shp" not in made:
        made["shp"] = _null_shapes(made["dbf"])
        made.pop("shx", None)
    if "shx" not in made:
        made["shx"] = _index(made["shp"])
    if "prj" in made:
        made["prj"] = made["prj"].decode(errors="replace").encode("ascii", errors="replace")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part, data in made.items():
            archive.writestr(f"layer.{part}", data)
    return packed.getvalue()


def _is_complete(path: Path) -> bool:
    return all(path.with_suffix(f".{part}").is_file() for part in ("shx", "dbf"))


def _is_text(opener: Opener | None) -> bool:
    """Tell whether a file is UTF-8; pyogrio trips over a coordinate system that is not."""
    try:
        if opener is not None:
            with opener() as stream:
                stream.read(MIB).decode()
    except UnicodeDecodeError:
        return False
    return True


def _index(shapes: bytes) -> bytes:
    """Return the index of a file of shapes (ESRI Shapefile Technical Description, 1998)."""
    entries = []
    at = _HEADER
    while at + _RECORD_HEADER.size <= len(shapes):
        _, words = _RECORD_HEADER.unpack_from(shapes, at)
        if words < 0:
            break
        entries.append(_RECORD_HEADER.pack(at // 2, words))
        at += _RECORD_HEADER.size + 2 * words
    head = bytearray(shapes[:_HEADER].ljust(_HEADER, b"\0"))
    struct.pack_into(">i", head, 24, (_HEADER + 8 * len(entries)) // 2)
    return bytes(head) + b"".join(entries)


def _null_shapes(table: bytes) -> bytes:
    """Return a file of as many empty shapes as a table of attributes has rows."""
    rows, _, _ = _table_shape(table)
    shapes = b"".join(struct.pack(">iii", number, 2, 0) for number in range(1, rows + 1))
    header = struct.pack(">i20xi", 9994, (_HEADER + len(shapes)) // 2) + struct.pack("<ii64x", 1000, 1)
    return header + shapes


def _without_geometry(layer: Layer) -> Layer:
    """Leave out the shapes that were made up."""
    import pyarrow as pa

    taken = {at for at, _ in layer.geometries}
    schema = pa.schema([part for at, part in enumerate(layer.schema) if at not in taken])
    return replace(layer, schema=schema, geometries=())
