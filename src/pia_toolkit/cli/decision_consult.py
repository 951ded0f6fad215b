"""`pia decision consult`: that the data protection authority was asked, and what it answered."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, tell
from pia_toolkit.cli.decision_options import day, demand_all, refuse_incomplete, say_next, typed
from pia_toolkit.cli.options import CaseFolder, Language

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words

_speak = help_words()
_DATE = "YYYY-MM-DD"


def run(
    folder: CaseFolder,
    authority: Annotated[str, typer.Option("--authority", help=_speak("decision.help-authority"))] = "",
    asked: Annotated[str, typer.Option("--asked", metavar=_DATE, help=_speak("decision.help-asked"))] = "",
    reference: Annotated[str, typer.Option("--reference", help=_speak("decision.help-reference"))] = "",
    answered: Annotated[str, typer.Option("--answered", metavar=_DATE, help=_speak("decision.help-answered"))] = "",
    answer: Annotated[str, typer.Option("--answer", help=_speak("decision.help-answer"))] = "",
    by: Annotated[str, typer.Option("--by", help=_speak("decision.help-by-consult"))] = "",
    lang: Language = None,
) -> None:
    """Keep a consultation, or the answer to one; without options, show what is on record."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.case_folder.deciding import decision_of
    from pia_toolkit.case_folder.decision_keeping import check_answer, check_author, consult
    from pia_toolkit.cli.decided import warn_of_edit
    from pia_toolkit.domain.decision import Consultation

    speak = chosen_words(lang)
    case = Case(folder)
    if not any((authority, asked, reference, answered, answer, by)):
        _show(case, speak)
        return
    known = decision_of(case).consultation_now
    whom, when = typed(authority) or (known.authority if known else ""), day(asked) or (known.asked if known else None)
    if not whom or when is None:
        refuse_incomplete(("--authority", "--asked"), speak)
    if answered or answer:
        demand_all({"--answered": answered, "--answer": typed(answer)}, speak)
    check_author(typed(by))
    check_answer(when, day(answered), now())
    warn_of_edit(case, speak)
    consultation = Consultation(
        authority=whom,
        asked=when,
        reference=typed(reference) or (known.reference if known else ""),
        answered=day(answered),
        answer=typed(answer),
        by=typed(by),
        at=now(),
    )
    consult(case, consultation)
    tell(speak("decision.done.consultation"))
    say_next("take", folder, speak)


def _show(case: "Case", speak: "Words") -> None:
    from pia_toolkit.case_folder.deciding import decision_of
    from pia_toolkit.cli.decided import print_blocks
    from pia_toolkit.reports.decided import tell_consultation
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.reasoning import FLOOR

    print_blocks((tell_consultation(decision_of(case).consultation_now, Figures(speak, FLOOR)),), speak)
