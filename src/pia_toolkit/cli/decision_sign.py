"""`pia decision sign`: a signature under the decision."""

from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, tell
from pia_toolkit.cli.decision_options import Document, day, demand_all, document, say_next, typed
from pia_toolkit.cli.options import CaseFolder, Language

_speak = help_words()


def run(
    folder: CaseFolder,
    by: Annotated[str, typer.Option("--by", help=_speak("decision.help-by-sign"))] = "",
    role: Annotated[str, typer.Option("--role", help=_speak("decision.help-role-sign"))] = "",
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help=_speak("decision.help-on-sign"))] = "",
    paper: Document = "",
    lang: Language = None,
) -> None:
    """Sign the decision; without a name, show who signed it."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.case_folder.deciding import standing_of
    from pia_toolkit.case_folder.decision_keeping import Signing, sign
    from pia_toolkit.cli.decided import print_blocks
    from pia_toolkit.errors import NothingDecided
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.reasoning import FLOOR
    from pia_toolkit.reports.signed import tell_signatures

    speak = chosen_words(lang)
    case = Case(folder)
    if not any((typed(by), typed(role), on, paper)):
        standing = standing_of(case, now())
        if standing.record.taken is None:
            raise NothingDecided(case=folder.name)
        print_blocks((tell_signatures(standing, Figures(speak, FLOOR)),), speak)
        return
    demand_all({"--by": typed(by), "--role": typed(role)}, speak)
    signature = sign(case, Signing(typed(by), typed(role), day(on), document(paper)), now())
    tell(speak("decision.done.signed", sha256=signature.sha256))
    say_next("show", folder, speak)
