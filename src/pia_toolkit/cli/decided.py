"""What commands print of a decision: advice, views, decision, signatures, what calls for a new look."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pia_toolkit.cli.console import print_table, say, tell
from pia_toolkit.i18n import Words
from pia_toolkit.reports.decided import tell_decided, tell_trigger
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.plain_text import show_controls
from pia_toolkit.reports.reasoning import FLOOR

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.decision_standing import DecisionStanding
    from pia_toolkit.reports.blocks import Block

_SHOWN_TRIGGERS = 5


def print_standing(case: "Case", standing: "DecisionStanding", speak: Words) -> None:
    """Print what was decided about a case, and how that stands."""
    from pia_toolkit.case_folder import case as cases
    from pia_toolkit.case_folder.actions import followed_plan
    from pia_toolkit.cli.console import now
    from pia_toolkit.domain.conclusions import Conclusions

    assessed = case.has(cases.ASSESSMENT)
    suggested = case.load(cases.ASSESSMENT, Conclusions).assessment.outcome.decision if assessed else None
    followed = followed_plan(case, now().date()) if assessed else None
    decided = tell_decided(standing, Figures(speak, FLOOR), suggested, followed)
    if not decided.taken:
        say(speak("decision.none-yet"))
    print_blocks(decided.blocks, speak)


def print_blocks(blocks: "Sequence[Block]", speak: Words) -> None:
    """Print blocks one below the other: title and message, sentences, tables, small print."""
    figures = Figures(speak, FLOOR)
    for number, block in enumerate(blocks):
        if number:
            say()
        title = speak("cli.pair", label=block.title, value=block.message) if block.message else block.title
        say(show_controls(title))
        for sentence in block.sentences:
            say("  " + show_controls(sentence).replace("\n", "\n  "))
        for grid in block.grids:
            rows = [[show_controls(figures.shown(cell)) for cell in row] for row in grid.rows]
            lengths = [sum(len(row[place]) for row in rows) for place in range(len(grid.headings))]
            print_table(list(grid.headings), rows, widest=lengths.index(max(lengths)))
        for sentence in block.small:
            say("  " + sentence)


def print_for_status(case: "Case", speak: Words) -> None:
    """Print in a few lines what was decided, and what calls for a new look."""
    from pia_toolkit.case_folder.deciding import standing_of
    from pia_toolkit.cli.console import now

    standing = standing_of(case, now())
    figures = Figures(speak, FLOOR)
    decided = tell_decided(standing, figures)
    if not decided.taken:
        say(speak("decision.none-yet"))
        if standing.edited_by_hand:
            say("  " + speak("decision.taken.edited"))
    for number, sentence in enumerate(decided.first):
        say(show_controls(sentence) if not number else "  " + show_controls(sentence))
    for trigger in standing.due[:_SHOWN_TRIGGERS]:
        say("  - " + show_controls(tell_trigger(trigger, figures)))
    if len(standing.due) > _SHOWN_TRIGGERS:
        count = len(standing.due) - _SHOWN_TRIGGERS
        say("  " + speak("decision.more-due", count=count, folder=str(case.folder)))


def warn_of_edit(case: "Case", speak: Words) -> None:
    """Say that the file was changed by hand before something is written into it."""
    from pia_toolkit.case_folder.deciding import standing_of
    from pia_toolkit.cli.console import now

    if standing_of(case, now()).edited_by_hand:
        tell(speak("decision.taken.edited"))
