"""FlatGeobuf and GML: every layer as a table."""

from dataclasses import replace

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import FileDamaged, FileEmpty, UnknownTable
from pia_toolkit.readers.geodata.gdal_layers import GdalFile, content_of, gdal_layers
from pia_toolkit.readers.geodata.geo_table import geo_table
from pia_toolkit.readers.geodata.markup import check_markup
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions

_GML = (("WRITE_GFS", "NO"), ("DOWNLOAD_SCHEMA", "NO"), ("EXPOSE_FID", "NO"))
"""GML: write nothing beside the file, fetch no schema."""
_HEAD = 64 * 1024
_POINTERS = (b"<OGR",)
"""How files begin that only point at other files, which GDAL would open."""


def read_flatgeobuf(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read a FlatGeobuf file. Raises `FileDamaged`, `LimitExceeded`, `UnknownTable`."""
    tables = layer_tables(opened, GdalFile(content_of(opened, options), counted=True), options)
    if not tables:
        raise FileDamaged(path=opened.path, where="layer")
    return tables


def read_gml(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read every layer of a GML file; schemas and links in it are not followed.

    Raises `FileDamaged`, also when the text declares entities, `FileEmpty`, `LimitExceeded`, `UnknownTable`.
    """
    with opened.open() as stream:
        head = stream.read(_HEAD)
    if any(pointer in head for pointer in _POINTERS):
        raise FileDamaged(path=opened.path, where="xml")
    check_markup(opened)
    tables = layer_tables(opened, GdalFile(content_of(opened, options), _GML), options)
    if not tables:
        raise FileEmpty(path=opened.path)
    return tables


def layer_tables(opened: Opened, file: GdalFile, options: ReadOptions) -> tuple[Table, ...]:
    """Read the layers of a file that GDAL reads, or the one asked for.

    Raises `FileDamaged`, `LimitExceeded`, `UnknownTable` and `CoordinateSystemUnknown`.
    """
    layers = gdal_layers(opened, file)
    known = [layer.name for layer in layers]
    if layers and options.sheet is not None and options.sheet not in known:
        raise UnknownTable(path=opened.path, table=options.sheet, known=", ".join(known))
    tables: list[Table] = []
    for layer in layers:
        if options.sheet not in {None, layer.name}:
            continue
        notes = [ReadingNote(code="layer", values={"layer": layer.name})] if len(layers) > 1 else []
        shown = f"{opened.name} - {layer.name}" if len(layers) > 1 else opened.name
        table = geo_table(replace(layer, name=shown), notes, options)
        if table.columns:
            tables.append(table)
    return tuple(tables)
