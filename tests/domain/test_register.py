"""The register in figures: every case once, in order, and totals that follow from the cases."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from pia_toolkit.domain.action import ActionCounts
from pia_toolkit.domain.register import CaseState, RegisterEntry, Remark, RemarkKind, register_of

DAY = date(2026, 1, 2)
counts = some.builds(
    lambda overdue, more: ActionCounts(open=overdue + more, overdue=overdue), some.integers(0, 9), some.integers(0, 9)
)
entries = some.lists(
    some.builds(
        RegisterEntry,
        folder=some.text("abc/", min_size=1, max_size=5),
        state=some.none() | some.sampled_from(CaseState),
        actions=some.none() | counts,
        remarks=some.lists(some.builds(Remark, kind=some.sampled_from(RemarkKind))).map(tuple),
    ),
    unique_by=lambda entry: entry.folder,
)


@given(entries)
def test_totals_follow_from_the_cases(cases):
    register = register_of(cases, DAY)
    totals = register.totals
    assert {entry.folder for entry in register.cases} == {entry.folder for entry in cases}
    assert [entry.folder for entry in register.cases] == sorted(entry.folder for entry in cases)
    assert totals.cases == len(cases)
    assert sum(totals.states.values()) == sum(entry.state is not None for entry in cases)
    assert totals.overdue_actions <= totals.open_actions == sum(entry.actions.open for entry in cases if entry.actions)
    assert totals.not_whole == sum(not entry.is_whole for entry in cases)
    assert totals.needs_new_look == totals.states.get(CaseState.NEEDS_NEW_LOOK, 0)


@given(entries, some.randoms())
def test_the_order_in_which_cases_are_found_does_not_matter(cases, draw):
    mixed = draw.sample(cases, len(cases))
    assert register_of(cases, DAY) == register_of(mixed, DAY)
