"""The schema of an Avro file as columns of text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pia_toolkit.readers.as_text import value_as_text

if TYPE_CHECKING:
    import pyarrow as pa

_VALUE = "value"
Shape: TypeAlias = "dict[str, Shape] | list[Shape] | None"
"""How a value is laid out: members of a record, the only entry of a list of records, or None for a text."""


class NestedTooDeep(Exception):
    """A schema refers to itself or is nested too deep; told as `LimitExceeded` where the file's name is known."""


def shape_of_schema(schema: Any, depth: int) -> dict[str, Shape]:  # noqa: ANN401  # a schema has no type of its own
    """Return the columns of a schema; what is no record becomes the column `value`.

    Raises `NestedTooDeep`, and `ValueError` for a schema whose values take no bytes, of which a file could claim to
    hold any number.
    """
    named: dict[str, Any] = {}
    shape = _shape(schema, named, depth)
    if _takes_nothing(schema, named, depth):
        raise ValueError
    return shape if isinstance(shape, dict) else {_VALUE: shape}


def record_in_shape(record: Any, shape: dict[str, Shape]) -> dict[str, Any]:  # noqa: ANN401  # of any type
    """Return a record with everything in it as text; what is no record as the cell `value`."""
    return value_in_shape(record if isinstance(record, dict) else {_VALUE: record}, shape) or {}


def as_arrow(shape: dict[str, Shape]) -> "pa.Schema":
    """Return the columns as Arrow knows them; every value is a text."""
    import pyarrow as pa

    return pa.schema([pa.field(name, _kind(inner)) for name, inner in shape.items()])


def value_in_shape(value: Any, shape: Shape) -> Any:  # noqa: ANN401  # values are of any type
    """Return a value with everything in it as text."""
    if isinstance(shape, dict):
        return {name: value_in_shape(value.get(name), inner) for name, inner in shape.items()} if value else None
    if isinstance(shape, list):
        return [value_in_shape(item, shape[0]) for item in value] if isinstance(value, list) else None
    return value_as_text(value)


def _kind(shape: Shape) -> "pa.DataType":
    import pyarrow as pa

    if isinstance(shape, dict) and shape:
        return pa.struct([pa.field(name, _kind(inner)) for name, inner in shape.items()])
    if isinstance(shape, list):
        return pa.large_list(_kind(shape[0]))
    return pa.large_string()


def _shape(schema: Any, named: dict[str, Any], depth: int) -> Shape:  # noqa: ANN401  # as above
    if depth < 0:
        raise NestedTooDeep
    if isinstance(schema, list):
        choices = [choice for choice in schema if choice != "null"]
        return _shape(choices[0], named, depth - 1) if len(choices) == 1 else None
    if not isinstance(schema, Mapping):
        return _shape(named[schema], named, depth - 1) if schema in named else None
    kind = schema["type"]
    if kind in {"record", "error"}:
        named[schema["name"]] = schema
        return {part["name"]: _shape(part["type"], named, depth - 1) for part in schema["fields"]}
    if kind == "array":
        if _takes_nothing(schema["items"], named, depth):
            raise ValueError
        inner = _shape(schema["items"], named, depth - 1)
        return [inner] if isinstance(inner, dict) and inner else None
    if kind == "map":
        _shape(schema["values"], named, depth - 1)
        return None
    return _shape(kind, named, depth - 1) if isinstance(kind, (Mapping, list)) else None


def _takes_nothing(schema: Any, named: Mapping[str, Any], depth: int) -> bool:  # noqa: ANN401  # as above
    """Tell whether a value may take no bytes at all."""
    if depth < 0:
        raise NestedTooDeep
    if isinstance(schema, list):
        return False
    if not isinstance(schema, Mapping):
        return schema == "null" or (schema in named and _takes_nothing(named[schema], named, depth - 1))
    kind = schema["type"]
    if kind in {"record", "error"}:
        return all(_takes_nothing(part["type"], named, depth - 1) for part in schema["fields"])
    return kind == "null" or (kind == "fixed" and schema.get("size") == 0)
