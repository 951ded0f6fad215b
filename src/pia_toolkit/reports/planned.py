"""What measures lower, and what is left once the chosen ones are done: estimates, told as such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pia_toolkit.domain.plan import Plan, Recommendation, Relief
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Block, Grid
from pia_toolkit.reports.reasoning import Telling
from pia_toolkit.reports.signs import signed_level

FIRST_FALLS = 2
"""Risks that the first page names for each measure."""


@dataclass(frozen=True)
class Lowering:
    """What one measure lowers, risk by risk; `brief` is what the first page has room for."""

    sentences: tuple[str, ...]
    brief: str
    together: tuple[str, ...]


def tell_relief(entry: Recommendation, numbers: Mapping[str, int], telling: Telling) -> Lowering:
    """Tell which risks a measure lowers, from which level to which, or why it is advised all the same."""
    words = telling.words
    falls = tuple(_tell_fall(relief, telling) for relief in entry.lowers)
    if not falls:
        return _tell_no_fall(entry, words)
    brief = words("report.sentence-separator").join(falls[:FIRST_FALLS])
    if len(falls) > FIRST_FALLS:
        brief = words("plan.more", first=brief, count=len(falls) - FIRST_FALLS)
    partners = tuple(str(numbers[name]) for name in entry.together_with)
    if not partners:
        return Lowering(falls, brief, ())
    together = words("plan.together", measures=words("report.list-separator").join(partners))
    return Lowering((*falls, together), words("report.sentence-separator").join((brief, together)), partners)


def tell_planned(report: Report, telling: Telling) -> Block | None:
    """Tell each risk without safeguards, now, and with the chosen measures; nothing where no risk arises."""
    words, plan = telling.words, report.plan
    if not plan.planned:
        return None
    now = max(entry.before for entry in plan.planned)
    level = {step: words.label("level", step) for step in (now, plan.residual_after)}
    return Block(
        title=words("plan.planned.title"),
        message=words("plan.planned.message", now=level[now], after=level[plan.residual_after]),
        sentences=(_tell_chosen(plan, words), *tell_redesign(plan, words)),
        grids=(_grid(report, words),),
        small=(words("plan.estimate"),),
    )


def _tell_no_fall(entry: Recommendation, words: Words) -> Lowering:
    """Say why a measure that lowers no level by itself is advised, and why it is a condition where it is one."""
    because = entry.mitigation.advised_because
    if because:
        told = words("plan.no-level", because=because.in_language(words.language))
    else:
        told = words("plan.with-conditions" if entry.lowers_with_conditions else "plan.nothing-here")
    if entry.condition_of_approval and not entry.lowers_with_conditions:
        told = words("report.sentence-separator").join((told, words("plan.mends")))
    return Lowering((told,), told if because or entry.condition_of_approval else "", ())


def _tell_fall(relief: Relief, telling: Telling) -> str:
    """Say from which level to which a risk falls."""
    words = telling.words
    title = telling.questions.get(f"scenarios/{relief.scenario}", relief.scenario)
    before = words.label("level", relief.before)
    if relief.after is None:
        return words("plan.gone", title=title, before=before)
    return words("plan.fall", title=title, before=before, after=words.label("level", relief.after))


def _tell_chosen(plan: Plan, words: Words) -> str:
    """Name the measures that are counted as done by their numbers in the list of measures."""
    chosen = set(plan.chosen)
    numbers = [str(number) for number, entry in _numbered(plan) if entry.mitigation.id in chosen]
    if not numbers:
        return words("plan.planned.none-chosen")
    return words("plan.planned.chosen", measures=words("report.list-separator").join(numbers))


def tell_redesign(plan: Plan, words: Words) -> Iterator[str]:
    """Name the measures that make another proposal of this one, with how many of all risks would be gone."""
    for number, entry in _numbered(plan):
        if entry.mitigation.redesign and entry.lowers and entry.mitigation.id not in plan.chosen:
            title = entry.mitigation.title.in_language(words.language)
            gone = sum(relief.after is None for relief in entry.lowers)
            told = "redesign-ends" if gone else "redesign"
            yield words(f"plan.planned.{told}", title=title, number=number, gone=gone, all=len(plan.planned))


def _numbered(plan: Plan) -> Iterator[tuple[int, Recommendation]]:
    return enumerate(plan.recommendations, start=1)


def _grid(report: Report, words: Words) -> Grid:
    rows = []
    for scenario in report.assessment.scenarios:
        relief = report.plan.planned_for(scenario.id)
        after = relief.after if relief else scenario.final.level
        levels = (scenario.inherent.level, scenario.final.level, after)
        told = (
            signed_level(step, words.label("level", step)) if step else words("plan.planned.no-longer")
            for step in levels
        )
        rows.append((scenario.title.in_language(words.language), *told))
    headings = tuple(words(f"plan.planned.{name}") for name in ("scenario", "inherent", "now", "after"))
    return Grid(words("plan.planned.table"), headings, tuple(rows))
