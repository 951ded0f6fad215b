"""What the commands print of levels: the list, what one follows from, what was set in its place."""

from typing import TYPE_CHECKING

from pia_toolkit.cli.console import print_table, say
from pia_toolkit.domain.assessment import Assessment, Scenario
from pia_toolkit.i18n import Words
from pia_toolkit.reports.levels import tell_lowering, tell_override, tell_rating, tell_rules
from pia_toolkit.reports.reasoning import FLOOR, Telling, titles_of
from pia_toolkit.reports.risks import tell_idle
from pia_toolkit.reports.summary import tell_computed_outcome

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.rating import Rating


def print_levels(assessment: Assessment, speak: Words) -> None:
    """Print every risk with its levels, and the levels that people set for risks that do not arise any more."""
    if not assessment.scenarios:
        say(speak("override.none"))
    else:
        headings = [speak(f"override.{key}") for key in ("risk", "inherent", "computed", "counts")]
        print_table(headings, [_row(scenario, speak) for scenario in assessment.scenarios], widest=0)
    print_idle(assessment, speak)


def print_idle(assessment: Assessment, speak: Words) -> None:
    """Print the levels that people set for risks that do not arise any more, if there are any."""
    if idle := tell_idle(assessment, Telling(speak, FLOOR, {})):
        say(speak("override.idle"))
        _say_lines(*idle)


def print_trace(case: "Case", assessment: Assessment, scenario: str, speak: Words) -> None:
    """Print what the levels of one risk follow from, and what a person set; where it does not arise, what was set."""
    telling = Telling(speak, FLOOR, {**questions_of(case, speak), **titles_of(assessment, speak.language)})
    entry = next((found for found in assessment.scenarios if found.id == scenario), None)
    if entry is None:
        print_idle(assessment, speak)
        return
    say(entry.title.in_language(speak.language))
    inherent = tell_rating(entry.inherent, telling)
    _say_level("inherent-is", entry.inherent, telling)
    _say_lines(*inherent.likelihood_because, *inherent.severity_because, tell_rules(entry, telling))
    _say_level("computed-is", entry.residual, telling)
    _say_lines(*tell_lowering(entry, telling))
    if entry.override:
        _say_level("counts-is", entry.final, telling)
        _say_lines(*tell_override(entry.override, entry.residual, telling).lines)


def print_outcome(assessment: Assessment, speak: Words) -> None:
    """Print the suggested outcome, and what it would be without the levels that people set."""
    say(speak("override.outcome", outcome=speak.label("decision", assessment.outcome.decision)))
    if differs := tell_computed_outcome(assessment.outcome, speak):
        say(differs)


def questions_of(case: "Case", speak: Words) -> dict[str, str]:
    """Return the text of each question of a case, and the title of each checklist, by its reference."""
    from pia_toolkit.pipeline import checklists_of

    checklists = checklists_of(case, speak.language)
    texts = {
        f"{checklist.id}/{question.id}": question.text for checklist in checklists for question in checklist.questions
    }
    return {**{checklist.id: checklist.title for checklist in checklists}, **texts}


def _row(scenario: Scenario, speak: Words) -> list[str]:
    inherent, computed, counts = (
        speak.label("level", rating.level) for rating in (scenario.inherent, scenario.residual, scenario.final)
    )
    if scenario.override:
        is_outdated = scenario.override.is_outdated(scenario.residual)
        counts = speak("override.set-outdated" if is_outdated else "override.set", level=counts)
    return [f"{scenario.title.in_language(speak.language)}\n{scenario.id}", inherent, computed, counts]


def _say_level(key: str, rating: "Rating", telling: Telling) -> None:
    told = tell_rating(rating, telling)
    level = telling.words("override.level", level=told.level_label, likelihood=told.likelihood, severity=told.severity)
    say(telling.words(f"override.{key}", level=level))


def _say_lines(*lines: str) -> None:
    for line in lines:
        if line:
            say(f"  {line}")
