"""What could happen to people: each scenario with its level, without and with the safeguards attested."""

from dataclasses import dataclass

from pia_toolkit.domain.assessment import Assessment, Scenario
from pia_toolkit.domain.citations import cite
from pia_toolkit.i18n import Words
from pia_toolkit.reports.levels import (
    OverrideRow,
    RatingRow,
    tell_lowering,
    tell_override,
    tell_rating,
    tell_rules,
)
from pia_toolkit.reports.reasoning import Telling


@dataclass(frozen=True)
class RiskRow:
    """One scenario under its number in the matrix.

    `rules` names the rules that set the inherent level; `lowered` tells the safeguards and by how much they lower it.
    `final` is the level that counts: as computed, or as a person set it.
    """

    number: int
    title: str
    harm: str
    affected: str
    origin: str
    provisions: tuple[str, ...]
    inherent: RatingRow
    residual: RatingRow
    final: RatingRow
    rules: str
    lowered: tuple[str, ...]
    override: OverrideRow | None


def tell_risks(assessment: Assessment, telling: Telling) -> tuple[RiskRow, ...]:
    """Tell every scenario, numbered in the order of the assessment."""
    return tuple(_tell(number, scenario, telling) for number, scenario in enumerate(assessment.scenarios, start=1))


def tell_bare(assessment: Assessment, telling: Telling) -> str:
    """Say how much lowers a level and is stated, not evidenced; empty where nothing does."""
    count = len(assessment.bare_safeguards)
    return telling.words("assess.bare-safeguards", count=count) if count else ""


def tell_idle(assessment: Assessment, telling: Telling) -> tuple[str, ...]:
    """Tell the levels that people set for scenarios that do not arise any more."""
    words = telling.words
    return tuple(
        words(
            "override.idle-entry",
            scenario=entry.scenario,
            told=words("override.told", by=entry.by, date=telling.date(entry.at), reason=entry.reason),
        )
        for entry in assessment.idle_overrides
    )


def override_lines(row: RiskRow, words: Words) -> tuple[str, ...]:
    """Return what a person set, and what was computed, as lines; none where nobody set a level."""
    if row.override is None:
        return ()
    computed = words("override.in-place-of", level=row.residual.level_label, sentence=row.residual.sentence)
    return (words("override.set-by"), *row.override.lines, computed)


def _tell(number: int, scenario: Scenario, telling: Telling) -> RiskRow:
    words, language = telling.words, telling.words.language
    return RiskRow(
        number=number,
        title=scenario.title.in_language(language),
        harm=scenario.harm.in_language(language),
        affected=scenario.affected.in_language(language),
        origin=words.label("origin", scenario.origin),
        provisions=tuple(cite(code, language) for code in scenario.provisions),
        inherent=tell_rating(scenario.inherent, telling),
        residual=tell_rating(scenario.residual, telling),
        final=tell_rating(scenario.final, telling),
        rules=tell_rules(scenario, telling),
        lowered=tell_lowering(scenario, telling),
        override=tell_override(scenario.override, scenario.residual, telling) if scenario.override else None,
    )
