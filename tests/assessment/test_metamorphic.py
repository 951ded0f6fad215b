"""What must hold however a proposal is changed, tried on every worked proposal.

More safeguards never raise a risk, an answer that nobody is asked for changes nothing, and without the personal columns
nothing is left of the risks. Every conclusion has a reason, and every reason leads to something that exists.
"""

import random
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit import pipeline
from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.rating import ATTAINABLE, rate
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.decided import apply_decisions, kinds_of
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.assessment import Decision, RightsState
from pia_toolkit.domain.checklist import Kind
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import Fact
from pia_toolkit.domain.inventory import Inventory, Ruling
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.putting import is_put, situation_as_put
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.review import Decision as OnColumn
from pia_toolkit.domain.review import Decisions
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.domain.screening import Need
from pia_toolkit.i18n import words
from pia_toolkit.measuring import NOTHING_CHOSEN, measure
from pia_toolkit.questionnaire.answers_file import read_answers
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.resources import shipped
from pia_toolkit.scanning import scan

SAMPLES = shipped("sample_datasets")
NAMES = sorted(path.parent.name for path in (SAMPLES / "demo").glob("*/case.yaml"))
WITHOUT_PEOPLE = "air-quality"
WITH_PEOPLE = [name for name in NAMES if name != WITHOUT_PEOPLE]
CHECKLISTS = load_checklists("en", (shipped("checklists"),))
SCENARIOS = load_scenarios()
KINDS = kinds_of(load_registry(()).recognizers)
QUESTIONS = [(checklist, question) for checklist in CHECKLISTS for question in checklist.questions]
ON_RIGHTS = [(checklist, question) for checklist, question in QUESTIONS if checklist.kind is Kind.RIGHTS]
NOT_YES = (None, Value.NO, Value.PARTLY)
PROTECTIVE_FIELDS = ("encrypted", "keyed_pseudonyms", "synthetic")


class Known(NamedTuple):
    """What is known about one proposal."""

    proposal: Proposal
    inventory: Inventory
    risk: RiskReport
    answers: Answers


def known_of(description, data, answers):
    """Scan and measure data as the command does, with what people decided about the columns."""
    proposal = read_model(description, Proposal)
    scanned = scan(data, ReadOptions(), (), lambda *_: None)
    decisions = description.parent / "decisions.yaml"
    decided = read_model(decisions, Decisions) if decisions.is_file() else Decisions()
    inventory = apply_decisions(scanned.inventory, decided, KINDS)
    read = [(source, ReadOptions()) for source in scanned.read]
    risk = measure(read, inventory, proposal, lambda *_: None, NOTHING_CHOSEN)
    return Known(proposal, inventory, risk, read_answers(answers, CHECKLISTS))


@pytest.fixture(scope="module")
def cases():
    """Every worked proposal."""
    return {folder.name: _worked(folder) for folder in ((SAMPLES / "demo" / name) for name in NAMES)}


def _worked(folder):
    names = (folder / "datasets.txt").read_text(encoding="utf-8").split()
    return known_of(folder / "case.yaml", [SAMPLES / name for name in names], folder / "answers.yaml")


def situation(known):
    return Situation(
        facts=facts_of(known.proposal, known.inventory, known.risk), answers=known.answers, inventory=known.inventory
    )


@pytest.fixture(scope="module")
def concluded(cases):
    """What follows from every worked proposal."""
    return {name: pipeline.conclude(situation(known), CHECKLISTS, risk=known.risk) for name, known in cases.items()}


def levels(of):
    """Inherent level, residual likelihood, severity and level of each scenario that arises, from 1; 0 is none."""
    put = situation_as_put(CHECKLISTS, of)
    rated = {rule.id: rate(rule, put) for rule in SCENARIOS}
    return {
        name: (0, 0, 0, 0)
        if found is None
        else tuple(
            1 + level.rank
            for level in (
                found.inherent.level,
                found.residual.likelihood,
                found.residual.severity,
                found.residual.level,
            )
        )
        for name, found in rated.items()
    }


def raised(before, after):
    """Name the scenarios of which any figure is higher than before."""
    return [name for name in before if any(new > old for old, new in zip(before[name], after[name], strict=True))]


