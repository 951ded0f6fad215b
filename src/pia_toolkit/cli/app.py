"""The command `pia`: its commands, and the one place where errors become words and exit codes."""

import sys
from typing import Annotated

import typer

from pia_toolkit import __version__
from pia_toolkit.cli import (
    action,
    ask,
    assess,
    decision,
    demo,
    diff,
    freeze,
    measure,
    mitigate,
    new,
    override,
    recognizer,
    register,
    report,
    scan,
    schema,
    status,
    supplier,
    what_if,
)
from pia_toolkit.cli.console import as_bug, chosen_words, complain, help_words, tell
from pia_toolkit.errors import PiaError

_speak = help_words()
_STOPPED = 130
"""The exit code of a program that was stopped with Ctrl-C: 128 and the number of the signal."""
app = typer.Typer(
    name="pia",
    help=_speak("cli.app"),
    epilog=_speak("cli.epilog"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def pia(
    version: Annotated[
        bool, typer.Option("--version", help=_speak("cli.version"), callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take options that belong to no command."""


for _command in (demo, new, scan, measure, what_if, mitigate, ask, assess, report, status, schema):
    _name = _command.__name__.rpartition(".")[2].replace("_", "-")
    app.command(_name, help=_speak(f"cli.{_name}"))(_command.run)
app.command("freeze", help=_speak("versions.help"))(freeze.run)
app.command("diff", help=_speak("difference.help"))(diff.run)
app.command("supplier", help=_speak("versions.supplier-help"))(supplier.run)
app.command("override", help=_speak("override.help"))(override.run)
app.add_typer(decision.app, name="decision", help=_speak("decision.help"))
app.command("action", help=_speak("actions.help"))(action.run)
app.command("register", help=_speak("register.help"))(register.run)
app.add_typer(recognizer.app, name="recognizer", help=_speak("cli.recognizer"))


def main() -> None:
    """Run the command line; end with the exit code that the errors define."""
    try:
        app(standalone_mode=True)
    except PiaError as error:
        _end_with(error)
    except SystemExit as end:  # into which typer turns Ctrl-C
        if end.code == _STOPPED:
            tell("\n" + help_words()("cli.stopped"))
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  # the last resort: told as a bug, without the message, which may hold values
        _end_with(as_bug(error))


def _end_with(error: PiaError) -> None:
    try:
        speak = chosen_words()
    except PiaError:
        speak = help_words()
    complain(error, speak)
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
