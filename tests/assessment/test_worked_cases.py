"""The worked proposals: answered in full, an outcome that can be signed, and reasons that lead to something."""

import pytest
from worked_cases import CHECKLISTS, NAMES, QUESTIONS, SAMPLES, SCENARIOS, WITHOUT_PEOPLE, known_of, situation

from pia_toolkit.assessment.assess import assess
from pia_toolkit.domain.assessment import Decision, RightsState
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.screening import Need
from pia_toolkit.i18n import words

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
        ("district-statistics", {Decision.APPROVE_WITH_CONDITIONS}),
        ("parking", {Decision.CONSULT_AUTHORITY, Decision.APPROVE_WITH_CONDITIONS}),
        ("service-requests", {Decision.DO_NOT_PROCEED}),
        ("smart-meters", {Decision.APPROVE_WITH_CONDITIONS, Decision.CONSULT_AUTHORITY}),
        ("wifi-counting", {Decision.DO_NOT_PROCEED, Decision.CONSULT_AUTHORITY}),
    ],
)
def test_the_outcome_is_one_that_a_data_protection_officer_could_sign(concluded, name, decisions):
    assert concluded[name].assessment.outcome.decision in decisions


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