def answered(answers, given):
    """Return answers with others in their place, by checklist and question; None takes one away."""
    values = {
        (entry.checklist, answer.question): answer.value for entry in answers.checklists for answer in entry.answers
    }
    values |= given
    return answers_of({key: Answer(question=key[1], value=value) for key, value in values.items() if value})


def answers_of(given):
    """Return answers by checklist and question as answers to all checklists, in reading order."""
    return Answers(
        checklists=tuple(
            ChecklistAnswers(
                checklist=checklist.id,
                version=checklist.version,
                answers=tuple(
                    given[checklist.id, question.id]
                    for question in checklist.questions
                    if (checklist.id, question.id) in given
                ),
            )
            for checklist in CHECKLISTS
        )
    )


def put_in(of):
    """Name the questions that are put in a situation."""
    as_put = situation_as_put(CHECKLISTS, of)
    return {(checklist.id, question.id) for checklist, question in QUESTIONS if is_put(checklist, question, as_put)}


# ---------------------------------------------------------------- the worked proposals themselves


@pytest.mark.parametrize("name", NAMES)
def test_every_question_that_is_put_has_an_answer(concluded, name):
    assert concluded[name].assessment.unanswered == 0


@pytest.mark.parametrize(
    ("name", "decisions"),
    [
        ("air-quality", {Decision.APPROVE}),
        ("bike-trips", {Decision.APPROVE_WITH_CONDITIONS}),
        ("camera-analytics", {Decision.DO_NOT_PROCEED}),
        ("district-statistics", {Decision.APPROVE_WITH_CONDITIONS, Decision.CONSULT_AUTHORITY}),
        ("parking", {Decision.CONSULT_AUTHORITY, Decision.APPROVE_WITH_CONDITIONS}),
        ("service-requests", {Decision.DO_NOT_PROCEED}),
        ("smart-meters", {Decision.APPROVE_WITH_CONDITIONS, Decision.CONSULT_AUTHORITY}),
        ("wifi-counting", {Decision.DO_NOT_PROCEED, Decision.CONSULT_AUTHORITY}),
    ],
)
def test_the_outcome_is_one_that_a_data_protection_officer_could_sign(concluded, name, decisions):
    assert concluded[name].assessment.outcome.decision in decisions


# ---------------------------------------------------------------- more safeguards never raise a risk


@pytest.mark.parametrize("name", NAMES)
def test_a_better_answer_never_raises_a_risk(cases, name):
    now = situation(cases[name])
    before = levels(now)
    put = put_in(now)
    worse = [
        (checklist.id, question.id)
        for checklist, question in ON_RIGHTS
        if (checklist.id, question.id) in put and now.answers.value(checklist.id, question.id) in NOT_YES
    ]
    assert worse or name == WITHOUT_PEOPLE
    found = {
        key: names
        for key in worse
        if (names := raised(before, levels(replace(now, answers=answered(now.answers, {key: Value.YES})))))
    }
    assert found == {}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(WITH_PEOPLE))
def test_better_answers_never_raise_a_risk_whatever_was_answered_before(cases, seed, name):
    drawn = random.Random(seed)
    now = situation(cases[name])
    anything = {
        (checklist.id, question.id): drawn.choice((*NOT_YES, Value.YES, Value.NOT_APPLICABLE))
        for checklist, question in QUESTIONS
    }
    begun = replace(now, answers=answered(Answers(), anything))
    share = drawn.random()
    better = {
        (checklist.id, question.id): Value.YES
        for checklist, question in ON_RIGHTS
        if anything[checklist.id, question.id] in NOT_YES and drawn.random() < share
    }
    assert raised(levels(begun), levels(replace(begun, answers=answered(begun.answers, better)))) == []


@pytest.mark.parametrize("code", sorted(ATTAINABLE))
@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_a_protective_fact_never_raises_a_risk(cases, name, code):
    now = situation(cases[name])
    added = Fact(code=code, because=(Reason(kind=ReasonKind.DECLARATION, ref="summary", says="encrypted"),))
    more = replace(now, facts=(*(fact for fact in now.facts if fact.code is not code), added))
    assert raised(levels(now), levels(more)) == []


