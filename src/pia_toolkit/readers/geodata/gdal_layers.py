"""Layers of files that GDAL reads (Shapefile, FlatGeobuf, GML, geodatabase), with no way to anything but these."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.arrow_table import DAMAGE
from pia_toolkit.readers.geodata.coordinate_system import coordinate_system
from pia_toolkit.readers.geodata.geo_table import Layer
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_ELSEWHERE = (
    "OGR_VRT,GDALG,WFS,OAPIF,OGCAPI,CSW,EEDA,Elasticsearch,Carto,AmigoCloud,PLSCENES,NGW,HTTP,GPSBabel,ADBC,MVT,PMTiles"
)
"""Drivers of GDAL that open what a file only points at."""
_CLOSED = {
    "CPL_LOG": os.devnull,
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES",
    "PROJ_NETWORK": "OFF",
}
"""GDAL says nothing on its own and reaches nothing over the network.

Its quick way to read FlatGeobuf writes wrong offsets where a geometry is missing (GDAL 3.12), so it takes the other.
"""
_BATCH_BYTES, _FEWEST_ROWS, _MOST_ROWS = 16 * MIB, 16, 65_536
_MISREAD_BY_PYOGRIO = ";?#!"
"""Signs in a file's name that pyogrio takes for parts of a web address."""

Content = Path | bytes


@dataclass(frozen=True)
class GdalFile:
    """A file GDAL is to read: where it is or what it holds, and what GDAL is told about it.

    `counted`: the file states how many features it has, so that it is damaged when fewer come.
    """

    content: Content
    settings: tuple[tuple[str, str], ...] = ()
    counted: bool = False

    @property
    def size(self) -> int:
        """Bytes."""
        if isinstance(self.content, bytes):
            return len(self.content)
        files = self.content.iterdir() if self.content.is_dir() else (self.content,)
        return sum(file.stat().st_size for file in files)


def content_of(opened: Opened, options: ReadOptions) -> Content:
    """Return the place of a file on disk, or its bytes when it lies in an archive. Raises `LimitExceeded`."""
    path = on_disk(opened)
    if path is not None:
        return path
    with opened.seekable(options.limits.document_bytes) as stream:
        return stream.read()


def on_disk(opened: Opened) -> Path | None:
    """Return where a file lies if it can be read in place."""
    path = Path(opened.path).resolve()
    if opened.archive is not None or not path.is_file() or not is_readable_in_place(path):
        return None
    with opened.open() as stream:
        return path if stream.seekable() else None


def is_readable_in_place(path: Path) -> bool:
    """Tell whether pyogrio understands the name of a file or folder."""
    return set(_MISREAD_BY_PYOGRIO).isdisjoint(str(path))


def gdal_layers(opened: Opened, file: GdalFile) -> tuple[Layer, ...]:
    """Return the layers of a file by their names. Raises `FileDamaged`."""
    try:
        with _quiet():
            return tuple(_layer(opened, file, name) for name in _layer_names(file))
    except (*DAMAGE, NameError):  # pyogrio trips over a coordinate system that is no text
        raise FileDamaged(path=opened.path, where="layer") from None


def _layer_names(file: GdalFile) -> list[str]:
    """Return the names of all layers; `list_layers` of pyogrio would not pass on the settings."""
    from pyogrio.errors import DataLayerError

    names: list[str] = []
    while True:
        try:
            names.append(str(_gdal().read_info(file.content, layer=len(names), **dict(file.settings))["layer_name"]))
        except DataLayerError:
            return names


def _layer(opened: Opened, file: GdalFile, name: str) -> Layer:
    told: dict[str, Any] = _gdal().read_info(file.content, layer=name, **dict(file.settings))
    rows = _MOST_ROWS
    if told["features"] > 0:
        rows = max(_FEWEST_ROWS, min(_MOST_ROWS, _BATCH_BYTES * told["features"] // file.size))
    with _stream(file, name, batch_size=1) as reader:
        schema = reader.schema
    fields = {str(field) for field in told["fields"]}
    single = len(set(schema.names)) == len(schema.names)

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        wanted = [schema.names[at] for at in needed]
        chosen: dict[str, Any] = {"batch_size": rows}
        if single:
            chosen |= {"columns": [name for name in wanted if name in fields]}
            chosen |= {"read_geometry": not fields.issuperset(wanted)}
        came = 0
        with _stream(file, name, **chosen) as reader:
            while True:
                with _quiet():
                    batch = next(reader, None)
                if batch is None:
                    break
                came += batch.num_rows
                batch.validate(full=True)  # wrong offsets would point outside of the memory
                yield batch.select(wanted if single else list(needed))
        if file.counted and came < told["features"]:
            raise FileDamaged(path=opened.path, where=f"row={came + 1}")

    geometry = schema.names.index(told["geometry_name"] or "wkb_geometry") if told["geometry_type"] else None
    places = () if geometry is None else ((geometry, coordinate_system(told["crs"])),)
    return Layer(name, opened.source, opened.path, schema, places, open_batches)


@contextmanager
def _stream(file: GdalFile, layer: str, **chosen: object) -> "Iterator[pa.RecordBatchReader]":
    from pyogrio.raw import open_arrow

    with _quiet():
        opening = open_arrow(
            file.content, layer=layer, use_pyarrow=True, datetime_as_string=True, **chosen, **dict(file.settings)
        )
        _, reader = opening.__enter__()
    try:
        yield reader
    finally:
        opening.__exit__(None, None, None)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back the warnings of GDAL, which quote what stands in the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def _gdal() -> ModuleType:
    """Load GDAL without its drivers that look elsewhere, unless somebody else has loaded it, and close it in."""
    if "pyogrio" not in sys.modules:
        given = os.environ.get("OGR_SKIP")
        os.environ["OGR_SKIP"] = f"{given},{_ELSEWHERE}" if given else _ELSEWHERE
    import pyogrio

    log = logging.getLogger("pyogrio")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    pyogrio.set_gdal_config_options(_CLOSED)
    module: ModuleType = pyogrio
    return module
