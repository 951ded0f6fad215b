"""Mistakes in files are collected and told together: five mistakes are shown as five."""

from collections.abc import Iterator
from contextlib import contextmanager

from pia_toolkit.errors import PiaError, Several


class Mistakes:
    """A list of mistakes that is filled while reading goes on."""

    def __init__(self) -> None:
        self.found: list[PiaError] = []

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Note what goes wrong in the block and go on after it."""
        try:
            yield
        except Several as several:
            self.found.extend(several.errors)
        except PiaError as error:
            self.found.append(error)

    def tell(self) -> None:
        """Raise what was noted: one mistake as it is, more as `Several`."""
        if self.found:
            raise self.found[0] if len(self.found) == 1 else Several(self.found)
