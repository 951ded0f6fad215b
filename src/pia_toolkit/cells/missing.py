"""Cells that say nothing: empty ones, and marks such as `*`, `n/a`, `unknown`, `不详` or a lone `-1`."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.content import read_model
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.resources import beside


class MissingValues(Frozen):
    """The marks; each is explained in the file itself."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]


@cache
def missing_values() -> MissingValues:
    """Return the shipped marks, `rules/missing_values.yaml`. Raises `ContentInvalid`."""
    return read_model(beside("cells", "rules") / "missing_values.yaml", MissingValues)


def are_missing(values: pa.Array) -> npt.NDArray[np.bool_]:
    """Tell which of a column's different values (an Arrow string array without nulls) say nothing.

    A file that was anonymised before comes back with `*` or `unknown` in it. Taken for values, such cells
    would look like one more group of people (ARX issue 259).
    """
    trimmed = _trimmed(values)
    return _say_nothing(trimmed, numbers=_numbers_say_nothing(trimmed))


def numbers_say_nothing(values: pa.Array) -> bool:
    """Tell whether a number such as -1 stands for nothing in a column: only where no other number is below zero."""
    return _numbers_say_nothing(_trimmed(values))


def say_nothing(values: pa.Array, *, numbers: bool) -> npt.NDArray[np.bool_]:
    """Tell which values of a piece of a column (without nulls) say nothing; `numbers`: as told of the whole column."""
    return _say_nothing(_trimmed(values), numbers=numbers)


def _numbers_say_nothing(trimmed: pa.Array) -> bool:
    numbers = _is_one_of(trimmed, missing_values().numbers)
    if not pc.any(numbers).as_py():
        return True
    below_zero = pc.match_substring_regex(trimmed, r"^-[0-9]*[.,]?[0-9]+$")
    return not pc.any(pc.and_not(below_zero, numbers)).as_py()


def _say_nothing(trimmed: pa.Array, *, numbers: bool) -> npt.NDArray[np.bool_]:
    marks = missing_values()
    missing = pc.or_(_is_one_of(trimmed, marks.words), pc.equal(pc.utf8_trim(trimmed, "*"), ""))
    if numbers:
        missing = pc.or_(missing, _is_one_of(trimmed, marks.numbers))
    found: npt.NDArray[np.bool_] = missing.to_numpy(zero_copy_only=False)
    return found


def _trimmed(values: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.utf8_trim_whitespace(values))


def _is_one_of(values: pa.Array, marks: tuple[str, ...]) -> pa.Array:
    return pc.is_in(values, value_set=pa.array(marks, type=values.type))
