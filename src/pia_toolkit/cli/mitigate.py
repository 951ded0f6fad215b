"""`pia mitigate`: write a coarser file, and say what that did."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, say, tell
from pia_toolkit.cli.options import Format, Language, ResultFormat
from pia_toolkit.cli.reading_options import takes_reading_options
from pia_toolkit.cli.subject import Steps, TableName, case_of, subject_of
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from pia_toolkit.i18n import Words
    from pia_toolkit.mitigating import Done

_speak = help_words()


@takes_reading_options
def run(
    reading: ReadOptions,
    source: Annotated[
        str | None, typer.Argument(metavar="CASE|SOURCE", show_default=False, help=_speak("cli.steps-source"))
    ] = None,
    step: Steps = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=_speak("cli.mitigate-out"))] = None,
    key: Annotated[Path | None, typer.Option("--key", help=_speak("cli.mitigate-key"))] = None,
    new_key: Annotated[Path | None, typer.Option("--new-key", help=_speak("cli.mitigate-new-key"))] = None,
    table: TableName = None,
    quasi_identifier: Annotated[
        list[str] | None, typer.Option("--quasi-identifier", "-q", help=_speak("cli.measure-quasi"))
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=_speak("cli.measure-unit"))] = None,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Write a table with its steps to a new file, with a log beside it; or make a new key."""
    from pia_toolkit.transformation.pseudonyms import new_key as make_key

    speak = chosen_words(lang)
    if new_key is not None:
        make_key(new_key)
        tell(speak("cli.key-made", path=str(new_key)))
    if source is None:
        if new_key is None:
            raise typer.BadParameter(speak("cli.mitigate-needs-source"))
        return
    if not step or out is None:
        raise typer.BadParameter(speak("cli.mitigate-needs-steps"))
    obey_ctrl_c()
    done = _mitigate(source, step, out, key or new_key, (table, quasi_identifier, unit), reading, speak)
    _print(done, out, output, speak)
    next_step(speak, "next-mitigate", out=str(out))


def _mitigate(
    source: str,
    step: list[str],
    out: Path,
    key: Path | None,
    choice: tuple[str | None, list[str] | None, str | None],
    reading: ReadOptions,
    speak: "Words",
) -> "Done":
    from pia_toolkit import pipeline
    from pia_toolkit.measuring import Chosen
    from pia_toolkit.mitigating import mitigate
    from pia_toolkit.step_text import parse_steps
    from pia_toolkit.transformation.output import check_output
    from pia_toolkit.transformation.pseudonyms import read_key

    steps = parse_steps(step)
    check_output(out)
    secret = read_key(key) if key else None
    table, quasi_identifiers, unit = choice
    chosen = Chosen(quasi_identifiers=tuple(quasi_identifiers or ()), unit=unit)
    done = mitigate(subject_of(source, table, reading, chosen, speak), steps, out, secret)
    case = case_of([source])
    pipeline.keep_mitigated(case, done, out, now())
    return done


def _print(done: "Done", out: Path, output: Format, speak: "Words") -> None:
    from pia_toolkit.case import as_json
    from pia_toolkit.cli.what_if import print_rungs

    log = done.log
    if output is Format.JSON:
        say(as_json(log).decode().rstrip())
        return
    print_rungs(log.before, log.foreseen, speak)
    say(speak(f"cli.mitigated-{'as-foreseen' if log.as_foreseen else 'not-as-foreseen'}"))
    if log.still_personal:
        say(speak("cli.mitigated-personal", columns=", ".join(log.still_personal)))
    tell(speak("cli.mitigated", rows=log.rows, path=str(out)))
