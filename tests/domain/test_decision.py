"""What people decide: what belongs together, what a signature stands for, what calls for a new look."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.decision import (
    Advice,
    ApprovalCondition,
    Basis,
    Consultation,
    DecisionRecord,
    DecisionTaken,
    KnownTable,
    Signature,
    Views,
)
from pia_toolkit.domain.decision_standing import SignatureState, checked
from pia_toolkit.domain.due_review import TriggerKind, triggers
from pia_toolkit.domain.frozen import LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Due, Owner
from pia_toolkit.domain.proposal import Recipient, Release

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TODAY = AT.date()
TRIPS = KnownTable(name="trips", columns=("start", "end", "rider"), personal=("rider",))
BASIS = Basis(
    case="9f2c1d77e0b4",
    purpose="route planning",
    release=Release.INTERNAL,
    recipients=(Recipient(name="Pedal Ltd"),),
    tables=(TRIPS,),
    outcome=Decision.APPROVE_WITH_CONDITIONS,
    residual=Level.LIMITED,
    scenarios={"tracking": Level.LIMITED},
    files={"case.yaml": "1f" * 32},
)
CONDITION = ApprovalCondition(
    measure="keyed-pseudonyms",
    title=LocalText({"en": "Key the pseudonyms"}),
    check=LocalText({"en": "The key lies elsewhere."}),
    owner=Owner.PROJECT,
    due=Due.BEFORE_START,
)
ADVICE = {"officer": "A. Keller", "on": TODAY, "opinion": "favourable", "text": "Go on.", "at": AT}
TAKEN = {
    "decision": "approve-with-conditions",
    "by": "council",
    "on": TODAY,
    "conditions": (CONDITION,),
    "valid_until": date(2027, 1, 2),
    "basis": BASIS,
    "at": AT,
}


def taken(**changed):
    return DecisionTaken.model_validate({**TAKEN, **changed})


def due(now=BASIS, today=TODAY, **others):
    return triggers(DecisionRecord(taken=taken(), **others), now, today)


def kinds(now, today=TODAY):
    return [trigger.kind for trigger in due(now, today)]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"reply": "overruled", "reply_by": "council"}, "overruled-without-reason"),
        ({"reply": "overruled", "reply_by": "council", "reason": "  "}, "overruled-without-reason"),
        ({"reply": "accepted"}, "nobody-replied"),
    ],
)
def test_an_advice_is_answered_by_somebody_and_overruled_for_a_reason(changed, problem):
    with pytest.raises(ValidationError, match=problem):
        Advice.model_validate({**ADVICE, **changed})


def test_people_were_heard_or_it_is_said_why_not():
    assert Views(how="meeting", said="no plates", done="cut", by="office", at=AT).heard
    assert not Views(why_not="pavements only", by="office", at=AT).heard
    for said in ({}, {"how": "meeting"}, {"how": "a", "said": "b"}, {"how": "a", "why_not": "b"}):
        with pytest.raises(ValidationError, match="views-incomplete"):
            Views(**said, by="office", at=AT)


def test_an_authority_answers_after_it_was_asked():
    asked = {"authority": "commissioner", "asked": TODAY, "by": "office", "at": AT}
    assert Consultation.model_validate({**asked, "answered": TODAY, "answer": "no objection"})
    with pytest.raises(ValidationError, match="answered-before-asked"):
        Consultation.model_validate({**asked, "answered": date(2025, 12, 31), "answer": "no objection"})
    with pytest.raises(ValidationError, match="answer-incomplete"):
        Consultation.model_validate({**asked, "answered": TODAY})


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"conditions": ()}, "conditions-do-not-fit"),
        ({"decision": "approve", "reason": "met"}, "conditions-do-not-fit"),
        ({"decision": "approve", "conditions": ()}, "departs-without-reason"),
        ({"waived": (CONDITION,)}, "departs-without-reason"),
        ({"valid_until": None}, "validity-does-not-fit"),
        ({"valid_until": TODAY}, "valid-before-taken"),
        ({"decision": "do-not-proceed", "conditions": (), "reason": "no"}, "validity-does-not-fit"),
        (
            {"decision": "consult-authority", "conditions": (), "valid_until": None, "reason": "high risk"},
            "nobody-consulted",
        ),
    ],
)
def test_a_decision_that_does_not_go_together_is_refused(changed, problem):
    with pytest.raises(ValidationError, match=problem):
        taken(**changed)


def test_signatures_need_something_that_was_decided():
    signature = Signature(name="M. Okafor", role="head", at=AT, sha256="0" * 64)
    with pytest.raises(ValidationError, match="signed-nothing"):
        DecisionRecord(signatures=(signature,))


def test_the_signed_bytes_are_sorted_json_without_blanks():
    decision = taken()
    said = json.loads(decision.signed_bytes)
    assert said["basis"]["purpose"] == "route planning"
    again = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert decision.signed_bytes == again
    assert decision.sha256 == hashlib.sha256(again).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        {"by": "mayor"},
        {"reason": "as agreed"},
        {"valid_until": date(2028, 1, 2)},
        {"advice": Advice.model_validate(ADVICE)},
        {"basis": BASIS.model_copy(update={"files": {"case.yaml": "2e" * 32}})},
        {"conditions": (CONDITION.model_copy(update={"measure": "other"}),)},
    ],
)
def test_whatever_changes_in_a_decision_changes_what_is_signed(changed):
    assert taken(**changed).sha256 != taken().sha256


def test_a_signature_holds_for_its_own_text_and_only_if_the_history_knows_it():
    signature = Signature(name="M. Okafor", role="head", at=AT, sha256=taken().sha256)
    known = frozenset({("M. Okafor", AT)})

    def state(decision, history):
        return checked(decision, (signature,), history)[0].state

    assert state(taken(), known) is SignatureState.HOLDS
    assert state(taken(by="mayor"), known) is SignatureState.OTHER_TEXT
    assert state(taken(), frozenset()) is SignatureState.NOT_IN_HISTORY


def test_nothing_is_due_where_all_is_as_it_was():
    assert due() == ()
    assert triggers(DecisionRecord(), BASIS, TODAY) == ()


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"purpose": "parking fines"}, TriggerKind.PURPOSE),
        ({"uses": ("trains_models",)}, TriggerKind.USE),
        ({"linked_with": ("census",)}, TriggerKind.LINKED),
        ({"recipients": (*BASIS.recipients, Recipient(name="Police", kind="police"))}, TriggerKind.RECIPIENT),
        ({"recipients": (Recipient(name="Pedal Ltd", abroad=True),)}, TriggerKind.RECIPIENT),
        ({"release": Release.OPEN}, TriggerKind.RELEASE),
        ({"tables": (TRIPS, KnownTable(name="users", columns=("email", "phone")))}, TriggerKind.TABLE),
        ({"tables": (TRIPS.model_copy(update={"columns": (*TRIPS.columns, "email")}),)}, TriggerKind.COLUMN),
        ({"tables": (TRIPS.model_copy(update={"personal": ("rider", "end")}),)}, TriggerKind.PERSONAL_COLUMN),
        ({"residual": Level.MAXIMUM}, TriggerKind.RESIDUAL),
        ({"scenarios": {"tracking": Level.SIGNIFICANT}}, TriggerKind.SCENARIO),
        ({"scenarios": {"tracking": Level.LIMITED, "breach": Level.LIMITED}}, TriggerKind.SCENARIO),
        ({"outcome": Decision.CONSULT_AUTHORITY}, TriggerKind.OUTCOME),
    ],
)
def test_each_change_calls_for_a_new_look_and_none_is_told_twice(changed, kind):
    assert kinds(BASIS.model_copy(update=changed)) == [kind]


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": " route\n planning "},
        {"recipients": ()},
        {"tables": ()},
        {"tables": (TRIPS.model_copy(update={"columns": ("rider",)}),)},
        {"tables": (TRIPS.model_copy(update={"personal": ()}),)},
        {"residual": Level.NEGLIGIBLE},
        {"scenarios": {}},
        {"outcome": Decision.APPROVE},
        {"files": {"case.yaml": "2e" * 32}},
    ],
)
def test_what_grows_less_calls_for_no_new_look(changed):
    assert kinds(BASIS.model_copy(update=changed)) == []


def test_an_approval_holds_through_its_last_day():
    assert kinds(BASIS, date(2027, 1, 2)) == []
    assert kinds(BASIS, date(2027, 1, 3)) == [TriggerKind.VALIDITY]


def test_what_was_said_after_the_decision_calls_for_a_new_look():
    advice = Advice.model_validate(ADVICE)
    asked = Consultation(authority="commissioner", asked=TODAY, by="office", at=AT)
    answered = asked.model_copy(update={"answered": TODAY, "answer": "no"})
    assert [trigger.kind for trigger in due(advice=advice)] == [TriggerKind.ADVICE]
    assert due(consultation=asked) == ()
    assert [trigger.kind for trigger in due(consultation=answered)] == [TriggerKind.AUTHORITY]


def test_a_later_delivery_under_another_name_is_the_same_table():
    later = TRIPS.model_copy(update={"name": "trips-february"})
    assert kinds(BASIS.model_copy(update={"tables": (later,)})) == []
    assert kinds(BASIS.model_copy(update={"tables": (TRIPS, later)})) == []
    wider = later.model_copy(update={"columns": (*TRIPS.columns, "email")})
    (trigger,) = due(BASIS.model_copy(update={"tables": (wider,)}))
    assert (trigger.kind, trigger.ref) == (TriggerKind.COLUMN, "trips-february/email")
    assert kinds(BASIS.model_copy(update={"tables": (TRIPS, wider)})) == [TriggerKind.TABLE]


names = some.sampled_from(["start", "end", "rider", "email", "plate", "时间"])


@given(some.sets(names), some.sets(names))
def test_every_column_that_is_new_is_told_and_no_other(then, now):
    before = BASIS.model_copy(update={"tables": (KnownTable(name="trips", columns=tuple(sorted(then))),)})
    after = BASIS.model_copy(update={"tables": (KnownTable(name="trips", columns=tuple(sorted(now))),)})
    record = DecisionRecord(taken=taken(basis=before))
    assert {trigger.ref for trigger in triggers(record, after, TODAY)} == {f"trips/{name}" for name in now - then}
