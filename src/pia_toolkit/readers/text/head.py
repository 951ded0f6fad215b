"""What the beginning of a delimited text tells: delimiter, quotation marks, column names, where the data begin."""

from dataclasses import dataclass, replace

from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.text.dialect import NO_DELIMITER, Dialect
from pia_toolkit.readers.text.dialect_search import find_dialect, find_line_end
from pia_toolkit.readers.text.fixed_width import find_cuts
from pia_toolkit.readers.text.records import FieldTooLong, Record, split_lines, split_records
from pia_toolkit.readers.text.source import TextSource, double_escaped_quotes
from pia_toolkit.readers.text.table_start import TableStart, find_start

_FIRST_LOOK, _LONGEST_LOOK = 2**18, 2**24
_LINES_WANTED, _ROWS_LOOKED_AT = 50, 400
_SPELLED_OUT = {"tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, repr=False)
class TextHead:
    """How a text is to be read.

    `source`: the text, with what has to be rewritten on the way; `delimiter`: as it stands in the file; `data_at`:
    bytes before the first row of data; `row`: number of that row; `widest`: cells of the longest row looked at.
    """

    source: TextSource
    dialect: Dialect
    delimiter: str
    start: TableStart
    data_at: int
    widest: int

    @property
    def row(self) -> int:
        """Number of the first row of data, counted as a spreadsheet does."""
        return self.start.first + 1


def look_at_head(source: TextSource, options: ReadOptions) -> TextHead | None:
    """Read as much of the beginning as is needed; None when the text holds nothing. Raises `FieldTooLong`."""
    given = _SPELLED_OUT.get(options.delimiter or "", options.delimiter)
    sign = given
    if given and len(given.encode()) > 1:
        source, sign = replace(source, delimiter=given), NO_DELIMITER
    head, looked_at = _beginning(source, options.limits.field_bytes), source
    text = head.decode(errors="replace")
    plain = Dialect(line_end=find_line_end(text))
    if _escapes_quotes(text, plain, sign):
        looked_at = source = replace(source, escaped=True)
        head = _beginning(source, options.limits.field_bytes)
        text = head.decode(errors="replace")
    dialect = find_dialect(text, plain, sign)
    delimiter = given or dialect.delimiter
    if delimiter == NO_DELIMITER and dialect.line_end == "\n":
        source = replace(source, cuts=find_cuts(text.split("\n")[:_ROWS_LOOKED_AT]))
    if len(dialect.delimiter.encode()) > 1:
        source, dialect = replace(source, delimiter=delimiter), replace(dialect, delimiter=NO_DELIMITER)
    if source != looked_at:
        head = _beginning(source, options.limits.field_bytes)
    lines = split_lines(head, dialect.line_end)
    records = _first_records([line.decode() for line in lines], dialect, options.limits.field_bytes)
    if not any(cell.strip() for record in records for cell in record.cells):
        return None
    start = find_start([record.cells for record in records], header=options.header)
    first_line = records[start.first].first_line if start.first < len(records) else len(lines)
    data_at = sum(len(line) for line in lines[:first_line])
    cut_off = records[-1].next_line == len(lines) and len(head) >= _FIRST_LOOK
    widest = max((len(record.cells) for record in records[start.first : -1 if cut_off else None]), default=0)
    return TextHead(source, dialect, delimiter, start, data_at, widest)


def _beginning(source: TextSource, field_bytes: int) -> bytes:
    """Return the first lines of a text, whole ones unless it is one line only."""
    size = _FIRST_LOOK
    while True:
        head = source.head(size)
        if len(head) < size:
            return head
        line_end = b"\r" if find_line_end(head.decode(errors="replace")) == "\r" else b"\n"
        if head.count(line_end) >= _LINES_WANTED or (size >= _LONGEST_LOOK and line_end in head):
            return head[: head.rfind(line_end) + 1]
        if size > 2 * field_bytes:
            raise FieldTooLong
        size *= 4


def _first_records(lines: list[str], dialect: Dialect, field_bytes: int) -> list[Record]:
    records: list[Record] = []
    for record in split_records(lines, dialect, field_bytes, complete=True):
        records.append(record)
        if len(records) >= _ROWS_LOOKED_AT:
            break
    return records


def _escapes_quotes(text: str, plain: Dialect, delimiter: str | None) -> bool:
    r"""Tell whether quotation marks within cells are written `\"`: with that rule fewer lines break the others."""

    def broken(sample: str) -> int:
        dialect = find_dialect(sample, plain, delimiter)
        lines = [line + plain.line_end for line in sample.split(plain.line_end)]
        return sum(record.mended for record in split_records(lines, dialect, _LONGEST_LOOK, complete=True))

    return '\\"' in text and broken(double_escaped_quotes(text.encode()).decode()) < broken(text)
