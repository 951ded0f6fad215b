"""Where one is in a walk: the sections with what is answered in each, and the questions that hold a word."""

import unicodedata
from itertools import groupby

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step, counted
from pia_toolkit.questionnaire.route import Route

_MOST = 12
_INDENT = "  "


def show_overview(route: Route, terminal: Terminal, speak: Words) -> None:
    """Show every section of the walk: the numbers of its questions, and how many of them are answered."""
    numbered = list(enumerate(route.steps, start=1))
    for instrument, steps in groupby(numbered, key=lambda entry: entry[1].checklist.instrument):
        terminal.say_loud(instrument)
        for title, entries in groupby(steps, key=lambda entry: entry[1].section.title):
            rows = list(entries)
            done = counted([step for _, step in rows], route.situation.answers)
            line = speak(
                "walk.section", numbers=_range(rows[0][0], rows[-1][0]), title=title, answered=done.answered, put=done.put
            )
            terminal.say(line, _INDENT)
    terminal.say(speak("walk.jump"))


def show_matches(route: Route, word: str, terminal: Terminal, speak: Words) -> None:
    """Show the questions in whose text, help or section the word stands; the question's own text counts first."""
    wanted = _plain(word)
    numbered = list(enumerate(route.steps, start=1))
    in_text = [entry for entry in numbered if wanted in _plain(entry[1].question.text)]
    beside = [entry for entry in numbered if entry not in in_text and wanted in _plain(_around(entry[1]))]
    found = [*in_text, *beside]
    if not found:
        terminal.say(speak("walk.not-found"))
        return
    for number, step in found[:_MOST]:
        terminal.say(speak("walk.match", number=number, text=step.question.text), _INDENT)
    if len(found) > _MOST:
        terminal.say(speak("walk.more-matches", count=len(found) - _MOST), _INDENT)
    terminal.say(speak("walk.jump"))


def _around(step: Step) -> str:
    return "\n".join((step.question.help, step.question.evidence_wanted, step.section.title, step.section.gist))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _range(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else str(first)
