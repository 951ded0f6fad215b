"""The families of formats: by which suffixes and by which bytes they are known, and what reads them."""

from collections.abc import Callable
from dataclasses import dataclass

from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import FileDamaged, NotWhatItSays, UnknownFormat
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
    from pia_toolkit.readers.delimited import read_delimited

    return (read_delimited(opened, options),)


def _spreadsheet(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.spreadsheet import read_spreadsheet

    return read_spreadsheet(opened, options)


def _parquet(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar import read_parquet

    return (read_parquet(opened, options),)


def _arrow(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar import read_arrow

    return (read_arrow(opened, options),)


def _orc(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.columnar import read_orc

    return (read_orc(opened, options),)


def _json(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.json_records import read_json

    return read_json(opened, options)


def _sqlite(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.sqlite_tables import read_sqlite

    return read_sqlite(opened, options)


def _statistics(opened: Opened, options: ReadOptions) -> Tables:
    from pia_toolkit.readers.statistics_files import read_statistics

    return (read_statistics(opened, options),)


FAMILIES = (
    Family(("csv", "tsv", "tab", "psv", "txt", "asc", "dat"), ("text",), _delimited),
    Family(("xlsx", "xlsm", "xls", "xlsb", "ods", "xltx", "xltm"), ("xlsx", "xls", "xlsb", "ods"), _spreadsheet),
    Family(("parquet", "pq"), ("parquet",), _parquet),
    Family(("arrow", "feather", "ipc"), ("arrow",), _arrow),
    Family(("orc",), ("orc",), _orc),
    Family(("json", "geojson", "jsonl", "ndjson", "geojsonl", "geojsonseq"), ("json", "text"), _json),
    Family(("sqlite", "sqlite3", "db", "db3", "gpkg"), ("sqlite",), _sqlite),
    Family(("dta", "sas7bdat", "xpt", "sav", "zsav"), ("dta", "sas7bdat", "xpt", "sav"), _statistics),
)
KNOWN = tuple(suffix for family in FAMILIES for suffix in family.suffixes)
"""Every suffix that is read."""

SHOWN = "csv, tsv, txt, xlsx, xls, xlsb, ods, parquet, arrow, orc, json, jsonl, geojson, sqlite, gpkg, dta, gz, zip"
"""What can be read, as told in an error: the usual suffixes."""

_BROKEN_WORKBOOKS = {"encrypted": "EncryptedPackage", DAMAGED_ZIP: "zip"}
"""Where it shows that a workbook cannot be opened, by what its bytes look like."""

_SAYS_LITTLE = ("txt", "dat", "asc")
"""Suffixes of text of any kind."""


def family_of(path: str, suffix: str, kind: str) -> Family:
    """Return the family of a file by its suffix and by what its bytes look like.

    Raises `NotWhatItSays` when the two contradict each other, `UnknownFormat` when no family knows it.
    """
    claimed = next((family for family in FAMILIES if suffix in family.suffixes), None)
    found = next((family for family in FAMILIES if kind in family.kinds), None)
    if claimed and kind not in claimed.kinds:
        if "xlsx" in claimed.suffixes and kind in _BROKEN_WORKBOOKS:
            raise FileDamaged(path=path, where=_BROKEN_WORKBOOKS[kind])
        if not (found and suffix in _SAYS_LITTLE):
            raise NotWhatItSays(path=path, claimed=suffix, found=kind)
    family = found if found and suffix in _SAYS_LITTLE else claimed or found
    if family is None:
        raise UnknownFormat(path=path, known=SHOWN)
    return family
