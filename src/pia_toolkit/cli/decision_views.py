"""`pia decision views`: what the people concerned say, and what was done with it."""

from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, tell
from pia_toolkit.cli.decision_options import Document, demand_all, document, refuse_both, say_next, typed
from pia_toolkit.cli.options import CaseFolder, Language

_speak = help_words()


def run(
    folder: CaseFolder,
    how: Annotated[str, typer.Option("--how", help=_speak("decision.help-how"))] = "",
    said: Annotated[str, typer.Option("--said", help=_speak("decision.help-said"))] = "",
    done: Annotated[str, typer.Option("--done", help=_speak("decision.help-done"))] = "",
    why_not: Annotated[str, typer.Option("--why-not", help=_speak("decision.help-why-not"))] = "",
    paper: Document = "",
    by: Annotated[str, typer.Option("--by", help=_speak("decision.help-by-views"))] = "",
    lang: Language = None,
) -> None:
    """Keep the views of the people concerned; without options, show what is on record."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.case_folder.deciding import decision_of
    from pia_toolkit.case_folder.decision_keeping import check_author, hear
    from pia_toolkit.cli.decided import print_blocks, warn_of_edit
    from pia_toolkit.domain.decision import Views
    from pia_toolkit.reports.decided import tell_views
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.reasoning import FLOOR

    speak = chosen_words(lang)
    case = Case(folder)
    heard: dict[str, object] = {"--how": typed(how), "--said": typed(said), "--done": typed(done)}
    if not any((*heard.values(), typed(why_not), paper, by)):
        print_blocks((tell_views(decision_of(case).views_now, Figures(speak, FLOOR)),), speak)
        return
    if typed(why_not):
        for option, value in heard.items():
            refuse_both({option: value, "--why-not": why_not}, speak)
    else:
        demand_all(heard, speak)
    check_author(typed(by))
    warn_of_edit(case, speak)
    views = Views(
        how=typed(how),
        said=typed(said),
        done=typed(done),
        why_not=typed(why_not),
        document=document(paper),
        by=typed(by),
        at=now(),
    )
    hear(case, views)
    tell(speak("decision.done.views"))
    say_next("take", folder, speak)
