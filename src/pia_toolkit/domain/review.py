"""What people decided about verdicts: kept in the case, respected by every later scan."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from pydantic import Field, model_validator

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import ColumnDecision, ColumnVerdict, EvidenceKind, Inventory, Role, Ruling

DECISIONS_SCHEMA = "pia-toolkit/decisions/1"

_UNSTEADY = (EvidenceKind.SHAPE, EvidenceKind.RANGE, EvidenceKind.REPETITION, EvidenceKind.NEIGHBOUR)
"""Evidence that comes and goes with a few more rows or another name beside it: no reason to ask a person again."""


class Decision(Frozen):
    """One person's decision about one column. It holds no cell of the data; `reason` is the person's own words.

    `category`, `role` and `personal` are what the column is taken to be from now on: for `accepted` what the scan had
    found, for `changed` what the person chose, where left out as is usual for the category. `verdict` is the
    fingerprint of the verdict it was taken on.
    """

    table: str
    column: str
    decision: Ruling
    category: str = ""
    role: Role | None = None
    personal: bool | None = None
    by: str = Field(min_length=1)
    at: datetime
    reason: str = ""
    verdict: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> "Decision":
        if self.decision is Ruling.CHANGED and not self.category:
            message = "a changed verdict needs a category"
            raise ValueError(message)
        if self.decision is not Ruling.ACCEPTED and not self.reason.strip():
            message = "say why: only an accepted verdict needs no reason"
            raise ValueError(message)
        return self

    def on(self, column: ColumnVerdict) -> ColumnDecision:
        """Return the decision as it is shown with a column, given the verdict of the scan."""
        return ColumnDecision(
            ruling=self.decision,
            by=self.by,
            at=self.at,
            reason=self.reason,
            outdated=bool(self.verdict) and self.verdict != fingerprint_of(column),
        )

    def says_the_same_as(self, other: "Decision") -> bool:
        """Whether two decisions differ in nothing but when, and on which verdict, they were taken."""
        apart = {"at", "verdict", "role", "personal"}
        if self.decision is not Ruling.CHANGED:
            apart.add("category")
        return self.model_dump(exclude=apart) == other.model_dump(exclude=apart)


class Decisions(Frozen):
    """Every decision of a case: at most one for each column, in the order in which they were first taken."""

    schema_id: str = Field(default=DECISIONS_SCHEMA, alias="schema")
    decisions: tuple[Decision, ...] = ()

    @model_validator(mode="after")
    def _decides_once(self) -> "Decisions":
        places = [(entry.table, entry.column) for entry in self.decisions]
        if len(set(places)) < len(places):
            message = "a column is decided about twice"
            raise ValueError(message)
        return self

    def of(self, table: str, column: str) -> Decision | None:
        """Return the decision about a column, if there is one."""
        return next((entry for entry in self.decisions if (entry.table, entry.column) == (table, column)), None)

    def joined_by(self, taken: Iterable[Decision]) -> "Decisions":
        """Return these decisions with others, which replace those about the same columns."""
        by_place = {(entry.table, entry.column): entry for entry in (*self.decisions, *taken)}
        return Decisions(decisions=tuple(by_place.values()))

    def without(self, table: str, column: str) -> "Decisions":
        """Return these decisions without the one about a column."""
        return Decisions(
            decisions=tuple(entry for entry in self.decisions if (entry.table, entry.column) != (table, column))
        )

    def without_column(self, inventory: Inventory) -> tuple[Decision, ...]:
        """Return the decisions about columns that are not in an inventory."""
        there = {(table.name, column.name) for table in inventory.tables for column in table.columns}
        return tuple(entry for entry in self.decisions if (entry.table, entry.column) not in there)


def fingerprint_of(column: ColumnVerdict) -> str:
    """Return a hash over what a scan says of a column: what it is, what kind of cells, by which evidence; no counts."""
    evidence = sorted({f"{entry.kind}:{entry.detail}" for entry in column.evidence if entry.kind not in _UNSTEADY})
    said = [column.role, column.category, column.contains_personal_data, column.profile.kind, evidence]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]
