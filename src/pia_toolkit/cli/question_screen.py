"""One question as it stands on the terminal."""

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.answers import Answer, Suggestion
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.citations import cite
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step

_REASONS_SHOWN = 4
_INDENT = "  "


def show_checklist(checklist: Checklist, terminal: Terminal, speak: Words) -> None:
    """Introduce a checklist: what the instrument is, what its force is, and how to answer."""
    terminal.say()
    terminal.say_loud(speak("walk.checklist", instrument=checklist.instrument, title=checklist.title))
    terminal.say(checklist.intro)
    terminal.say()
    terminal.say(speak("walk.keys"))


def show_question(step: Step, place: tuple[int, int], terminal: Terminal, speak: Words) -> None:
    """Show where we are (`place`: number and total), the provision and the question."""
    terminal.say()
    terminal.say(
        speak(
            "walk.place",
            number=place[0],
            total=place[1],
            citation=cite(step.question.provision, speak.language),
            title=_section_of(step).title,
        )
    )
    terminal.say_loud(step.question.text)
    if step.question.optional:
        terminal.say(speak("walk.optional"))


def show_suggestion(suggestion: Suggestion | None, terminal: Terminal, speak: Words) -> None:
    """Show what the data suggest and why, the first few reasons in full."""
    if suggestion is None:
        return
    terminal.say(speak("walk.suggested", value=speak.label("value", suggestion.value)))
    for reason in suggestion.because[:_REASONS_SHOWN]:
        terminal.say(speak("walk.reason", reason=speak.reason(reason)), _INDENT)
    if (more := len(suggestion.because) - _REASONS_SHOWN) > 0:
        terminal.say(speak("walk.more-reasons", count=more), _INDENT)


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
    terminal.say(_section_of(step).gist, _INDENT)
    terminal.say(speak("walk.keys"))


def _section_of(step: Step) -> Section:
    return next(section for section in step.checklist.sections if _holds(section, step.question))


def _holds(section: Section, question: Question) -> bool:
    return any(other.id == question.id for other in section.questions)
