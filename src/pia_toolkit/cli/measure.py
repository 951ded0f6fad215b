"""`pia measure`: how easily people are singled out."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, now, obey_ctrl_c, say, tell
from pia_toolkit.cli.options import Format, Language, QuasiIdentifiers, ResultFormat, UnitColumn, UseColumns
from pia_toolkit.cli.progress import progress
from pia_toolkit.cli.reading_options import limit, takes_reading_options
from pia_toolkit.cli.subject import case_of
from pia_toolkit.domain.risk import DEFAULT_MEMORY_BYTES
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.risk import RiskReport
    from pia_toolkit.i18n import Words
    from pia_toolkit.measuring import Chosen

_speak = help_words()
_POPULATION = {"rich_help_panel": _speak("cli.measure-population")}
_LINKAGE = {"rich_help_panel": _speak("cli.measure-linkage")}


@takes_reading_options
def run(
    reading: ReadOptions,
    sources: Annotated[list[str], typer.Argument(metavar="CASE|SOURCE…", help=_speak("cli.measure-sources"))],
    quasi_identifier: QuasiIdentifiers = None,
    sensitive: Annotated[list[str] | None, typer.Option("--sensitive", help=_speak("cli.measure-sensitive"))] = None,
    unit: UnitColumn = None,
    use: UseColumns = None,
    least_share: Annotated[
        float | None, typer.Option("--least-share", min=0, max=1, help=_speak("cli.measure-least-share"))
    ] = None,
    sampling_fraction: Annotated[
        float | None, typer.Option("--sampling-fraction", help=_speak("cli.measure-fraction"), **_POPULATION)
    ] = None,
    population_size: Annotated[
        int | None, typer.Option("--population-size", help=_speak("cli.measure-size"), **_POPULATION)
    ] = None,
    whole_population: Annotated[
        bool, typer.Option("--whole-population", help=_speak("cli.measure-whole"), **_POPULATION)
    ] = False,
    reference: Annotated[
        str | None, typer.Option("--reference", help=_speak("cli.measure-reference"), **_POPULATION)
    ] = None,
    reference_count: Annotated[
        str | None, typer.Option("--reference-count", help=_speak("cli.measure-reference-count"), **_POPULATION)
    ] = None,
    link: Annotated[list[str] | None, typer.Option("--link", help=_speak("cli.measure-link"), **_LINKAGE)] = None,
    link_on: Annotated[
        list[str] | None, typer.Option("--link-on", help=_speak("cli.measure-link-on"), **_LINKAGE)
    ] = None,
    link_truth: Annotated[
        str | None, typer.Option("--link-truth", help=_speak("cli.measure-link-truth"), **_LINKAGE)
    ] = None,
    output: ResultFormat = Format.TABLE,
    lang: Language = None,
    limit_memory: Annotated[int, limit("memory", DEFAULT_MEMORY_BYTES)] = DEFAULT_MEMORY_BYTES,
) -> None:
    """Measure the data of a case, or sources without a case, and print the figures."""
    from pia_toolkit.measuring import Chosen

    speak = chosen_words(lang)
    chosen = Chosen(
        quasi_identifiers=tuple(quasi_identifier or ()),
        use=tuple(use or ()),
        sensitive=tuple(sensitive or ()),
        unit=unit,
        least_share=least_share,
        sampling_fraction=sampling_fraction,
        population_size=population_size,
        whole_population=whole_population,
        reference=reference,
        reference_count=reference_count,
        memory_bytes=limit_memory,
        link=tuple(link or ()),
        link_on=_pairs(link_on or (), speak),
        link_truth=next(iter(_pairs([link_truth] if link_truth else [], speak)), None),
    )
    obey_ctrl_c()
    case = case_of(sources)
    if (chosen.link_on or chosen.link_truth) and not chosen.link:
        raise typer.BadParameter(speak("cli.measure-link-missing"))
    if case is None:
        _measure_sources(sources, reading, replace(chosen, in_rows=True), output, speak)
        return
    if reading != ReadOptions():
        raise typer.BadParameter(speak("cli.measure-read-as-scanned"))
    chosen = _with_population(chosen, case, output, speak)
    _print(_measure_case(case, chosen, speak), output, speak)
    tell(speak("cli.saved", folder=str(case.folder)))
    next_step(speak, "next-measure", folder=str(case.folder))


def _pairs(texts: Sequence[str], speak: "Words") -> tuple[tuple[str, str], ...]:
    """Read `a=b,c=d` as pairs of a column of the data and one of the public file."""
    pairs = [entry.partition("=") for text in texts for entry in text.split(",")]
    if not all(ours.strip() and theirs.strip() for ours, _, theirs in pairs):
        raise typer.BadParameter(speak("cli.measure-link-pair"))
    return tuple((ours.strip(), theirs.strip()) for ours, _, theirs in pairs)


def _measure_case(case: "Case", chosen: "Chosen", speak: "Words") -> "RiskReport":
    from pia_toolkit import pipeline

    with progress(speak) as show:
        return pipeline.measure_case(case, now(), show, chosen, show.ask_password)


def _measure_sources(
    sources: Sequence[str], reading: ReadOptions, chosen: "Chosen", output: Format, speak: "Words"
) -> None:
    """Measure sources and print the figures. Raises what could not be read, all of it, after what could."""
    from pia_toolkit import pipeline
    from pia_toolkit.errors import raise_all

    chosen = _with_population(chosen, None, output, speak)
    with progress(speak) as show:
        risk, unread = pipeline.measure_sources(sources, replace(reading, ask_password=show.ask_password), show, chosen)
    _print(risk, output, speak)
    if unread:
        tell(speak("cli.some-unmeasured", count=len(unread)))
    raise_all(unread)


def _with_population(chosen: "Chosen", case: "Case | None", output: Format, speak: "Words") -> "Chosen":
    """Ask whether the data are everyone, where somebody can be asked and nobody said it yet."""
    declared = case.proposal() if case else None
    told = declared and (declared.whole_population or declared.sampling_fraction or declared.residents)
    if chosen.tells_population or chosen.reference or told or not _can_ask(output):
        return chosen
    if typer.confirm(speak("cli.ask-whole-population"), default=False, err=True):
        return replace(chosen, whole_population=True)
    size = typer.prompt(speak("cli.ask-population-size"), default=0, type=int, show_default=False, err=True)
    return replace(chosen, population_size=size) if size else chosen


def _can_ask(output: Format) -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and output is Format.TABLE


def _print(risk: "RiskReport", output: Format, speak: "Words") -> None:
    from pia_toolkit.case_folder.case import as_json
    from pia_toolkit.cli.measured import print_risk
    from pia_toolkit.domain.measured_figures import measurement_of

    if output is Format.JSON:
        say(as_json(measurement_of(risk)).decode().rstrip())
    else:
        print_risk(risk, speak)
