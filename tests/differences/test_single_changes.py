"""What is compared with itself does not differ, and whatever single thing is changed shows."""

import json
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.casework.differences.answers import Known, answers
from pia_toolkit.casework.differences.conclusions import measures, outcome, rights, scenarios
from pia_toolkit.casework.differences.data import data
from pia_toolkit.casework.differences.declared import declared
from pia_toolkit.casework.differences.figures import figures
from pia_toolkit.casework.differences.leaves import differing, leaves
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.difference import Area, Direction, How
from pia_toolkit.domain.inventory import Inventory, Role
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.resources import shipped

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
WHEN = datetime(2026, 1, 2, tzinfo=UTC)

OTHER = MappingProxyType(
    {
        "title": "Other",
        "retention_days": 9,
        "release": "open",
        "stage": "live",
        "recipients": [{"name": "Kerb"}],
        "linked_with": ["register"],
        "residents": 7,
        "sampling_fraction": 0.5,
        "reference": {"table": "census", "count": "people"},
        "encrypted": True,
        "column_purposes": {"plate": "to charge"},
        "quasi_identifiers": {"sessions": ["zone"]},
        "policy": {"small_class": 9},
    }
)
"""For each field of a proposal another value than it has by itself; texts and switches need none."""


@pytest.mark.parametrize("field", Proposal.model_fields)
def test_each_declared_field_shows(field):
    before = Proposal(title="Parking")
    default = getattr(before, field)
    other = OTHER.get(field, not default if isinstance(default, bool) else "something")
    after = Proposal.model_validate({"title": "Parking"} | {field: other})
    assert list(declared(before, before)) == []
    for changes in (list(declared(before, after)), list(declared(after, before))):
        assert {change.subject[0] for change in changes} == {field}


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(TEXTS, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.dictionaries(TEXTS, PLAIN, max_size=4)


@given(RECORDS)
def test_plain_data_do_not_differ_from_themselves(record):
    assert list(differing(Area.DECLARED, leaves(record), leaves(json.loads(json.dumps(record))))) == []


@given(st.dictionaries(TEXTS, st.integers(), min_size=1), st.data())
def test_each_single_value_shows(record, chosen):
    name = chosen.draw(st.sampled_from(sorted(record)))
    changed = record | {name: record[name] + 1}
    (change,) = differing(Area.DECLARED, leaves(record), leaves(changed))
    assert (change.subject, change.how, change.before, change.after) == (
        (name,),
        How.CHANGED,
        record[name],
        record[name] + 1,
    )


GIVEN = st.builds(
    Answer,
    question=st.sampled_from(["a", "b", "c", "d"]),
    value=st.sampled_from(Value),
    note=st.just("") | TEXTS,
    evidence=st.just("") | TEXTS,
    author=st.just("") | TEXTS,
    at=st.none() | st.just(WHEN),
)


def as_answers(entries):
    return Answers(checklists=(ChecklistAnswers(checklist="list", version="1", answers=tuple(entries)),))


@given(st.lists(GIVEN, unique_by=lambda answer: answer.question), GIVEN)
def test_answers_show_exactly_where_they_differ(before, other):
    assert list(answers(as_answers(before), as_answers(before), {})) == []
    after = [answer for answer in before if answer.question != other.question] + [other]
    changes = list(answers(as_answers(before), as_answers(after), {}))
    assert {change.subject for change in changes} == ({("list", other.question)} if other not in before else set())
    back = list(answers(as_answers(after), as_answers(before), {}))
    assert {(change.subject, change.before, change.after) for change in back} == {
        (change.subject, change.after, change.before) for change in changes
    }


def test_a_yes_that_becomes_a_no_makes_people_worse_off_only_where_yes_is_good():
    before, after = (as_answers([Answer(question="a", value=value)]) for value in (Value.YES, Value.NO))
    for yes_is_good, expected in ((True, Direction.WORSE), (False, Direction.NEITHER)):
        known = {("list", "a"): Known("Is it lawful?", decisive=True, yes_is_good=yes_is_good)}
        (change,) = answers(before, after, known)
        assert (change.direction, change.gravity, change.label) == (expected, "major", "Is it lawful?")


@pytest.fixture(scope="module")
def concluded(tmp_path_factory):
    """Inventory, risk and conclusions of a sample of trips."""
    from pia_toolkit import pipeline
    from pia_toolkit.measuring import NOTHING_CHOSEN, measure
    from pia_toolkit.readers.options import ReadOptions

    path, options = tmp_path_factory.mktemp("trips") / "trips.csv", ReadOptions()
    lines = (shipped("sample_datasets") / "bike-trips.csv").read_text(encoding="utf-8").splitlines()[:201]
    path.write_text("\n".join(lines), encoding="utf-8")
    scanned = pipeline.scan([path], options, (), lambda *_: None)
    proposal = Proposal(title="Trips")
    risk = measure([(path, options)], scanned.inventory, proposal, lambda *_: None, NOTHING_CHOSEN)
    return scanned.inventory, risk, pipeline.conclude_from(proposal, scanned.inventory, risk)


def test_what_was_found_does_not_differ_from_itself(concluded):
    inventory, risk, conclusions = concluded
    again = (
        Inventory.model_validate_json(inventory.model_dump_json(by_alias=True)),
        RiskReport.model_validate_json(risk.model_dump_json(by_alias=True)),
        Conclusions.model_validate_json(conclusions.model_dump_json(by_alias=True)),
    )
    assert list(data(inventory, again[0])) == []
    assert list(figures(risk, again[1])) == []
    old, new = conclusions, again[2]
    assert list(outcome(old.assessment, new.assessment)) == []
    assert list(scenarios(old.assessment, new.assessment, "en")) == []
    assert list(rights(old.assessment, new.assessment, {})) == []
    assert list(measures(old.plan, new.plan, "en")) == []


def test_each_column_that_is_read_otherwise_shows(concluded):
    (table,) = concluded[0].tables
    for number, column in enumerate(table.columns):
        role = Role.SENSITIVE if column.role is not Role.SENSITIVE else Role.NONE
        columns = list(table.columns)
        columns[number] = column.model_copy(update={"role": role, "contains_personal_data": True})
        after = Inventory(tables=(table.model_copy(update={"columns": tuple(columns)}),))
        changes = {change.aspect: change for change in data(concluded[0], after)}
        assert {change.subject for change in changes.values()} == {(table.name, column.name)}
        assert (changes["role"].before, changes["role"].after) == (column.role, role)
        assert changes["role"].gravity == "major"
        del columns[number]
        without = Inventory(tables=(table.model_copy(update={"columns": tuple(columns)}),))
        gone = {(change.subject, change.how) for change in data(after, without)}
        assert gone == {((table.name, column.name), How.GONE)}


def test_each_scenario_and_right_and_measure_that_changes_shows(concluded):
    before = concluded[2].assessment
    assert before.scenarios
    for number, scenario in enumerate(before.scenarios):
        entries = list(before.scenarios)
        moved = scenario.residual.model_copy(update={"severity": Level.NEGLIGIBLE, "likelihood": Level.NEGLIGIBLE})
        entries[number] = scenario.model_copy(update={"residual": moved})
        after = before.model_copy(update={"scenarios": tuple(entries)})
        changes = list(scenarios(before, after, "en"))
        assert {change.subject for change in changes} == {(scenario.id,)}
        assert {change.direction for change in changes if change.aspect == "level"} <= {Direction.BETTER}
        gone = before.model_copy(update={"scenarios": before.scenarios[:number] + before.scenarios[number + 1 :]})
        assert {(change.subject, change.how) for change in scenarios(before, gone, "en")} == {((scenario.id,), "gone")}
    plan = concluded[2].plan
    less = plan.model_copy(update={"recommendations": plan.recommendations[1:]})
    (change,) = measures(plan, less, "zh")
    first = plan.recommendations[0].mitigation
    assert (change.subject, change.how, change.label) == ((first.id,), "gone", first.title.in_language("zh"))


def test_a_group_that_falls_below_the_floor_is_a_major_change(concluded):
    risk = next(table for table in concluded[1].tables if table.classes)
    floor = concluded[1].policy.small_class
    for k, weight in ((floor, "major"), (floor - 1, "notable")):
        tables = (risk.model_copy(update={"classes": risk.classes.model_copy(update={"k": k})}),)
        lower = (risk.model_copy(update={"classes": risk.classes.model_copy(update={"k": 1})}),)
        (change,) = figures(RiskReport(tables=tables), RiskReport(tables=lower))
        assert (change.aspect, change.gravity, change.direction) == ("k", weight, "worse")
