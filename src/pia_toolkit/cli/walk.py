"""The walk through the checks on a terminal: one question at a time, saved after each answer."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pia_toolkit.cli.question_screen import (
    show_answer,
    show_checklist,
    show_help,
    show_question,
    show_suggestion,
)
from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.answers import Answer, Answers, Suggestion, Value
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step, drop_hidden, progress
from pia_toolkit.questionnaire.prefill import suggest
from pia_toolkit.questionnaire.record import record, skip
from pia_toolkit.questionnaire.route import Route, start

_KEYS = {"y": Value.YES, "p": Value.PARTLY, "n": Value.NO, "x": Value.NOT_APPLICABLE}
_TO_BE_EXPLAINED = frozenset({Value.PARTLY, Value.NO})
_CLEAR = "-"


@dataclass(frozen=True)
class WalkSession:
    """What a walk needs from outside: a terminal, words, where to save, the time, and who answers.

    `again`: put every question, also those that have an answer.
    """

    terminal: Terminal
    words: Words
    save: Callable[[Answers], None]
    now: Callable[[], datetime]
    author: str = ""
    again: bool = False


@dataclass(frozen=True)
class _Remark:
    """What goes with an answer; `typed` in this visit, or carried over from an earlier answer."""

    note: str = ""
    evidence: str = ""
    typed: bool = False


class _StopWalkError(Exception):
    """The person wants to stop for now."""


def walk(checklists: Sequence[Checklist], situation: Situation, answers: Answers, session: WalkSession) -> Answers:
    """Put the open questions one by one and return all answers, without those to questions that are not put.

    The walk begins at the first question without an answer; what was skipped comes up again in a later
    walk, once everything else is answered. Every answer is saved at once: Ctrl-C, the end of the input and
    `q` end the walk and lose nothing.
    """
    route = start(checklists, replace(situation, answers=answers), again=session.again)
    current = _Walk(route, session)
    try:
        current.run()
    except (KeyboardInterrupt, EOFError, _StopWalkError):
        current.report("stopped")
    return current.kept()


class _Walk:
    """The way through the questions, and the answers so far."""

    def __init__(self, route: Route, session: WalkSession) -> None:
        self.route = route
        self.session = session
        self.terminal, self.speak = session.terminal, session.words
        self.introduced: Checklist | None = None

    def run(self) -> None:
        """Put questions until none is left."""
        step = self.route.first()
        while step:
            step = self.put(step)
        self.report("finished")

    def report(self, how: str) -> None:
        """Say how the walk ended and how far it came."""
        done = progress(self.route.checklists, self.route.situation)
        self.terminal.say()
        self.terminal.say(self.speak(f"walk.{how}", answered=done.answered, put=done.put))

    def kept(self) -> Answers:
        """Return the answers that count."""
        situation = self.route.situation
        return drop_hidden(situation.answers, self.route.checklists, situation)

    def answer_to(self, step: Step) -> Answer | None:
        """Return the answer a question has, if any."""
        return step.answer(self.route.situation.answers)

    def suggested(self, step: Step) -> Suggestion | None:
        """Return what the data suggest."""
        return suggest(step.question, self.route.situation)

    def put(self, step: Step) -> Step | None:
        """Put one question until it is answered, skipped or left; return the one to put next."""
        self.show(step)
        earlier = self.answer_to(step)
        remark = _Remark(earlier.note, earlier.evidence) if earlier else _Remark()
        while True:
            typed = self.read_key()
            if value := self.value_of(typed):
                self.answer(step, value, remark)
                return self.route.after(step)
            match typed:
                case "?":
                    show_help(step, self.terminal, self.speak)
                case "t":
                    remark = self.add_remark(step, remark)
                case "b":
                    return self.back(step)
                case "s":
                    self.keep(skip(self.route.situation.answers, step.checklist, step.question.id))
                    return self.route.after(step)
                case "q":
                    raise _StopWalkError
                case _:
                    self.terminal.say(self.speak("walk.unknown-key"))

    def show(self, step: Step) -> None:
        """Show a question with what the data suggest and the answer it already has."""
        if self.introduced is not step.checklist:
            self.introduced = step.checklist
            show_checklist(step.checklist, self.terminal, self.speak)
        steps = self.route.steps
        show_question(step, (steps.index(step) + 1, len(steps)), self.terminal, self.speak)
        show_suggestion(self.suggested(step), self.terminal, self.speak)
        show_answer(self.answer_to(step), self.terminal, self.speak)

    def back(self, step: Step) -> Step:
        """Return the question before this one, or this one again when it is the first."""
        earlier = self.route.before(step)
        if earlier is None:
            self.terminal.say(self.speak("walk.is-first"))
        return earlier or step

    def read_key(self) -> str:
        """Return what was typed, in small half-width letters, as a Chinese keyboard may give wide ones."""
        typed = self.terminal.ask(self.speak("walk.prompt"))
        return unicodedata.normalize("NFKC", typed).casefold()

    def value_of(self, typed: str) -> Value | None:
        """Return the answer a key or a word stands for."""
        words = {self.speak.label("value", value).casefold(): value for value in Value}
        return _KEYS.get(typed) or words.get(typed)

    def answer(self, step: Step, value: Value, remark: _Remark) -> None:
        """Keep an answer; ask for a note where it is not a plain yes or says otherwise than the data."""
        self.record(step, value, remark)
        suggestion = self.suggested(step)
        overruled = suggestion is not None and suggestion.value is not value
        if (value in _TO_BE_EXPLAINED or overruled) and not remark.typed:
            if overruled:
                self.terminal.say(self.speak("walk.overruled"))
            self.record(step, value, self.ask_for_remark(remark))

    def record(self, step: Step, value: Value, remark: _Remark) -> None:
        """Keep and save one answer."""
        suggestion = self.suggested(step)
        answer = Answer(
            question=step.question.id,
            value=value,
            note=remark.note,
            evidence=remark.evidence,
            author=self.session.author,
            at=self.session.now(),
            suggested=suggestion.value if suggestion else None,
        )
        self.keep(record(self.route.situation.answers, step.checklist, answer))

    def add_remark(self, step: Step, remark: _Remark) -> _Remark:
        """Ask for note and evidence on request; where the question has an answer, they are kept with it."""
        typed = self.ask_for_remark(remark)
        if earlier := self.answer_to(step):
            self.record(step, earlier.value, typed)
        return typed

    def ask_for_remark(self, remark: _Remark) -> _Remark:
        """Ask for note and evidence; nothing typed keeps what is there, a dash clears it."""
        if remark.note or remark.evidence:
            self.terminal.say(self.speak("walk.change"))
        return _Remark(
            note=self.ask_text("walk.note", remark.note),
            evidence=self.ask_text("walk.evidence", remark.evidence),
            typed=True,
        )

    def ask_text(self, prompt: str, earlier: str) -> str:
        """Return a line of text, or what was there before."""
        typed = self.terminal.ask(self.speak(prompt))
        return "" if typed == _CLEAR else typed or earlier

    def keep(self, answers: Answers) -> None:
        """Take over changed answers and save those that count."""
        self.route = self.route.with_answers(answers)
        self.session.save(self.kept())
