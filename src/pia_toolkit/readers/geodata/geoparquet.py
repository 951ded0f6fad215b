"""GeoParquet: which columns of a Parquet or Arrow file hold geometries, and their coordinate systems."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pia_toolkit.readers.geodata.coordinate_system import DEGREES, CoordinateSystem, coordinate_system

if TYPE_CHECKING:
    import pyarrow as pa

_EXTENSIONS = {b"geoarrow.wkb", b"ogc.wkb"}

Places = tuple[tuple[int, CoordinateSystem | None], ...]


def geometries_of(schema: "pa.Schema") -> Places:
    """Return the positions of columns with geometries in well-known binary, the main one first.

    Source: GeoParquet 1.1; GeoArrow extension types.
    """
    told = _told(schema.metadata or {})
    columns = told.get("columns")
    main = told.get("primary_column")
    found: list[tuple[bool, int, CoordinateSystem | None]] = []
    for at, part in enumerate(schema):
        if not _is_binary(part):
            continue
        about = columns.get(part.name) if isinstance(columns, dict) else None
        if isinstance(about, dict) and about.get("encoding") == "WKB":
            found.append((part.name != main, at, _system(about)))
        elif (extension := _extension(part)) is not None:
            found.append((True, at, _system(extension)))
    return tuple((at, system) for _, at, system in sorted(found, key=lambda place: place[:2]))


def _told(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    return _object(metadata.get(b"geo", b""))


def _object(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _is_binary(part: "pa.Field") -> bool:
    import pyarrow as pa

    kind = part.type.storage_type if isinstance(part.type, pa.BaseExtensionType) else part.type
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _extension(part: "pa.Field") -> dict[str, Any] | None:
    """Return what a GeoArrow type says of itself; None for other types."""
    metadata = part.metadata or {}
    if metadata.get(b"ARROW:extension:name") not in _EXTENSIONS:
        return None
    return _object(metadata.get(b"ARROW:extension:metadata", b""))


def _system(about: Mapping[str, Any]) -> CoordinateSystem | None:
    """Understand a coordinate system as PROJ JSON; where nothing is said it is WGS84, where it is null, unknown."""
    if "crs" not in about:
        return DEGREES
    told = about["crs"]
    return coordinate_system(json.dumps(told) if isinstance(told, dict) else str(told or ""))
