"""The outcome: the gravest risk leads its reasons, and what must be so before approval can be tested."""

from itertools import takewhile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.reasons import ReasonKind
from pia_toolkit.domain.requirement import Demand, Requirement
from pia_toolkit.resources import shipped

SCENARIOS = load_scenarios()
CHECKLISTS = tuple(
    read_model(shipped("checklists") / f"{name}.yaml", Checklist) for name in ("un-77-211", "un-habitat-2-1")
)
QUESTIONS = {f"{entry.id}/{q.id}": q for entry in CHECKLISTS for q in entry.questions}
ALL_YES = dict.fromkeys(QUESTIONS, "yes")

some = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
facts = st.sets(st.sampled_from(sorted(FactCode)), max_size=12)
answers = st.dictionaries(
    st.sampled_from(sorted(QUESTIONS)), st.sampled_from([str(value) for value in Value]), max_size=40
)


def assessed(codes, given_answers=()):
    return assess(situation_with(codes, dict(given_answers), CHECKLISTS), CHECKLISTS, SCENARIOS)


def grave(found):
    """Return the scenarios that remain above what is accepted, the gravest first."""
    return [f"scenarios/{entry.id}" for entry in found.scenarios if entry.final.level > Level.LIMITED]


@some
@given(facts, answers)
def test_the_gravest_risk_leads_the_reasons_after_a_no_on_legality_alone(codes, given_answers):
    found = assessed(codes, given_answers)
    because = found.outcome.because
    decisive = tuple(takewhile(lambda reason: QUESTIONS.get(reason.ref) and QUESTIONS[reason.ref].decisive, because))
    if decisive:
        assert {reason.says for reason in decisive} <= {"answered-no", "answered-unanswered"}
    told = [reason.ref for reason in because if reason.says in ("risk-remains", "risk-stays")]
    assert told == [ref for ref in grave(found) if ref in told]
    if found.outcome.decision in (Decision.CONSULT_AUTHORITY, Decision.APPROVE_WITH_CONDITIONS) and grave(found):
        first = because[0]
        assert (first.kind, first.ref) == (ReasonKind.SCENARIO, told[0])
        levels = {f"scenarios/{entry.id}": entry.final.level for entry in found.scenarios}
        assert first.values["level"] == levels[told[0]].value == max(levels.values()).value


def test_each_grave_risk_is_followed_by_what_makes_it_grave():
    found = assessed({FactCode.TRACE, FactCode.PERSISTENT_IDENTIFIER, FactCode.HOME_INFERABLE})
    gravest, because = found.scenarios[0], found.outcome.because
    assert because[1 : 1 + len(gravest.inherent.likelihood_because)] == gravest.inherent.likelihood_because


@some
@given(facts, answers)
def test_nothing_is_required_exactly_where_approval_is_suggested(codes, given_answers):
    found = assessed(codes, given_answers)
    assert (not found.outcome.requirements) is (found.outcome.decision is Decision.APPROVE)
    risks = [entry.ref for entry in found.outcome.requirements if entry.demand is Demand.RISK_AT_MOST]
    assert risks == grave(found)
    assert not any(found.meets(entry) for entry in found.outcome.requirements)


@some
@given(facts, answers, answers)
def test_what_is_required_is_met_exactly_when_a_later_assessment_no_longer_asks_for_it(codes, before, later):
    earlier, now = assessed(codes, before), assessed(codes, before | later)
    for requirement in earlier.outcome.requirements:
        still_asked = requirement in now.outcome.requirements
        assert now.meets(requirement) is not still_asked or (
            FactCode.NO_PERSONAL_DATA in codes and requirement.demand is Demand.ALL_ANSWERED
        )


def test_a_better_answer_meets_what_was_required_of_it_and_an_open_one_does_not():
    name = "un-77-211/privacy-by-design"
    required = Requirement(demand=Demand.ANSWERED_YES, ref=name)
    codes = {FactCode.LARGE_ENOUGH_CLASSES}
    assert required in assessed(codes, ALL_YES | {name: "partly"}).outcome.requirements
    assert assessed(codes, ALL_YES).meets(required)
    unanswered = assessed(codes, {key: value for key, value in ALL_YES.items() if key != name})
    assert not unanswered.meets(required)
    assert unanswered.outcome.requirements == (Requirement(demand=Demand.ALL_ANSWERED),)


@some
@given(facts, answers)
def test_every_reason_of_the_outcome_leads_somewhere(codes, given_answers):
    found = assessed(codes, given_answers)
    places = {f"scenarios/{entry.id}" for entry in found.scenarios} | set(QUESTIONS)
    places |= {entry.id for entry in CHECKLISTS}
    places |= {reason.ref for entry in found.facts for reason in entry.because}
    assert {reason.ref for reason in found.outcome.because} <= places
    for check in found.rights:
        assert check.because
        assert {reason.ref for reason in check.because} <= places
