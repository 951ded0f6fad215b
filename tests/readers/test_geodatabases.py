"""File geodatabases, TopoJSON, coordinate systems named by the user, and all files of a shapefile as one."""

import json
import shutil
import zipfile

import numpy as np
import pyogrio.raw
import pytest
import shapely
from reader_checks import cells, codes

from pia_toolkit.errors import CoordinateSystemUnknown, LimitExceeded, PiaError, UnknownTable
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import fingerprint, read

METRES = [[404000, 5757000], [404010, 5757010], [404020, 5757020]]
NAMES = np.array(["a", "b", "c"], object)


def write(path, layer, crs="EPSG:25832", places=METRES, **more):
    geometry = shapely.to_wkb(shapely.points(places))
    pyogrio.raw.write(path, geometry, [NAMES], ["name"], geometry_type="Point", crs=crs, layer=layer, **more)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "city.gdb"
    write(folder, "trees", driver="OpenFileGDB")
    write(folder, "homes", driver="OpenFileGDB", append=True)
    return folder


@pytest.fixture
def geodatabase(made, tmp_path):
    return shutil.copytree(made, tmp_path / "city.gdb")


def test_a_geodatabase_is_one_source(geodatabase):
    trees, homes = read(geodatabase)
    assert (trees.name, homes.name) == ("city - trees", "city - homes")
    assert trees.columns == ("name", "geometry.type", "geometry.longitude", "geometry.latitude")
    assert cells(trees)[0] == ["a", "Point", "7.60295", "51.9554"]
    assert codes(trees)["crs"] == {"crs": "EPSG:25832"}
    assert trees.source.format == "gdb"
    assert trees.source.bytes == sum(path.stat().st_size for path in geodatabase.iterdir())
    (one,) = read(geodatabase, ReadOptions(sheet="homes"))
    assert one.columns == homes.columns
    with pytest.raises(UnknownTable):
        read(geodatabase, ReadOptions(sheet="cars"))


@pytest.mark.parametrize("inside", ["city.gdb/", "", "a/b/city.gdb/"])
def test_a_zipped_geodatabase(geodatabase, tmp_path, inside):
    path = tmp_path / "city.gdb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in geodatabase.iterdir():
            archive.write(file, f"{inside}{file.name}")
        archive.writestr("readme.csv", "a,b\n1,2\n3,4\n")
    found = {table.name: cells(table) for table in read(path)}
    assert found["city - trees"] == cells(read(geodatabase)[0])
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(document_bytes=1000)))


def test_a_geodatabase_among_other_files(geodatabase, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    assert {table.name for table in read(tmp_path)} == {"other", "city - trees", "city - homes"}


def test_links_in_a_geodatabase_are_not_followed(geodatabase, tmp_path):
    table = next(path for path in sorted(geodatabase.glob("*.gdbtable"), reverse=True))
    table.rename(tmp_path / "elsewhere")
    table.symlink_to(tmp_path / "elsewhere")
    try:
        found = [row for table in read(geodatabase) for row in cells(table)]
    except PiaError:
        found = []
    assert len(found) < 2 * len(METRES)


def test_a_damaged_geodatabase(geodatabase):
    for path in geodatabase.glob("*.gdbtable"):
        path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(PiaError):
        read(geodatabase)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp", "fgb", "parquet"])
def test_the_user_names_the_coordinate_system(tmp_path, suffix):
    path = tmp_path / f"places.{suffix}"
    if suffix == "geojson":
        points = [{"type": "Point", "coordinates": place} for place in METRES]
        features = [{"type": "Feature", "properties": {"n": "a"}, "geometry": point} for point in points]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    elif suffix == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        about = {"version": "1.0.0", "primary_column": "g", "columns": {"g": {"encoding": "WKB", "crs": None}}}
        places = pa.array(shapely.to_wkb(shapely.points(METRES)), pa.binary())
        pq.write_table(pa.table({"g": places}).replace_schema_metadata({"geo": json.dumps(about)}), path)
    else:
        write(path, "places", crs="EPSG:3857")
    (table,) = read(path, ReadOptions(crs="EPSG:25832"))
    assert codes(table)["crs"] == {"crs": "EPSG:25832"}
    at = [table.columns.index(f"geometry.{side}") for side in ("longitude", "latitude")]
    longitude, latitude = (float(cells(table)[0][place]) for place in at)
    assert (round(longitude, 3), round(latitude, 3)) in {(7.603, 51.955), (7.603, 51.956)}
    with pytest.raises(CoordinateSystemUnknown):
        read(path, ReadOptions(crs="EPSG:no"))


def test_every_file_of_a_shapefile_counts(tmp_path):
    path = tmp_path / "roads.shp"
    write(path, "roads")
    (tmp_path / "other.dbf").write_bytes(b"x")
    before = fingerprint(path, Limits())
    assert fingerprint(path, Limits()) == before
    seen = {before}
    for suffix in (".dbf", ".shx", ".prj", ".cpg"):
        part = path.with_suffix(suffix)
        was = part.read_bytes()
        part.write_bytes(was + b" ")
        seen.add(fingerprint(path, Limits()))
        part.write_bytes(was)
    assert len(seen) == 5
    (tmp_path / "other.dbf").write_bytes(b"y")
    assert fingerprint(path, Limits()) == before


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.0005, 0.0001], "translate": [100, 0]},
    "objects": {
        "example": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Point", "properties": {"name": "p", "n": 1.5}, "coordinates": [4000, 5000]},
                {"type": "LineString", "properties": {"name": "l"}, "arcs": [0, 1]},
                {"type": "Polygon", "id": 7, "properties": {"name": "a"}, "arcs": [[-3]]},
                {"type": None, "properties": {"name": "none"}},
                {"type": "LineString", "properties": {"name": "odd"}, "arcs": [99, "x", [0]]},
            ],
        }
    },
    "arcs": [
        [[4000, 0], [1999, 9999]],
        [[5999, 9999], [2000, -9999]],
        [[0, 0], [0, 9999], [2000, 0], [0, -9999], [-2000, 0]],
    ],
}


