"""The story every writer tells: the answer first, the detail below, the evidence last.

Writers lay it out; they decide nothing. Every sentence comes from the words files or from the case itself.
"""

from dataclasses import dataclass

from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.actions import ActionGroup, ActionRow, group_actions, tell_actions
from pia_toolkit.reports.blocks import Block
from pia_toolkit.reports.decided import Decided, tell_decided
from pia_toolkit.reports.decision_form import tell_form
from pia_toolkit.reports.exposure import KeyFigure
from pia_toolkit.reports.followed import followed_in, tell_former, tell_progress
from pia_toolkit.reports.found import TableStory, tell_tables
from pia_toolkit.reports.planned import tell_planned, tell_redesign
from pia_toolkit.reports.reasoning import Telling, note_sentences, telling_of
from pia_toolkit.reports.record import Line, Provenance, tell_flow, tell_proposal, tell_provenance
from pia_toolkit.reports.required import tell_requirements
from pia_toolkit.reports.rights import AnswerRow, RightsStrip, tell_answers, tell_rights
from pia_toolkit.reports.risks import RiskRow, tell_bare, tell_idle, tell_risks
from pia_toolkit.reports.screened import tell_screening
from pia_toolkit.reports.summary import (
    OutcomeStory,
    tell_exposure,
    tell_first_step,
    tell_found,
    tell_key_figures,
    tell_outcome,
    tell_proposed,
    tell_signers,
    tell_unanswered,
)

FIRST_ACTIONS = 10


@dataclass(frozen=True)
class FactRow:
    """One fact that holds here, with what made it hold."""

    label: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class AnswerGroup:
    """The answers given to one checklist."""

    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class Story:
    """One assessment in words of one language."""

    title: str
    proposed: tuple[str, str]
    sentences: tuple[str, str, str]
    figures: tuple[KeyFigure, KeyFigure, KeyFigure]
    screening: Block | None
    outcome: OutcomeStory
    requirements: Block | None
    inherent: Level
    residual: Level
    proposal: tuple[Line, ...]
    flow: tuple[Line, ...]
    tables: tuple[TableStory, ...]
    facts: tuple[FactRow, ...]
    risks: tuple[RiskRow, ...]
    bare_safeguards: str
    idle_overrides: tuple[str, ...]
    rights: tuple[RightsStrip, ...]
    actions: tuple[ActionRow, ...]
    plan: tuple[ActionGroup, ...]
    redesign: tuple[str, ...]
    progress: str
    former: Block | None
    planned: Block | None
    decided: Decided
    decision_form: Block | None
    answers: tuple[AnswerGroup, ...]
    not_checked: tuple[tuple[str, tuple[str, ...]], ...]
    unanswered: str
    signers: tuple[str, ...]
    methods: tuple[str, ...]
    provenance: Provenance

    @property
    def first_actions(self) -> tuple[ActionRow, ...]:
        """The actions that come first: those that are neither done nor dropped."""
        return tuple(row for row in self.actions if not row.is_closed)[:FIRST_ACTIONS]


def tell(report: Report, words: Words) -> Story:
    """Put a report into the words of one language."""
    telling = telling_of(report, words)
    actions = tell_actions(report, telling)
    return Story(
        title=report.proposal.title,
        proposed=tell_proposed(report, words),
        sentences=three_sentences(report, words),
        figures=tell_key_figures(report, telling),
        screening=tell_screening(report, telling),
        outcome=tell_outcome(report, telling),
        requirements=tell_requirements(report, telling),
        inherent=report.assessment.inherent,
        residual=report.assessment.residual,
        proposal=tell_proposal(report.proposal, telling),
        flow=tell_flow(report, telling),
        tables=tell_tables(report, telling),
        facts=_tell_facts(report, telling),
        risks=tell_risks(report.assessment, telling),
        bare_safeguards=tell_bare(report.assessment, telling),
        idle_overrides=tell_idle(report.assessment, telling),
        rights=tell_rights(report, telling),
        actions=actions,
        plan=group_actions(report.plan, actions, words),
        redesign=tuple(tell_redesign(report.plan, words)),
        progress=tell_progress(report, words),
        former=tell_former(report, telling),
        planned=tell_planned(report, telling),
        decided=tell_decided(report.decision, telling, report.assessment.outcome.decision, followed_in(report)),
        decision_form=tell_form(report, tell_signers(report, words), words),
        answers=_tell_all_answers(report, telling),
        not_checked=_not_checked(report, words),
        unanswered=tell_unanswered(report, words),
        signers=tell_signers(report, words),
        methods=tuple(words.find("report.methods.sentences")),
        provenance=tell_provenance(report, telling),
    )


def three_sentences(report: Report, words: Words) -> tuple[str, str, str]:
    """Return what was found, how easily people are singled out and what to do first, a sentence each."""
    telling = telling_of(report, words)
    return (tell_found(report, words), tell_exposure(report, telling), tell_first_step(report, telling))


def _tell_facts(report: Report, telling: Telling) -> tuple[FactRow, ...]:
    return tuple(
        FactRow(
            telling.words.label("fact", fact.code),
            telling.reasons(fact.because),
        )
        for fact in report.assessment.facts
    )


def _tell_all_answers(report: Report, telling: Telling) -> tuple[AnswerGroup, ...]:
    groups = []
    for checklist in report.checklists:
        answers = report.answers.of(checklist.id)
        rows = tell_answers(checklist, answers, telling) if answers else ()
        if rows:
            groups.append(AnswerGroup(checklist.title, rows))
    return tuple(groups)


def _not_checked(report: Report, words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return, for each table, what was not looked for or could not be measured."""
    unmeasured = {table.table: table.not_measured for table in report.risk.tables}
    told = (
        (table.name, note_sentences((*table.not_checked, *unmeasured.get(table.name, ())), words))
        for table in report.inventory.tables
    )
    return tuple((name, notes) for name, notes in told if notes)
