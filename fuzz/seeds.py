"""Small sound files of every format, made up, from which damaged ones are made."""

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import fastavro
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet
import pyogrio.raw
import pyreadstat
import shapely
from openpyxl import Workbook
from openpyxl.comments import Comment

ROWS = [
    {"id": number, "name": f"Anna {number}", "born": f"19{50 + number}-02-0{1 + number % 9}", "note": None, "x": 9.5}
    for number in range(12)
]
TABLE = pa.Table.from_pylist(ROWS)
CSV = "id,name,born,note\r\n" + "".join(f'{n},"Ånna, {n}",1950-02-03,"a ""b""\nc"\r\n' for n in range(12))
FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [9.1 + row["id"], 48.7]}}
        for row in ROWS
    ],
}
TRACK = """<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>a</name>
<trkseg><trkpt lat="48.1" lon="9.1"><time>2024-01-01T10:00:00Z</time></trkpt><trkpt lat="48.2" lon="9.2"/></trkseg>
</trk></gpx>"""
PLACES = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name>
<Point><coordinates>9.1,48.1</coordinates></Point></Placemark></Document></kml>"""
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SHEET = f"""<?xml version="1.0"?><office:document-content xmlns:office="{_OASIS}:office:1.0"
 xmlns:table="{_OASIS}:table:1.0" xmlns:text="{_OASIS}:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="t"><table:table-row><table:table-cell office:value-type="string"><text:p>name</text:p>
</table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>Anna</text:p>
</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
PAGE = "<!DOCTYPE html><html><table><tr><th>id</th><th>name</th></tr><tr><td>1</td><td>Anna</td></tr></table></html>"


def _as_bytes(write: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def _zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _tarred(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def _arrow(stream: io.BytesIO) -> None:
    with pa.ipc.new_file(stream, TABLE.schema) as writer:
        writer.write_table(TABLE)


def _workbook(stream: io.BytesIO) -> None:
    book = Workbook()
    sheet = book.active
    for row in [list(ROWS[0]), *([*row.values()] for row in ROWS)]:
        sheet.append(row)
    sheet["B2"].comment = Comment("a", "b")
    book.create_sheet("two").sheet_state = "hidden"
    book.save(stream)


def _avro(stream: io.BytesIO) -> None:
    fields = [{"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"]}]
    fastavro.writer(stream, {"type": "record", "name": "r", "fields": fields}, [{"id": 1, "name": "Anna"}] * 5)


def in_memory() -> dict[str, bytes]:
    """Return the content of a file for each name."""
    csv = CSV.encode()
    return {
        "plain.csv": csv,
        "latin.csv": CSV.encode("cp1252"),
        "wide.csv": CSV.encode("utf-16"),
        "ragged.txt": b'# title\nid|name\n1|a\n2\n3|b|c\n\n"x|4\n',
        "tabs.tsv": csv.replace(b",", b"\t"),
        "array.json": json.dumps([{**row, "in": {"a": [1, {"b": "c"}]}} for row in ROWS]).encode(),
        "lines.jsonl": "".join(json.dumps(row) + "\n" for row in ROWS).encode(),
        "places.geojson": json.dumps(FEATURES).encode(),
        "frame.parquet": _as_bytes(lambda stream: pa.parquet.write_table(TABLE, stream)),
        "frame.arrow": _as_bytes(_arrow),
        "frame.feather": _as_bytes(lambda stream: pa.feather.write_feather(TABLE, stream)),
        "frame.orc": _as_bytes(lambda stream: pa.orc.write_table(TABLE.drop(["note"]), stream)),
        "records.avro": _as_bytes(_avro),
        "book.xlsx": _as_bytes(_workbook),
        "book.ods": _zipped(
            {
                "mimetype": ODS.encode(),
                "META-INF/manifest.xml": MANIFEST.encode(),
                "content.xml": SHEET.encode(),
            }
        ),
        "frame.dta": _as_bytes(lambda stream: pd.DataFrame(ROWS).drop(columns="note").to_stata(stream)),
        "packed.csv.gz": gzip.compress(csv, mtime=0),
        "packed.csv.bz2": bz2.compress(csv),
        "packed.csv.xz": lzma.compress(csv),
        "packed.csv.zst": pa.compress(csv, "zstd", asbytes=True),
        "several.zip": _zipped({"a.csv": csv, "b/c.json": json.dumps(ROWS).encode()}),
        "several.tar": _tarred({"a.csv": csv, "b/c.json": json.dumps(ROWS).encode()}),
        "track.gpx": TRACK.encode(),
        "places.kml": PLACES.encode(),
        "page.html": PAGE.encode(),
    }


def _database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, photo BLOB)")
        database.executemany("INSERT INTO people VALUES (?, ?, ?)", [(n, f"Anna {n}", b"\x00\x01") for n in range(9)])
    database.close()


def _duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE people AS SELECT range AS id, 'Anna' AS name FROM range(9)")


def _spss(path: Path) -> None:
    frame = pd.DataFrame(ROWS).drop(columns="note")
    (pyreadstat.write_sav if path.suffix == ".sav" else pyreadstat.write_xport)(frame, str(path))


def _layer(path: Path) -> None:
    points = shapely.to_wkb(np.array([shapely.Point(9.1, 48.7), shapely.Point(9.2, 48.8)]))
    pyogrio.raw.write(
        path, points, [np.array(["Anna", "Ben"], object)], ["name"], geometry_type="Point", crs="EPSG:4326"
    )


ON_DISK: dict[str, Callable[[Path], None]] = {
    "people.sqlite": _database,
    "people.duckdb": _duckdb,
    "people.sav": _spss,
    "people.xpt": _spss,
    "places.gpkg": _layer,
    "places.fgb": _layer,
    "places.shp": _layer,
}


def write_seeds(folder: Path) -> list[Path]:
    """Write one file of each format, and return them; a shapefile comes zipped with its companions."""
    for name, content in in_memory().items():
        (folder / name).write_bytes(content)
    for name, write in ON_DISK.items():
        write(folder / name)
    parts = sorted(folder.glob("places.sh?")) + sorted(folder.glob("places.[dpc]??"))
    (folder / "shape.zip").write_bytes(
        _zipped({part.name: part.read_bytes() for part in parts if part.suffix != ".csv"})
    )
    for part in parts:
        part.unlink()
    return sorted(folder.iterdir())
