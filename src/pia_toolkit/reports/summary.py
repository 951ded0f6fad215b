"""The first page: what is proposed, what was found, three figures, the outcome, who must sign."""

from dataclasses import dataclass

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.class_risk import ClassMeasures
from pia_toolkit.domain.report import Report
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.i18n import Words
from pia_toolkit.reports.actions import tell_actions
from pia_toolkit.reports.reasoning import Telling
from pia_toolkit.reports.singling_out.groups import tell_at_risk

_NAMED_KINDS = 4
_FIRST_REASONS = 3


@dataclass(frozen=True)
class KeyFigure:
    """One of the three figures of the first page: the figure, what it counts, a note on its base."""

    value: str
    label: str
    note: str


@dataclass(frozen=True)
class OutcomeStory:
    """What is suggested, in a sentence, and why. People decide."""

    decision: Decision
    label: str
    sentence: str
    because: tuple[str, ...]

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
    worst = _most_exposed(report)
    if worst is None:
        return telling.words("report.sentences.not-measured")
    table, classes = worst
    return telling.words(
        "report.sentences.singled-out",
        table=table.table,
        message=tell_at_risk(table, classes, report.risk.policy, telling),
        alone=telling.share(classes.uniques, table.units),
    )


def tell_first_step(report: Report, telling: Telling) -> str:
    """Say in one sentence what to do first."""
    words, actions = telling.words, tell_actions(report.plan, telling)
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
    return OutcomeStory(
        decision=outcome.decision,
        label=words.label("decision", outcome.decision),
        sentence=words(
            f"report.outcome.{outcome.decision.value}",
            conditions=_conditions(report),
            residual=_residual(report, words),
        ),
        because=telling.reasons(outcome.because),
    )


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
    gravest = next((entry for entry in report.assessment.scenarios if entry.residual.level is residual), None)
    if gravest is None:
        return level
    return words("report.outcome.residual", level=level, title=gravest.title.in_language(words.language))


def _conditions(report: Report) -> int:
    return sum(entry.condition_of_approval for entry in report.plan.recommendations)


def _most_exposed(report: Report) -> tuple[TableRisk, ClassMeasures] | None:
    """Return the measured table with the largest share of people who can be singled out, if there is any."""
    measured = [(table, table.classes) for table in report.risk.tables if table.classes]

    def exposure(entry: tuple[TableRisk, ClassMeasures]) -> float:
        below = entry[1].below(report.risk.policy.small_class)
        return below.share if below else entry[1].unique_share

    return max(measured, key=exposure, default=None)


def _exposure_figure(report: Report, telling: Telling) -> KeyFigure:
    words, worst = telling.words, _most_exposed(report)
    if worst is None:
        return KeyFigure(
            value=words("report.first.not-measured"),
            label=words("report.first.exposure-label-none"),
            note=words("report.first.exposure-note-none"),
        )
    table, classes = worst
    below = classes.below(telling.floor)
    return KeyFigure(
        value=telling.share(below.units if below else classes.uniques, table.units),
        label=words(
            "report.first.exposure-label" if below else "report.first.exposure-label-alone",
            units=telling.counted(table.unit.kind, table.units),
            floor=telling.floor,
        ),
        note=words("report.first.exposure-note", alone=telling.share(classes.uniques, table.units), table=table.table),
    )
