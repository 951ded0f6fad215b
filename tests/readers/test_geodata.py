"""Shapefile, GeoPackage, FlatGeobuf, KML, GPX, GML, GeoParquet, GeoJSON: attributes, and places in WGS84."""

import json
import sqlite3
import struct
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyogrio.raw import write_arrow
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.geodata.geometry_precision import degrees_of, round_to
from pia_toolkit.readers.geodata.geometry_shapes import measure_shapes
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

PLACE = ("geometry.type", "geometry.longitude", "geometry.latitude")
GRIDS = {
    2056: (2_600_000, 1_200_000),
    27700: (530_000, 180_000),
    25832: (390_000, 5_820_000),
    31370: (150_000, 170_000),
    2154: (650_000, 6_860_000),
    2263: (980_000, 200_000),
}
"""National grids by EPSG code, with a place within each; the last one is in feet."""


def layer(geometries, **columns):
    """A table of geometries and whatever else."""
    binary = [None if geometry is None else shapely.to_wkb(geometry) for geometry in geometries]
    return pa.table({**columns, "geometry": pa.array(binary, pa.binary())})


def write(table, path, crs="EPSG:4326", kind="Unknown", **more):
    """Write a layer in the format that the suffix says."""
    drivers = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".gml": "GML"}
    write_arrow(table, path, driver=drivers[path.suffix], geometry_name="geometry", geometry_type=kind, crs=crs, **more)
    return path


