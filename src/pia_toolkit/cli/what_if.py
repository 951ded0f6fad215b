"""`pia what-if`: try steps by hand and see the figures move."""

from typing import TYPE_CHECKING

from pia_toolkit.cli.console import chosen_words, help_words, next_step, obey_ctrl_c, print_table, say
from pia_toolkit.cli.options import Format, Language, QuasiIdentifiers, ResultFormat, UnitColumn, UseColumns
from pia_toolkit.cli.reading_options import takes_reading_options
from pia_toolkit.cli.subject import Steps, TableName, WhatIsMitigated, subject_of
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pia_toolkit.domain.ladder import Rung
    from pia_toolkit.domain.steps import Step
    from pia_toolkit.i18n import Words
    from pia_toolkit.mitigating import Subject
    from pia_toolkit.reports.figures import Figures

_speak = help_words()


@takes_reading_options
def run(
    reading: ReadOptions,
    source: WhatIsMitigated,
    step: Steps = None,
    table: TableName = None,
    quasi_identifier: QuasiIdentifiers = None,
    unit: UnitColumn = None,
    use: UseColumns = None,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
) -> None:
    """Count what steps would do to a table; nothing is written or kept."""
    from pia_toolkit.measuring import Chosen
    from pia_toolkit.step_text import parse_steps

    speak = chosen_words(lang)
    steps = parse_steps(step or ())
    obey_ctrl_c()
    chosen = Chosen(quasi_identifiers=tuple(quasi_identifier or ()), unit=unit, use=tuple(use or ()))
    subject = subject_of(source, table, reading, chosen, speak)
    if not steps and output is Format.TABLE:
        _print_ladder(subject, speak)
    else:
        _try(subject, steps, output, speak)
    next_step(speak, "next-what-if", source=source)


def _try(subject: "Subject", steps: "Sequence[Step]", output: Format, speak: "Words") -> None:
    """Measure the steps and print the figures."""
    from pia_toolkit.mitigating import try_steps

    prepared = try_steps(subject, steps)
    if output is Format.JSON:
        from pia_toolkit.case_folder.case import as_json
        from pia_toolkit.domain.ladder import Tried

        tried = Tried(
            table=subject.table.name,
            quasi_identifiers=prepared.quasi_identifiers,
            before=prepared.before,
            after=prepared.after,
        )
        say(as_json(tried).decode().rstrip())
        return
    say(f"{subject.table.name} · {', '.join(prepared.quasi_identifiers)}".rstrip(" ·"))
    if not prepared.quasi_identifiers:
        say(speak("cli.what-if-nothing"))
    print_rungs([prepared.before, prepared.after] if steps else [prepared.before], speak)


def _print_ladder(subject: "Subject", speak: "Words") -> None:
    """Print every step alone, and the cheapest way that was found."""
    from pia_toolkit.mitigating import ladder_of
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.singling_out.ladder import sentences

    risk = ladder_of(subject)
    say(subject.table.name)
    if risk.ladder is None:
        say(speak("cli.what-if-nothing"))
        return
    ranked = sorted(risk.ladder.alone, key=lambda rung: (rung.at_risk.share, rung.information_lost))
    print_rungs([risk.ladder.as_is, *ranked], speak)
    for sentence in sentences(risk, Figures(speak, risk.ladder.floor)):
        say(sentence)


def print_rungs(rungs: "Sequence[Rung]", speak: "Words") -> None:
    """Print the figures of a table as it is, and after steps."""
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.singling_out.ladder import tell_steps

    first = rungs[0]
    figures = Figures(speak, first.at_risk.threshold)
    counted = any(rung.count_error is not None for rung in rungs)
    traced = any(rung.unicity is not None for rung in rungs)
    shown = ["step", "risk", "alone", "lost", *["counts"] * counted, *["points"] * traced]
    headings = [speak(f"cli.rung.{name}", floor=first.at_risk.threshold) for name in shown]
    rows = [
        [
            tell_steps(rung.steps, figures) or speak("singled.ladder.as-is"),
            figures.share(rung.at_risk.units, rung.units),
            figures.share(rung.uniques, rung.units),
            figures.percent(rung.information_lost),
            *([_percent(rung.count_error, figures)] * counted),
            *([_percent(rung.unicity, figures)] * traced),
        ]
        for rung in rungs
    ]
    print_table(headings, rows, widest=0)
    for name in shown[1:]:
        say(speak(f"cli.rung-means.{name}", floor=first.at_risk.threshold))


def _percent(share: float | None, figures: "Figures") -> str:
    return "" if share is None else figures.percent(share)