@pytest.mark.parametrize("field", PROTECTIVE_FIELDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_safeguard_that_is_declared_never_raises_a_risk(cases, name, field):
    known = cases[name]
    without, having = (
        known._replace(proposal=known.proposal.model_copy(update={field: value})) for value in (False, True)
    )
    assert raised(levels(situation(without)), levels(situation(having))) == []


# ---------------------------------------------------------------- what is not asked does not count


@pytest.mark.parametrize("value", list(Value))
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_to_a_hidden_question_changes_nothing(cases, name, value):
    now = situation(cases[name])
    kept = {(entry.checklist, answer.question): answer for entry in now.answers.checklists for answer in entry.answers}
    put = put_in(now)
    asked_of_nobody = {
        (checklist.id, question.id): Answer(question=question.id, value=value, note="n", evidence="e")
        for checklist, question in QUESTIONS
        if (checklist.id, question.id) not in put
    }
    told = replace(now, answers=answers_of(kept | asked_of_nobody))
    hidden = asked_of_nobody.keys() - put_in(told)
    assert hidden
    without = replace(
        now, answers=answers_of({key: given for key, given in (kept | asked_of_nobody).items() if key not in hidden})
    )
    assert assess(told, CHECKLISTS, SCENARIOS) == assess(without, CHECKLISTS, SCENARIOS)


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_a_safeguard_that_nobody_was_asked_about_could_still_be_put_in_place(cases, concluded, name):
    hidden = {f"{checklist.id}/{question.id}" for checklist, question in QUESTIONS} - {
        "/".join(key) for key in put_in(situation(cases[name]))
    }
    rules = {rule.id: rule for rule in SCENARIOS}
    out_of_reach = [
        (scenario.id, safeguard.safeguard)
        for scenario in concluded[name].assessment.scenarios
        for safeguard in scenario.trace.safeguards
        if rules[scenario.id].lowered_by[safeguard.safeguard - 1].if_.answer in hidden and not safeguard.attainable
    ]
    assert out_of_reach == []


# ---------------------------------------------------------------- without personal columns


def personal_columns(inventory):
    return [
        (table.name, column.name)
        for table in inventory.tables
        for column in table.columns
        if column.contains_personal_data
    ]


def without_columns(inventory, columns):
    """Return an inventory in which a person said of some columns that nothing personal stands in them."""
    bare = Inventory(tables=tuple(table.model_copy(update={"scanned": None}) for table in inventory.tables))
    taken = tuple(
        OnColumn.model_validate(
            {
                "table": table,
                "column": column,
                "decision": Ruling.NOT_PERSONAL,
                "by": "test",
                "at": "2026-03-02T09:00:00Z",
                "reason": "taken out",
            }
        )
        for table, column in columns
    )
    return apply_decisions(bare, Decisions(decisions=taken), KINDS)


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_without_the_personal_columns_no_risk_is_left(cases, name):
    known = cases[name]
    columns = personal_columns(known.inventory)
    assert columns
    bare = known._replace(
        inventory=without_columns(known.inventory, columns), risk=known.risk.model_copy(update={"tables": ()})
    )
    assert not bare.inventory.contains_personal_data
    before, after = levels(situation(known)), levels(situation(bare))
    assert any(figures[0] for figures in before.values())
    assert [scenario for scenario, figures in after.items() if figures[0]] == []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(WITH_PEOPLE))
def test_with_fewer_personal_columns_no_risk_is_higher(cases, seed, name):
    """What was measured is left out on both sides, so that only what the columns are decides."""
    drawn = random.Random(seed)
    known = cases[name]._replace(risk=RiskReport(tables=()))
    columns = personal_columns(known.inventory)
    fewer = drawn.sample(columns, drawn.randint(1, len(columns)))
    some = fewer[: drawn.randint(0, len(fewer) - 1)]
    one, other = (known._replace(inventory=without_columns(known.inventory, taken)) for taken in (some, fewer))
    assert raised(levels(situation(one)), levels(situation(other))) == []


# ---------------------------------------------------------------- data about nobody


