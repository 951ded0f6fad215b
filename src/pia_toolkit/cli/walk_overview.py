"""Where one is in a walk: the sections with what is answered in each, and the questions that hold a word."""

import unicodedata
from itertools import groupby

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step, counted
from pia_toolkit.questionnaire.route import Route

_MOST = 12


def show_overview(step: Step, route: Route, terminal: Terminal, speak: Words) -> None:
    """Show every checklist of the walk and the sections of the one that `step` stands in.

    Each with the numbers of its questions, and how many of them are answered.
    """
    numbered = list(enumerate(route.steps, start=1))
    for checklist, entries in groupby(numbered, key=lambda entry: entry[1].checklist.id):
        rows = list(entries)
        terminal.say(_line(rows, rows[0][1].checklist.instrument, route, speak))
        if checklist == step.checklist.id:
            for title, inner in groupby(rows, key=lambda entry: entry[1].section.title):
                terminal.say_entry(_line(list(inner), title, route, speak), 7)
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
        terminal.say_entry(speak("walk.match", number=number, text=step.question.text), 4)
    if len(found) > _MOST:
        terminal.say_entry(speak("walk.more-matches", count=len(found) - _MOST), 4)
    terminal.say(speak("walk.jump"))


def _line(rows: list[tuple[int, Step]], title: str, route: Route, speak: Words) -> str:
    first, last = rows[0][0], rows[-1][0]
    done = counted([step for _, step in rows], route.situation.answers)
    numbers = f"{first}–{last}" if last > first else str(first)
    return speak("walk.section", numbers=numbers, title=title, answered=done.answered, put=done.put)


def _around(step: Step) -> str:
    return f"{step.question.help}\n{step.question.evidence_wanted}\n{step.section.title}\n{step.section.gist}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
