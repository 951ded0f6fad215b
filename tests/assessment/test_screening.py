"""Whether an assessment is needed: each case of article 35 (3), none, one and two of the nine criteria, no such law."""

import pytest
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.domain.checklist import Counts
from pia_toolkit.domain.screening import CriterionState, Need, Yardstick
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.resources import shipped

CHECKLISTS = tuple(load_checklists("en", [shipped("checklists")]))
SCREENING = next(entry for entry in CHECKLISTS if entry.id == "screening")
CRITERIA = {q.id: q for q in SCREENING.questions if q.counts}
NINE = [q.id for q in SCREENING.questions if q.provision.startswith("WP248:")]
LAW = {"law-requires-assessment": "yes", "national-list-met": "no", "no-other-criterion": "yes"}
NO_LAW = {"law-requires-assessment": "no", "no-other-criterion": "yes"}
RECORD = {"decision-recorded": "yes"}


def screened(facts=(), **given):
    answers = {f"screening/{name.replace('_', '-')}": value for name, value in given.items()}
    return assess(situation_with(set(facts), answers, CHECKLISTS), CHECKLISTS, ()).screening


def under(base, **given):
    return {name.replace("-", "_"): value for name, value in {**base, **given}.items()}


def test_the_nine_criteria_are_those_of_revision_1_in_their_order():
    assert NINE == [
        "evaluation-or-scoring",
        "automated-effects",
        "systematic-monitoring",
        "sensitive-or-personal",
        "large-scale",
        "matching-or-combining",
        "vulnerable-people",
        "innovative-technology",
        "right-or-service-prevented",
    ]
    assert [CRITERIA[name].provision for name in NINE] == [f"WP248:{number}" for number in range(1, 10)]
    assert {CRITERIA[name].counts for name in NINE} == {Counts.WITH_ANOTHER}


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("significant-evaluation", "scoring"),
        ("large-scale-special-data", "sensitive-category"),
        ("public-area-monitored", "public-space"),
    ],
)
@pytest.mark.parametrize("answer", ["yes", "partly"])
def test_each_case_of_article_35_3_is_enough_alone(question, fact, answer):
    met = dict.fromkeys(CRITERIA, "no") | {question: answer}
    found = screened([fact], **under(LAW | met))
    assert found.need is Need.NEEDED
    assert f"screening/{question}" in {reason.ref for reason in found.because}


@pytest.mark.parametrize("second", [name for name in NINE if name != "large-scale"])
def test_two_of_the_nine_are_needed_and_one_is_left_to_people(second):
    none = dict.fromkeys(CRITERIA, "no") | {"no-other-criterion": "no"}
    one = screened(**under(LAW | none, **{"large-scale": "yes"}))
    two = screened(**under(LAW | none, **{"large-scale": "yes", second: "yes"}))
    assert (one.need, two.need) == (Need.CAN_BE_NEEDED, Need.NEEDED)
    assert one.lacks_reason
    assert not two.lacks_reason


def test_without_any_criterion_none_is_needed_and_the_reason_is_asked_for():
    found = screened(**under(LAW))
    assert (found.need, found.yardstick) == (Need.NOT_NEEDED, Yardstick.LAW)
    assert found.because
    assert found.lacks_reason
    assert screened(**under(LAW | RECORD)).lacks_reason, "a yes without a note gives no reason"


def test_what_the_data_suggest_counts_only_when_a_person_confirms_it():
    found = screened(["linked", "large-scale"], **under(LAW))
    assert found.need is Need.OPEN
    states = {entry.question.split("/")[1]: entry for entry in found.criteria}
    assert states["large-scale"].state is CriterionState.SUGGESTED
    assert states["large-scale"].because
    assert states["evaluation-or-scoring"].state is CriterionState.NOT_ASKED
    confirmed = screened(
        ["linked", "large-scale"], **under(LAW, **{"large-scale": "yes", "matching-or-combining": "yes"})
    )
    assert confirmed.need is Need.NEEDED
    denied = screened(["linked", "large-scale"], **under(LAW, **{"large-scale": "no", "matching-or-combining": "no"}))
    assert denied.need is Need.NOT_NEEDED


def test_a_case_that_nothing_pointed_to_can_be_named_by_a_person_and_stays():
    answers = LAW | dict.fromkeys(CRITERIA, "no") | {"no-other-criterion": "no", "public-area-monitored": "yes"}
    assert screened(**under(answers)).need is Need.NEEDED


def test_where_no_law_asks_the_own_criteria_count_beside_the_nine():
    facts = ["singled-out", "trace"]
    found = screened(facts, **under(NO_LAW, **{"people-singled-out": "yes", "daily-life-visible": "yes"}))
    assert (found.need, found.yardstick) == (Need.NEEDED, Yardstick.OWN_CRITERIA)
    assert not any(entry.provision.startswith("GDPR") and entry.counts_as_met for entry in found.criteria)
    under_law = screened(facts, **under(LAW, **{"people-singled-out": "yes", "daily-life-visible": "yes"}))
    own = {entry.question: entry.state for entry in under_law.criteria}
    assert own["screening/people-singled-out"] is CriterionState.NOT_ASKED


def test_data_about_nobody_end_with_two_answers():
    facts = ["no-personal-data"]
    assert screened(facts).need is Need.OPEN
    found = screened(facts, nobody_in_the_data="yes", no_way_back="yes")
    assert (found.need, found.yardstick) == (Need.NOT_NEEDED, Yardstick.SHORT_FORM)
    assert {reason.ref for reason in found.because} >= {"screening/nobody-in-the-data", "screening/no-way-back"}
    seen = screened([*facts, "public-space", "open-release"], nobody_in_the_data="yes", no_way_back="yes")
    assert {entry.state for entry in seen.criteria} == {CriterionState.NOT_ASKED}, "nobody is there to be watched"
    doubted = screened(facts, nobody_in_the_data="partly", no_way_back="yes")
    assert (doubted.need, doubted.yardstick) == (Need.OPEN, Yardstick.OPEN)


def test_screening_never_enters_the_rights_matrix_nor_the_outcome():
    situation = situation_with(set(), {f"screening/{name}": "no" for name in CRITERIA}, CHECKLISTS)
    found = assess(situation, CHECKLISTS, ())
    assert "screening" not in {check.checklist for check in found.rights}
    assert not any(reason.says == "answered-no" for reason in found.outcome.because)


def test_without_a_checklist_that_screens_nothing_is_said():
    others = tuple(entry for entry in CHECKLISTS if entry.id != "screening")
    assert assess(situation_with(set(), {}, others), others, ()).screening is None
