"""Advice, views, consultation and signatures: written into the `decision.yaml` of a case, or withdrawn.

Each function that changes something does so under the lock of the case and writes a line of history.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder.deciding import SIGNED, decision_of, standing_of
from pia_toolkit.content import write_yaml
from pia_toolkit.domain.decision import (
    Advice,
    AdviceReply,
    Consultation,
    DecisionPart,
    DecisionRecord,
    DecisionTaken,
    EarlierDecision,
    Ending,
    Signature,
    Views,
)
from pia_toolkit.errors import (
    AuthorNotNamed,
    ChangedSinceDecided,
    DayUnfit,
    DecisionEditedByHand,
    DecisionIncomplete,
    NothingDecided,
    NothingToWithdraw,
    NotSigned,
    ReasonNeeded,
    SignedAlready,
)

ELSEWHERE = timedelta(days=1)
"""The moment comes in UTC; where the user is, it may be the day before or after."""


def advise(case: Case, advice: Advice) -> DecisionRecord:
    """Keep the advice of the data protection officer. Raises `DayUnfit` for a day to come."""
    check_day(advice.on, advice.at)
    with case.locked():
        record = decision_of(case).model_copy(update={"advice": advice})
        return keep(case, record, ("decision-advice", advice.officer), advice.at)


def reply_to_advice(case: Case, reply: AdviceReply, by: str, reason: str, at: datetime) -> DecisionRecord:
    """Say that the advice is accepted, or overruled and why.

    Raises `DecisionIncomplete` without an advice, `AuthorNotNamed`, `ReasonNeeded`.
    """
    check_author(by)
    check_reply(reply, reason)
    with case.locked():
        record = decision_of(case)
        if record.advice is None:
            raise DecisionIncomplete(problem="no-open-advice", case=case.folder.name)
        said = {"reply": reply, "reply_by": by, "reason": reason, "at": at}
        record = record.model_copy(update={"advice": record.advice.model_copy(update=said)})
        return keep(case, record, ("decision-advice", by), at)


def hear(case: Case, views: Views) -> DecisionRecord:
    """Keep what the people concerned said and what came of it, or why they were not heard."""
    check_author(views.by)
    with case.locked():
        record = decision_of(case).model_copy(update={"views": views})
        return keep(case, record, ("decision-views", views.by), views.at)


def consult(case: Case, consultation: Consultation) -> DecisionRecord:
    """Keep that the data protection authority was asked, or what it answered. Raises `DayUnfit`."""
    check_author(consultation.by)
    check_answer(consultation.asked, consultation.answered, consultation.at)
    with case.locked():
        record = decision_of(case).model_copy(update={"consultation": consultation})
        return keep(case, record, ("decision-consult", consultation.by), consultation.at)


@dataclass(frozen=True)
class Signing:
    """Who signs in which role. `on`: the day on a paper that was signed earlier; `document`: that paper."""

    name: str
    role: str
    on: date | None = None
    document: str = ""


def sign(case: Case, signing: Signing, at: datetime) -> Signature:
    """Sign the decision of a case: over the hash of the decision, which holds those of the files it rests on.

    Raises `NothingDecided`, `SignedAlready`, `DayUnfit` where the approval has run out; `DecisionEditedByHand` and
    `ChangedSinceDecided` where what is in the case is no longer what was decided.
    """
    check_author(signing.name)
    if not signing.role.strip():
        raise DecisionIncomplete(problem="no-role", case=case.folder.name)
    with case.locked():
        standing = standing_of(case, at)
        record = standing.record
        if record.taken is None:
            raise NothingDecided(case=case.folder.name)
        if standing.edited_by_hand:
            raise DecisionEditedByHand(case=case.folder.name)
        if standing.changed_files:
            raise ChangedSinceDecided(case=case.folder.name, files=", ".join(standing.changed_files))
        until = record.taken.valid_until
        if until is not None and until < at.date():
            raise DayUnfit(date=until.isoformat(), problem="validity-is-past")
        _check_day_signed(signing.on, record.taken, at)
        for before in record.signatures:
            if _same(before.name, signing.name) and _same(before.role, signing.role):
                raise _signed_already(case, before)
        signature = Signature(**vars(signing), at=at, sha256=standing.sha256)
        record = record.model_copy(update={"signatures": (*record.signatures, signature)})
        keep(case, record, (SIGNED, signing.name), at)
    return signature


def withdraw(case: Case, part: DecisionPart, by: str, reason: str, at: datetime) -> DecisionRecord:
    """Take back a part of what was decided. A signed decision stays in the record with its signatures, as withdrawn.

    A signature is withdrawn by who gave it. Raises `NothingToWithdraw`, `NotSigned`, `AuthorNotNamed`; `ReasonNeeded`
    for a signed decision.
    """
    check_author(by)
    with case.locked():
        record = decision_of(case)
        match part:
            case DecisionPart.DECISION:
                record = _without_decision(case, record, EndedBy(by, reason, at))
            case DecisionPart.SIGNATURE:
                kept = tuple(entry for entry in record.signatures if not _same(entry.name, by))
                if len(kept) == len(record.signatures):
                    raise NotSigned(name=by, case=case.folder.name)
                record = record.model_copy(update={"signatures": kept})
            case _:
                if getattr(record, part.value) is None:
                    raise _not_there(case, part)
                record = record.model_copy(update={part.value: None})
        return keep(case, record, (f"decision-withdraw-{part.value}", by), at)


@dataclass(frozen=True)
class EndedBy:
    """Who ended a decision, why, and when."""

    by: str
    reason: str
    at: datetime


def ended(record: DecisionRecord, ending: Ending, ended_by: EndedBy) -> tuple[EarlierDecision, ...]:
    """Return the earlier decisions of a record once the one taken has ended; an unsigned one leaves nothing."""
    if record.taken is None or not record.signatures:
        return record.earlier
    last = EarlierDecision(
        decision=record.taken,
        signatures=record.signatures,
        ended=ending,
        by=ended_by.by,
        at=ended_by.at,
        reason=ended_by.reason,
    )
    return (*record.earlier, last)


def keep(case: Case, record: DecisionRecord, done: tuple[str, str], at: datetime) -> DecisionRecord:
    """Write a record into a case that is locked already; `done` is what was done and by whom. Return the record."""
    said: dict[str, Any] = record.model_dump(mode="json", exclude_defaults=True)
    content = write_yaml({"schema": record.schema_id, **said})
    did, by = done
    case.record(did, at, {cases.DECISION: content.encode()}, by)
    return record


def check_author(by: str) -> None:
    """Raise `AuthorNotNamed` where it is not said who decides."""
    if not by.strip():
        raise AuthorNotNamed


def check_day(day: date, at: datetime) -> None:
    """Raise `DayUnfit` for a day that is still to come."""
    if day > at.date() + ELSEWHERE:
        raise DayUnfit(date=day.isoformat(), problem="day-to-come")


def check_answer(asked: date, answered: date | None, at: datetime) -> None:
    """Raise `DayUnfit` for an answer from before the request, or of a day that is still to come."""
    if answered is not None:
        if answered < asked:
            raise DayUnfit(date=answered.isoformat(), problem="answered-before-asked")
        check_day(answered, at)


def check_reply(reply: AdviceReply | None, reason: str) -> None:
    """Raise `ReasonNeeded` where an advice is overruled and it is not said why."""
    if reply is AdviceReply.OVERRULED and not reason.strip():
        raise ReasonNeeded(problem="overruled-without-reason")


def _without_decision(case: Case, record: DecisionRecord, ended_by: EndedBy) -> DecisionRecord:
    """Return a record without its decision; advice, views and consultation stay for the next one."""
    if record.taken is None:
        raise _not_there(case, DecisionPart.DECISION)
    if record.signatures and not ended_by.reason.strip():
        raise ReasonNeeded(problem="withdrawn-without-reason")
    return DecisionRecord(
        advice=record.advice_now,
        views=record.views_now,
        consultation=record.consultation_now,
        earlier=ended(record, Ending.WITHDRAWN, ended_by),
    )


def _check_day_signed(on: date | None, taken: DecisionTaken, at: datetime) -> None:
    """Raise `DayUnfit` for a paper signed before the decision, or on a day to come."""
    if on is not None:
        check_day(on, at)
        if on < taken.on:
            raise DayUnfit(date=on.isoformat(), problem="signed-before-decided")


def _signed_already(case: Case, before: Signature) -> SignedAlready:
    day = before.at.date().isoformat()
    return SignedAlready(name=before.name, role=before.role, date=day, case=case.folder.name)


def _not_there(case: Case, part: DecisionPart) -> NothingToWithdraw:
    return NothingToWithdraw(case=case.folder.name, problem=f"no-{part.value}-to-withdraw")


def _same(one: str, other: str) -> bool:
    """Whether two names or roles are the same, however they were typed."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
