"""What calls for a new look at a decision: how things stand now, compared with what was decided on."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.decision import Basis, DecisionRecord, KnownTable
from pia_toolkit.domain.frozen import Frozen, LocalText, Scalar
from pia_toolkit.domain.levels import Level

_GRAVITY = (
    Decision.APPROVE,
    Decision.APPROVE_WITH_CONDITIONS,
    Decision.CONSULT_AUTHORITY,
    Decision.DO_NOT_PROCEED,
)
_MOSTLY = 0.5
"""Two tables that have more than this share of their columns in common are deliveries of the same data."""


class TriggerKind(StrEnum):
    """What can call for a new look."""

    PURPOSE = "purpose"
    USE = "use"
    LINKED = "linked"
    RECIPIENT = "recipient"
    RELEASE = "release"
    TABLE = "table"
    COLUMN = "column"
    PERSONAL_COLUMN = "personal-column"
    RESIDUAL = "residual"
    SCENARIO = "scenario"
    OUTCOME = "outcome"
    ADVICE = "advice"
    AUTHORITY = "authority"
    VALIDITY = "validity"


class Trigger(Frozen):
    """One thing that calls for a new look at a decision.

    Its sentence is `decision.triggers.<kind>`, filled with `values`; codes of levels, releases and decisions among
    them are told by their labels. `ref`: the field, table and column, or scenario it is about.
    """

    kind: TriggerKind
    ref: str
    values: dict[str, Scalar] = Field(default_factory=dict)
    title: LocalText | None = Field(default=None, description="of the scenario it is about")


def triggers(record: DecisionRecord, now: Basis, today: date) -> tuple[Trigger, ...]:
    """Return what calls for a new look at the decision taken, gravest changes of the proposal first; none if nothing.

    `now` is how things stand, `today` the day of asking: from outside, so that a result can be had again.
    """
    taken = record.taken
    if taken is None:
        return ()
    return (
        *_proposal_changed(taken.basis, now),
        *_columns_found(taken.basis, now),
        *_risk_rose(taken.basis, now),
        *_heard_since(record),
        *_lapsed(taken.valid_until, today),
    )


def _proposal_changed(then: Basis, now: Basis) -> Iterator[Trigger]:
    if _words_of(then.purpose) != _words_of(now.purpose):
        yield Trigger(kind=TriggerKind.PURPOSE, ref="purpose")
    for use in now.uses:
        if use not in then.uses:
            yield Trigger(kind=TriggerKind.USE, ref=use)
    for name in now.linked_with:
        if name not in then.linked_with:
            yield Trigger(kind=TriggerKind.LINKED, ref="linked_with", values={"name": name})
    for recipient in now.recipients:
        if recipient not in then.recipients:
            yield Trigger(kind=TriggerKind.RECIPIENT, ref="recipients", values={"name": recipient.name})
    if then.release is not now.release:
        values: dict[str, Scalar] = {"then": then.release.value, "now": now.release.value}
        yield Trigger(kind=TriggerKind.RELEASE, ref="release", values=values)


def _columns_found(then: Basis, now: Basis) -> Iterator[Trigger]:
    """Find tables and columns that were not there, and columns that were not known to hold personal data."""
    for table in now.tables:
        known = _known(table, then, now)
        if known is None:
            counts: dict[str, Scalar] = {"columns": len(table.columns), "personal": len(table.personal)}
            yield Trigger(kind=TriggerKind.TABLE, ref=table.name, values={"table": table.name, **counts})
            continue
        for column in table.columns:
            where: dict[str, Scalar] = {"table": table.name, "column": column}
            if column not in known.columns:
                yield Trigger(kind=TriggerKind.COLUMN, ref=f"{table.name}/{column}", values=where)
            elif column in table.personal and column not in known.personal:
                yield Trigger(kind=TriggerKind.PERSONAL_COLUMN, ref=f"{table.name}/{column}", values=where)


def _known(table: KnownTable, then: Basis, now: Basis) -> KnownTable | None:
    """Return a table as it was decided on.

    A later delivery may bear another name: it is known by its columns, or takes the place of a table that is no longer
    there and had most of them.
    """
    same_name = next((entry for entry in then.tables if entry.name == table.name), None)
    if same_name is not None:
        return same_name
    columns, still_there = set(table.columns), {entry.name for entry in now.tables}
    candidates = [entry for entry in then.tables if entry.name not in still_there or set(entry.columns) == columns]
    best = max(candidates, key=lambda entry: _likeness(columns, set(entry.columns)), default=None)
    return best if best is not None and _likeness(columns, set(best.columns)) > _MOSTLY else None


def _likeness(some: set[str], others: set[str]) -> float:
    """Return the share, from 0 to 1, of the columns of two tables that both have."""
    return len(some & others) / (len(some | others) or 1)


def _risk_rose(then: Basis, now: Basis) -> Iterator[Trigger]:
    if then.residual is not None and now.residual is not None and now.residual > then.residual:
        levels: dict[str, Scalar] = {"then": then.residual.value, "now": now.residual.value}
        yield Trigger(kind=TriggerKind.RESIDUAL, ref="residual", values=levels)
    for scenario, level in now.scenarios.items():
        before = then.scenarios.get(scenario, Level.NEGLIGIBLE)
        if level > before:
            levels = {"then": before.value, "now": level.value}
            yield Trigger(kind=TriggerKind.SCENARIO, ref=scenario, values=levels)
    if then.outcome and now.outcome and _GRAVITY.index(now.outcome) > _GRAVITY.index(then.outcome):
        outcomes: dict[str, Scalar] = {"then": then.outcome.value, "now": now.outcome.value}
        yield Trigger(kind=TriggerKind.OUTCOME, ref="outcome", values=outcomes)


def _heard_since(record: DecisionRecord) -> Iterator[Trigger]:
    """Tell of an advice, or an answer of the authority, that the decision taken does not know."""
    if record.advice is not None:
        values: dict[str, Scalar] = {"name": record.advice.officer, "on": record.advice.on.isoformat()}
        yield Trigger(kind=TriggerKind.ADVICE, ref="advice", values=values)
    consulted = record.consultation
    if consulted is not None and consulted.answered is not None:
        values = {"name": consulted.authority, "on": consulted.answered.isoformat()}
        yield Trigger(kind=TriggerKind.AUTHORITY, ref="consultation", values=values)


def _lapsed(valid_until: date | None, today: date) -> Iterator[Trigger]:
    if valid_until is not None and today > valid_until:
        yield Trigger(kind=TriggerKind.VALIDITY, ref="valid_until", values={"on": valid_until.isoformat()})


def _words_of(text: str) -> str:
    """Return a text without what may change when it is only laid out anew."""
    return " ".join(text.split())
