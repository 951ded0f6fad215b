"""The worked proposals of the sample data sets, scanned and measured, and what can be changed about them."""

from typing import NamedTuple

from pia_toolkit import pipeline
from pia_toolkit.assessment.rating import rate
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.decided import apply_decisions, kinds_of
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Kind
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.putting import is_put, situation_as_put
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.review import Decisions
from pia_toolkit.domain.risk import RiskReport
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
STATED = Reason(kind=ReasonKind.DECLARATION, ref="summary", says="encrypted")
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


def worked_cases():
    """Scan and measure every worked proposal."""
    return {folder.name: _worked(folder) for folder in ((SAMPLES / "demo" / name) for name in NAMES)}


def _worked(folder):
    names = (folder / "datasets.txt").read_text(encoding="utf-8").split()
    return known_of(folder / "case.yaml", [SAMPLES / name for name in names], folder / "answers.yaml")


def situation(known):
    return Situation(
        facts=facts_of(known.proposal, known.inventory, known.risk), answers=known.answers, inventory=known.inventory
    )


def conclusions_of(cases):
    """Draw the conclusions of every worked proposal."""
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
