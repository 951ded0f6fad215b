"""`pia status`: how far a case has come."""

from typing import TYPE_CHECKING

from pia_toolkit.cli.console import chosen_words, next_step, now, say
from pia_toolkit.cli.options import CaseFolder, Language

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words

_STEPS = ("new", "scan", "measure", "ask", "assess", "report")


def run(folder: CaseFolder, lang: Language = None) -> None:
    """Say which steps are done, which are stale, and what to do next. Raises `HistoryBroken`."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.cli.decided import print_for_status
    from pia_toolkit.cli.followed import print_progress
    from pia_toolkit.cli.freeze import print_versions

    speak = chosen_words(lang)
    case = Case(folder)
    steps = case.steps()
    waiting = _print_steps(case, {step.did for step in steps}, speak)
    print_progress(case, now().date(), speak)
    print_for_status(case, speak)
    print_versions(case, speak)
    edited = case.edited_by_hand()
    if edited:
        say(speak("cli.status-edited", files=", ".join(edited)))
    say(speak("cli.status-history", steps=len(steps), id=case.id))
    if waiting:
        before = _STEPS[_STEPS.index(waiting) - 1]
        next_step(speak, f"next-{before}", folder=str(folder))
    else:
        next_step(speak, "next-report")


def _print_steps(case: "Case", done: set[str], speak: "Words") -> str | None:
    """Print how far each step has come and return the first that waits. A file that was carried over counts as done."""
    from pia_toolkit.case_folder import case as cases

    files = {"scan": cases.INVENTORY, "measure": cases.RISK, "ask": cases.ANSWERS, "assess": cases.ASSESSMENT}
    waiting = None
    for step in _STEPS:
        stale = step in files and case.has(files[step]) and case.is_stale(files[step])
        is_done = step in done or ("supplier" in done and step in files and case.has(files[step]))
        state = "stale" if stale else ("done" if is_done else "open")
        left = _questions_left(case) if step == "ask" and state == "done" else 0
        told = speak("cli.status-unfinished", open=left) if left else speak(f"cli.status-{state}")
        if (left or state != "done") and waiting is None:
            waiting = step
        say(speak("cli.pair", label=speak(f"cli.step-{step}"), value=told))
    return waiting


def _questions_left(case: "Case") -> int:
    """Return how many questions have no answer yet; none where the data that call for them are not known."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder import case as cases

    if not (case.has(cases.INVENTORY) and case.has(cases.RISK)):
        return 0
    checklists = pipeline.checklists_of(case, "en")
    return pipeline.questions_left(case, checklists, pipeline.answers_of(case, checklists))
