"""`pia recognizer`: the recognizers there are, and one of your own put to the test."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, next_step, print_table, say
from pia_toolkit.cli.options import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pia_toolkit.detection.catalogue.recognizer import Recognizer
    from pia_toolkit.detection.catalogue.trial import Trial
    from pia_toolkit.i18n import Words

_speak = help_words()
_ALIKE = 5
app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("test", help=_speak("cli.recognizer-test"))
def try_out(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_speak("cli.recognizer-file"))],
    data: Annotated[str | None, typer.Option("--on", help=_speak("cli.recognizer-on"))] = None,
    lang: Language = None,
) -> None:
    """Check a recognizer file, then say which shipped ones compete and what it meets in data."""
    from pia_toolkit.detection.catalogue.trial import try_recognizer

    speak = chosen_words(lang)
    trial = try_recognizer(file)
    _say_trial(trial, speak)
    if data is not None:
        _say_met(trial.recognizer, data, speak)
    next_step(speak, "next-recognizer")


@app.command("list", help=_speak("cli.recognizer-list"))
def list_all(
    category: Annotated[str | None, typer.Option("--category", help=_speak("cli.recognizer-category"))] = None,
    lang: Language = None,
) -> None:
    """Print the shipped recognizers: id, its category and its role."""
    from pia_toolkit.detection.catalogue.registry import load_registry

    speak = chosen_words(lang)
    found = [entry for entry in load_registry().recognizers if category in (None, entry.category)]
    if not found:
        known = (entry.category for entry in load_registry().recognizers)
        raise typer.BadParameter(speak("recognizer.no-such-category", known=_alike(category or "", known, speak)))
    headings = [speak(f"recognizer.{key}") for key in ("id", "category", "code", "role")]
    rows = [[it.id, speak.label("category", it.category), it.category, speak.label("role", it.role)] for it in found]
    print_table(headings, rows, widest=3)


@app.command("show", help=_speak("cli.recognizer-show"))
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help=_speak("cli.recognizer-id"))],
    lang: Language = None,
) -> None:
    """Print one recognizer: why it matters, who defines it, by what it is known."""
    from pia_toolkit.detection.catalogue.registry import load_registry

    speak = chosen_words(lang)
    recognizers = {entry.id: entry for entry in load_registry().recognizers}
    if name not in recognizers:
        raise typer.BadParameter(speak("recognizer.no-such-recognizer", known=_alike(name, recognizers, speak)))
    _say_recognizer(recognizers[name], speak)


def _say_recognizer(recognizer: "Recognizer", speak: "Words") -> None:
    def line(key: str, value: str) -> None:
        if value:
            say(speak("cli.pair", label=speak(f"recognizer.{key}"), value=value))

    between = speak("report.list-separator")
    say(recognizer.id)
    line("category", f"{speak.label('category', recognizer.category)} ({recognizer.category})")
    line("role", speak.label("role", recognizer.role))
    line("personal", speak(f"report.{'yes' if recognizer.personal else 'no'}"))
    line("why", recognizer.why.in_language(speak.language))
    line("reference", recognizer.reference)
    line("header", between.join(recognizer.header))
    for pattern in recognizer.patterns:
        line("pattern", between.join(filter(None, (pattern.regex, pattern.strength, pattern.checksum))))
    line("word-lists", between.join(recognizer.word_lists))
    if recognizer.number:
        line("numbers", f"{recognizer.number.lowest:g} … {recognizer.number.highest:g}")


def _say_trial(trial: "Trial", speak: "Words") -> None:
    """Say that a recognizer is whole, whether it replaces one, and which ones accept the same examples."""
    recognizer = trial.recognizer
    examples, counters = len(recognizer.examples), len(recognizer.counter_examples)
    say(speak("recognizer.whole", recognizer=recognizer.id, examples=examples, counter_examples=counters))
    if trial.replaces:
        say(speak("recognizer.replaces", recognizer=recognizer.id))
    if not trial.rivals:
        say(speak("recognizer.no-rivals"))
        return
    say(speak("recognizer.rivals"))
    for rival in trial.rivals:
        name, category = rival.recognizer.id, speak.label("category", rival.recognizer.category)
        say("  " + speak("recognizer.rival", recognizer=name, category=category, count=rival.examples, of=examples))


def _say_met(recognizer: "Recognizer", data: str, speak: "Words") -> None:
    """Say how many cells of each column of some data a recognizer accepts. Raises what could not be read."""
    from pia_toolkit.detection.catalogue.trial import count_met
    from pia_toolkit.errors import raise_all
    from pia_toolkit.readers.read import read_source
    from pia_toolkit.reports.figures import Figures
    from pia_toolkit.reports.reasoning import FLOOR

    figures = Figures(speak, FLOOR)
    contents = read_source(data)
    headings = [speak("cli.column"), *(speak(f"recognizer.{key}") for key in ("accepted", "filled", "share"))]
    for table in contents.tables:
        met = count_met(recognizer, table)
        rows = [
            [it.column, figures.people(it.accepted), figures.people(it.filled), figures.share(it.accepted, it.filled)]
            for it in met
        ]
        say()
        say(speak("recognizer.met", table=table.name))
        print_table(headings, rows, widest=0)
    raise_all(contents.errors)


def _alike(name: str, known: "Iterable[str]", speak: "Words") -> str:
    """Return the names that are most like one that does not exist."""
    from difflib import get_close_matches

    found = get_close_matches(name, sorted(set(known)), n=_ALIKE, cutoff=0.4)
    return speak("report.list-separator").join(found) or "-"
