"""What could happen to people: each scenario with its level, without and with the safeguards attested."""

from dataclasses import dataclass

from pia_toolkit.domain.assessment import Assessment, Rating, Scenario
from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.levels import Level
from pia_toolkit.reports.reasoning import Telling


@dataclass(frozen=True)
class RatingRow:
    """Likelihood, severity and the level that follows, as labels, with the reasons for each."""

    rating: Rating
    level: Level
    level_label: str
    likelihood: str
    severity: str
    sentence: str
    likelihood_because: tuple[str, ...]
    severity_because: tuple[str, ...]


@dataclass(frozen=True)
class RiskRow:
    """One scenario under its number in the matrix."""

    number: int
    title: str
    harm: str
    affected: str
    origin: str
    provisions: tuple[str, ...]
    inherent: RatingRow
    residual: RatingRow


def tell_risks(assessment: Assessment, telling: Telling) -> tuple[RiskRow, ...]:
    """Tell every scenario, numbered in the order of the assessment."""
    return tuple(_tell(number, scenario, telling) for number, scenario in enumerate(assessment.scenarios, start=1))


def _tell(number: int, scenario: Scenario, telling: Telling) -> RiskRow:
    words, language = telling.words, telling.words.language
    return RiskRow(
        number=number,
        title=scenario.title.in_language(language),
        harm=scenario.harm.in_language(language),
        affected=scenario.affected.in_language(language),
        origin=words.label("origin", scenario.origin),
        provisions=tuple(cite(code, language) for code in scenario.provisions),
        inherent=_tell_rating(scenario.inherent, telling),
        residual=_tell_rating(scenario.residual, telling),
    )


def _tell_rating(rating: Rating, telling: Telling) -> RatingRow:
    words = telling.words
    likelihood, severity = words.label("level", rating.likelihood), words.label("level", rating.severity)
    return RatingRow(
        rating=rating,
        level=rating.level,
        level_label=words.label("level", rating.level),
        likelihood=likelihood,
        severity=severity,
        sentence=words("report.risks.level-sentence", likelihood=likelihood, severity=severity),
        likelihood_because=telling.reasons(rating.likelihood_because),
        severity_because=telling.reasons(rating.severity_because),
    )
