"""The demo cases: valid declarations, answers that fit the checklists, decisions on columns and samples that exist."""

import pytest

from pia_toolkit.content import read_model
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.review import Decisions
from pia_toolkit.questionnaire.answers_file import read_answers, write_answers
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source
from pia_toolkit.resources import shipped

SAMPLES = shipped("sample_datasets")
CASES = sorted(path.parent for path in (SAMPLES / "demo").glob("*/case.yaml"))
ABOUT_NOBODY = "air-quality"
CHECKLISTS = load_checklists("en", [shipped("checklists")])


def test_there_are_eight_cases():
    assert [case.name for case in CASES] == [
        "air-quality",
        "bike-trips",
        "camera-analytics",
        "district-statistics",
        "parking",
        "service-requests",
        "smart-meters",
        "wifi-counting",
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_declares_a_proposal_on_samples_that_exist(case):
    proposal = read_model(case / "case.yaml", Proposal)
    assert proposal.purpose
    headers = {column for _, column in columns(case)}
    assert set(proposal.column_purposes) <= headers
    without_purpose = headers - set(proposal.column_purposes)
    assert without_purpose or case.name == ABOUT_NOBODY, "some columns have no purpose, so that the demo shows it"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_decisions_are_about_columns_that_exist(case):
    path = case / "decisions.yaml"
    decided = read_model(path, Decisions).decisions if path.is_file() else ()
    assert {(entry.table, entry.column) for entry in decided} <= columns(case)
    assert all(entry.reason for entry in decided)


def columns(case):
    """Every table and column of the data of a case."""
    files = [SAMPLES / name for name in (case / "datasets.txt").read_text(encoding="utf-8").split()]
    assert files
    return {
        (table.name, name)
        for file in files
        for table in read_source(file, ReadOptions()).tables
        for name in table.columns
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_answered_as_people_answer(case):
    answers = read_answers(case / "answers.yaml", CHECKLISTS)
    given = [answer for entry in answers.checklists for answer in entry.answers]
    values = {answer.value for answer in given}
    assert values == {Value.YES} if case.name == ABOUT_NOBODY else values >= {Value.YES, Value.PARTLY, Value.NO}
    assert any(answer.evidence for answer in given)
    assert any(answer.note for answer in given)
    assert write_answers(answers) == (case / "answers.yaml").read_text(encoding="utf-8")
