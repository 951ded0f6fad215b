"""Two moments of a case, or two cases, side by side: what differs in data, answers, risks, rights and outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pia_toolkit import pipeline
from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder.versions import OWN_FOLDERS, last_version, open_version, origin_of, own_files
from pia_toolkit.casework.differences.answers import answers, questions_of
from pia_toolkit.casework.differences.conclusions import measures, outcome, requirements, rights, scenarios
from pia_toolkit.casework.differences.data import data
from pia_toolkit.casework.differences.declared import acted, decided, declared, overridden, own_content
from pia_toolkit.casework.differences.figures import figures
from pia_toolkit.content import read_model
from pia_toolkit.domain.action import Actions
from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.decision import DecisionRecord
from pia_toolkit.domain.difference import Change, Difference, Missing, NotCompared, Side
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Inventory, TableVerdict
from pia_toolkit.domain.override import Overrides
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.domain.version import CameFrom, Manifest
from pia_toolkit.errors import NothingInCommon
from pia_toolkit.resources import sha256_of

Kind = TypeVar("Kind", bound=Frozen)
_MOSTLY = 0.5
"""From more than this share of common columns two tables are taken to be about the same. The toolkit's choice."""


@dataclass(frozen=True)
class State:
    """Everything a case says at one moment. What is None was not done yet, or is not there."""

    side: Side
    language: str
    proposal: Proposal
    checklists: tuple[Checklist, ...]
    answers: Answers
    content: dict[str, str]
    inventory: Inventory | None = None
    risk: RiskReport | None = None
    conclusions: Conclusions | None = None
    overrides: Overrides | None = None
    actions: Actions | None = None
    decision: DecisionRecord | None = None
    came_from: CameFrom | None = None


def state_of(case: Case, number: int | None, language: str) -> State:
    """Return a case as it is now, or its frozen version `number`, checked.

    Raises `NeverFrozen`, `VersionMissing`, `VersionChanged`, and what reading the files of a case raises.
    """
    if number is None:
        return _read(case, case.folder.name, None, language)
    source, manifest = open_version(case, number)
    return _read(source, case.folder.name, manifest, language)


def before_and_now(case: Case, first: int | None, second: int | None, language: str) -> tuple[State, State]:
    """Return two moments of one case: by default its last frozen version, and as it is now."""
    if first is None and second is not None:
        first = second - 1
    first = last_version(case) if first is None else first
    return state_of(case, first, language), state_of(case, second, language)


def compare(before: State, after: State) -> Difference:
    """Return everything that differs between two states. Raises `NothingInCommon` for cases about different things."""
    if not _have_something_in_common(before, after):
        raise NothingInCommon(before=before.side.folder, after=after.side.folder)
    changes = sorted(_changes(before, after), key=lambda change: change.order)
    return Difference(
        language=after.language,
        before=before.side,
        after=after.side,
        changes=tuple(changes),
        not_compared=tuple(_not_compared(before, after)),
    )


def _changes(before: State, after: State) -> Iterator[Change]:
    questions = {**questions_of(before.checklists), **questions_of(after.checklists)}
    yield from declared(before.proposal, after.proposal)
    yield from answers(before.answers, after.answers, questions)
    yield from own_content(before.content, after.content)
    yield from decided(before.decision, after.decision)
    if before.inventory and after.inventory:
        yield from data(before.inventory, after.inventory)
    if before.risk and after.risk:
        yield from figures(before.risk, after.risk)
    yield from overridden(before.overrides, after.overrides, _titles_of_scenarios(before, after))
    yield from acted(before.actions, after.actions, after.language)
    if before.conclusions and after.conclusions:
        yield from _concluded(before, after, before.conclusions, after.conclusions)


