"""The seven stages in order: read → detect → measure → ask → assess → recommend → write. Read this first.

Stages never import each other; here their results are handed on. The functions that end in `_case` do a stage on a
case folder: load what it needs, do it, keep the result with a line of history.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pia_toolkit import __version__
from pia_toolkit.assessment.assess import assess as assess_situation
from pia_toolkit.assessment.remaining import remaining
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.actions import actions_of
from pia_toolkit.case_folder.case import Case, as_json
from pia_toolkit.case_folder.deciding import standing_of
from pia_toolkit.case_folder.kept_links import links_to_keep, with_kept_links
from pia_toolkit.case_folder.origins import used_files
from pia_toolkit.case_folder.overrides import overrides_of
from pia_toolkit.case_folder.review import as_decided
from pia_toolkit.case_folder.versions import last_version_of, origin_of
from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.override import Overrides
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.domain.report import Provenance, Report
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.errors import PiaError, raise_all
from pia_toolkit.i18n import Words
from pia_toolkit.measuring import (
    NOTHING_CHOSEN,
    Chosen,
    Progress,
    Source,
    measure,
)
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.mitigation.recommend import Planning, recommend
from pia_toolkit.own_content import check_own_content
from pia_toolkit.questionnaire.answers_file import read_answers, write_answers
from pia_toolkit.questionnaire.ask import drop_hidden
from pia_toolkit.questionnaire.ask import progress as progress_of
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.readers.options import AskPassword, ReadOptions
from pia_toolkit.reports.write import write
from pia_toolkit.resources import shipped
from pia_toolkit.scanning import Scanned, scan


def measure_sources(
    sources: Sequence[Source], options: ReadOptions, progress: Progress, chosen: Chosen
) -> tuple[RiskReport, tuple[PiaError, ...]]:
    """Scan and measure without a case; nothing is kept. Return also what could not be read."""
    scanned = scan(sources, options, (), progress)
    if not scanned.read:
        raise_all(scanned.unread)
    read = [(source, options) for source in scanned.read]
    return measure(read, scanned.inventory, Proposal(title=""), progress, chosen), scanned.unread


@dataclass(frozen=True)
class SetByPeople:
    """What people of a case decided and every conclusion takes into account."""

    overrides: Overrides = field(default_factory=Overrides)
    chosen: frozenset[str] = frozenset()
    """Measures that people chose or did, by id."""
    dropped: frozenset[str] = frozenset()
    """Measures that people gave up, by id; they count for nothing even where approval depends on them."""


NOTHING_SET = SetByPeople()


def conclude(
    situation: Situation,
    checklists: Sequence[Checklist],
    folders: Sequence[Path] = (),
    risk: RiskReport | None = None,
    people: SetByPeople = NOTHING_SET,
) -> Conclusions:
    """Assess and recommend; with what was measured, recommendations say what they would do."""
    scenarios = load_scenarios([folder / "scenarios" for folder in folders])
    as_put = situation_as_put(checklists, situation)
    assessment = assess_situation(as_put, checklists, scenarios, people.overrides)
    catalogue = load_catalogue([folder / "measures" for folder in folders])
    planning = Planning(remaining(scenarios), people.chosen, people.dropped)
    return Conclusions(assessment=assessment, plan=recommend(as_put, assessment, catalogue, planning, risk))


def conclude_from(
    proposal: Proposal, inventory: Inventory, risk: RiskReport, answers: Answers | None = None
) -> Conclusions:
    """Assess and recommend with the shipped checklists, without a case folder."""
    checklists = load_checklists("en", (shipped("checklists"),))
    return conclude(_situation(proposal, inventory, risk, answers), checklists, risk=risk)


def _situation(proposal: Proposal, inventory: Inventory, risk: RiskReport, answers: Answers | None) -> Situation:
    facts = facts_of(proposal, inventory, risk)
    return Situation(facts=facts, answers=answers or Answers(), inventory=inventory)


_KEPT_OPTIONS = ("delimiter", "encoding", "header", "sheet", "crs", "limits")


def keep_scan(case: Case, scanned: Scanned, at: datetime) -> Inventory:
    """Keep a scan in a case, with what people decided about its verdicts; return what was kept."""
    with case.locked():
        overruled = {name: getattr(scanned.options, name) for name in _KEPT_OPTIONS}
        kept = case.load(cases.DATASETS, cases.Datasets).public_files if case.has(cases.DATASETS) else ()
        files = tuple(case.dataset(source, overruled) for source in scanned.read)
        datasets = cases.Datasets(files=files, public_files=kept)
        inventory = as_decided(case, scanned.inventory)
        case.record("scan", at, {cases.DATASETS: as_json(datasets), cases.INVENTORY: as_json(inventory)})
    return inventory


def measure_case(
    case: Case,
    at: datetime,
    progress: Progress,
    chosen: Chosen = NOTHING_CHOSEN,
    ask_password: AskPassword | None = None,
) -> RiskReport:
    """Measure the data of a case; what is chosen goes before what the case declares."""
    with case.locked():
        inventory = case.load(cases.INVENTORY, Inventory)
        risk = measure(
            sources_of(case, ask_password), inventory, case.proposal(), progress, with_kept_links(case, chosen)
        )
        case.record("measure", at, {**links_to_keep(case, chosen), cases.RISK: as_json(risk)})
    return risk


def sources_of(case: Case, ask_password: AskPassword | None) -> list[tuple[Source, ReadOptions]]:
    """Return the sources of a case with how they are read."""
    return [
        (source, ReadOptions(**{name: getattr(dataset, name) for name in _KEPT_OPTIONS}, ask_password=ask_password))
        for source, dataset in case.datasets()
    ]


def checklists_of(case: Case, language: str) -> tuple[Checklist, ...]:
    """Return the checklists in force for a case: the shipped ones and the case's own."""
    return load_checklists(language, (shipped("checklists"), case.folder / "checklists"))


