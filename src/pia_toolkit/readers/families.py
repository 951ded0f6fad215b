"""The families of formats: by which suffixes and by which bytes they are known, and what reads them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import (
    DatabaseEncrypted,
    FileDamaged,
    NotWhatItSays,
    PasswordNeeded,
    UnknownFormat,
    WebPage,
)
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.signature import DAMAGED_ZIP

Tables = tuple[Table, ...]


@dataclass(frozen=True)
class Family:
    """Formats that one reader reads. `kinds`: what their bytes look like (see signature.py)."""

    suffixes: tuple[str, ...]
    kinds: tuple[str, ...]
    read: Callable[[Opened, ReadOptions], Tables]


def _delimited(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.text.delimited import read_delimited

    return read_delimited(opened, options)


def _spreadsheet(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.workbooks.spreadsheet import read_spreadsheet

    return read_spreadsheet(opened, options)


def _html(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.workbooks.html_tables import read_html

    return read_html(opened, options)


def _spreadsheet_markup(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.workbooks.spreadsheet_markup import read_spreadsheet_markup

    return read_spreadsheet_markup(opened, options)


def _avro(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar.avro import read_avro

    return read_avro(opened, options)


def _parquet(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar.columnar import read_parquet

    return read_parquet(opened, options)


def _arrow(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar.columnar import read_arrow

    return read_arrow(opened, options)


def _orc(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar.columnar import read_orc

    return read_orc(opened, options)


def _json(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.json_documents.records import read_json

    return read_json(opened, options)


def _sqlite(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.databases.sqlite_tables import read_sqlite

    return read_sqlite(opened, options)


def _duckdb(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.databases.duckdb_tables import read_duckdb

    return read_duckdb(opened, options)


def _shapefile(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.shapefile import read_shapefile

    return (read_shapefile(opened, options),)


def _flatgeobuf(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.layers import read_flatgeobuf

    return read_flatgeobuf(opened, options)


def _gml(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.layers import read_gml

    return read_gml(opened, options)


def _geodatabase(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.geodatabase import read_geodatabase

    return read_geodatabase(opened, options)


def _kml(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.placemarks import read_kml

    return read_kml(opened, options)


def _kmz(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.placemarks import read_kmz

    return read_kmz(opened, options)


def _gpx(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.geodata.gps_tracks import read_gpx

    return read_gpx(opened, options)


def _statistics(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar.statistics_files import read_statistics

    return read_statistics(opened, options)


FAMILIES = (
    Family(("csv", "tsv", "tab", "psv", "txt", "asc", "dat"), ("text",), _delimited),
    Family(("xlsx", "xlsm", "xls", "xlsb", "ods", "xltx", "xltm"), ("xlsx", "xls", "xlsb", "ods"), _spreadsheet),
    Family((), ("spreadsheetml",), _spreadsheet_markup),
    Family(("html", "htm"), ("html",), _html),
    Family(("parquet", "pq"), ("parquet",), _parquet),
    Family(("avro",), ("avro",), _avro),
    Family(("arrow", "feather", "ipc"), ("arrow",), _arrow),
    Family(("orc",), ("orc",), _orc),
    Family(("json", "geojson", "jsonl", "ndjson", "geojsonl", "geojsonseq", "topojson"), ("json", "text"), _json),
    Family(("sqlite", "sqlite3", "db", "db3", "gpkg"), ("sqlite",), _sqlite),
    Family(("duckdb", "ddb"), ("duckdb",), _duckdb),
    Family(("shp", "dbf"), ("shp", "dbf"), _shapefile),
    Family(("fgb",), ("fgb",), _flatgeobuf),
    Family(("gdbtable",), ("gdbtable",), _geodatabase),
    Family(("gml",), ("gml",), _gml),
    Family(("kml",), ("kml",), _kml),
    Family(("kmz",), ("zip",), _kmz),
    Family(("gpx",), ("gpx",), _gpx),
    Family(("dta", "sas7bdat", "xpt", "sav", "zsav", "por"), ("dta", "sas7bdat", "xpt", "sav", "por"), _statistics),
)
KNOWN = tuple(suffix for family in FAMILIES for suffix in family.suffixes)
"""Every suffix that is read."""

SHOWN = (
    "csv, tsv, txt, xlsx, xls, xlsb, ods, parquet, arrow, orc, "
    "json, jsonl, geojson, sqlite, duckdb, gpkg, shp, kml, gpx, gml, dta, gz, zip"
)
"""What can be read, as told in an error: the usual suffixes."""

_CALLED_WORKBOOKS = ("text", "html", "spreadsheetml")
"""What programs and portals often send under the name of an XLS workbook."""

_MISTAKABLE = ("text", "html", "spreadsheetml", "dbf", "xpt")
"""Kinds that only a suffix tells for sure: any text can be them, or a few bytes at the start."""

_SAYS_LITTLE = ("txt", "dat", "asc", "db")
"""Suffixes of text, or of databases, of any kind."""


def family_of(path: str, suffix: str, kind: str) -> Family:
    """Return the family of a file by its suffix and by what its bytes look like.

    Bytes that cannot be mistaken win over the suffix, and that is told. Raises `NotWhatItSays` when the two contradict
    each other otherwise, `UnknownFormat` when no family knows it.
    """
    claimed = next((family for family in FAMILIES if suffix in family.suffixes), None)
    found = next((family for family in FAMILIES if kind in family.kinds and kind != "zip"), None)
    if claimed and kind not in claimed.kinds:
        if "xlsx" in claimed.suffixes and kind == "encrypted":
            raise PasswordNeeded(path=path)
        if "xlsx" in claimed.suffixes and kind == DAMAGED_ZIP:
            raise FileDamaged(path=path, where="zip")
        if "sqlite" in claimed.suffixes and kind == "binary":
            raise DatabaseEncrypted(path=path)
        if found and suffix == "xls" and kind in _CALLED_WORKBOOKS:
            return found
        if found and kind not in _MISTAKABLE:
            return _told(found, kind)
        if not (found and suffix in _SAYS_LITTLE):
            raise (WebPage if kind == "html" else NotWhatItSays)(path=path, claimed=suffix, found=kind)
    family = found if found and suffix in _SAYS_LITTLE else claimed or found
    if family is None:
        raise UnknownFormat(path=path, known=SHOWN)
    return family


def _told(family: Family, kind: str) -> Family:
    """Return a family that tells what it read a file as, whatever its suffix says."""

    def read(opened: Opened, options: ReadOptions) -> Tables:
        first, *others = family.read(opened, options)
        note = ReadingNote(code="read-as", values={"kind": kind})
        return (replace(first, notes=(note, *first.notes)), *others)  # type: ignore[type-var]  # tables are dataclasses

    return replace(family, read=read)
