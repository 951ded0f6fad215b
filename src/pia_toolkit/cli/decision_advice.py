"""`pia decision advice`: what the data protection officer advises, and what is done with it."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, tell
from pia_toolkit.cli.decision_options import (
    Document,
    day,
    demand_all,
    document,
    refuse_both,
    refuse_incomplete,
    say_next,
    typed,
)
from pia_toolkit.cli.options import CaseFolder, Language
from pia_toolkit.domain.decision import AdviceReply, Opinion

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words

_speak = help_words()


def run(
    folder: CaseFolder,
    officer: Annotated[str, typer.Option("--officer", help=_speak("decision.help-officer"))] = "",
    opinion: Annotated[Opinion | None, typer.Option("--opinion", help=_speak("decision.help-opinion"))] = None,
    text: Annotated[str, typer.Option("--text", help=_speak("decision.help-text"))] = "",
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help=_speak("decision.help-on-advice"))] = "",
    paper: Document = "",
    accepted: Annotated[
        bool | None, typer.Option("--accepted/--overruled", help=_speak("decision.help-reply"), show_default=False)
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=_speak("decision.help-reason-advice"))] = "",
    by: Annotated[str, typer.Option("--by", help=_speak("decision.help-by-reply"))] = "",
    lang: Language = None,
) -> None:
    """Keep an advice, or the reply to one; without options, show what is on record."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.case_folder.deciding import decision_of
    from pia_toolkit.cli.decided import warn_of_edit

    speak = chosen_words(lang)
    case = Case(folder)
    reply = None if accepted is None else (AdviceReply.ACCEPTED if accepted else AdviceReply.OVERRULED)
    given: dict[str, object] = {"--officer": typed(officer), "--opinion": opinion, "--text": typed(text)}
    refuse_both({"--accepted": accepted, "--reason": typed(reason)}, speak)
    if not any((*given.values(), on, paper, reason, by, reply)):
        _show(case, speak)
        return
    if reply is None and (by or reason):
        refuse_incomplete(("--accepted", "--overruled"), speak)
    warn_of_edit(case, speak)
    if reply is not None and not any((*given.values(), on, paper)):
        _reply(case, reply, (typed(by), typed(reason)), speak)
    else:
        demand_all(given, speak)
        said = {"officer": typed(officer), "opinion": opinion, "text": typed(text), "document": document(paper)}
        replied = {"reply": reply, "reply_by": typed(by) if reply else "", "reason": typed(reason)}
        _keep(case, {**said, **replied, "on": day(on) or now().date(), "at": now()}, speak)
    advice = decision_of(case).advice
    say_next("take" if advice and advice.reply else "advice", folder, speak)


def _keep(case: "Case", said: dict[str, object], speak: "Words") -> None:
    from pia_toolkit.case_folder.decision_keeping import advise, check_author, check_reply
    from pia_toolkit.domain.decision import Advice

    reply = said["reply"]
    if isinstance(reply, AdviceReply):
        check_author(str(said["reply_by"]))
        check_reply(reply, str(said["reason"]))
    advise(case, Advice.model_validate(said))
    tell(speak("decision.done.advice"))


def _reply(case: "Case", reply: AdviceReply, said: tuple[str, str], speak: "Words") -> None:
    from pia_toolkit.case_folder.decision_keeping import reply_to_advice

    by, reason = said
    reply_to_advice(case, reply, by, reason, now())
    tell(speak("decision.done.reply"))


def _show(case: "Case", speak: "Words") -> None:
    from pia_toolkit.case_folder.deciding import decision_of
    from pia_toolkit.cli.decided import print_blocks
    from pia_toolkit.reports.decided import tell_advice
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.reasoning import FLOOR

    print_blocks((tell_advice(decision_of(case).advice_now, Figures(speak, FLOOR)),), speak)
