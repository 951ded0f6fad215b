"""What has to be told about answers that were not typed here: carried over, out of use, against the data."""

from pathlib import Path
from typing import TYPE_CHECKING

from pia_toolkit.cli.console import tell

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words


def tell_carried_over(file: Path, case: "Case", speak: "Words") -> None:
    """Say which answers of a file were carried over to the installed checklists, and which no longer fit."""
    from pia_toolkit import pipeline
    from pia_toolkit.questionnaire.answers_file import carried_over

    for moved in carried_over(file, pipeline.checklists_of(case, speak.language)):
        names = speak("walk.list-separator").join(moved.set_aside)
        if not moved.installed:
            tell(speak("walk.checklist-gone", checklist=moved.checklist, count=len(moved.set_aside)))
            continue
        tell(
            speak(
                "walk.carried-over",
                checklist=moved.checklist,
                given=moved.given,
                installed=moved.installed,
                count=moved.kept,
            )
        )
        if moved.set_aside:
            tell(speak("walk.set-aside", count=len(moved.set_aside), names=names))
        if moved.new:
            tell(speak("walk.new-questions", count=len(moved.new)))


def tell_contradictions(case: "Case", speak: "Words") -> None:
    """Point out the answers of a case that say the opposite of the data."""
    from pia_toolkit import pipeline
    from pia_toolkit.cli.question_screen import show_contradictions
    from pia_toolkit.cli.terminal import Terminal
    from pia_toolkit.questionnaire.ask import questions_to_put
    from pia_toolkit.questionnaire.contradictions import contradictions

    checklists = pipeline.checklists_of(case, speak.language)
    situation = pipeline.situation_of(case, pipeline.answers_of(case, checklists))
    steps = questions_to_put(checklists, situation)
    show_contradictions(contradictions(steps, situation), steps, Terminal(read=input, write=tell), speak)