def grid_points(epsg, step, count=60):
    """Points on a grid of a national system."""
    x, y = GRIDS[epsg]
    return [shapely.Point(x + step * (index % 8), y + step * (index // 8)) for index in range(count)]


def one(path, options=None):
    """The only table of a file."""
    (table,) = read(path, options)
    return table


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "fgb"])
@pytest.mark.parametrize("epsg", GRIDS)
def test_coordinates_are_no_finer_than_the_grid_they_lie_on(tmp_path, suffix, epsg):
    points = grid_points(epsg, 1000)
    numbered = layer(points, number=list(range(len(points))))
    table = one(write(numbered, tmp_path / f"g.{suffix}", f"EPSG:{epsg}", "Point"))
    unit = 0.3048 if epsg == 2263 else 1
    assert codes(table)["geometry-precision"]["metres"] == pytest.approx(1000 * unit, rel=0.02)
    assert codes(table)["crs"]["crs"] == f"EPSG:{epsg}"
    to_wgs84 = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    numbered_places = cells(table, ["number", *PLACE[1:]])
    places = [place for _, *place in numbered_places]
    assert len({tuple(place) for place in places}) == len(points)
    for number, *place in numbered_places:
        east, north = to_wgs84.transform(points[int(number)].x, points[int(number)].y)
        assert _floats(place) == pytest.approx((east, north), abs=0.003)
    assert all(len(number.partition(".")[2]) <= 4 for place in places for number in place)


def _floats(place):
    return tuple(map(float, place))


def test_a_stretched_map_is_finer_on_the_ground(tmp_path):
    points = [shapely.Point(1_490_000 + 1000 * (index % 8), 8_400_000 + 1000 * index) for index in range(30)]
    table = one(write(layer(points), tmp_path / "g.fgb", "EPSG:3857", "Point"))
    assert 400 < codes(table)["geometry-precision"]["metres"] < 600


def test_a_few_finer_places_keep_their_precision(tmp_path):
    points = [*grid_points(25832, 100, 59), shapely.Point(390_012.34, 5_820_056.78)]
    table = one(write(layer(points), tmp_path / "g.gpkg", "EPSG:25832"))
    *coarse, fine = cells(table, ["geometry.latitude"])
    assert max(len(place[0].partition(".")[2]) for place in coarse) <= 4
    assert len(fine[0].partition(".")[2]) >= 7
    assert codes(table)["geometry-precision"]["metres"] == 100


def test_two_places_are_not_taken_for_a_coarse_grid(tmp_path):
    points = [shapely.Point(390_000, 5_820_000), shapely.Point(391_000, 5_821_000)]
    table = one(write(layer(points), tmp_path / "g.gpkg", "EPSG:25832"))
    assert codes(table)["geometry-precision"]["metres"] == 1


@given(st.floats(-180, 180), st.floats(0.01, 100_000))
def test_rounding_moves_no_further_than_half_a_step_and_steps_are_no_coarser_than_asked(value, metres):
    step, decimals = degrees_of(metres)
    assert step <= max(metres / 111_320, 1e-7) * (1 + 1e-6)
    assert abs(round_to(np.array([value]), step, decimals)[0] - value) <= step * 0.5001


GEOMETRIES = [
    shapely.Point(13.4, 52.5, 34.5),
    shapely.LineString([(13.1, 52.1), (13.15, 52.15), (13.2, 52.2)]),
    shapely.MultiPolygon([shapely.box(9.5, 51.5, 9.6, 51.6)]),
    shapely.GeometryCollection([shapely.Point(1, 2), shapely.Point(3, 4)]),
    shapely.Point(),
    shapely.Point(float("nan"), float("inf")),
    None,
]
MEASURED = [
    ["Point", "13.4", "52.5", "34.5", None, None, None],
    ["LineString", "13.1", "52.1", None, "3", "13.2", "52.2"],
    ["MultiPolygon", "9.6", "51.5", None, "5", None, None],
    ["GeometryCollection", "1", "2", None, "2", None, None],
    ["Point", *[None] * 6],
    ["Point", *[None] * 6],
    [None] * 7,
]


@pytest.mark.parametrize("suffix", ["gpkg", "parquet"])
def test_every_kind_of_geometry(tmp_path, suffix):
    path = tmp_path / f"mixed.{suffix}"
    if suffix == "parquet":
        geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
        pq.write_table(layer(GEOMETRIES).replace_schema_metadata({"geo": json.dumps(geo)}), path)
    else:
        write(layer(GEOMETRIES), path)
    table = one(path)
    more = ("geometry.altitude", "geometry.points", "geometry.end.longitude", "geometry.end.latitude")
    assert table.columns[-7:] == (*PLACE, *more)
    assert [row[-7:] for row in cells(table)] == MEASURED
    told = codes(table)
    assert told["traces"] == {"count": 1, "points": 3}
    assert told["first-points-only"] == {"count": 3}
    assert told["geometry-missing"] == {"count": 3}


def test_curves_and_damaged_geometries_are_measured_by_hand():
    curve = struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)
    curve_z = struct.pack(">BII6d", 0, 1008, 2, 0, 0, 5, 1, 1, 6)
    surface = struct.pack("<BII", 1, 12, 1) + struct.pack("<BII", 1, 10, 1) + curve
    open_ring = struct.pack("<BIII4d", 1, 3, 1, 2, 0, 1, 2, 3)
    deep = struct.pack("<BII", 1, 7, 1) * 100
    shapes = measure_shapes(pa.array([curve, curve_z, surface, open_ring, deep, curve[:30], b"", None]))
    assert shapes.names == ["CircularString", "CircularString", "MultiSurface", "Polygon", None, None, None, None]
    assert shapes.points.tolist() == [3, 2, 3, 2, 0, 0, 0, 0]
    assert shapes.first[1].tolist() == [0, 0, 5]
    assert shapes.last[0, :2].tolist() == [2, 0]
    assert shapes.damaged == 3


def test_without_a_coordinate_system(tmp_path):
    degrees = one(write(layer([shapely.Point(13.4, 52.5)]), tmp_path / "d.gpkg", None))
    assert degrees.columns[-3:] == PLACE
    assert "crs-assumed" in codes(degrees)
    metres = one(write(layer([shapely.Point(2_600_000.5, 1_200_000)]), tmp_path / "m.gpkg", None))
    assert metres.columns[-3:] == ("geometry.type", "geometry.x", "geometry.y")
    assert cells(metres)[0][-2:] == ["2600000.5", "1200000"]
    assert codes(metres)["crs-unknown"] == {}


