"""What keeps a source from being read."""

from collections.abc import Sequence
from difflib import get_close_matches

from pia_toolkit.errors.kinds import ExitCode, PiaError


class CannotRead(PiaError):
    """The input cannot be read."""

    exit_code = ExitCode.CANNOT_READ


class FileMissing(CannotRead):
    """`path`: there is no such file."""

    id = "file-missing"


class FileEmpty(CannotRead):
    """`path` holds nothing."""

    id = "file-empty"


class NoPermission(CannotRead):
    """`path` may not be read by this user."""

    id = "no-permission"


class UnknownFormat(CannotRead):
    """`path` is of no format pia reads; `known` lists those it does."""

    id = "unknown-format"


class NotWhatItSays(CannotRead):
    """`path` is called `claimed` but its bytes are not that; `found` is what they look like."""

    id = "not-what-it-says"


class FileDamaged(CannotRead):
    """`path` breaks off or contradicts itself `where` (row, sheet, byte)."""

    id = "file-damaged"


class JsonBroken(FileDamaged):
    """`path` breaks the rules of JSON in line `line` at sign `sign`; `problem` tells how."""

    id = "json-broken"


class WebPage(NotWhatItSays):
    """`path` is called `claimed` but is a web page, as servers send in place of data."""

    id = "web-page"


class PasswordNeeded(CannotRead):
    """`path` is protected with a password."""

    id = "password-needed"


class NotDecodable(CannotRead):
    """`path` holds bytes that are not text in `encoding`, first in row `row`."""

    id = "not-decodable"


class LimitExceeded(CannotRead):
    """`path` goes beyond a stated limit: `limit` names it as `--limit-…` does; `allowed` and `found` are figures."""

    id = "limit-exceeded"


class MembersRefused(CannotRead):
    """`count` members of the archive `path`, the first of them number `member`, must not be read: `problem`."""

    id = "members-refused"


class UnknownColumn(CannotRead):
    """`column` is not in table `table`; `known` lists the columns."""

    id = "unknown-column"


class ColumnMisspelt(UnknownColumn):
    """`column` is not in table `table`, but `near` is; `known` lists the columns."""

    id = "column-misspelt"


def unknown_column(column: str, table: str, columns: Sequence[str]) -> UnknownColumn:
    """Return the error for a column that a table does not have, with the name that was probably meant."""
    known = ", ".join(columns)
    lower = {name.casefold(): name for name in columns}
    near = get_close_matches(column.casefold(), lower, 1)
    if near:
        return ColumnMisspelt(column=column, table=table, known=known, near=lower[near[0]])
    return UnknownColumn(column=column, table=table, known=known)


class UnknownTable(CannotRead):
    """`path` has no sheet, layer or table called `table`; `known` lists those it has."""

    id = "unknown-table"


class CoordinateSystemUnknown(CannotRead):
    """`crs`, named by the user for the geodata in `path`, is no coordinate system that is known."""

    id = "coordinate-system-unknown"


class ChangedSinceScan(CannotRead):
    """`path` is not the file that was scanned."""

    id = "changed-since-scan"


class DatasetMoved(CannotRead):
    """The data set `name` of this case is no longer where it was scanned."""

    id = "dataset-moved"


class ReferenceWithoutCounts(CannotRead):
    """No cell of `column` in the reference table `table` is a count of people."""

    id = "reference-without-counts"


class ReferenceDoesNotMatch(CannotRead):
    """No class of the file is in the reference table `table`; `unmatched` counts the values of each column."""

    id = "reference-does-not-match"
