"""`pia assess`: risks, rights, outcome and what to do."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, say, tell
from pia_toolkit.cli.options import CaseFolder, Format, Language, ResultFormat
from pia_toolkit.domain.levels import Level
from pia_toolkit.errors import ContentInvalid, ExitCode, Several

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.requirement import Requirement
    from pia_toolkit.i18n import Words

_speak = help_words()


def run(
    folder: CaseFolder,
    fail_on: Annotated[Level | None, typer.Option("--fail-on", help=_speak("cli.assess-fail-on"))] = None,
    check: Annotated[bool, typer.Option("--check", help=_speak("assess.help-check"))] = False,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Draw the conclusions of a case, or check that those it keeps still follow. Raises `AssessmentDoesNotFollow`."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder.case import Case, as_json
    from pia_toolkit.cli.found import print_conclusions
    from pia_toolkit.cli.levels import questions_of

    speak, case = chosen_words(lang), Case(folder)
    if check:
        if fail_on is not None:
            raise typer.BadParameter(speak("assess.check-alone"))
        _check(case, speak)
        return
    before = _required_before(case)
    conclusions = pipeline.assess_case(case, now())
    if output is Format.JSON:
        say(as_json(conclusions).decode().rstrip())
    else:
        print_conclusions(conclusions, speak, questions_of(case, speak))
        if before:
            met = sum(map(conclusions.assessment.meets, before))
            say(speak("assess.met", met=met, count=len(before)))
    tell(speak("cli.saved", folder=str(folder)))
    next_step(speak, "next-assess", folder=str(folder))
    if fail_on is not None and conclusions.assessment.residual >= fail_on:
        raise typer.Exit(ExitCode.LEVEL_REACHED)


def _required_before(case: "Case") -> "tuple[Requirement, ...]":
    """Return what the kept assessment requires before approval; nothing where none is kept that can be read."""
    from pia_toolkit.case_folder.case import ASSESSMENT
    from pia_toolkit.domain.conclusions import Conclusions

    try:
        return case.load(ASSESSMENT, Conclusions).assessment.outcome.requirements if case.has(ASSESSMENT) else ()
    except (ContentInvalid, Several):
        return ()


def _check(case: "Case", speak: "Words") -> None:
    """Say whether the kept conclusions follow from the case, and if not, in which parts they do not."""
    from pia_toolkit.casework.overriding import differences
    from pia_toolkit.errors import AssessmentDoesNotFollow

    found = differences(case)
    if not found:
        say(speak("assess.follows"))
        return
    say(speak("assess.differs"))
    for part, count in found:
        say("  " + speak(f"assess.part.{part}", count=count))
    raise AssessmentDoesNotFollow(case=case.folder.name)
