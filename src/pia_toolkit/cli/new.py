"""`pia new`: start a case."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, tell
from pia_toolkit.cli.options import Language

_speak = help_words()


def run(
    folder: Annotated[Path, typer.Argument(metavar="CASE", help=_speak("cli.new-folder"))],
    title: Annotated[str, typer.Option("--title", help=_speak("cli.new-title"))] = "",
    lang: Language = None,
) -> None:
    """Make a case folder with a case.yaml to fill in."""
    from pia_toolkit.case_folder.case import create

    speak = chosen_words(lang)
    text = speak("cli.case-yaml", title=json.dumps(title or folder.name, ensure_ascii=False))
    create(folder, text, now())
    tell(speak("cli.case-made", folder=str(folder)))
    next_step(speak, "next-new", folder=str(folder))