def test_a_stated_system_that_contradicts_the_numbers_is_not_believed(tmp_path):
    table = one(write(layer([shapely.Point(2_600_000, 1_200_000)]), tmp_path / "m.gpkg", "EPSG:4326"))
    assert "crs-unknown" in codes(table)


@pytest.fixture
def shapefile(tmp_path):
    """A shapefile of addresses in cp1252, with leading zeros, dates and an empty geometry."""
    folder = tmp_path / "shapes"
    folder.mkdir()
    points = [shapely.Point(13.4, 52.5), None]
    day = pa.array([20_000, None], pa.date32())
    table = layer(points, owner=["Jörg Müßig", "Zoë"], code=["00123", "00456"], born=day, rent=[0.1, 2.0])
    write(table, folder / "homes.shp", kind="Point", encoding="ISO-8859-1")
    (folder / "homes.cpg").unlink(missing_ok=True)
    return folder / "homes.shp"


HOMES = [
    ["Jörg Müßig", "00123", "2024-10-04", "0.1", "Point", "13.4", "52.5"],
    ["Zoë", "00456", None, "2", None, None, None],
]


@pytest.mark.parametrize("told", [None, "ISO-8859-1", "UTF-8", "ANSI 1252"])
def test_a_shapefile_whatever_its_code_page_says(shapefile, told):
    table = bytearray(shapefile.with_suffix(".dbf").read_bytes())
    table[29] = 0
    shapefile.with_suffix(".dbf").write_bytes(table)
    if told:
        shapefile.with_suffix(".cpg").write_text(told)
    read_table = one(shapefile)
    assert read_table.columns == ("owner", "code", "born", "rent", *PLACE)
    assert cells(read_table) == HOMES
    assert cells(read_table, ["geometry.latitude", "owner"]) == [["52.5", "Jörg Müßig"], [None, "Zoë"]]
    assert codes(read_table)["encoding"]["encoding"] in {"iso8859-1", "cp1252"}


