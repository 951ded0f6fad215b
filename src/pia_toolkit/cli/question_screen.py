"""One question as it stands on the terminal."""

from collections.abc import Sequence

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.answers import Answer, Suggestion
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step
from pia_toolkit.questionnaire.contradictions import Contradiction
from pia_toolkit.questionnaire.route import Route

_REASONS_SHOWN = 2
_CONTRADICTIONS_SHOWN = 8
_INDENT = "  "


def show_checklist(checklist: Checklist, terminal: Terminal, speak: Words) -> None:
    """Introduce a checklist: what the instrument is, what its force is, and how to answer."""
    terminal.say()
    terminal.say_loud(speak("walk.checklist", instrument=checklist.instrument, title=checklist.title))
    terminal.say(checklist.intro)
    terminal.say()
    terminal.say(speak("walk.keys"))


def show_question(step: Step, route: Route, terminal: Terminal, speak: Words) -> None:
    """Show where we are, how much is answered, the provision, the question and who answers it."""
    numbers = {other.key: number for number, other in enumerate(route.steps, start=1)}
    done = route.progress
    terminal.say()
    terminal.say(
        speak(
            "walk.place",
            number=numbers[step.key],
            total=done.put,
            answered=done.answered,
            citation=cite(step.question.provision, speak.language),
            title=step.section.title,
        )
    )
    terminal.say_loud(step.question.text)
    terminal.say(speak("walk.who", role=speak.label("answered-by", step.question.answered_by)))
    if step.question.optional:
        terminal.say(speak("walk.optional"))


def show_suggestion(suggestion: Suggestion | None, terminal: Terminal, speak: Words) -> None:
    """Show what the data suggest and why, the first reasons only."""
    if suggestion is None:
        return
    terminal.say(speak("walk.suggested", value=speak.label("value", suggestion.value)))
    _show(suggestion.because[:_REASONS_SHOWN], terminal, speak)
    if (more := len(suggestion.because) - _REASONS_SHOWN) > 0:
        terminal.say_entry(speak("walk.more-evidence", count=more))


def show_reasons(suggestion: Suggestion | None, terminal: Terminal, speak: Words) -> None:
    """Show all the evidence for what the data suggest."""
    if suggestion is None:
        terminal.say(speak("walk.nothing-suggested"))
        return
    terminal.say(speak("walk.suggested", value=speak.label("value", suggestion.value)))
    _show(suggestion.because, terminal, speak)


def show_contradictions(
    found: Sequence[Contradiction], steps: Sequence[Step], terminal: Terminal, speak: Words
) -> None:
    """Point out answers that say the opposite of the data, with the number to jump to and the first reason."""
    if not found:
        return
    numbers = {step.key: number for number, step in enumerate(steps, start=1)}
    terminal.say()
    terminal.say_loud(speak("walk.contradictions", count=len(found)))
    for entry in found[:_CONTRADICTIONS_SHOWN]:
        line = speak(
            "walk.contradiction",
            number=numbers[entry.step.key],
            text=entry.step.question.text,
            answer=speak.label("value", entry.answer.value),
            suggested=speak.label("value", entry.suggestion.value),
        )
        terminal.say_entry(line, 4)
        for reason in entry.suggestion.because[:1]:
            terminal.say(speak("walk.reason", reason=speak.reason(reason)), _INDENT * 3)
    if (more := len(found) - _CONTRADICTIONS_SHOWN) > 0:
        terminal.say_entry(speak("walk.more-reasons", count=more))
    terminal.say(speak("walk.contradictions-next"))


def _show(reasons: Sequence[Reason], terminal: Terminal, speak: Words) -> None:
    for reason in reasons:
        terminal.say_entry(speak("walk.reason", reason=speak.reason(reason)))


def show_answer(answer: Answer | None, terminal: Terminal, speak: Words) -> None:
    """Show the answer that stands, with its note and evidence."""
    if answer is None:
        return
    terminal.say(speak("walk.answered", value=speak.label("value", answer.value)))
    for name in ("note", "evidence"):
        if text := getattr(answer, name):
            terminal.say(speak(f"walk.{name}-is", text=text), _INDENT)


def show_help(step: Step, terminal: Terminal, speak: Words) -> None:
    """Show why we ask, what counts as yes, which evidence would show it, and what the provision asks for."""
    terminal.say(step.question.help, _INDENT)
    terminal.say(speak("walk.evidence-wanted", text=step.question.evidence_wanted), _INDENT)
    terminal.say(step.section.gist, _INDENT)
    terminal.say(speak("walk.keys"))
