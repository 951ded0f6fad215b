"""KML and KMZ: the placemarks with everything said of them, the folders they stand in, tracks point by point."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import BinaryIO, cast

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, FileEmpty
from pia_toolkit.readers.geodata.flat_tables import MAIN, Row, flat_tables
from pia_toolkit.readers.geodata.markup import Node, stream_records
from pia_toolkit.readers.geodata.markup_cells import Cells
from pia_toolkit.readers.geodata.place_text import Position, place_cells
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.packed.compressed import DAMAGED, limited
from pia_toolkit.readers.record_table import RecordTable

_MARKS = frozenset({"Placemark", "GroundOverlay", "PhotoOverlay", "ScreenOverlay"})
_FOLDERS = frozenset({"Folder", "Document"})
_LINK = "NetworkLink"
_GEOMETRIES = {
    "Point": "Point",
    "LineString": "LineString",
    "LinearRing": "LineString",
    "Polygon": "Polygon",
    "MultiGeometry": "GeometryCollection",
    "Track": "LineString",
    "MultiTrack": "MultiLineString",
    "Model": "Point",
}
"""The geometries of KML and what they are in the terms of simple features."""
_OF_THE_MAP = frozenset(
    "id targetId Style StyleMap styleUrl Schema LookAt Camera Region visibility open Icon Link Url color drawOrder "
    "LatLonBox LatLonQuad ViewVolume ImagePyramid altitudeMode shape rotation overlayXY screenXY rotationXY size "
    "tessellate extrude balloonVisibility refreshVisibility flyToView ExtendedData".split()
)
"""What says how a map looks."""
_COMMA = re.compile(r"\s*,\s*")
_TRACK_POINTS = "track_points"


def read_kml(opened: Opened, options: ReadOptions) -> tuple[RecordTable, ...]:
    """Read a KML file. Links to other files are not followed, and said so.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded` and `UnknownTable`.
    """
    names = frozenset({*_MARKS, *_FOLDERS, _LINK})
    links = sum(node.name == _LINK for node, _ in stream_records(opened, names, options.limits))
    notes = [ReadingNote(code="network-links-not-followed", values={"count": links})] if links else []
    return flat_tables(opened, options, partial(_rows, opened, options), notes)


def read_kmz(opened: Opened, options: ReadOptions) -> tuple[RecordTable, ...]:
    """Read every KML file in a KMZ archive. Raises what `read_kml` raises."""
    limits = options.limits

    def members() -> list[zipfile.ZipInfo]:
        with closing(opened.seekable(limits.document_bytes)) as stream, zipfile.ZipFile(stream) as archive:
            found = [member for member in archive.infolist() if member.filename.lower().endswith(".kml")]
            return sorted(found, key=lambda member: member.filename)

    def open_raw(member: zipfile.ZipInfo) -> BinaryIO:
        archive = zipfile.ZipFile(opened.seekable(limits.document_bytes))
        return cast("BinaryIO", archive.open(member))

    try:
        files = members()
    except DAMAGED:
        raise FileDamaged(path=opened.path, where="zip") from None
    tables: list[RecordTable] = []
    for member in files:
        opener = partial(limited, partial(open_raw, member), opened.path, member.compress_size, limits)
        name = opened.name if len(files) == 1 else f"{opened.name} - {member.filename}"
        tables += read_kml(replace(opened, name=name, open=opener), options)
    if not tables:
        raise FileEmpty(path=opened.path)
    return tuple(tables)


def _rows(opened: Opened, options: ReadOptions) -> Iterator[Row]:
    tracks = 0
    for node, around in stream_records(opened, frozenset({*_MARKS, *_FOLDERS, _LINK}), options.limits):
        cells = _told(node)
        if node.name in _FOLDERS:
            if cells:
                yield "folders", cells
            continue
        folders = [name for outer in around if outer.name == "Folder" and (name := _name(outer))]
        geometry = next((child for child in node.children if child.name in _GEOMETRIES), None)
        positions = _positions(geometry) if geometry else []
        if geometry and positions:
            cells |= place_cells(_GEOMETRIES[geometry.name], positions[0], positions[-1], len(positions))
        folder = {"folder": " / ".join(folders)} if folders else {}
        yield MAIN, {**folder, **cells}
        for track in _tracks(geometry):
            tracks += 1
            for point in _track_points(track):
                yield _TRACK_POINTS, {"track": str(tracks), **point}


def _name(node: Node) -> str:
    named = node.child("name")
    return named.text if named else ""


def _told(node: Node) -> Cells:
    """Return what is said of a placemark or a folder, without how it looks and where it is."""
    cells = Cells()
    for child in node.children:
        if child.name not in _OF_THE_MAP and child.name not in _GEOMETRIES:
            cells.gather(child, _OF_THE_MAP, child.name)
    for extended in (child for child in node.children if child.name == "ExtendedData"):
        for part in extended.children:
            _put_extended(part, cells)
    return cells


def _put_extended(part: Node, cells: Cells) -> None:
    """Add the data that the author of the file has put beside the placemark."""
    if part.name == "Data":
        value = part.child("value")
        cells.put(part.attributes.get("name", "Data"), value.text if value else part.text)
    elif part.name == "SchemaData":
        for data in part.every("SimpleData"):
            cells.put(data.attributes.get("name", "SimpleData"), data.text)
    else:
        cells.gather(part, _OF_THE_MAP, part.name)


def _positions(geometry: Node) -> list[Position]:
    """Return every position of a geometry in the order in which they stand."""
    found: list[Position] = []
    for child in geometry.children:
        if child.name == "coordinates":
            found += [tuple(place.split(",")[:3]) for place in _COMMA.sub(",", child.text).split()]
        elif child.name == "coord":
            found.append(tuple(child.text.split()[:3]))
        elif child.name == "Location":
            parts = [child.child(name) for name in ("longitude", "latitude", "altitude")]
            found.append(tuple(part.text for part in parts if part))
        else:
            found += _positions(child)
    return [place for place in found if len(place) > 1]


def _tracks(geometry: Node | None) -> Iterator[Node]:
    """Yield the tracks that a geometry is or holds."""
    if geometry is not None:
        if geometry.name == "Track":
            yield geometry
        yield from geometry.every("Track")


def _track_points(track: Node) -> Iterator[dict[str, str]]:
    """Yield the points of a track with their times, and what was measured there."""
    whens = [child.text for child in track.children if child.name == "when"]
    places = [tuple(child.text.split()[:3]) for child in track.children if child.name == "coord"]
    measured = {
        array.attributes.get("name", "value"): [value.text for value in array.every("value")]
        for array in track.every("SimpleArrayData")
    }
    for at, place in enumerate(places):
        cells = {"time": whens[at]} if at < len(whens) and whens[at] else {}
        cells |= {name: values[at] for name, values in measured.items() if at < len(values) and values[at]}
        yield cells | (place_cells("Point", place, place, 1) if len(place) > 1 else {})
