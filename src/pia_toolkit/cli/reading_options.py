"""The options that say how data are read, the same for every command that reads them."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from pia_toolkit.cli.console import help_words
from pia_toolkit.cli.sizes import shown_size, size_of
from pia_toolkit.readers.options import Limits, ReadOptions

_speak = help_words()

DEFAULT = Limits()
"""The limits as they are when nothing else is said."""


def size(text: str | int) -> int:
    """Read a number or a size such as 500MiB."""
    try:
        return size_of(text)
    except ValueError:
        raise typer.BadParameter(_speak("cli.limit-wrong")) from None


def takes_reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how data are read; it is handed them as `reading`."""

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401  # whatever the options of the command are
        told = {name: given.pop(name) for name in _HOW}
        limits = Limits(**{name: given.pop(f"limit_{name}") for name in _LIMITS})
        delimiter = {"tab": "\t", "\\t": "\t", "space": " "}.get(told["delimiter"] or "", told["delimiter"])
        command(**given, reading=ReadOptions(**{**told, "delimiter": delimiter}, limits=limits))

    own = [parameter for name, parameter in signature(command).parameters.items() if name != "reading"]
    parameters = [*own, *_HOW.values(), *_limit_parameters()]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # which is what typer reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _how(name: str, kind: Any, option: str) -> Parameter:  # noqa: ANN401  # a type
    annotation = Annotated[kind, typer.Option(option, help=_speak(f"cli.scan-{name}"))]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


_HOW = {
    "delimiter": _how("delimiter", str | None, "--delimiter"),
    "encoding": _how("encoding", str | None, "--encoding"),
    "header": _how("header", bool | None, "--header/--no-header"),
    "sheet": _how("sheet", str | None, "--sheet"),
    "crs": _how("crs", str | None, "--crs"),
}
_LIMITS = [field.name for field in fields(Limits)]


def _limit_parameters() -> list[Parameter]:
    """Return an option `--limit-NAME` for each limit."""
    return [
        Parameter(
            f"limit_{name}",
            Parameter.KEYWORD_ONLY,
            default=getattr(DEFAULT, name),
            annotation=Annotated[int, limit(name.replace("_", "-"), getattr(DEFAULT, name))],
        )
        for name in _LIMITS
    ]


def limit(name: str, default: int) -> Any:  # noqa: ANN401  # what typer.Option returns
    """Return the option `--limit-NAME`."""
    return typer.Option(
        f"--limit-{name}",
        help=_speak(f"cli.limit-{name}"),
        parser=size,
        metavar="SIZE",
        show_default=shown_size(default),
        rich_help_panel=_speak("cli.limits"),
    )
