"""`pia status`: how far a case has come."""

from pia_toolkit.cli.console import chosen_words, next_step, say
from pia_toolkit.cli.options import CaseFolder, Language

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
        if state != "done" and waiting is None:
            waiting = step
        say(f"{speak(f'cli.step-{step}')}: {speak(f'cli.status-{state}')}")
    edited = case.edited_by_hand()
    if edited:
        say(speak("cli.status-edited", files=", ".join(edited)))
    say(speak("cli.status-history", steps=len(steps), id=case.id))
    if waiting:
        before = _STEPS[_STEPS.index(waiting) - 1]
        next_step(speak, f"next-{before}", folder=str(folder))
    else:
        next_step(speak, "next-report")
