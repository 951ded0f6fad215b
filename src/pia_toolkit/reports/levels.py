"""What the level of a risk follows from: rules of the catalogue, safeguards in place, what a person set."""

from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.domain.assessment import Scenario
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.override import Override
from pia_toolkit.domain.rating import HeldRule, LevelTrace, Rating, TracedSafeguard
from pia_toolkit.reports.reasoning import Telling, together

_STEPS = ("one", "two")


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
class OverrideRow:
    """What a person set: to which levels, who, when and why, and whether something else was computed then."""

    levels: str
    told: str
    outdated: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that is said, line by line."""
        return tuple(line for line in (self.levels, self.told, self.outdated) if line)


def tell_rating(rating: Rating, telling: Telling) -> RatingRow:
    """Tell likelihood, severity and level, each with its reasons."""
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


def tell_rules(scenario: Scenario, telling: Telling) -> str:
    """Name the rules of the catalogue that set the inherent level; empty where the scenario has no trace."""
    trace, words = scenario.trace, telling.words
    if trace is None:
        return ""
    parts = (("likelihood", trace.likelihood), ("severity", trace.severity))
    told = (_rules_that_count(part, rules, telling) for part, rules in parts)
    return words("assess.rules", file=f"{scenario.id}.yaml", rules=words("report.provision-separator").join(told))


def tell_lowering(scenario: Scenario, telling: Telling) -> tuple[str, ...]:
    """Tell each safeguard in place and by how much it lowers the risk, then what they come to together.

    What is stated and not evidenced is marked. Empty where the scenario has no trace.
    """
    trace, words = scenario.trace, telling.words
    if trace is None:
        return ()
    in_place = [entry for entry in trace.safeguards if entry.in_place]
    if not in_place:
        return (words("assess.not-lowered"),)
    return (*(_tell_safeguard(entry, telling) for entry in in_place), together(words, *_sum(trace, in_place, telling)))


def tell_override(override: Override, computed: Rating, telling: Telling) -> OverrideRow:
    """Tell what a person set in place of what is computed."""
    words = telling.words
    was = (override.computed_likelihood or computed.likelihood, override.computed_severity or computed.severity)
    levels = (("likelihood", override.likelihood), ("severity", override.severity))
    told = (words(f"override.told-{part}", level=words.label("level", level)) for part, level in levels if level)
    outdated = words(
        "override.outdated", likelihood=words.label("level", was[0]), severity=words.label("level", was[1])
    )
    return OverrideRow(
        levels=together(words, *told),
        told=words("override.told", by=override.by, date=telling.date(override.at), reason=override.reason),
        outdated=outdated if override.is_outdated(computed) else "",
    )


def _rules_that_count(part: str, rules: tuple[HeldRule, ...], telling: Telling) -> str:
    words = telling.words
    highest = max((rule.at_least for rule in rules), default=None)
    numbers = [str(rule.rule) for rule in rules if rule.at_least is highest]
    if not numbers:
        return words(f"assess.no-rule-{part}")
    return words(f"assess.rule-{part}", numbers=words("report.list-separator").join(numbers))


def _tell_safeguard(safeguard: TracedSafeguard, telling: Telling) -> str:
    words = telling.words
    because = telling.reasons(safeguard.because) or (words("assess.safeguard-without-reason"),)
    steps = (("likelihood", safeguard.likelihood), ("severity", safeguard.severity))
    lowers = (words(f"assess.lowers-{part}.{_STEPS[count - 1]}") for part, count in steps if count)
    mark = words("assess.not-evidenced") if safeguard.not_evidenced else None
    return together(words, *because, *lowers, mark)


def _sum(trace: LevelTrace, in_place: list[TracedSafeguard], telling: Telling) -> Iterator[str]:
    """Say from which level to which the safeguards lead, and where more steps are attested than count."""
    words, before, after = telling.words, trace.inherent(), trace.residual()
    moves = {
        "likelihood": (before.likelihood, after.likelihood, sum(entry.likelihood for entry in in_place)),
        "severity": (before.severity, after.severity, sum(entry.severity for entry in in_place)),
    }
    if all(was is now for was, now, _ in moves.values()):
        yield words("assess.together.unchanged")
    for part, (was, now, steps) in moves.items():
        if was is not now:
            labels = {"before": words.label("level", was), "after": words.label("level", now)}
            yield words(f"assess.together.{part}", **labels)
            if steps > trace.most_steps:
                yield words("assess.together.capped", steps=steps, most=trace.most_steps)
