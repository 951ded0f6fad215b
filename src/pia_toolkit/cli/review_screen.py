"""One verdict as it stands on the terminal, and lists to choose from. Never a value."""

import unicodedata
from collections.abc import Iterable, Sequence

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.inventory import ColumnVerdict, Role, TableVerdict
from pia_toolkit.domain.plan import Plan
from pia_toolkit.i18n import Words, languages, words
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.found import tell_columns
from pia_toolkit.reports.reasoning import FLOOR

_INDENT = "  "
_MOST_OFFERED = 20


def show_verdict(
    table: TableVerdict, column: ColumnVerdict, place: tuple[int, int], terminal: Terminal, speak: Words
) -> None:
    """Show where we are (`place`: number and total), the column, what it is taken for, how sure and why."""
    alone = table.model_copy(update={"columns": (column,)})
    (row,) = tell_columns(alone, Plan(recommendations=()), Figures(speak, FLOOR))
    personal = speak(f"report.{'yes' if column.contains_personal_data else 'no'}")
    terminal.say()
    terminal.say(speak("review.place", number=place[0], total=place[1], table=table.name))
    terminal.say_loud(column.name)
    for label, value in (
        ("cli.what-it-is", row.what),
        ("report.workbook.role", row.role),
        ("report.workbook.personal", personal),
        ("cli.how-sure", row.how_sure),
        ("report.found.rows", row.filled),
    ):
        terminal.say(speak("cli.pair", label=speak(label), value=value), _INDENT)
    for sentence in row.why:
        terminal.say(speak("review.because", sentence=sentence), _INDENT)


def choose_category(categories: Iterable[str], terminal: Terminal, speak: Words) -> str:
    """Return a kind of data that the person looked for by a word and chose by number; nothing typed gives nothing."""
    known = sorted(categories)
    while typed := terminal.ask(speak("review.category")):
        found = _search(typed, known)
        if not found:
            terminal.say(speak("review.no-such-category"))
            continue
        if len(found) > _MOST_OFFERED:
            terminal.say(speak("review.too-many", count=len(found)))
        chosen = _choose(found[:_MOST_OFFERED], "category", terminal, speak)
        if chosen:
            return chosen
    return ""


def choose_role(usual: Role, terminal: Terminal, speak: Words) -> Role:
    """Return the role that was chosen by number; nothing typed gives the usual one."""
    terminal.say(speak("review.usual-role", role=speak.label("role", usual)))
    chosen = _choose([role.value for role in Role], "role", terminal, speak)
    return Role(chosen) if chosen else usual


def _choose(codes: Sequence[str], kind: str, terminal: Terminal, speak: Words) -> str:
    """Offer codes by number and name; nothing, or what is no number of the list, chooses nothing."""
    for number, code in enumerate(codes, start=1):
        terminal.say(speak("review.choice", number=number, label=speak.label(kind, code), code=code), _INDENT)
    typed = unicodedata.normalize("NFKC", terminal.ask(speak("review.number")))
    if typed.isdecimal() and 1 <= int(typed) <= len(codes):
        return codes[int(typed) - 1]
    if typed:
        terminal.say(speak("review.no-such-number"))
    return ""


def _search(typed: str, categories: Sequence[str]) -> list[str]:
    """Return the categories whose code, or name in any language, holds what was typed; exact ones first."""
    wanted, spoken = _folded(typed), [words(language) for language in languages()]
    names = {
        category: [_folded(name) for name in (category, *(speak.label("category", category) for speak in spoken))]
        for category in categories
    }
    found = [category for category in categories if any(wanted in name for name in names[category])]
    return sorted(found, key=lambda category: wanted not in names[category])


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").split())
