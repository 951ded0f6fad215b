"""Measures followed up: what stands how on which day, what counts, what is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from pia_toolkit.domain.action import Action, Actions, ActionState, EvidenceForm, Proof, Standing, follow
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.decision import ApprovalCondition, Basis, DecisionTaken
from pia_toolkit.domain.frozen import LocalText
from pia_toolkit.domain.plan import Mitigation, Plan, Recommendation
from pia_toolkit.domain.proposal import Release

DAY = date(2026, 1, 2)
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SEEN = Proof(form=EvidenceForm.TEXT, text="Seen on the device.")
IDS = [f"measure-{letter}" for letter in "abcdef"]


def title(name):
    return LocalText({"en": f"Do {name}", "zh": f"做 {name}"})


def action(measure, state=ActionState.OPEN, **known):
    closing = {ActionState.DONE: {"evidence": (SEEN,)}, ActionState.DROPPED: {"reason": "no sensor"}}
    return Action(
        measure=measure, title=title(measure), state=state, by="dpo", at=MOMENT, **{**closing.get(state, {}), **known}
    )


def plan(*measures, conditions=()):
    return Plan(
        recommendations=tuple(
            Recommendation(
                mitigation=Mitigation(
                    id=name,
                    heading="security",
                    title=title(name),
                    text=title(name),
                    check=title(name),
                    owner="dpo",
                    effort="days",
                    due="before-start",
                    provisions=(),
                    advised_if=Condition.model_validate({"fact": "trace"}),
                ),
                because=(),
                condition_of_approval=name in conditions,
            )
            for name in measures
        )
    )


@pytest.mark.parametrize(("days", "standing"), [(-400, "overdue"), (-1, "overdue"), (0, "open"), (1, "open")])
def test_an_open_measure_is_overdue_from_the_day_after(days, standing):
    entry = action("measure-a", due=DAY + timedelta(days=days))
    (followed,) = follow(plan("measure-a"), Actions(actions=(entry,)), DAY).measures
    assert followed.standing.value == standing


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.DROPPED])
def test_what_is_closed_is_never_overdue(state):
    assert not action("measure-a", state, due=date(1999, 1, 1)).is_overdue(DAY)


def test_no_date_is_no_delay():
    assert not action("measure-a").is_overdue(date.max)


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"state": ActionState.DONE, "evidence": ()}, "action-without-evidence"),
        ({"state": ActionState.DROPPED, "reason": "  "}, "action-without-reason"),
    ],
)
def test_done_needs_evidence_and_dropped_a_reason(known, problem):
    with pytest.raises(ValidationError) as refused:
        action("measure-a", **known)
    assert [mistake["msg"] for mistake in refused.value.errors()] == [problem]


def test_a_measure_stands_in_the_file_once():
    with pytest.raises(ValidationError, match="action-twice"):
        Actions(actions=(action("measure-a"), action("measure-a")))


def test_a_measure_that_is_no_longer_advised_is_kept_after_those_that_are():
    actions = Actions(actions=(action("measure-z", ActionState.DONE), action("measure-b")))
    followed = follow(plan("measure-a", "measure-b"), actions, DAY)
    assert [entry.measure for entry in followed.measures] == ["measure-a", "measure-b", "measure-z"]
    assert [entry.number for entry in followed.measures] == [1, 2, None]
    assert followed.of("measure-z").title == title("measure-z")
    assert not followed.of("measure-z").is_advised
    assert followed.counts.no_longer_advised == 1
    assert followed.counts.done == 1


def test_a_condition_counts_until_it_is_done():
    chosen = ["measure-a", "measure-b", "measure-c", "measure-d"]
    actions = Actions(
        actions=(action("measure-a", ActionState.DONE), action("measure-b", ActionState.DROPPED), action("measure-c"))
    )
    assert follow(plan(*chosen, conditions=chosen), actions, DAY).counts.conditions_open == 3


def decided(*conditions):
    """Return an approval with conditions of its own."""
    return DecisionTaken(
        decision=Decision.APPROVE_WITH_CONDITIONS,
        by="council",
        on=DAY,
        reason="conditions suffice",
        conditions=tuple(
            ApprovalCondition(measure=name, title=title(name), check=title(name), owner="dpo", due="before-start")
            for name in conditions
        ),
        valid_until=DAY + timedelta(days=365),
        basis=Basis(case="0" * 12, release=Release.OPEN),
        at=MOMENT,
    )


def test_after_a_decision_its_conditions_are_those_that_count():
    advised = plan("measure-a", "measure-b", conditions=["measure-a"])
    followed = follow(advised, Actions(), DAY, decided("measure-b", "measure-z"))
    assert {entry.measure: entry.condition_of_approval for entry in followed.measures} == {
        "measure-a": False,
        "measure-b": True,
        "measure-z": True,
    }
    assert followed.of("measure-z").check == title("measure-z")
    assert followed.counts.conditions_open == 2
    done = Actions(actions=(action("measure-z", ActionState.DONE),))
    assert follow(advised, done, DAY, decided("measure-b", "measure-z")).counts.conditions_open == 1


def test_reports_name_a_file_without_its_place():
    proof = Proof(form=EvidenceForm.FILE, text="../../somebody/minutes.pdf", sha256="0" * 64)
    link = Proof(form=EvidenceForm.LINK, text="https://city.example/a/b")
    (published,) = Actions(actions=(action("measure-a", ActionState.DONE, evidence=(proof, link)),)).published.actions
    assert [(entry.text, entry.sha256) for entry in published.evidence] == [("minutes.pdf", "0" * 64), (link.text, "")]


kept = some.lists(
    some.tuples(
        some.sampled_from(IDS),
        some.sampled_from(list(ActionState)),
        some.none() | some.dates(DAY - timedelta(days=9), DAY + timedelta(days=9)),
    ),
    unique_by=lambda entry: entry[0],
).map(lambda entries: Actions(actions=tuple(action(name, state, due=due) for name, state, due in entries)))
plans = some.lists(some.sampled_from(IDS), unique=True).map(lambda names: plan(*names, conditions=names[::2]))


@given(plans, kept)
def test_every_measure_is_told_once_and_counted_once(advised, actions):
    followed = follow(advised, actions, DAY)
    names = [entry.measure for entry in followed.measures]
    assert len(set(names)) == len(names)
    assert set(names) == {entry.mitigation.id for entry in advised.recommendations} | {
        entry.measure for entry in actions.actions
    }
    counts = followed.counts
    assert counts.not_chosen + counts.open + counts.done + counts.dropped == len(names)
    assert counts.overdue <= counts.open
    assert counts.open + counts.done == len(actions.counted_on)


@given(plans, kept, some.integers(0, 30))
def test_time_alone_only_makes_open_measures_overdue(advised, actions, days):
    now, later = (follow(advised, actions, DAY + timedelta(days=delay)) for delay in (0, days))
    for before, after in zip(now.measures, later.measures, strict=True):
        assert before.standing is after.standing or (before.standing, after.standing) == (
            Standing.OPEN,
            Standing.OVERDUE,
        )


@given(kept, some.sampled_from(IDS))
def test_what_is_withdrawn_leaves_the_others_as_they_were(actions, measure):
    left = actions.without(measure)
    assert left.of(measure) is None
    assert [entry for entry in actions.actions if entry.measure != measure] == list(left.actions)
    assert left.joined_by(action(measure)).of(measure) == action(measure)