def situation_of(case: Case, answers: Answers | None = None) -> Situation:
    """Return what conditions are tested against in a case: facts, answers, findings."""
    inventory = case.load(cases.INVENTORY, Inventory)
    risk = case.load(cases.RISK, RiskReport)
    return _situation(case.proposal(), inventory, risk, answers)


def answers_of(case: Case, checklists: Sequence[Checklist]) -> Answers:
    """Return the answers given so far; none if nobody answered yet."""
    path = case.folder / cases.ANSWERS
    return read_answers(path, checklists) if path.is_file() else Answers()


def keep_answers(case: Case, answers: Answers, at: datetime) -> None:
    """Keep answers in a case that is locked already."""
    case.record("ask", at, {cases.ANSWERS: write_answers(answers).encode()})


def take_answers(case: Case, file: Path, at: datetime) -> int:
    """Take answers from a file in place of asking; return how many questions are left open.

    Answers to questions that are not put here are left out.
    """
    with case.locked():
        checklists = checklists_of(case, "en")
        given = read_answers(file, checklists)
        answers = drop_hidden(given, checklists, situation_of(case, given))
        keep_answers(case, answers, at)
        return questions_left(case, checklists, answers)


def questions_left(case: Case, checklists: Sequence[Checklist], answers: Answers) -> int:
    """Return how many questions that are put here have no answer."""
    return progress_of(checklists, situation_of(case, answers)).left


def assess_case(case: Case, at: datetime) -> Conclusions:
    """Draw the conclusions of a case."""
    with case.locked():
        conclusions = conclusions_of(case)
        case.record("assess", at, {cases.ASSESSMENT: as_json(conclusions)})
    return conclusions


def conclusions_of(case: Case, people: SetByPeople | None = None) -> Conclusions:
    """Return what follows from a case as it is now; nothing is kept. `people`: in place of what they set so far."""
    check_own_content(case.folder)
    checklists = checklists_of(case, "en")
    situation = situation_of(case, answers_of(case, checklists))
    risk = case.load(cases.RISK, RiskReport)
    return conclude(situation, checklists, (case.folder,), risk, people or set_by_people(case))


def set_by_people(case: Case) -> SetByPeople:
    """Return what people of a case decided so far. Raises `ContentInvalid`."""
    actions = actions_of(case)
    return SetByPeople(overrides=overrides_of(case), chosen=actions.counted_on, dropped=actions.dropped)


def assemble(case: Case, language: str, at: datetime) -> Report:
    """Put together everything a report needs."""
    checklists = checklists_of(case, language)
    conclusions = case.load(cases.ASSESSMENT, Conclusions)
    return Report(
        language=language,
        provenance=Provenance(
            case_id=case.id,
            created_at=at,
            tool_version=__version__,
            history_head=case.history_head,
            files=used_files(case.folder),
            version=last_version_of(case),
            came_from=origin_of(case),
        ),
        proposal=case.proposal(),
        inventory=case.load(cases.INVENTORY, Inventory),
        risk=case.load(cases.RISK, RiskReport),
        checklists=checklists,
        answers=answers_of(case, checklists),
        assessment=conclusions.assessment,
        plan=conclusions.plan,
        actions=actions_of(case).published,
        decision=standing_of(case, at),
    )


def report_case(case: Case, formats: Sequence[str], folder: Path, words: Words, at: datetime) -> tuple[Path, ...]:
    """Write the reports of a case and note their hashes in its history."""
    with case.locked():
        report = assemble(case, words.language, at)
        written = write(report, folder, formats, words)
        case.note("report", at, written)
    return written
