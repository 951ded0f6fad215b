"""The walk through the checks on a terminal: one question at a time, saved after each answer."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from pia_toolkit.cli.answer_effects import show_changed_questions, show_moved_levels
from pia_toolkit.cli.question_screen import (
    show_answer,
    show_checklist,
    show_contradictions,
    show_help,
    show_question,
    show_reasons,
    show_suggestion,
)
from pia_toolkit.cli.remarks import NO_REMARK, Remark, ask_for_reason, ask_for_remark
from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.cli.walk_overview import show_matches, show_overview
from pia_toolkit.domain.answers import Answer, Answers, Suggestion, Value
from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.ask import Step, counted, drop_hidden
from pia_toolkit.questionnaire.contradictions import contradictions
from pia_toolkit.questionnaire.effects import effects
from pia_toolkit.questionnaire.prefill import suggest
from pia_toolkit.questionnaire.record import record, skip
from pia_toolkit.questionnaire.route import Round, Route, start
from pia_toolkit.questionnaire.selection import EVERYTHING, OF_CITY, OF_PROPOSAL, Selection

_KEYS = {"y": Value.YES, "p": Value.PARTLY, "n": Value.NO, "x": Value.NOT_APPLICABLE}
_TO_BE_EXPLAINED = frozenset({Value.PARTLY, Value.NO})
_NUMBER = re.compile(r"(?:g\s*)?([0-9]{1,6})")


@dataclass(frozen=True)
class WalkSession:
    """What a walk needs from outside: a terminal, words, where to save, the time, and who answers.

    `wanted` and `selected`: which questions are put. `assess` draws the conclusions from answers, so that it can be
    shown what a changed answer changes; without it only questions that come and go are shown.
    """

    terminal: Terminal
    words: Words
    save: Callable[[Answers], None]
    now: Callable[[], datetime]
    author: str = ""
    wanted: Round = Round.FRESH
    selected: Selection = EVERYTHING
    assess: Callable[[Answers], Assessment] | None = None


class _StopWalkError(Exception):
    """The person wants to stop for now."""


def walk(checklists: Sequence[Checklist], situation: Situation, answers: Answers, session: WalkSession) -> Answers:
    """Put the open questions one by one and return all answers, without those to questions that are not put.

    The walk begins at the first question without an answer; what was skipped comes up again in a later
    walk, once everything else is answered. Every answer is saved at once: Ctrl-C, the end of the input and
    `q` end the walk and lose nothing.
    """
    situation = replace(situation, answers=answers)
    route = start(checklists, situation, wanted=session.wanted, selected=session.selected)
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
        self.introduced = ""

    def run(self) -> None:
        """Put questions until none is left."""
        step = self.route.first()
        if not self.route.steps:
            self.terminal.say(self.speak("walk.nothing-selected"))
        while step:
            step = self.put(step)
        self.report("finished")

    def report(self, how: str) -> None:
        """Say how the walk ended, how far it came, and which answers the data contradict."""
        done = self.route.progress
        self.terminal.say()
        self.terminal.say(self.speak(f"walk.{how}", answered=done.answered, put=done.put))
        if self.route.selected.asked == OF_PROPOSAL:
            self.tell_what_is_apart()
        found = contradictions(self.route.steps, self.route.situation)
        show_contradictions(found, self.route.everything, self.terminal, self.speak)

    def tell_what_is_apart(self) -> None:
        """Say how many questions of the city and of forms are open, and how to get to them."""
        answers = self.route.situation.answers
        apart = [step for step in self.route.everything if step.question.asked not in OF_PROPOSAL]
        of_city = counted([step for step in apart if step.question.asked in OF_CITY], answers)
        if of_city.left:
            self.terminal.say(self.speak("walk.of-city", count=of_city.left))
        for form, steps in groupby(apart, key=lambda step: step.checklist):
            of_form = counted([step for step in steps if step.question.asked not in OF_CITY], answers)
            if of_form.left:
                told = {"count": of_form.left, "form": form.instrument, "id": form.id}
                self.terminal.say(self.speak("walk.of-form", **told))

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
        remark = Remark(earlier.note, earlier.evidence) if earlier else NO_REMARK
        while True:
            typed = self.read_key()
            if value := self.value_of(typed, step):
                if self.answer(step, value, remark):
                    return self.route.after(step)
                continue
            match typed:
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
                    if found := self.look(typed, step):
                        return found

    def show(self, step: Step) -> None:
        """Show a question with what the data suggest and the answer it already has."""
        if self.introduced != step.checklist.id:
            self.introduced = step.checklist.id
            show_checklist(step.checklist, self.terminal, self.speak)
        show_question(step, self.route, self.terminal, self.speak)
        show_suggestion(self.suggested(step), self.terminal, self.speak)
        show_answer(self.answer_to(step), self.terminal, self.speak)

    def look(self, typed: str, step: Step) -> Step | None:
        """Show what was asked for; return a question to jump to, if one was named."""
        if number := _NUMBER.fullmatch(typed):
            return self.jump(int(number[1]))
        if typed.startswith("/") and typed[1:].strip():
            show_matches(self.route, typed[1:].strip(), self.terminal, self.speak)
            return None
        match typed:
            case "?":
                show_help(step, self.terminal, self.speak)
            case "e":
                show_reasons(self.suggested(step), self.terminal, self.speak)
            case "l":
                show_overview(step, self.route, self.terminal, self.speak)
            case "a":
                self.terminal.say(self.speak("walk.nothing-suggested"))
            case _:
                self.terminal.say(self.speak("walk.unknown-key"))
        return None

    def jump(self, number: int) -> Step | None:
        """Return the question of a number; say so when there is none."""
        steps = self.route.steps
        if 1 <= number <= len(steps):
            return steps[number - 1]
        self.terminal.say(self.speak("walk.no-such-number", total=len(steps)))
        return None

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

    def value_of(self, typed: str, step: Step) -> Value | None:
        """Return the answer a key or a word stands for; `a` stands for what the data suggest."""
        if typed == "a":
            suggestion = self.suggested(step)
            return suggestion.value if suggestion else None
        words = {self.speak.label("value", value).casefold(): value for value in Value}
        return _KEYS.get(typed) or words.get(typed)

    def answer(self, step: Step, value: Value, remark: Remark) -> bool:
        """Keep an answer and return True; ask for a note where it is no plain yes or says otherwise than the data.

        That a question does not apply is kept only with a reason, be it the data's or the person's.
        """
        before = self.route
        suggestion = self.suggested(step)
        overruled = suggestion is not None and suggestion.value is not value
        agrees = suggestion is not None and not overruled
        if value is Value.NOT_APPLICABLE and not remark.note and not agrees:
            remark = ask_for_reason(remark, self.terminal, self.speak)
            if not remark.note:
                self.terminal.say(self.speak("walk.no-reason"))
                return False
        self.record(step, value, remark)
        if (value in _TO_BE_EXPLAINED or overruled) and not remark.typed:
            if overruled:
                self.terminal.say(self.speak("walk.overruled"))
            self.record(step, value, ask_for_remark(remark, self.terminal, self.speak))
        self.show_effects(before, step, value)
        return True

    def show_effects(self, before: Route, step: Step, value: Value) -> None:
        """Show what an answer changed: questions that come and go; levels, where it replaced another answer."""
        changed = effects(before.everything, self.route.everything, before.situation.answers)
        show_changed_questions(changed, self.terminal, self.speak)
        earlier = step.answer(before.situation.answers)
        if self.session.assess and earlier and earlier.value is not value:
            levels = [self.session.assess(route.situation.answers) for route in (before, self.route)]
            show_moved_levels(levels[0], levels[1], self.terminal, self.speak)

    def record(self, step: Step, value: Value, remark: Remark) -> None:
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

    def add_remark(self, step: Step, remark: Remark) -> Remark:
        """Ask for note and evidence on request; where the question has an answer, they are kept with it."""
        typed = ask_for_remark(remark, self.terminal, self.speak)
        if earlier := self.answer_to(step):
            self.record(step, earlier.value, typed)
        return typed

    def keep(self, answers: Answers) -> None:
        """Take over changed answers and save those that count."""
        self.route = self.route.with_answers(answers)
        self.session.save(self.kept())
