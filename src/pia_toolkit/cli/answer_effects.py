"""What an answer changed, on the terminal: questions that come and go, levels, rights and the outcome."""

from collections.abc import Iterator

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.citations import cite
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step
from pia_toolkit.questionnaire.effects import Effects

_MOST = 4


def show_changed_questions(effects: Effects, terminal: Terminal, speak: Words) -> None:
    """Show which questions the answer calls for, and which are not asked any more."""
    for name, steps in (("appear", effects.appear), ("disappear", effects.disappear)):
        if steps:
            terminal.say(speak(f"walk.{name}", count=len(steps)))
            _show_texts(steps, terminal, speak)
    if effects.answered:
        terminal.say(speak("walk.counts-no-more", count=effects.answered))


def show_moved_levels(before: Assessment, after: Assessment, terminal: Terminal, speak: Words) -> None:
    """Show what moved in the conclusions, or that nothing did."""
    moved = list(_moved(before, after, speak))
    terminal.say(speak("walk.moved" if moved else "walk.nothing-moved"))
    for what, earlier, later in moved:
        terminal.say_entry(speak("walk.move", what=what, before=earlier, after=later))


def _show_texts(steps: tuple[Step, ...], terminal: Terminal, speak: Words) -> None:
    for step in steps[:_MOST]:
        terminal.say_entry(speak("walk.reason", reason=step.question.text))
    if len(steps) > _MOST:
        terminal.say_entry(speak("walk.more-reasons", count=len(steps) - _MOST))


def _moved(before: Assessment, after: Assessment, speak: Words) -> Iterator[tuple[str, str, str]]:
    """Return what moved, with how it stood before and stands now."""
    none = speak("walk.none")
    if before.outcome.decision is not after.outcome.decision:
        decisions = [speak.label("decision", entry.outcome.decision) for entry in (before, after)]
        yield speak("walk.outcome"), decisions[0], decisions[1]
    if before.residual is not after.residual:
        yield speak("walk.residual"), speak.label("level", before.residual), speak.label("level", after.residual)
    risks = [{entry.id: entry for entry in assessment.scenarios} for assessment in (before, after)]
    for name in dict.fromkeys([*risks[0], *risks[1]]):
        pair = [risk.get(name) for risk in risks]
        levels = [speak.label("level", entry.final.level) if entry else none for entry in pair]
        if levels[0] != levels[1]:
            title = next(entry.title for entry in pair if entry)
            yield speak("walk.risk", title=title.in_language(speak.language)), levels[0], levels[1]
    yield from _moved_rights(before, after, speak)


def _moved_rights(before: Assessment, after: Assessment, speak: Words) -> Iterator[tuple[str, str, str]]:
    earlier = {(check.checklist, check.title): check.state for check in before.rights}
    for check in after.rights:
        state = earlier.get((check.checklist, check.title))
        if state and state is not check.state:
            states = [speak.label("rights-state", entry) for entry in (state, check.state)]
            yield cite(check.provision, speak.language), states[0], states[1]
