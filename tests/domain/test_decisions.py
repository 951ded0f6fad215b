"""People's decisions as they are kept: one for each column, with who and why."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from pia_toolkit.domain.inventory import ColumnVerdict, Evidence, EvidenceKind, Profile, Role, Ruling
from pia_toolkit.domain.review import Decision, Decisions, fingerprint_of

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def decision(column="ref", ruling=Ruling.NOT_PERSONAL, **more):
    return Decision(
        **{"table": "people", "column": column, "decision": ruling, "by": "DPO", "at": NOW, "reason": "x"} | more
    )


def verdict(**more):
    profile = Profile(
        rows=10, empty=0, distinct=10, distinct_exact=True, kind="token", shape="AA99", shape_share=1.0, longest=4
    )
    found = Evidence(kind=EvidenceKind.PATTERN, detail="vehicle-plate", rows_hit=10, rows_read=10)
    known = {"name": "ref", "role": Role.DEVICE_IDENTIFIER, "category": "vehicle-plate", "confidence": 0.9}
    return ColumnVerdict(**{**known, "contains_personal_data": True, "evidence": (found,), "profile": profile, **more})


def test_only_an_accepted_verdict_needs_no_reason():
    assert decision(ruling=Ruling.ACCEPTED, reason="").reason == ""
    for ruling in (Ruling.NOT_PERSONAL, Ruling.CHANGED):
        with pytest.raises(ValidationError):
            decision(ruling=ruling, category="phone-number", reason="  ")


def test_a_changed_verdict_needs_a_category_and_everybody_a_name():
    with pytest.raises(ValidationError):
        decision(ruling=Ruling.CHANGED)
    with pytest.raises(ValidationError):
        decision(by="")


def test_a_column_is_decided_about_once():
    with pytest.raises(ValidationError):
        Decisions(decisions=(decision(), decision()))
    later = decision(ruling=Ruling.ACCEPTED)
    joined = Decisions(decisions=(decision(), decision("other"))).joined_by([later])
    assert joined.of("people", "ref") == later
    assert [entry.column for entry in joined.decisions] == ["ref", "other"]
    assert joined.without("people", "ref").of("people", "ref") is None


def test_the_fingerprint_tells_other_readings_apart_and_ignores_counts():
    same = verdict(
        confidence=0.7,
        evidence=(Evidence(kind=EvidenceKind.PATTERN, detail="vehicle-plate", rows_hit=9, rows_read=12),),
    )
    assert fingerprint_of(verdict()) == fingerprint_of(same)
    others = [verdict(category="text"), verdict(role=Role.NONE), verdict(evidence=())]
    assert len({fingerprint_of(other) for other in [verdict(), *others]}) == 4


def test_a_decision_knows_whether_the_verdict_is_still_the_one_it_was_taken_on():
    taken = decision(verdict=fingerprint_of(verdict()))
    assert not taken.on(verdict()).outdated
    assert taken.on(verdict(category="text")).outdated
    assert not decision().on(verdict()).outdated
