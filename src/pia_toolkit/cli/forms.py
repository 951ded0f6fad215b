"""`pia ask --export` and `--import`: a form goes out, its answers come back and are compared with those of the case."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pia_toolkit.cli.console import now, obey_ctrl_c, say, tell

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.cli.terminal import Terminal
    from pia_toolkit.domain.answers import Answer
    from pia_toolkit.i18n import Words
    from pia_toolkit.questionnaire.contradictions import Contradiction
    from pia_toolkit.questionnaire.returned import Given, Returned, RowProblem
    from pia_toolkit.questionnaire.selection import Selection

_INDENT = "  "


class Take(StrEnum):
    """Whose answer stands where a form differs from the case."""

    MINE = "mine"
    THEIRS = "theirs"


def export_questions(case: "Case", file: Path, chosen: "Selection", speak: "Words", *, everything: bool) -> None:
    """Write questions of a case into a workbook and say how many."""
    from pia_toolkit.casework.forms import export_form, make_form

    form = make_form(case, chosen, speak, everything=everything)
    export_form(form, file, speak, now())
    tell(speak("form.exported", count=len(form.rows), file=file.name))


def import_answers(case: "Case", file: Path, author: str, take: Take | None, speak: "Words") -> None:
    """Take answers from a returned form, after showing what it changes and asking about each conflict.

    Raises `FormInConflict` where answers differ, nobody can be asked and `take` does not say what to do. Ctrl-C
    before the end takes nothing.
    """
    from pia_toolkit.casework.forms import keep_returned, read_returned
    from pia_toolkit.errors import FormInConflict

    with case.locked():
        returned = read_returned(case, file, author, speak, now())
        _show(returned, speak)
        if returned.conflicts and take is None and not sys.stdin.isatty():
            raise FormInConflict(count=len(returned.conflicts))
        theirs = _choose(returned.conflicts, take, speak)
        chosen = [*returned.fresh, *theirs]
        if chosen:
            _show_contradictions(keep_returned(case, file, chosen, author, now()), speak)
        tell(speak("form.taken", count=len(chosen)))


def _show(returned: "Returned", speak: "Words") -> None:
    """Show what a form gives: new answers, those that differ, and row by row what cannot be taken."""
    say(
        speak(
            "form.summary",
            fresh=len(returned.fresh),
            same=len(returned.same),
            conflicts=len(returned.conflicts),
            problems=len(returned.problems),
        )
    )
    for entry in returned.fresh:
        say(speak("form.fresh", row=entry.row.number, question=entry.step.question.text))
        say(_INDENT + _told(entry.theirs, speak))
    for problem in returned.problems:
        say(_explained(problem, speak))


def _choose(conflicts: Sequence["Given"], take: Take | None, speak: "Words") -> list["Given"]:
    """Return the conflicts in which their answer is to stand: all, none, or as the person chooses one by one."""
    from pia_toolkit.cli.terminal import open_terminal

    terminal = open_terminal(sys.stdin, sys.stdout)
    if take is None:
        obey_ctrl_c()
    chosen = []
    for entry in conflicts:
        _show_conflict(entry, terminal, speak)
        answer = take or _ask(terminal, speak)
        terminal.say(speak(f"form.kept-{answer}"), _INDENT)
        if answer == Take.THEIRS:
            chosen.append(entry)
    return chosen


def _show_conflict(entry: "Given", terminal: "Terminal", speak: "Words") -> None:
    terminal.say()
    terminal.say_loud(speak("form.conflict", row=entry.row.number, question=entry.step.question.text))
    if entry.mine:
        terminal.say(speak("form.mine", answer=_told(entry.mine, speak)), _INDENT)
    terminal.say(speak("form.theirs", answer=_told(entry.theirs, speak)), _INDENT)


def _ask(terminal: "Terminal", speak: "Words") -> str:
    """Ask whose answer stands until one of the three keys is typed."""
    import unicodedata

    keys = {"m": Take.MINE.value, "t": Take.THEIRS.value, "s": "neither"}
    while True:
        typed = unicodedata.normalize("NFKC", terminal.ask(speak("form.choose"))).casefold()
        if typed in keys:
            return keys[typed]


def _told(answer: "Answer", speak: "Words") -> str:
    """Return an answer with its note, evidence and author in one line."""
    parts = [speak.label("value", answer.value)]
    parts += [speak(f"walk.{name}-is", text=text) for name in ("note", "evidence") if (text := getattr(answer, name))]
    if answer.author:
        parts.append(speak("form.by", author=answer.author))
    return speak("form.part-separator").join(parts)


def _explained(problem: "RowProblem", speak: "Words") -> str:
    """Return where a row stands, what is the matter with it, and what to do."""
    column = speak(f"form.columns.{problem.column}") if problem.column else ""
    place = speak("form.place" if problem.number else "form.place-sheet", sheet=problem.sheet, row=problem.number)
    what = speak(f"form.rows.{problem.code}.what", column=column)
    return f"{speak('cli.pair', label=place, value=what)}\n{_INDENT}{speak(f'form.rows.{problem.code}.next')}"


def _show_contradictions(found: Sequence["Contradiction"], speak: "Words") -> None:
    """Point out answers taken that say the opposite of the data."""
    for entry in found:
        say(
            speak(
                "form.contradiction",
                id="/".join(entry.step.key),
                answer=speak.label("value", entry.answer.value),
                suggested=speak.label("value", entry.suggestion.value),
            )
        )
        for reason in entry.suggestion.because[:1]:
            say(_INDENT + speak("walk.reason", reason=speak.reason(reason)))
