"""Everything known about one proposal, as the rules for facts read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, Inventory, Role, TableVerdict
from pia_toolkit.domain.proposal import Proposal, Recipient, Release
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.risk import RiskReport, TableRisk, TimeStep
from pia_toolkit.domain.rounding import rounded_percent

PUBLIC = "public"
"""The kind of recipient that is everybody."""


@dataclass(frozen=True)
class Known:
    """What was declared, found and measured."""

    proposal: Proposal
    inventory: Inventory
    risk: RiskReport

    @property
    def policy(self) -> Policy:
        """The thresholds that were in force when the data were measured."""
        return self.risk.policy

    @property
    def open_release(self) -> bool:
        """Whether anybody may have the data: they are declared open, or the public is a recipient."""
        return self.proposal.release is Release.OPEN or any(
            recipient.kind == PUBLIC for recipient in self.proposal.recipients
        )

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Those outside the authority who receive data by agreement; the public is none of them."""
        return tuple(recipient for recipient in self.proposal.recipients if recipient.kind != PUBLIC)

    @property
    def personal(self) -> tuple[TableVerdict, ...]:
        """Tables of records that hold personal data; what stands beside the records of a file is none of them."""
        return tuple(
            table for table in self.inventory.tables if table.contains_personal_data and table.kind != ABOUT_THE_FILE
        )

    @property
    def measured(self) -> tuple[tuple[TableVerdict, TableRisk], ...]:
        """Tables that hold personal data, each with its measurements."""
        found = {table.name: table for table in self.personal}
        return tuple((found[entry.table], entry) for entry in self.risk.tables if entry.table in found)

    @property
    def impersonal(self) -> bool:
        """Whether a scan took place and found no personal data at all."""
        return bool(self.inventory.tables) and not self.inventory.contains_personal_data


def events(table: TableVerdict, measured: TableRisk) -> Iterator[tuple[TimeStep, int]]:
    """Columns that say when something happened, with their step in seconds; a date of birth is not one."""
    names = {column.name for column in table.with_role(Role.TIME)}
    for time in measured.times:
        if time.column in names and time.step_seconds is not None:
            yield time, time.step_seconds


def column_is(table: TableVerdict, column: ColumnVerdict) -> Reason:
    """Say what a column holds."""
    return column_reason(table, column, "column-is", category=column.category)


def column_reason(table: TableVerdict, column: ColumnVerdict, says: str, **values: Scalar) -> Reason:
    """Point at a column."""
    return Reason(
        kind=ReasonKind.FINDING,
        ref=f"{table.name}/{column.name}",
        says=says,
        values={"table": table.name, "column": column.name, **values},
    )


def measurement(table: str, measure: str, says: str, **values: Scalar) -> Reason:
    """Point at a measurement on a table."""
    return Reason(kind=ReasonKind.MEASUREMENT, ref=f"{table}/{measure}", says=says, values={"table": table, **values})


def percentage(share: float) -> str:
    """Write a share from 0 to 1 as far as it carries: `41 %`, `2.5 %`, `96.4 %`, `< 0.1 %`, `> 99.9 %`."""
    sign, number = rounded_percent(share)
    return f"{sign} {number} %".strip()
