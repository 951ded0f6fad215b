"""Options that the commands of `pia decision` share, and what they make of what was typed."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pia_toolkit.cli.console import help_words, tell

if TYPE_CHECKING:
    from pia_toolkit.i18n import Words

_speak = help_words()

Document = Annotated[str, typer.Option("--document", help=_speak("decision.help-document"))]


def typed(text: str | None) -> str:
    """Return a text without blanks around it; what is no text at all, from a broken terminal, is replaced."""
    return (text or "").encode("utf-8", errors="replace").decode("utf-8").strip()


def day(text: str) -> date | None:
    """Return a day that was typed, None where nothing was. Raises `DateNotUnderstood`, `NoSuchDay`."""
    from pia_toolkit.case_folder.actions import day_from

    return day_from(typed(text)) if typed(text) else None


def document(text: str) -> str:
    """Return a document as it is kept: of a file its name and hash. Raises `EvidenceNotThere`."""
    from pia_toolkit.errors import EvidenceNotThere
    from pia_toolkit.questionnaire.evidence import attach

    attached = attach(typed(text))
    if attached.is_missing:
        raise EvidenceNotThere(path=typed(text))
    return attached.text


def demand_all(given: dict[str, object], speak: "Words") -> None:
    """Refuse a command that gives some of the options that belong together, and lacks others."""
    if not all(given.values()):
        refuse_incomplete(tuple(given), speak)


def refuse_incomplete(options: tuple[str, ...], speak: "Words") -> NoReturn:
    """Refuse a command that lacks some of the options that belong together."""
    between = speak("report.list-separator")
    raise typer.BadParameter(speak("decision.missing", options=between.join(options)))


def refuse_both(given: dict[str, object], speak: "Words") -> None:
    """Refuse options of which only one can be meant."""
    said = [option for option, value in given.items() if value]
    if len(said) > 1:
        raise typer.BadParameter(speak("decision.not-together", options=speak("report.list-separator").join(said)))


def say_next(step: str, folder: Path, speak: "Words") -> None:
    """Say what to do next about a decision, as the last line."""
    tell(speak("cli.pair", label=speak("cli.next"), value=speak(f"decision.next-{step}", folder=str(folder))))