def test_a_shapefile_in_an_archive(shapefile, tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for part in shapefile.parent.iterdir():
            archive.write(part, f"data/{part.name.upper()}")
            archive.write(part, f"other/{part.name}")
    tables = read(tmp_path / "z.zip")
    assert [cells(table) for table in tables] == [HOMES, HOMES]
    assert not any("file-not-read" in codes(table) for table in tables)


@pytest.mark.parametrize("missing", ["shx", "dbf", "prj", "shp"])
def test_parts_of_a_shapefile_may_be_missing(shapefile, missing):
    shapefile.with_suffix(f".{missing}").unlink()
    before = sorted(path.name for path in shapefile.parent.iterdir())
    table = one(shapefile if missing != "shp" else shapefile.with_suffix(".dbf"))
    expected = {"dbf": [row[4:] for row in HOMES], "shp": [row[:4] for row in HOMES]}
    assert cells(table) == expected.get(missing, HOMES)
    assert ("shapefile-without-attributes" in codes(table)) == (missing == "dbf")
    assert ("crs-assumed" in codes(table)) == (missing == "prj")
    assert sorted(path.name for path in shapefile.parent.iterdir()) == before


def test_a_coordinate_system_that_is_no_text(shapefile):
    system = shapefile.with_suffix(".prj")
    system.write_bytes(system.read_bytes().replace(b"WGS_1984", b"Syst\xe8me", 1))
    table = one(shapefile)
    assert cells(table) == HOMES


def test_a_table_of_attributes_that_lies_about_its_rows(shapefile):
    table = bytearray(shapefile.with_suffix(".dbf").read_bytes())
    struct.pack_into("<I", table, 4, 2**31)
    shapefile.with_suffix(".dbf").write_bytes(table)
    with pytest.raises(FileDamaged):
        read(shapefile)


def test_a_file_of_shapes_that_lies_about_its_length(shapefile):
    shapes = bytearray(shapefile.read_bytes())
    struct.pack_into(">i", shapes, 24, 2**30)
    shapefile.write_bytes(shapes)
    assert cells(one(shapefile)) == HOMES


def test_a_geopackage_with_layers_tables_and_views(tmp_path):
    path = write(layer([shapely.Point(13.4, 52.5)], kind=["lime"]), tmp_path / "city.gpkg", layer="trees")
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            CREATE TABLE owners (name TEXT);
            INSERT INTO owners VALUES ('anna');
            CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
            INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'features', 'endless');
            INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('gone', 'features', 'gone');
            """
        )
    connection.close()
    tables = {table.name: table for table in read(path)}
    owners, trees = tables["city - owners"], tables["city - trees"]
    assert cells(trees) == [["1", "lime", "Point", "13.4", "52.5"]]
    assert cells(owners) == [["anna"]]
    assert [table.name for table in read(path, ReadOptions(sheet="trees"))] == ["city - trees"]
    with pytest.raises(UnknownTable):
        read(path, ReadOptions(sheet="gone"))


def test_a_geopackage_whose_metadata_lie_is_read_as_a_database(tmp_path):
    path = write(layer([shapely.Point(13.4, 52.5)], kind=["lime"]), tmp_path / "city.gpkg", layer="trees")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE gpkg_geometry_columns SET column_name = 'nowhere'")
    connection.close()
    assert cells(one(path), ["kind"]) == [["lime"]]


def _tells_nothing(error):
    """Whether no other error, which may quote what stands in the file, is shown with an error."""
    return error.__cause__ is None and (error.__context__ is None or error.__suppress_context__)


def test_flatgeobuf_that_breaks_off(tmp_path):
    path = write(layer(grid_points(25832, 10), n=list(range(60))), tmp_path / "f.fgb", "EPSG:25832")
    content = path.read_bytes()
    for length in (20, 300, len(content) // 2, len(content) - 20):
        path.write_bytes(content[:length])
        with pytest.raises(FileDamaged) as raised:
            read(path)
        assert _tells_nothing(raised.value)


def test_flatgeobuf_with_missing_geometries(tmp_path):
    path = write(
        layer([*GEOMETRIES[:3], None, *GEOMETRIES[:2]]), tmp_path / "f.fgb", layer_options={"SPATIAL_INDEX": "NO"}
    )
    assert [row[0] for row in cells(one(path))] == ["Point", "LineString", "MultiPolygon", None, "Point", "LineString"]


GML = """<?xml version="1.0"?>
<c:FeatureCollection xmlns:c="http://city.example/c" xmlns:gml="http://www.opengis.net/gml/3.2">{features}
</c:FeatureCollection>"""
LAMP = """<gml:featureMember><c:{kind} gml:id="l.1"><c:owner>{owner}</c:owner><c:where>
<gml:Point gml:id="p" srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>52.5 13.4</gml:pos></gml:Point></c:where></c:{kind}>
</gml:featureMember>"""


def test_gml_has_its_axes_in_the_order_of_its_system(tmp_path):
    path = tmp_path / "lamps.gml"
    path.write_text(GML.format(features=LAMP.format(kind="lamp", owner="anna")))
    assert cells(one(path), ["owner", *PLACE]) == [["anna", "Point", "13.4", "52.5"]]
    path.write_text(GML.format(features=LAMP.format(kind="lamp", owner="a") + LAMP.format(kind="bench", owner="b")))
    assert sorted(table.name for table in read(path)) == ["lamps - bench", "lamps - lamp"]
    assert cells(one(path, ReadOptions(sheet="bench")), ["owner"]) == [["b"]]
    with pytest.raises(UnknownTable):
        read(path, ReadOptions(sheet="street"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["lamps.gml"]


GPX = """<?xml version="1.0"?><gpx version="1.1" creator="Watch" xmlns="http://www.topografix.com/GPX/1/1">
<metadata><author><name>Anna</name><email id="anna" domain="example.org"/></author></metadata>
<wpt lat="52.1" lon="13.10"><ele>34.5</ele><name>Home</name></wpt>
<rte><name>to work</name><rtept lat="52.1" lon="13.1"/><rtept lat="52.2" lon="13.2"/></rte>
<trk><name>Morning</name><trkseg>
<trkpt lat="52.10001" lon="13.1"><time>2024-05-03T10:00:00Z</time></trkpt>
<trkpt lat="52.10002" lon="13.2"><time>2024-05-03T10:00:05Z</time><extensions><hr>120</hr></extensions></trkpt></trkseg>
<trkseg><trkpt lat="52.3" lon="13.3"/></trkseg></trk><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>"""


def test_gpx_layer_by_layer(tmp_path):
    path = tmp_path / "run.gpx"
    path.write_text(GPX)
    tables = {table.name.removeprefix("run - "): table for table in read(path)}
    assert list(tables) == ["waypoints", "route_points", "routes", "track_points", "tracks", "document"]
    assert cells(tables["waypoints"]) == [["Home", "Point", "13.10", "52.1", "34.5"]]
    wanted = ["track", "segment", "time", "geometry.latitude", "extensions.hr"]
    assert cells(tables["track_points"], wanted) == [
        ["1", "1", "2024-05-03T10:00:00Z", "52.10001", None],
        ["1", "1", "2024-05-03T10:00:05Z", "52.10002", "120"],
        ["1", "2", None, "52.3", None],
        ["2", "1", None, "1", None],
    ]
    wanted = ["track", "name", "time.begin", "time.end", "geometry.points", "geometry.end.longitude"]
    assert cells(tables["tracks"], wanted)[0] == [
        "1",
        "Morning",
        "2024-05-03T10:00:00Z",
        "2024-05-03T10:00:05Z",
        "3",
        "13.3",
    ]
    assert codes(tables["tracks"])["traces"]["count"] == 2
    assert cells(tables["document"]) == [["Watch", "Anna", "anna@example.org"]]
    assert cells(one(path, ReadOptions(sheet="routes")), ["name", "geometry.points"]) == [["to work", "2"]]
    with pytest.raises(UnknownTable):
        read(path, ReadOptions(sheet="walks"))


KML = """<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<Style id="s"><IconStyle><scale>2</scale></IconStyle></Style><Folder><name>Homes</name>
<Placemark><name>A</name><address>High St 1</address><phoneNumber>5550100</phoneNumber><styleUrl>#s</styleUrl>
<ExtendedData><Data name="owner"><value>Bob</value></Data><SchemaData schemaUrl="#x">
<SimpleData name="rent">5</SimpleData></SchemaData></ExtendedData>
<Point><coordinates> 13.10, 52.1,34 </coordinates></Point></Placemark>
<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark>
<Placemark><gx:Track><when>2024-05-03T10:00:00Z</when><when/><gx:coord>13 52 1</gx:coord><gx:coord>14 53 2</gx:coord>
</gx:Track></Placemark></Folder><NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>
</Document></kml>"""


@pytest.mark.parametrize("suffix", ["kml", "kmz", "zip"])
def test_kml_with_all_that_is_said(tmp_path, suffix):
    path = tmp_path / f"k.{suffix}"
    if suffix == "kml":
        path.write_text(KML)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML)
    marks, track, folders = read(path)
    wanted = ["folder", "name", "address", "phoneNumber", "owner", "rent", *PLACE, "geometry.altitude"]
    assert cells(marks, wanted)[0] == [
        "Homes", "A", "High St 1", "5550100", "Bob", "5", "Point", "13.10", "52.1", "34",
    ]  # fmt: skip
    assert cells(marks, ["geometry.type", "geometry.points"])[1:3] == [["Polygon", "4"], ["LineString", "2"]]
    assert cells(track, ["track", "time", "geometry.longitude"]) == [
        ["1", "2024-05-03T10:00:00Z", "13"],
        ["1", None, "14"],
    ]
    assert cells(folders) == [["Homes"]]
    assert codes(marks)["network-links-not-followed"] == {"count": 1}


@pytest.mark.parametrize("text", [GPX, KML, GML.format(features=LAMP.format(kind="lamp", owner="anna"))])
def test_markup_that_breaks_off_or_declares_entities(tmp_path, text):
    path = tmp_path / f"t.{'gpx' if text == GPX else 'kml' if text == KML else 'gml'}"
    body = text.partition("?>")[2] or text
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    for start in (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>',
    ):
        path.write_text(start + body.replace("anna", "&b;").replace("Anna", "&a;"))
        with pytest.raises(FileDamaged):
            read(path)
    path.write_text(text[: len(text) * 3 // 4])
    with pytest.raises(FileDamaged) as raised:
        read(path)
    assert _tells_nothing(raised.value)


def test_a_file_that_points_at_another_is_refused(tmp_path):
    write(layer([shapely.Point(1, 2)], name=["canary"]), tmp_path / "other.gpkg")
    path = tmp_path / "p.gml"
    pointer = f'<OGRVRTDataSource><OGRVRTLayer name="other"><SrcDataSource>{tmp_path}/other.gpkg</SrcDataSource>'
    root = '<FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>'
    path.write_text(f"{root}{pointer}</OGRVRTLayer></OGRVRTDataSource>")
    with pytest.raises(FileDamaged):
        read(path)


def test_limits(tmp_path):
    path = tmp_path / "k.kml"
    path.write_text("<kml>" + "<Folder>" * 80 + "</Folder>" * 80 + "</kml>")
    with pytest.raises(LimitExceeded):
        read(path)
    path.write_text(KML)
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(columns=3)))
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(document_bytes=500)))
    with pytest.raises(LimitExceeded):
        read(write(layer([shapely.Point(1, 2)], a=[1]), tmp_path / "a.fgb"), ReadOptions(limits=Limits(columns=3)))
    path.write_text("<kml/>")
    with pytest.raises(FileEmpty):
        read(path)


def feature(coordinates, kind="Point"):
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": kind, "coordinates": coordinates}}


def test_geojson_in_a_national_grid(tmp_path):
    x, y = GRIDS[25832]
    features = [feature([x + 100 * index, y + 100 * (index % 5)]) for index in range(30)]
    features.append(feature([[x, y, 7], [x + 100, y]], "LineString"))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    path = tmp_path / "g.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    table = one(path)
    rows = cells(table, ["geometry.longitude", "geometry.latitude", "geometry.end.longitude"])
    east, north = pyproj.Transformer.from_crs(25832, 4326, always_xy=True).transform(x, y)
    assert _floats(rows[0][:2]) == pytest.approx((east, north), abs=0.002)
    assert rows[30][2] == rows[1][0]
    assert codes(table)["geometry-precision"] == {"metres": 100}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    unknown = one(path)
    assert unknown.columns[1:4] == ("geometry.type", "geometry.x", "geometry.y")
    assert cells(unknown, ["geometry.x"])[0] == [str(x)]


def test_geojson_lines_and_odd_coordinates(tmp_path):
    path = tmp_path / "g.geojsonl"
    odd = [feature(["x", None]), feature([]), feature([[]], "Polygon"), feature([13.40, 52.5, 3])]
    path.write_text("\n".join(map(json.dumps, odd)))
    table = read(path)[0]
    assert cells(table, ["geometry.altitude"]) == [[None], [None], [None], ["3"]]
    assert codes(table)["geometry-missing"] == {"count": 3}
