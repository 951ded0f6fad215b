"""`pia schema`: the contracts of the JSON results."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from pia_toolkit.cli.console import help_words, say

_speak = help_words()


class Contract(StrEnum):
    """Results that have a published contract."""

    INVENTORY = "inventory"
    MEASURE = "measure"
    RISK = "risk"
    CONCLUSIONS = "conclusions"
    REPORT = "report"
    DIFFERENCE = "difference"
    VERSION = "version"
    ACTIONS = "actions"
    REGISTER = "register"


def run(name: Annotated[Contract, typer.Argument(help=_speak("cli.schema-name"))]) -> None:
    """Print one JSON Schema."""
    from pia_toolkit.contracts import json_schema

    say(json.dumps(json_schema(name.value), ensure_ascii=False, indent=2))
