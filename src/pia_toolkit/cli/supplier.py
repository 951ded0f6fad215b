"""`pia supplier`: from a case frozen before the tender, a case for one supplier."""

from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, say, tell
from pia_toolkit.cli.options import CaseFolder, Language

_speak = help_words()
_HASH_SHOWN = 12


def run(
    folder: CaseFolder,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_speak("versions.supplier-name-help"))],
    out: Annotated[Path, typer.Option("--out", "-o", help=_speak("versions.supplier-out-help"))],
    abroad: Annotated[bool, typer.Option("--abroad", help=_speak("versions.supplier-abroad-help"))] = False,
    lang: Language = None,
) -> None:
    """Make the case and say what was carried over and what is open again."""
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.casework.supplier_cases import Supplier, make_supplier_case

    speak = chosen_words(lang)
    made = make_supplier_case(Case(folder), Supplier(name, abroad), out, speak, now())
    source = made.came_from
    say(speak("versions.supplier-made", supplier=source.supplier, folder=str(out)))
    say(speak("versions.supplier-source", version=source.version, sha256=source.sha256[:_HASH_SHOWN]))
    say(speak("versions.supplier-answers", carried=made.carried_over, reopened=len(source.reopened)))
    tell(speak("versions.supplier-left"))
    tell(speak("cli.pair", label=speak("cli.next"), value=speak("versions.next-supplier", folder=str(out))))
