"""What to do: the recommendations of the plan under its headings, numbered in the order of doing."""

from dataclasses import dataclass, replace

from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.plan import Heading, MeasuredEffect, Plan, Recommendation
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.followed import FollowedRow, tell_followed
from pia_toolkit.reports.planned import Lowering, tell_relief
from pia_toolkit.reports.reasoning import Telling
from pia_toolkit.reports.singling_out.ladder import tell_steps


@dataclass(frozen=True)
class ActionRow:
    """One recommendation: what, why, what it lowers, who, by when, under which provision, how to check it was done.

    `followed` is what people did about it; who and by when are as they said, and else as advised.
    """

    number: int
    heading: str
    title: str
    text: str
    check: str
    because: tuple[str, ...]
    lowering: Lowering
    effects: tuple[str, ...]
    owner: str
    due: str
    effort: str
    provisions: tuple[str, ...]
    columns: tuple[str, ...]
    condition: bool
    followed: FollowedRow | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do: it is done or dropped."""
        return self.followed is not None and self.followed.is_closed


@dataclass(frozen=True)
class ActionGroup:
    """The recommendations under one heading, with a sentence on what the heading is about."""

    heading: str
    about: str
    rows: tuple[ActionRow, ...]


def tell_actions(report: Report, telling: Telling) -> tuple[ActionRow, ...]:
    """Tell every recommendation in the order in which it should be done, with what people did about it."""
    recommendations, followed = report.plan.recommendations, tell_followed(report, telling)
    numbers = {entry.mitigation.id: number for number, entry in enumerate(recommendations, start=1)}
    return tuple(
        _as_followed(
            _tell(numbers[entry.mitigation.id], entry, tell_relief(entry, numbers, telling), telling),
            followed.get(entry.mitigation.id),
        )
        for entry in recommendations
    )


def group_actions(plan: Plan, rows: tuple[ActionRow, ...], words: Words) -> tuple[ActionGroup, ...]:
    """Return all headings, each with its recommendations; a heading may have none."""
    return tuple(
        ActionGroup(
            heading=words.label("heading", heading),
            about=words(f"report.actions.about.{heading.value}"),
            rows=tuple(
                row
                for row, entry in zip(rows, plan.recommendations, strict=True)
                if entry.mitigation.heading is heading
            ),
        )
        for heading in Heading
    )


def _tell(number: int, entry: Recommendation, lowering: Lowering, telling: Telling) -> ActionRow:
    words = telling.words
    mitigation, language = entry.mitigation, words.language
    return ActionRow(
        number=number,
        heading=words.label("heading", mitigation.heading),
        title=mitigation.title.in_language(language),
        text=mitigation.text.in_language(language),
        check=mitigation.check.in_language(language),
        because=telling.reasons(entry.because),
        lowering=lowering,
        effects=tuple(_tell_effect(effect, words) for effect in entry.effects),
        owner=words.label("owner", mitigation.owner),
        due=words.label("due", mitigation.due),
        effort=words.label("effort", mitigation.effort),
        provisions=tuple(cite(code, language) for code in mitigation.provisions),
        columns=entry.columns,
        condition=entry.condition_of_approval,
    )


def _as_followed(row: ActionRow, followed: FollowedRow | None) -> ActionRow:
    if followed is None:
        return row
    return replace(row, owner=followed.owner or row.owner, due=followed.due or row.due, followed=followed)


def _tell_effect(effect: MeasuredEffect, words: Words) -> str:
    """Say what a step of this measure would do to a table, as it was measured."""
    figures = Figures(words, effect.before.at_risk.threshold)
    return words(
        "report.actions.effect",
        table=effect.table,
        steps=tell_steps(effect.after.steps, figures),
        floor=effect.before.at_risk.threshold,
        before=figures.share(effect.before.at_risk.units, effect.before.units),
        after=figures.share(effect.after.at_risk.units, effect.after.units),
        lost=figures.percent(effect.after.information_lost),
    )
