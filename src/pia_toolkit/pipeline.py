"""The seven stages in order: read → detect → measure → ask → assess → recommend → write. Read this first.

Stages never import each other; here their results are handed on. The functions that end in `_case` do a stage on a
case folder: load what it needs, do it, keep the result with a line of history.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pia_toolkit import __version__
from pia_toolkit import case as cases
from pia_toolkit.assessment.assess import assess as assess_situation
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.case import Case, as_json
from pia_toolkit.detection.detect import detect
from pia_toolkit.disclosure_risk.measure import MeasureOptions
from pia_toolkit.disclosure_risk.measure import measure as measure_table
from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.putting import situation_as_put
from pia_toolkit.domain.report import Provenance, Report
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.errors import CannotRead, PiaError, Several, UnknownColumn, raise_all
from pia_toolkit.i18n import Words
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.mitigation.recommend import recommend
from pia_toolkit.origins import used_files
from pia_toolkit.questionnaire.answers_file import read_answers, write_answers
from pia_toolkit.questionnaire.ask import drop_hidden
from pia_toolkit.questionnaire.ask import progress as progress_of
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read
from pia_toolkit.reports.write import write
from pia_toolkit.resources import shipped

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Scanned:
    """What a scan of several files gave: those that were read, the inventory of their tables, and what failed."""

    read: tuple[Path, ...]
    inventory: Inventory
    options: ReadOptions
    unread: tuple[PiaError, ...] = ()


def scan(files: Sequence[Path], options: ReadOptions, recognizers: Sequence[Path], progress: Progress) -> Scanned:
    """Read and detect. A file that cannot be read does not keep the others from being scanned."""
    done: list[Path] = []
    found: list[Inventory] = []
    unread: list[PiaError] = []
    taken: set[str] = set()
    for path in files:
        try:
            part = detect(_named_apart(read(path, options), taken), recognizers, progress)
        except CannotRead as error:
            unread.append(error)
        except Several as several:  # an archive can hold several damaged files
            if not all(isinstance(error, CannotRead) for error in several.errors):
                raise
            unread.extend(several.errors)
        else:
            taken.update(table.name for table in part.tables)
            found.append(part)
            done.append(path)
    inventory = Inventory(tables=tuple(table for part in found for table in part.tables))
    return Scanned(tuple(done), inventory, options, tuple(unread))


def _named_apart(tables: Sequence[Table], taken: Iterable[str]) -> list[Table]:
    """Return tables under names that differ from each other and from those `taken`: the later ones are numbered."""
    used = set(taken)
    named: list[Table] = []
    for table in tables:
        name, number = table.name, 2
        while name in used:
            name, number = f"{table.name}-{number}", number + 1
        used.add(name)
        named.append(table if name == table.name else replace(table, name=name))  # type: ignore[type-var]  # tables are dataclasses
    return named


def measure(
    files: Sequence[tuple[Path, ReadOptions]], inventory: Inventory, proposal: Proposal, progress: Progress
) -> RiskReport:
    """Measure every table of the inventory, on the same files."""
    verdicts = {table.name: table for table in inventory.tables}
    taken: set[str] = set()
    measured = []
    for path, options in files:
        tables = _named_apart(read(path, options), taken)
        taken.update(table.name for table in tables)
        for table in tables:
            if table.name in verdicts:
                progress(table.name, verdicts[table.name].rows)
                chosen = proposal.quasi_identifiers.get(table.name)
                how = MeasureOptions(quasi_identifiers=chosen, policy=proposal.policy)
                measured.append(measure_table(table, verdicts[table.name], how))
    return RiskReport(policy=proposal.policy, tables=tuple(measured))


def conclude(situation: Situation, checklists: Sequence[Checklist], folders: Sequence[Path] = ()) -> Conclusions:
    """Assess and recommend."""
    scenarios = load_scenarios([folder / "scenarios" for folder in folders])
    as_put = situation_as_put(checklists, situation)
    assessment = assess_situation(as_put, checklists, scenarios)
    catalogue = load_catalogue([folder / "measures" for folder in folders])
    return Conclusions(assessment=assessment, plan=recommend(as_put, assessment, catalogue))


def conclude_from(
    proposal: Proposal, inventory: Inventory, risk: RiskReport, answers: Answers | None = None
) -> Conclusions:
    """Assess and recommend with the shipped checklists, without a case folder."""
    checklists = load_checklists("en", (shipped("checklists"),))
    return conclude(_situation(proposal, inventory, risk, answers), checklists)


def _situation(proposal: Proposal, inventory: Inventory, risk: RiskReport, answers: Answers | None) -> Situation:
    facts = facts_of(proposal, inventory, risk)
    return Situation(facts=facts, answers=answers or Answers(), inventory=inventory)


_OVERRULED = ("delimiter", "encoding", "header", "sheet")


def keep_scan(case: Case, scanned: Scanned, at: datetime) -> None:
    """Keep a scan in a case."""
    with case.locked():
        overruled = {name: getattr(scanned.options, name) for name in _OVERRULED}
        datasets = cases.Datasets(files=tuple(case.dataset(path, overruled) for path in scanned.read))
        files = {
            cases.DATASETS: as_json(datasets),
            cases.INVENTORY: as_json(scanned.inventory),
        }
        case.record("scan", at, files)


def measure_case(case: Case, chosen: Sequence[str], at: datetime, progress: Progress) -> RiskReport:
    """Measure the data of a case; `chosen` are quasi-identifiers as COLUMN or TABLE:COLUMN."""
    with case.locked():
        inventory = case.load(cases.INVENTORY, Inventory)
        proposal = case.proposal()
        if chosen:
            proposal = proposal.model_copy(update={"quasi_identifiers": _by_table(chosen, inventory)})
        files = [
            (path, ReadOptions(**{name: getattr(dataset, name) for name in _OVERRULED}))
            for path, dataset in case.datasets()
        ]
        risk = measure(files, inventory, proposal, progress)
        case.record("measure", at, {cases.RISK: as_json(risk)})
    return risk


def _by_table(chosen: Sequence[str], inventory: Inventory) -> dict[str, tuple[str, ...]]:
    """Assign chosen columns to their tables. Raises `UnknownColumn` for each that is in none."""
    by_table: dict[str, tuple[str, ...]] = {}
    problems: list[PiaError] = []
    for entry in chosen:
        matches = [
            (table.name, column.name)
            for table in inventory.tables
            for column in table.columns
            if entry in (column.name, f"{table.name}:{column.name}")
        ]
        for table, column in matches:
            by_table[table] = (*by_table.get(table, ()), column)
        if not matches:
            names = ", ".join(column.name for table in inventory.tables for column in table.columns)
            tables = ", ".join(table.name for table in inventory.tables)
            problems.append(UnknownColumn(column=entry, table=tables, known=names))
    raise_all(problems)
    return by_table


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
        checklists = checklists_of(case, "en")
        situation = situation_of(case, answers_of(case, checklists))
        conclusions = conclude(situation, checklists, (case.folder,))
        case.record("assess", at, {cases.ASSESSMENT: as_json(conclusions)})
    return conclusions


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
        ),
        proposal=case.proposal(),
        inventory=case.load(cases.INVENTORY, Inventory),
        risk=case.load(cases.RISK, RiskReport),
        checklists=checklists,
        answers=answers_of(case, checklists),
        assessment=conclusions.assessment,
        plan=conclusions.plan,
    )


def report_case(case: Case, formats: Sequence[str], folder: Path, words: Words, at: datetime) -> tuple[Path, ...]:
    """Write the reports of a case and note their hashes in its history."""
    with case.locked():
        report = assemble(case, words.language, at)
        written = write(report, folder, formats, words)
        case.note("report", at, written)
    return written