@pytest.mark.parametrize("table", ["air-quality.csv", "timetable.csv"])
def test_data_about_nobody_need_no_assessment_and_it_is_said_why(table):
    folder = SAMPLES / "demo" / WITHOUT_PEOPLE
    known = known_of(folder / "case.yaml", [SAMPLES / table], folder / "answers.yaml")
    found = assess(situation(known), CHECKLISTS, SCENARIOS)
    assert found.screening.need is Need.NOT_NEEDED
    assert {reason.says for reason in found.screening.because} == {"no-personal-data", "answered-yes"}
    assert found.screening.reason
    assert found.scenarios == ()
    assert found.outcome.decision is Decision.APPROVE
    assert found.outcome.because[0].says == "no-personal-data"
    assert unresolved(reasons_in(found), known, found) == []


# ---------------------------------------------------------------- reasons


@pytest.mark.parametrize("name", NAMES)
def test_every_conclusion_has_a_reason(concluded, name):
    made = concluded[name]
    found = made.assessment
    assert all(fact.because for fact in found.facts)
    assert all(
        rating.likelihood_because and rating.severity_because
        for scenario in found.scenarios
        for rating in (scenario.inherent, scenario.residual)
    )
    assert all(check.because for check in found.rights if check.state is not RightsState.NOT_APPLICABLE)
    assert found.outcome.because
    assert found.screening.because
    assert all(entry.because for entry in made.plan.recommendations)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_every_reason_resolves_and_has_words(cases, concluded, name, language):
    made = concluded[name]
    reasons = list(reasons_in(made))
    assert unresolved(reasons, cases[name], made.assessment) == []
    speak = words(language)
    assert all(speak(f"reasons.{reason.says}") for reason in reasons)


def reasons_in(conclusion):
    """Every reason within a conclusion, however deep."""
    if isinstance(conclusion, Reason):
        yield conclusion
    elif isinstance(conclusion, tuple):
        for part in conclusion:
            yield from reasons_in(part)
    elif hasattr(type(conclusion), "model_fields"):
        for field in type(conclusion).model_fields:
            yield from reasons_in(getattr(conclusion, field))


def unresolved(reasons, known, assessment):
    """Return the references that lead nowhere."""
    resolves = {
        ReasonKind.FINDING: lambda ref: ref in findings(known.inventory),
        ReasonKind.MEASUREMENT: lambda ref: ref in measurements(known.risk),
        ReasonKind.ANSWER: lambda ref: ref in {entry.id for entry in CHECKLISTS} | question_ids(),
        ReasonKind.DECLARATION: lambda ref: ref in Proposal.model_fields or ref in scenario_ids(SCENARIOS),
        ReasonKind.SCENARIO: lambda ref: ref in scenario_ids(assessment.scenarios),
    }
    return sorted({reason.ref for reason in reasons if not resolves[reason.kind](reason.ref)})


def scenario_ids(scenarios):
    return {f"scenarios/{entry.id}" for entry in scenarios}


def question_ids():
    return {f"{checklist.id}/{question.id}" for checklist, question in QUESTIONS}


def findings(inventory):
    tables = {table.name for table in inventory.tables}
    return tables | {f"{table.name}/{column.name}" for table in inventory.tables for column in table.columns}


def measurements(risk):
    """Name every measurement that there is, table by table."""
    return {f"{table.table}/{measure}" for table in risk.tables for measure in _measures(table)}


def _measures(table):
    yield from ("units", "home")
    if table.classes:
        yield from ("uniques", "at-risk", "k")
    counts = table.counts
    curves = table.load_curves
    there = {
        "diversity": table.diversity,
        "location": table.locations,
        "time": table.times,
        "unicity": table.unicity or (curves and curves.unicity),
        "load-curves": curves,
        "linkage": table.linkage,
        "ladder": table.ladder,
        "counts": counts,
        "recoverability": counts and counts.recoverability,
        "group-disclosure": counts and counts.group_disclosure,
    }
    yield from (measure for measure, found in there.items() if found)
    yield from (f"differencing/{entry.rule}" for entry in (counts.differencing if counts else ()))
