"""The catalogue of measures: what a city can do, one file each."""

from collections.abc import Sequence
from pathlib import Path

from pia_toolkit.content import read_entries
from pia_toolkit.domain.plan import Mitigation
from pia_toolkit.resources import beside


def load_catalogue(folders: Sequence[Path] = ()) -> tuple[Mitigation, ...]:
    """Read the shipped measures and those of `folders`; of two with one id the later wins. Sorted by id.

    Raises `ContentInvalid`, or `Several` naming every mistake in every file.
    """
    return read_entries((beside("mitigation", "catalogue"), *folders), Mitigation)
