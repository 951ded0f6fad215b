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


def _option(name: str, negated: str = "") -> object:
    """Return the option `--NAME`, or `--NAME/--no-NAME`."""
    return typer.Option(f"--{name}{negated}", help=_speak(f"cli.scan-{name}"))


_HOW = {
    name: Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
    for name, annotation in (
        ("delimiter", Annotated[str | None, _option("delimiter")]),
        ("encoding", Annotated[str | None, _option("encoding")]),
        ("header", Annotated[bool | None, _option("header", "/--no-header")]),
        ("sheet", Annotated[str | None, _option("sheet")]),
        ("crs", Annotated[str | None, _option("crs")]),
    )
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


def limit(name: str, default: int) -> object:
    """Return the option `--limit-NAME`."""
    return typer.Option(
        f"--limit-{name}",
        help=_speak(f"cli.limit-{name}"),
        parser=size,
        metavar="SIZE",
        show_default=shown_size(default),
        rich_help_panel=_speak("cli.limits"),
    )
