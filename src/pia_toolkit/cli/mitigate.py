"""`pia mitigate`: write a coarser file, and say what that did."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, say, tell
from pia_toolkit.cli.options import Format, Language, QuasiIdentifiers, ResultFormat, UnitColumn, UseColumns
from pia_toolkit.cli.reading_options import takes_reading_options
from pia_toolkit.cli.subject import Steps, TableName, case_of, subject_of
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.counting_with_noise import Asked
    from pia_toolkit.domain.steps import Step
    from pia_toolkit.i18n import Words
    from pia_toolkit.mitigating import Done, Subject

_speak = help_words()
_NOISE = {"rich_help_panel": "OpenDP"}


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
    quasi_identifier: QuasiIdentifiers = None,
    unit: UnitColumn = None,
    use: UseColumns = None,
    noisy_counts: Annotated[
        str | None, typer.Option("--noisy-counts", help=_speak("cli.mitigate-noisy"), **_NOISE)
    ] = None,
    epsilon: Annotated[float | None, typer.Option("--epsilon", help=_speak("cli.mitigate-epsilon"), **_NOISE)] = None,
    per_unit: Annotated[int | None, typer.Option("--per-unit", help=_speak("cli.mitigate-per-unit"), **_NOISE)] = None,
    delta: Annotated[float | None, typer.Option("--delta", help=_speak("cli.mitigate-delta"), **_NOISE)] = None,
    public: Annotated[Path | None, typer.Option("--public", help=_speak("cli.mitigate-public"), **_NOISE)] = None,
    force: Annotated[bool, typer.Option("--force", help=_speak("cli.mitigate-force"), **_NOISE)] = False,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Write a table with its steps to a new file, with a log beside it; or make a new key."""
    from pia_toolkit.casework import mitigated_cases
    from pia_toolkit.counting_with_noise import asked
    from pia_toolkit.measuring import Chosen
    from pia_toolkit.mitigating import mitigate
    from pia_toolkit.step_text import parse_steps
    from pia_toolkit.transformation.output import check_output
    from pia_toolkit.transformation.pseudonyms import read_key

    speak = chosen_words(lang)
    if new_key is not None:
        _make_key(new_key, speak)
        if source is None:
            return
    if source is None:
        raise typer.BadParameter(speak("cli.mitigate-needs-source"))
    if not (step or noisy_counts) or out is None:
        raise typer.BadParameter(speak("cli.mitigate-needs-steps"))
    obey_ctrl_c()
    chosen = Chosen(quasi_identifiers=tuple(quasi_identifier or ()), unit=unit, use=tuple(use or ()))
    check_output(out)
    steps = parse_steps(step or ())
    secret = read_key(kept) if (kept := key or new_key) else None
    subject = subject_of(source, table, reading, chosen, speak)
    if noisy_counts:
        wanted = asked(noisy_counts.split(","), epsilon, per_unit, delta, public)
        _count(case_of([source]), subject, (steps, wanted, out, force), output, speak)
    else:
        done = mitigate(subject, steps, out, secret)
        mitigated_cases.keep_mitigated(case_of([source]), done, out, now())
        _print(done, out, output, speak)
    next_step(speak, "next-mitigate", out=str(out))


def _make_key(path: Path, speak: "Words") -> None:
    from pia_toolkit.transformation.pseudonyms import new_key

    new_key(path)
    tell(speak("cli.key-made", path=str(path)))


def _count(
    case: "Case | None",
    subject: "Subject",
    said: "tuple[tuple[Step, ...], Asked, Path, bool]",
    output: Format,
    speak: "Words",
) -> None:
    """Release noisy counts, unless the same were released before."""
    from pia_toolkit.case_folder.case import as_json
    from pia_toolkit.casework import mitigated_cases
    from pia_toolkit.counting_with_noise import count_with_noise

    steps, wanted, out, force = said
    if not force:
        mitigated_cases.check_release(case, subject, steps, wanted.columns)
    log = count_with_noise(subject, steps, wanted, out)
    mitigated_cases.keep_noisy_counts(case, log, out, now())
    if output is Format.JSON:
        say(as_json(log).decode().rstrip())
        return
    told = log.model_dump(include={"cells", "library", "mechanism", "per_unit", "left_out"})
    account = {name: f"{getattr(log, name):.3g}" for name in ("epsilon", "delta", "scale")}
    say(speak("cli.noisy-told", path=str(out), **told, **account))
    if log.threshold is not None:
        say(speak("cli.noisy-threshold", threshold=log.threshold))


def _print(done: "Done", out: Path, output: Format, speak: "Words") -> None:
    from pia_toolkit.case_folder.case import as_json
    from pia_toolkit.cli.what_if import print_rungs

    log = done.log
    if output is Format.JSON:
        say(as_json(log).decode().rstrip())
        return
    print_rungs([log.before, log.foreseen], speak)
    say(speak(f"cli.mitigated-{'as-foreseen' if log.as_foreseen else 'not-as-foreseen'}"))
    if log.still_personal:
        say(speak("cli.mitigated-personal", columns=", ".join(log.still_personal)))
    tell(speak("cli.mitigated", rows=log.rows, path=str(out)))
