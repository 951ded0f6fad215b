"""What detection found: one verdict per column, with its evidence, and one per table."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.frozen import Frozen, Scalar

INVENTORY_SCHEMA = "pia-toolkit/inventory/1"

ABOUT_THE_FILE = "about-the-file"
"""Kind of a table that holds what stands beside the records: properties, comments, lines above a header."""


class Role(StrEnum):
    """What a column does to a person's privacy. Exactly one per column."""

    DIRECT_IDENTIFIER = "direct-identifier"
    DEVICE_IDENTIFIER = "device-identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    LOCATION = "location"
    TIME = "time"
    FREE_TEXT = "free-text"
    NONE = "none"


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from."""

    HEADER = "header"
    SHAPE = "shape"
    PATTERN = "pattern"
    CHECKSUM = "checksum"
    DICTIONARY = "dictionary"
    RANGE = "range"
    MODEL = "model"
    REPETITION = "repetition"
    NEIGHBOUR = "neighbour"
    INVERSION = "inversion"


class Evidence(Frozen):
    """One reason for a verdict: `rows_hit` of `rows_read` cells agree with `detail`."""

    kind: EvidenceKind
    detail: str = Field(description="recognizer, checksum, word list or lexicon concept by id; a shape; a column")
    rows_hit: int = Field(ge=0)
    rows_read: int = Field(ge=0)
    exact: bool = Field(default=True, description="false when rows_read is a sample of distinct values")
    values: dict[str, Scalar] = Field(default_factory=dict)

    @property
    def share(self) -> float:
        """Share of the cells read that agree, 0 to 1."""
        return self.rows_hit / self.rows_read if self.rows_read else 0.0


class Reading(Frozen):
    """A competing reading of a column, and how sure we would be of it."""

    category: str
    confidence: float = Field(ge=0, le=1)


class Profile(Frozen):
    """What a column looks like, told without any of its values."""

    rows: int = Field(ge=0)
    empty: int = Field(ge=0)
    distinct: int = Field(ge=0)
    distinct_exact: bool
    kind: str = Field(description="empty, integer, decimal, date, datetime, token, category or text")
    shape: str = Field(description="commonest shape: 9 digit, A capital, a small letter, 文 Han; runs shortened")
    shape_share: float = Field(ge=0, le=1)
    longest: int = Field(ge=0, description="characters in the longest cell")

    @property
    def filled(self) -> int:
        """Cells that are not empty."""
        return self.rows - self.empty


class Ruling(StrEnum):
    """What a person decided about the verdict on a column."""

    ACCEPTED = "accepted"
    NOT_PERSONAL = "not-personal"
    CHANGED = "changed"


class ColumnDecision(Frozen):
    """A person's decision about a column: who, when and why, in their own words."""

    ruling: Ruling
    by: str = Field(description="name or role of the person")
    at: datetime
    reason: str = ""
    outdated: bool = Field(default=False, description="the scan says something else now than when this was decided")


class ColumnVerdict(Frozen):
    """What a column is, whether it holds personal data, how sure we are and why.

    Where a person decided, `role`, `category` and `contains_personal_data` are theirs; what the scan says by itself
    stands in `TableVerdict.scanned`.
    """

    name: str
    role: Role
    category: str
    confidence: float = Field(ge=0, le=1, description="of the scan; 1 where a person decided")
    contains_personal_data: bool
    signals: tuple[FactCode, ...] = Field(default=(), description="facts this kind of column speaks for")
    evidence: tuple[Evidence, ...] = ()
    competing: tuple[Reading, ...] = ()
    profile: Profile
    decision: ColumnDecision | None = None


class UnitKind(StrEnum):
    """Who or what a row is about: the thing that must not be singled out."""

    PERSON = "person"
    DEVICE = "device"
    HOUSEHOLD = "household"
    VEHICLE = "vehicle"
    RECORD = "record"


class Unit(Frozen):
    """The unit of protection of a table and the column that carries it (none: each row counts for itself)."""

    kind: UnitKind = UnitKind.RECORD
    column: str | None = None


class TableVerdict(Frozen):
    """One table: its columns, its unit of protection, what the reader understood and what was not checked."""

    name: str
    rows: int = Field(ge=0)
    source: Source
    contains_personal_data: bool
    kind: str = Field(
        default="records", description="records, traces, load-curves, aggregate, reference, register or about-the-file"
    )
    unit: Unit = Unit()
    columns: tuple[ColumnVerdict, ...]
    notes: tuple[ReadingNote, ...] = ()
    not_checked: tuple[ReadingNote, ...] = ()
    scanned: "TableVerdict | None" = Field(
        default=None, description="the table as the scan sees it by itself, where a person decided about a column"
    )

    def with_role(self, *roles: Role) -> tuple[ColumnVerdict, ...]:
        """Columns that have one of `roles`."""
        return tuple(column for column in self.columns if column.role in roles)

    def with_category(self, *categories: str) -> tuple[ColumnVerdict, ...]:
        """Columns of one of `categories`."""
        return tuple(column for column in self.columns if column.category in categories)

    def column(self, name: str) -> ColumnVerdict | None:
        """Return the column called `name`, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


class Inventory(Frozen):
    """Everything a scan found: the public contract of `pia scan --format json`."""

    schema_id: str = Field(default=INVENTORY_SCHEMA, alias="schema")
    tables: tuple[TableVerdict, ...]

    @property
    def contains_personal_data(self) -> bool:
        """Whether any table holds personal data."""
        return any(table.contains_personal_data for table in self.tables)
