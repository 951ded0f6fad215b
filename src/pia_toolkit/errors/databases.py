"""What keeps a database from being read."""

from pia_toolkit.errors.reading import CannotRead


class AddressNotUnderstood(CannotRead):
    """`path` is no address of a database that pia reads; `known` shows how they are written."""

    id = "address-not-understood"


class DatabasePasswordNeeded(CannotRead):
    """The database at `path` asks for a password, and none was given."""

    id = "database-password-needed"


class DatabaseUnreachable(CannotRead):
    """There is no way, or no longer a way, to the database server at `path`."""

    id = "database-unreachable"


class DatabaseRefused(CannotRead):
    """The database server at `path` answers, but does not let this user in."""

    id = "database-refused"


class DatabaseTimeout(CannotRead):
    """A query of the database at `path` took longer than `seconds`, or waited too long for a lock."""

    id = "database-timeout"


class DatabaseEmpty(CannotRead):
    """The database at `path` has no table that this user may read."""

    id = "database-empty"


class TableNotReadable(CannotRead):
    """`table` of the database at `path` cannot be read: it is gone, not allowed, or a view that fails."""

    id = "table-not-readable"


class DatabaseEncrypted(CannotRead):
    """The database file `path` is encrypted."""

    id = "database-encrypted"


class DatabaseVersion(CannotRead):
    """The database file `path` was written by a version of DuckDB that the one here does not read."""

    id = "database-version"


class DatabasePacked(CannotRead):
    """The database file `path` is packed, and can only be read unpacked."""

    id = "database-packed"
