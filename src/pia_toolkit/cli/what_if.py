"""`pia what-if`: try steps by hand and see the figures move."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, obey_ctrl_c, print_table, say
from pia_toolkit.cli.options import Format, Language, ResultFormat
from pia_toolkit.cli.reading_options import takes_reading_options
from pia_toolkit.cli.subject import Steps, TableName, WhatIsMitigated, subject_of
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from pia_toolkit.domain.ladder import Rung
    from pia_toolkit.i18n import Words

_speak = help_words()


@takes_reading_options
def run(
    reading: ReadOptions,
    source: WhatIsMitigated,
    step: Steps = None,
    table: TableName = None,
    quasi_identifier: Annotated[
        list[str] | None, typer.Option("--quasi-identifier", "-q", help=_speak("cli.measure-quasi"))
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=_speak("cli.measure-unit"))] = None,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Count what steps would do to a table; nothing is written or kept."""
    from pia_toolkit.measuring import Chosen
    from pia_toolkit.mitigating import try_steps
    from pia_toolkit.step_text import parse_steps

    speak = chosen_words(lang)
    steps = parse_steps(step or ())
    obey_ctrl_c()
    subject = subject_of(
        source, table, reading, Chosen(quasi_identifiers=tuple(quasi_identifier or ()), unit=unit), speak
    )
    prepared = try_steps(subject, steps)
    if output is Format.JSON:
        from pia_toolkit.case import as_json
        from pia_toolkit.domain.ladder import Tried

        tried = Tried(
            table=subject.table.name,
            quasi_identifiers=prepared.quasi_identifiers,
            before=prepared.before,
            after=prepared.after,
        )
        say(as_json(tried).decode().rstrip())
    else:
        say(f"{subject.table.name} · {', '.join(prepared.quasi_identifiers)}")
        print_rungs(prepared.before, prepared.after, speak)
    next_step(speak, "next-what-if", source=source)


def print_rungs(before: "Rung", after: "Rung", speak: "Words") -> None:
    """Print the figures before and after."""
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.singling_out.ladder import tell_steps

    figures = Figures(speak, before.at_risk.threshold)
    headings = [
        speak("singled.ladder.step"),
        speak("cli.small-groups", floor=before.at_risk.threshold),
        speak("singled.ladder.alone"),
        speak("singled.ladder.information"),
    ]
    rows = [
        [
            tell_steps(rung.steps, figures) or speak("singled.ladder.as-is"),
            figures.share(rung.at_risk.units, rung.units),
            figures.share(rung.uniques, rung.units),
            figures.percent(rung.information_lost),
        ]
        for rung in ([before, after] if after.steps else [before])
    ]
    print_table(headings, rows, widest=0)
