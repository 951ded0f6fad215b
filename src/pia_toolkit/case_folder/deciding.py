"""What was decided about a proposal, as the `decision.yaml` of its case keeps it, and what calls for a new look.

Others need `due_reviews` and `standing_of`. What changes the file stands in `decision_keeping.py` and
`decision_taking.py`; decisions on single verdicts of a scan in `review.py`.
"""

from collections.abc import Iterable
from datetime import datetime

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder.history import Step
from pia_toolkit.content import read_model
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.decision import Basis, DecisionRecord, DecisionTaken, KnownTable
from pia_toolkit.domain.decision_standing import DecisionStanding, checked
from pia_toolkit.domain.due_review import Trigger, TriggerKind, triggers
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.resources import sha256_of

SIGNED = "decision-sign"
"""What the history calls the step of signing."""
_RESTS_ON = (
    cases.PROPOSAL,
    cases.DATASETS,
    cases.INVENTORY,
    cases.RISK,
    cases.ANSWERS,
    cases.OVERRIDES,
    cases.ASSESSMENT,
)
"""What a decision rests on. The measures carried out later are not among it."""
_USES = ("automated_decisions", "trains_models")


def decision_of(case: Case) -> DecisionRecord:
    """Return what was decided about a case; an empty record if nobody decided yet. Raises `ContentInvalid`."""
    path = case.folder / cases.DECISION
    return read_model(path, DecisionRecord) if path.is_file() else DecisionRecord()


def due_reviews(case: Case, at: datetime) -> tuple[Trigger, ...]:
    """Return what calls for a new look at the decision of a case, as of the moment `at`.

    None where nothing was decided yet, and where all is as it was decided on. Raises `ContentInvalid` where a file of
    the case is wrong.
    """
    record = decision_of(case)
    return _due(case, record, basis_of(case), at) if record.taken else ()


def standing_of(case: Case, at: datetime) -> DecisionStanding:
    """Return what was decided about a case and how that stands at the moment `at`. Raises `HistoryBroken`."""
    record = decision_of(case)
    taken, steps = record.taken, case.steps()
    signed = frozenset((step.by, step.at) for step in steps if step.did == SIGNED)
    edited = _edited_by_hand(case, steps)
    earlier = tuple(checked(entry.decision, entry.signatures, signed) for entry in record.earlier)
    if taken is None:
        return DecisionStanding(record=record, earlier=earlier, edited_by_hand=edited)
    now = basis_of(case)
    return DecisionStanding(
        record=record,
        sha256=taken.sha256,
        signatures=checked(taken, record.signatures, signed),
        earlier=earlier,
        changed_files=_changed(taken, now),
        edited_by_hand=edited,
        due=_due(case, record, now, at),
    )


def basis_of(case: Case) -> Basis:
    """Return how a case stands now, as far as its steps were made."""
    proposal = case.proposal()
    assessment = case.load(cases.ASSESSMENT, Conclusions).assessment if case.has(cases.ASSESSMENT) else None
    return Basis(
        case=case.id,
        purpose=proposal.purpose,
        uses=tuple(name for name in _USES if getattr(proposal, name)),
        linked_with=proposal.linked_with,
        release=proposal.release,
        recipients=proposal.recipients,
        tables=_known_tables(case),
        outcome=assessment.outcome.decision if assessment else None,
        residual=assessment.residual if assessment else None,
        scenarios={entry.id: entry.final.level for entry in assessment.scenarios} if assessment else {},
        files={name: sha256_of(case.folder / name) for name in _RESTS_ON if case.has(name)},
    )


def _edited_by_hand(case: Case, steps: Iterable[Step]) -> bool:
    """Whether the file of a decision is not as the last step on it left it: changed, removed or made by hand."""
    left = [step.files[cases.DECISION] for step in steps if cases.DECISION in step.files][-1:]
    there = [sha256_of(case.folder / cases.DECISION)] if case.has(cases.DECISION) else []
    return left != there


def _due(case: Case, record: DecisionRecord, now: Basis, at: datetime) -> tuple[Trigger, ...]:
    """Return what calls for a new look; scenarios are told by the titles that they have in the assessment."""
    found = triggers(record, now, at.date())
    if not any(trigger.kind is TriggerKind.SCENARIO for trigger in found):
        return found
    scenarios = case.load(cases.ASSESSMENT, Conclusions).assessment.scenarios
    titles = {(TriggerKind.SCENARIO, entry.id): entry.title for entry in scenarios}
    return tuple(entry.model_copy(update={"title": titles.get((entry.kind, entry.ref))}) for entry in found)


def _changed(taken: DecisionTaken, now: Basis) -> tuple[str, ...]:
    """Return the files of a case that are not as they were decided on, or are gone, or were not there."""
    then = taken.basis.files
    return tuple(name for name in _RESTS_ON if then.get(name) != now.files.get(name))


def _known_tables(case: Case) -> tuple[KnownTable, ...]:
    if not case.has(cases.INVENTORY):
        return ()
    return tuple(
        KnownTable(
            name=table.name,
            columns=tuple(column.name for column in table.columns),
            personal=tuple(column.name for column in table.columns if column.contains_personal_data),
        )
        for table in case.load(cases.INVENTORY, Inventory).tables
    )
