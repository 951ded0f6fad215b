"""A run of JSON records parsed at once by Arrow, every text as text."""

from typing import TYPE_CHECKING

from pia_toolkit.readers.json_documents.record_run import Irregular, RecordRun

if TYPE_CHECKING:
    import pyarrow as pa


def parse_run(run: RecordRun, schema: "pa.Schema | None") -> "pa.StructArray":
    """Return the records; `schema`: how those of the run before were built.

    Raises `Irregular` when a member is text in one record and a truth value, a list or a record in another, when it
    is there twice, and when the rules of JSON are broken.
    """
    import pyarrow as pa

    try:
        try:
            table = _parse(run.quoted, schema)
        except pa.ArrowException:
            table = _parse(run.quoted, None)
        plain = pa.schema([_as_text(part) for part in table.schema])
        if plain != table.schema:
            table = _parse(run.quoted, plain)
        if table.schema != plain or table.num_rows != len(run.starts) or not table.num_columns:
            raise Irregular
        table.validate(full=True)
    except (pa.ArrowException, ValueError, SystemError):
        raise Irregular from None
    return pa.StructArray.from_arrays([column.combine_chunks() for column in table.columns], fields=list(table.schema))


def _parse(text: bytes, schema: "pa.Schema | None") -> "pa.Table":
    import pyarrow as pa
    from pyarrow import json

    return json.read_json(
        pa.BufferReader(text),
        read_options=json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema),
    )


def _as_text(part: "pa.Field") -> "pa.Field":
    """Return a field in which moments, which were taken for such by their looks, are text. Raises `Irregular`."""
    import pyarrow as pa

    kind = part.type
    if pa.types.is_timestamp(kind):
        kind = pa.string()
    elif pa.types.is_struct(kind):
        kind = pa.struct([_as_text(kind.field(position)) for position in range(kind.num_fields)])
    elif pa.types.is_list(kind):
        kind = pa.list_(_as_text(kind.value_field))
    elif not (pa.types.is_string(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind)):
        raise Irregular
    return part.with_type(kind)
