"""The first page: what is proposed, what was found, three figures, the outcome, who must sign."""

from dataclasses import dataclass

from pia_toolkit.domain.assessment import Decision, Outcome
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.actions import tell_actions
from pia_toolkit.reports.exposure import KeyFigure, most_exposed
from pia_toolkit.reports.reasoning import Telling

_NAMED_KINDS = 4
_FIRST_REASONS = 3


@dataclass(frozen=True)
class OutcomeStory:
    """What is suggested, in a sentence, and why. People decide.

    `computed` tells what would be suggested without the levels that people set, where that differs.
    """

    decision: Decision
    label: str
    sentence: str
    because: tuple[str, ...]
    computed: str = ""

    @property
    def first_reasons(self) -> tuple[str, ...]:
        """The reasons that fit on the first page."""
        return self.because[:_FIRST_REASONS]


def tell_proposed(report: Report, words: Words) -> tuple[str, str]:
    """Say what is proposed in two sentences: its owner's summary, and where it stands."""
    proposal = report.proposal
    where = words(
        "report.first.where",
        release=words(f"report.first.release.{proposal.release.value}"),
        stage=words(f"report.first.stage.{proposal.stage.value}"),
    )
    return (proposal.summary or proposal.purpose or words("report.first.no-summary"), where)


def tell_found(report: Report, words: Words) -> str:
    """Say in one sentence which personal data were found."""
    tables = report.inventory.tables
    personal = [column for table in tables for column in table.columns if column.contains_personal_data]
    kinds = dict.fromkeys(words.label("category", column.category) for column in personal)
    return words(
        "report.sentences.found" if personal else "report.sentences.found-nothing",
        personal=len(personal),
        columns=sum(len(table.columns) for table in tables),
        tables=len(tables),
        kinds=words("report.list-separator").join(list(kinds)[:_NAMED_KINDS]),
    )


def tell_exposure(report: Report, telling: Telling) -> str:
    """Say in one sentence how easily people are singled out, in the table where it is easiest."""
    found = most_exposed(report, telling)
    return found.sentence if found else telling.words("report.sentences.not-measured")


def tell_first_step(report: Report, telling: Telling) -> str:
    """Say in one sentence what to do first."""
    words = telling.words
    actions = [row for row in tell_actions(report, telling) if not row.is_closed]
    if not actions:
        return words("report.sentences.nothing-first")
    return words("report.sentences.first", title=actions[0].title, owner=actions[0].owner, due=actions[0].due)


def tell_key_figures(report: Report, telling: Telling) -> tuple[KeyFigure, KeyFigure, KeyFigure]:
    """Tell the three figures: columns with personal data, people who can be singled out, open conditions."""
    words, tables = telling.words, report.inventory.tables
    columns = [column for table in tables for column in table.columns]
    personal = sum(column.contains_personal_data for column in columns)
    return (
        KeyFigure(
            value=words("report.first.of", part=personal, whole=len(columns)),
            label=words("report.first.columns-label"),
            note=words("report.first.columns-note", tables=len(tables)),
        ),
        _exposure_figure(report, telling),
        KeyFigure(
            value=str(_conditions(report)),
            label=words("report.first.conditions-label"),
            note=tell_unanswered(report, words),
        ),
    )


def tell_outcome(report: Report, telling: Telling) -> OutcomeStory:
    """Tell the suggested outcome with its reasons."""
    words, outcome = telling.words, report.assessment.outcome
    after = _still_grave(report, words) if outcome.decision is Decision.APPROVE_WITH_CONDITIONS else ""
    return OutcomeStory(
        decision=outcome.decision,
        label=words.label("decision", outcome.decision),
        sentence=words(
            "report.outcome.conditions-not-enough" if after else f"report.outcome.{outcome.decision.value}",
            conditions=_conditions(report),
            residual=_residual(report, words),
            after=after,
        ),
        because=telling.reasons(outcome.because),
        computed=tell_computed_outcome(outcome, words),
    )


def tell_computed_outcome(outcome: Outcome, words: Words) -> str:
    """Say what would be suggested with the computed levels alone; empty where that is the same."""
    if outcome.computed is None:
        return ""
    return words("override.outcome-differs", outcome=words.label("decision", outcome.computed))


def tell_unanswered(report: Report, words: Words) -> str:
    """Say how many questions that were put have no answer."""
    count = report.assessment.unanswered
    return words("report.first.unanswered" if count else "report.first.all-answered", count=count)


def tell_signers(report: Report, words: Words) -> tuple[str, ...]:
    """Return who must sign; where the authority is to be consulted, its advice has a line too."""
    signers: list[str] = words.find("report.sign.roles")
    if report.assessment.outcome.decision is Decision.CONSULT_AUTHORITY:
        return (*signers, words("report.sign.authority"))
    return tuple(signers)


def _residual(report: Report, words: Words) -> str:
    """Name the highest residual level and the first scenario that has it."""
    residual = report.assessment.residual
    level = words.label("level", residual)
    gravest = next((entry for entry in report.assessment.scenarios if entry.final.level is residual), None)
    if gravest is None:
        return words("report.outcome.no-residual", level=level)
    return words("report.outcome.residual", level=level, title=gravest.title.in_language(words.language))


def _still_grave(report: Report, words: Words) -> str:
    """Name the gravest risk that a condition asks to be lowered and that is as grave once all conditions are done."""
    accepted = {entry.ref: entry.level for entry in report.assessment.outcome.requirements if entry.level}
    conditions = {entry.mitigation.id for entry in report.plan.recommendations if entry.condition_of_approval}
    if not conditions <= set(report.plan.chosen):
        return ""
    left = [
        (relief.after, accepted[f"scenarios/{relief.scenario}"], scenario.title.in_language(words.language))
        for scenario in report.assessment.scenarios
        if (relief := report.plan.planned_for(scenario.id)) and relief.after and f"scenarios/{scenario.id}" in accepted
    ]
    grave = [(after, title) for after, limit, title in left if after > limit]
    if not grave:
        return ""
    after, title = max(grave, key=lambda entry: entry[0])
    return words("report.outcome.residual", level=words.label("level", after), title=title)


def _conditions(report: Report) -> int:
    done = report.actions.done
    return sum(entry.condition_of_approval and entry.mitigation.id not in done for entry in report.plan.recommendations)


def _exposure_figure(report: Report, telling: Telling) -> KeyFigure:
    words, found = telling.words, most_exposed(report, telling)
    if found:
        return found.figure
    return KeyFigure(
        value=words("report.first.not-measured"),
        label=words("report.first.exposure-label-none"),
        note=words("report.first.exposure-note-none"),
    )
