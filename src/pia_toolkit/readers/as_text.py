"""Typed columns as text: nothing rounded, moments as ISO 8601, whole numbers without a point."""

import datetime as dt
import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_LARGEST_EXACT = 1e22


def as_text(column: "pa.Array") -> "pa.Array":
    """Return a column as `large_string`; what is missing, empty or not a number is null.

    Moments become ISO 8601, numbers keep every digit, lists and other collections become JSON, bytes become the
    text they hold, or null when they hold none.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_run_end_encoded(column.type):
        column = pc.run_end_decode(column)
    text = _converter(column.type)(column)
    empty = pc.equal(pc.binary_length(text), 0)
    return pc.if_else(empty, pa.scalar(None, pa.large_string()), text) if pc.any(empty).as_py() else text


def plain_number(value: float) -> str:
    """Write a number with every digit it has, whole ones without a point, none with an exponent below 10 to the 22."""
    return str(int(value)) if value == int(value) and abs(value) < _LARGEST_EXACT else repr(value)


def _converter(kind: "pa.DataType") -> "Callable[[pa.Array], pa.Array]":
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return _from_float
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        return _from_moment
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _from_bytes
    if pa.types.is_nested(kind) or str(kind).startswith("binary_view"):
        return _from_values
    return _cast


def _cast(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa

    try:
        return column.cast(pa.large_string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return _from_values(column)


def _from_float(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    text = column.cast(pa.large_string())
    exponent = pc.fill_null(pc.match_substring(text, "e"), fill_value=False)
    if pc.any(exponent).as_py():
        plain = [plain_number(value) for value in column.filter(exponent).to_pylist()]
        text = pc.replace_with_mask(text, exponent, pa.array(plain, pa.large_string()))
    return text


def _from_moment(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pa.timestamp("s", column.type.tz) if pa.types.is_timestamp(column.type) else pa.time32("s")
    seconds = column.cast(whole, safe=False)
    if pc.all(pc.equal(seconds.cast(column.type, safe=False), column)).as_py() is False:
        text = column.cast(pa.large_string())
        for pattern, replacement in ((r"(\.[0-9]*?)0+($|[-+Z])", r"\1\2"), (r"\.($|[-+Z])", r"\1")):
            text = pc.replace_substring_regex(text, pattern=pattern, replacement=replacement, max_replacements=1)
    else:
        text = seconds.cast(pa.large_string())
    if pa.types.is_timestamp(column.type):
        text = pc.replace_substring(text, " ", "T", max_replacements=1)
        if column.type.tz is not None:
            text = pc.replace_substring_regex(text, r"([-+][0-9]{2})([0-9]{2})$", r"\1:\2")
    return text


def _from_bytes(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        text = column.cast(pa.large_binary()).cast(pa.large_string())
        if not pc.any(pc.match_substring(text, "\x00")).as_py():
            return text
    except pa.ArrowInvalid:
        pass
    return pa.array([_decoded(value) for value in column.to_pylist()], pa.large_string())


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None or b"\x00" in value else value.decode()
    except UnicodeDecodeError:
        return None


def _from_values(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa

    return pa.array([value_as_text(value) for value in column.to_pylist()], pa.large_string())


def value_as_text(value: object) -> str | None:
    """Write one value of any type as text; None for what is missing or holds no text."""
    if value is None or value != value:  # noqa: PLR0124  # only "not a number" differs from itself
        return None
    write = next((write for kind, write in _WRITERS if isinstance(value, kind)), str)
    return write(value) or None


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=value_as_text)


_WRITERS: tuple[tuple[type, Callable[[Any], str | None]], ...] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    (bytes, _decoded),
    (float, lambda value: plain_number(value) if math.isfinite(value) else None),
    (dt.date, lambda value: str(value.isoformat())),
    (dt.time, lambda value: str(value.isoformat())),
    (list, _as_json),
    (tuple, _as_json),
    (dict, _as_json),
)
"""How values are written, by type; everything else as Python writes it."""
