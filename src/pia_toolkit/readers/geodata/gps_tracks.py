"""GPX: waypoints, routes, tracks and every point of them with its time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from pia_toolkit.readers.geodata.flat_tables import Row, flat_tables
from pia_toolkit.readers.geodata.markup import Node, stream_records
from pia_toolkit.readers.geodata.markup_cells import node_cells
from pia_toolkit.readers.geodata.place_text import Position, place_cells
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.record_table import RecordTable

_TABLES = {"wpt": "waypoints", "rtept": "route_points", "trkpt": "track_points", "rte": "routes", "trk": "tracks"}
_RECORDS = frozenset({*_TABLES, "trkseg", "gpx"})
_HEIGHT, _TIME = "ele", "time"
_OF_THE_FORMAT = frozenset(
    {"version", "schemaLocation", "bounds", "lat", "lon", "minlat", "minlon", "maxlat", "maxlon"}
)


@dataclass
class _Way:
    """The route or track that is being read: its number, the number of its segment, its points so far."""

    number: int = 1
    segment: int = 1
    points: int = 0
    first: Position = ()
    last: Position = ()
    times: list[str] = field(default_factory=list)

    def add(self, place: Position, time: str) -> None:
        """Go on to another point."""
        self.points += 1
        self.first, self.last = self.first or place, place
        if time:
            self.times = [*self.times[:1], time]


def read_gpx(opened: Opened, options: ReadOptions) -> tuple[RecordTable, ...]:
    """Read a GPX file: a table for each kind of what it holds, extensions such as heart rates included.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded` and `UnknownTable`.
    """
    return flat_tables(opened, options, partial(_rows, opened, options.limits), ())


def _rows(opened: Opened, limits: Limits) -> Iterator[Row]:
    ways = {"trk": _Way(), "rte": _Way()}
    for node, _ in stream_records(opened, _RECORDS, limits):
        cells = node_cells(node, _OF_THE_FORMAT)
        if node.name == "trkseg":
            ways["trk"].segment += 1
        elif node.name == "gpx":
            if cells:
                yield "document", cells
        elif node.name in ways:
            way = ways[node.name]
            yield _TABLES[node.name], _way_cells(node, way, cells)
            ways[node.name] = _Way(way.number + 1)
        else:
            yield _TABLES[node.name], _point_cells(node, ways, cells)


def _way_cells(node: Node, way: _Way, cells: dict[str, str]) -> dict[str, str]:
    """Return what is said of a whole route or track."""
    kind = "MultiLineString" if node.name == "trk" else "LineString"
    times = {"time.begin": way.times[0], "time.end": way.times[-1]} if way.times else {}
    place = place_cells(kind, way.first, way.last, way.points)
    return {_number_column(node): str(way.number), **cells, **times, **place}


def _point_cells(node: Node, ways: dict[str, _Way], cells: dict[str, str]) -> dict[str, str]:
    """Return what is said of one point, and the route or track and segment it is part of."""
    place = tuple(node.attributes.get(side, "").strip() for side in ("lon", "lat"))
    if height := cells.pop(_HEIGHT, ""):
        place = (*place, height)
    belongs: dict[str, str] = {}
    way = ways.get(node.name.removesuffix("pt"))
    if way is not None:
        way.add(place, cells.get(_TIME, ""))
        belongs = {_number_column(node): str(way.number)}
        if node.name == "trkpt":
            belongs["segment"] = str(way.segment)
    return {**belongs, **cells, **place_cells("Point", place, place, 1)}


def _number_column(node: Node) -> str:
    """Return the column that holds the number of a route or track."""
    return "route" if node.name.startswith("rte") else "track"
