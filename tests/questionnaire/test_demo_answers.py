"""The demo cases: valid declarations, answers that fit the checklists, and samples that exist."""

import pytest

from pia_toolkit.content import read_model
from pia_toolkit.domain.answers import Value
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.questionnaire.answers_file import read_answers, write_answers
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.resources import shipped

SAMPLES = shipped("sample_datasets")
CASES = sorted(path.parent for path in (SAMPLES / "demo").glob("*/case.yaml"))
CHECKLISTS = load_checklists("en", [shipped("checklists")])


def test_there_are_three_cases():
    assert [case.name for case in CASES] == ["parking", "service-requests", "wifi-counting"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_declares_a_proposal_on_samples_that_exist(case):
    proposal = read_model(case / "case.yaml", Proposal)
    assert proposal.purpose
    files = [SAMPLES / name for name in (case / "datasets.txt").read_text(encoding="utf-8").split()]
    assert files
    assert all(file.is_file() for file in files)
    headers = {name for file in files for name in header(file)}
    assert set(proposal.column_purposes) <= headers
    assert headers - set(proposal.column_purposes), "some columns have no purpose, so that the demo shows it"


def header(file):
    with file.open(encoding="utf-8-sig") as stream:
        return stream.readline().strip().split(",")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_answered_as_people_answer(case):
    answers = read_answers(case / "answers.yaml", CHECKLISTS)
    given = [answer for entry in answers.checklists for answer in entry.answers]
    assert {answer.value for answer in given} == set(Value)
    assert any(answer.evidence for answer in given)
    assert any(answer.note for answer in given)
    assert write_answers(answers) == (case / "answers.yaml").read_text(encoding="utf-8")
