"""Columns that confirm each other: latitude beside longitude, family beside given name, postcode beside address."""

import re
from collections.abc import Sequence

from pia_toolkit.detection import weights
from pia_toolkit.detection.column_reading import ColumnReading
from pia_toolkit.detection.feeds import settling
from pia_toolkit.domain.inventory import Evidence, EvidenceKind

_HALVES = (("latitude", "longitude"), ("given-name", "family-name"), ("easting", "northing"))
"""Kinds that come in pairs; by recognizer id."""

_NO_HEADER = re.compile(
    r"(?i:(?:column|col|field|var|spalte|colonne|columna|coluna|_?c|f|v|列|字段)?[ _:.-]{0,2}[0-9]+)"
)
_POSTCODE = "postcode"
_PLACED = frozenset({"postal-address", "postal-address-any", "place-address", "street-name", "city", "phone-number"})
"""Recognizers of columns beside which a column of numbers of one length is probably one of postcodes."""


def confirm_neighbours(names: Sequence[str], readings: Sequence[list[ColumnReading]]) -> None:
    """Raise the reading of a column whose other half stands in the same table, and name the nearest such column."""
    likely = [column[0].recognizer.id if column and column[0].score > 0 else "" for column in readings]
    for one, other in _HALVES:
        for half, counterpart in ((one, other), (other, one)):
            halves = [place for place, identity in enumerate(likely) if identity == counterpart]
            for place, column in enumerate(readings):
                for reading in column:
                    if halves and reading.recognizer.id == half and reading.score > weights.PRIOR:
                        _, nearest = min((abs(beside - place), beside) for beside in halves)
                        reading.add(weights.NEIGHBOUR, _beside_it(reading, names[nearest]))
                column.sort(key=lambda reading: (-reading.score, reading.recognizer.id))
    _confirm_postcodes(names, readings, likely)
    settling.settle(names, readings)


def _confirm_postcodes(names: Sequence[str], readings: Sequence[list[ColumnReading]], likely: Sequence[str]) -> None:
    """Raise the reading of a column without a header as postcodes beside an address or town."""
    beside = [place for place, identity in enumerate(likely) if identity in _PLACED]
    if not beside or _POSTCODE in likely:
        return
    for place, column in enumerate(readings):
        if not _NO_HEADER.fullmatch(names[place]):
            continue
        for reading in column:
            if reading.recognizer.id == _POSTCODE and reading.by_values:
                _, nearest = min((abs(other - place), other) for other in beside)
                reading.add(weights.NEIGHBOUR, _beside_it(reading, names[nearest]))
        column.sort(key=lambda reading: (-reading.score, reading.recognizer.id))


def _beside_it(reading: ColumnReading, column: str) -> Evidence:
    rows = reading.evidence[0].rows_read
    return Evidence(kind=EvidenceKind.NEIGHBOUR, detail=column, rows_hit=rows, rows_read=rows)