def _concluded(before: State, after: State, old: Conclusions, new: Conclusions) -> Iterator[Change]:
    sections = {
        f"{checklist.id}/{section.id}": section.title
        for checklist in (*before.checklists, *after.checklists)
        for section in checklist.sections
    }
    yield from outcome(old.assessment, new.assessment)
    yield from requirements(old.assessment, new.assessment, _titles_by_reference(before, after))
    yield from scenarios(old.assessment, new.assessment, after.language)
    yield from rights(old.assessment, new.assessment, sections)
    yield from measures(old.plan, new.plan, after.language)


def _titles_of_scenarios(before: State, after: State) -> dict[str, str]:
    concluded: Sequence[Conclusions] = [state.conclusions for state in (before, after) if state.conclusions]
    return {
        scenario.id: scenario.title.in_language(after.language)
        for conclusions in concluded
        for scenario in conclusions.assessment.scenarios
    }


def _titles_by_reference(before: State, after: State) -> dict[str, str]:
    """Return what scenarios and questions are called, by what conditions of approval refer to them as."""
    scenarios_known = _titles_of_scenarios(before, after)
    return {
        **{f"scenarios/{name}": title for name, title in scenarios_known.items()},
        **{
            f"{checklist.id}/{question.id}": question.text
            for checklist in (*before.checklists, *after.checklists)
            for question in checklist.questions
        },
    }


def _not_compared(before: State, after: State) -> Iterator[NotCompared]:
    steps = {
        "scan": (before.inventory, after.inventory),
        "measure": (before.risk, after.risk),
        "assess": (before.conclusions, after.conclusions),
    }
    for step, (old, new) in steps.items():
        if (old is None) != (new is None):
            yield NotCompared(step=step, missing=Missing.BEFORE if old is None else Missing.AFTER)


def _have_something_in_common(before: State, after: State) -> bool:
    """Whether two states are of one case, of cases made from one another, or about data that look alike."""
    families = [
        {state.side.case_id, *([state.came_from.case_id] if state.came_from else [])} for state in (before, after)
    ]
    if families[0] & families[1]:
        return True
    tables = [state.inventory.tables if state.inventory else () for state in (before, after)]
    return any(_look_alike(one, other) for one in tables[0] for other in tables[1])


def _look_alike(one: TableVerdict, other: TableVerdict) -> bool:
    """Whether two tables have one name, or more than half of the columns of the smaller one in common."""
    columns = [{column.name for column in table.columns} for table in (one, other)]
    alike = len(columns[0] & columns[1]) > _MOSTLY * min(map(len, columns))
    return one.name == other.name or alike


def _read(case: Case, folder: str, manifest: Manifest | None, language: str) -> State:
    checklists = pipeline.checklists_of(case, language)
    proposal, last = case.proposal(), case.steps()[-1]
    side = Side(
        folder=folder,
        case_id=case.id,
        title=proposal.title,
        version=manifest.number if manifest else None,
        sha256=manifest.sha256 if manifest else "",
        at=manifest.at if manifest else last.at,
        tool_version=manifest.tool_version if manifest else last.tool_version,
        stale=tuple(name for name in (cases.RISK, cases.ASSESSMENT) if case.has(name) and case.is_stale(name)),
    )
    content = {name: sha256_of(path) for name, path in own_files(case).items() if name.partition("/")[0] in OWN_FOLDERS}
    return State(
        side=side,
        language=language,
        proposal=proposal,
        checklists=checklists,
        answers=pipeline.answers_of(case, checklists),
        content=content,
        inventory=case.load(cases.INVENTORY, Inventory) if case.has(cases.INVENTORY) else None,
        risk=case.load(cases.RISK, RiskReport) if case.has(cases.RISK) else None,
        conclusions=case.load(cases.ASSESSMENT, Conclusions) if case.has(cases.ASSESSMENT) else None,
        overrides=_written(case.folder / cases.OVERRIDES, Overrides),
        actions=_written(case.folder / cases.ACTIONS, Actions),
        decision=_written(case.folder / cases.DECISION, DecisionRecord),
        came_from=origin_of(case),
    )


def _written(path: Path, kind: type[Kind]) -> Kind | None:
    return read_model(path, kind) if path.is_file() else None