@pytest.mark.parametrize("name", ["t.topojson", "t.json"])
def test_a_topology(tmp_path, name):
    path = tmp_path / name
    path.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    (table,) = read(path)
    rows = [dict(zip(table.columns, row, strict=True)) for row in cells(table)]
    point, line, area, *_ = rows
    assert (point["name"], point["n"], point["geometry.longitude"], point["geometry.latitude"]) == (
        "p",
        "1.5",
        "102",
        "0.5",
    )
    assert (line["geometry.points"], line["geometry.longitude"], line["geometry.end.longitude"]) == (
        "3",
        "102",
        "103.9995",
    )
    assert (line["geometry.end.latitude"], area["geometry.type"], area["geometry.points"]) == ("0", "Polygon", "5")
    assert area["id"] == "7"
    assert [row["name"] for row in rows] == ["p", "l", "a", "none", "odd"]


def test_a_topology_that_unfolds_without_end(tmp_path):
    arcs = [[[0, 0], *([[1, 1]] * 10_000)]]
    bomb = {"type": "Topology", "objects": {"way": {"type": "LineString", "arcs": [0] * 10_000}}, "arcs": arcs}
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps(bomb), encoding="utf-8")
    with pytest.raises(LimitExceeded):
        read(path)


def test_a_topology_without_scale(tmp_path):
    plain = {"type": "Topology", "objects": {"way": {"type": "LineString", "arcs": [0]}}}
    plain["arcs"] = [[[1.25, 2.5], [3.75, 4.5]]]
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps(plain), encoding="utf-8")
    (table,) = read(path)
    line = dict(zip(table.columns, cells(table)[0], strict=True))
    assert (line["geometry.longitude"], line["geometry.end.latitude"]) == ("1.25", "4.5")


def test_the_coordinate_system_is_kept_in_the_case(pia_here, tmp_path):
    points = [{"type": "Point", "coordinates": place} for place in METRES]
    features = [{"type": "Feature", "properties": {"n": "a"}, "geometry": point} for point in points]
    (tmp_path / "t.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    pia_here("new", "case")
    refused = pia_here("scan", "t.geojson", "--crs", "EPSG:no", "--case", "case")
    assert (refused.returncode, "--crs" in refused.stderr) == (3, True)
    told = pia_here("scan", "t.geojson", "--crs", "EPSG:25832", "--case", "case", "--format", "json")
    assert "EPSG:25832" in told.stdout
    assert json.loads((tmp_path / "case" / "datasets.json").read_text("utf-8"))["files"][0]["crs"] == "EPSG:25832"
    assert pia_here("measure", "case").returncode == 0
