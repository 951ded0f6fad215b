"""A decision as a city would keep it: advice overruled, people heard, the authority asked, an earlier one withdrawn."""

from datetime import UTC, date, datetime

from pia_toolkit.domain.decision import (
    Advice,
    ApprovalCondition,
    Basis,
    Consultation,
    DecisionRecord,
    DecisionTaken,
    EarlierDecision,
    Signature,
    Views,
)
from pia_toolkit.domain.decision_standing import CheckedSignature, DecisionStanding, SignatureState
from pia_toolkit.domain.frozen import LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Due, Owner
from pia_toolkit.domain.proposal import Release

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = AT.date()


def decision(**changed):
    return DecisionTaken.model_validate(
        {
            "decision": "approve-with-conditions",
            "by": "council",
            "role": "City of Rivermouth",
            "on": DAY,
            "reason": "The pilot is small.",
            "conditions": (condition("keyed-pseudonyms"),),
            "waived": (condition("street-sign"),),
            "valid_until": date(2027, 1, 2),
            "advice": Advice(officer="A. Keller", on=DAY, opinion="unfavourable", text="No gain.", at=AT,
                             reply="overruled", reply_by="council", reason="One street only."),
            "views": Views(how="meeting", said="delete plates", done="one day", by="office", at=AT),
            "consultation": Consultation(authority="commissioner", asked=DAY, reference="31-27", by="office", at=AT),
            "basis": Basis(case="9f2c", release=Release.OPEN, outcome="consult-authority", residual=Level.MAXIMUM),
            "at": AT,
            **changed,
        }
    )  # fmt: skip


def condition(name):
    text = LocalText({"en": f"{name} title", "zh": f"{name} 标题"})
    check = LocalText({"en": f"{name} check", "zh": f"{name} 核对"})
    return ApprovalCondition(measure=name, title=text, check=check, owner=Owner.DPO, due=Due.BEFORE_START)


def standing(taken=None, state=SignatureState.HOLDS, **others):
    taken = taken or decision()
    signature = Signature(name="M. Okafor", role="head", on=DAY, at=AT, sha256=taken.sha256, document="signed.pdf")
    checked = (CheckedSignature(signature=signature, state=state),)
    ended = EarlierDecision(
        decision=taken, signatures=(signature,), ended="withdrawn", by="council", at=AT, reason="New supplier."
    )
    draft = {"advice": taken.advice, "views": Views(why_not="no people", by="office", at=AT)}
    record = DecisionRecord(taken=taken, signatures=(signature,), earlier=(ended,), **draft)
    return DecisionStanding(record=record, sha256=taken.sha256, signatures=checked, earlier=(checked,), **others)
