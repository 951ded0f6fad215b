"""`pia status`: how far a case has come."""

from typing import TYPE_CHECKING

from pia_toolkit.cli.console import chosen_words, next_step, say
from pia_toolkit.cli.options import CaseFolder, Language

if TYPE_CHECKING:
    from pia_toolkit.case import Case

_STEPS = ("new", "scan", "measure", "ask", "assess", "report")


def run(folder: CaseFolder, lang: Language = None) -> None:
    """Say which steps are done, which are stale, and what to do next. Raises `HistoryBroken`."""
    from pia_toolkit import case as cases
    from pia_toolkit.case import Case

    speak = chosen_words(lang)
    case = Case(folder)
    steps = case.steps()
    done = {step.did for step in steps}
    files = {"scan": cases.INVENTORY, "measure": cases.RISK, "ask": cases.ANSWERS, "assess": cases.ASSESSMENT}
    waiting = None
    for step in _STEPS:
        stale = step in files and case.has(files[step]) and case.is_stale(files[step])
        state = "stale" if stale else ("done" if step in done else "open")
        left = _questions_left(case) if step == "ask" and state == "done" else 0
        told = speak("cli.status-unfinished", open=left) if left else speak(f"cli.status-{state}")
        if (left or state != "done") and waiting is None:
            waiting = step
        say(speak("cli.pair", label=speak(f"cli.step-{step}"), value=told))
    edited = case.edited_by_hand()
    if edited:
        say(speak("cli.status-edited", files=", ".join(edited)))
    say(speak("cli.status-history", steps=len(steps), id=case.id))
    if waiting:
        before = _STEPS[_STEPS.index(waiting) - 1]
        next_step(speak, f"next-{before}", folder=str(folder))
    else:
        next_step(speak, "next-report")


def _questions_left(case: "Case") -> int:
    """Return how many questions have no answer yet."""
    from pia_toolkit import pipeline

    checklists = pipeline.checklists_of(case, "en")
    return pipeline.questions_left(case, checklists, pipeline.answers_of(case, checklists))
