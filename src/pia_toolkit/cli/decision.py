"""`pia decision`: what people decide about an assessment, who signed it, and what calls for a new look."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli import decision_advice, decision_consult, decision_sign, decision_take, decision_views
from pia_toolkit.cli.console import chosen_words, help_words, now, say, tell
from pia_toolkit.cli.decision_options import refuse_incomplete, typed
from pia_toolkit.cli.options import CaseFolder, Format, Language, ResultFormat
from pia_toolkit.domain.decision import DecisionPart

if TYPE_CHECKING:
    from pia_toolkit.domain.decision import DecisionRecord

_speak = help_words()
app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command("advice", help=_speak("decision.help-advice"))(decision_advice.run)
app.command("views", help=_speak("decision.help-views"))(decision_views.run)
app.command("consult", help=_speak("decision.help-consult"))(decision_consult.run)
app.command("take", help=_speak("decision.help-take"))(decision_take.run)
app.command("sign", help=_speak("decision.help-sign"))(decision_sign.run)


@app.command("show", help=_speak("decision.help-show"))
def show(
    folder: CaseFolder,
    signed_text: Annotated[bool, typer.Option("--signed-text", help=_speak("decision.help-signed-text"))] = False,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Print what was decided and how that stands."""
    from pia_toolkit.case_folder.case import Case, as_json
    from pia_toolkit.case_folder.deciding import standing_of
    from pia_toolkit.cli.decided import print_standing
    from pia_toolkit.errors import NothingDecided

    speak = chosen_words(lang)
    case = Case(folder)
    standing = standing_of(case, now())
    if signed_text:
        if standing.record.taken is None:
            raise NothingDecided(case=folder.name)
        typer.get_binary_stream("stdout").write(standing.record.taken.signed_bytes)
    elif output is Format.JSON:
        say(as_json(standing).decode().rstrip())
    else:
        print_standing(case, standing, speak)


@app.command("withdraw", help=_speak("decision.help-withdraw"))
def withdraw(
    folder: CaseFolder,
    part: Annotated[DecisionPart | None, typer.Argument(show_default=False, help=_speak("decision.help-part"))] = None,
    by: Annotated[str, typer.Option("--by", help=_speak("decision.help-by-withdraw"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=_speak("decision.help-reason-withdraw"))] = "",
    lang: Language = None,
) -> None:
    """Take back a part of what was decided; without a part, say which ones can be."""
    from pia_toolkit.case_folder import decision_keeping
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.case_folder.deciding import decision_of
    from pia_toolkit.cli.decided import warn_of_edit

    speak = chosen_words(lang)
    case = Case(folder)
    if part is None:
        if by or reason:
            refuse_incomplete(("PART",), speak)
        parts = [f"{speak.label('decision-part', entry)} ({entry.value})" for entry in _there(decision_of(case))]
        between = speak("report.list-separator")
        key = "can-withdraw" if parts else "nothing-to-withdraw"
        say(speak(f"decision.{key}", parts=between.join(parts)))
        return
    warn_of_edit(case, speak)
    decision_keeping.withdraw(case, part, typed(by), typed(reason), now())
    tell(speak("decision.done.withdrawn", part=speak.label("decision-part", part)))


def _there(record: "DecisionRecord") -> tuple[DecisionPart, ...]:
    """Return the parts of a record that can be withdrawn."""
    there = {
        DecisionPart.ADVICE: record.advice,
        DecisionPart.VIEWS: record.views,
        DecisionPart.CONSULTATION: record.consultation,
        DecisionPart.DECISION: record.taken,
        DecisionPart.SIGNATURE: record.signatures,
    }
    return tuple(part for part, value in there.items() if value)
