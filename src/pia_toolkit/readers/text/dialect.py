"""The signs with which a text file separates cells and records."""

from dataclasses import dataclass

NO_DELIMITER = "\x1f"
"""Stands for "one column": the unit separator of ASCII, which does not occur in text."""


@dataclass(frozen=True)
class Dialect:
    """Signs that separate and protect cells. `skip_space`: a blank after the delimiter is not part of the cell."""

    delimiter: str = ","
    quote: str = '"'
    line_end: str = "\n"
    skip_space: bool = False
