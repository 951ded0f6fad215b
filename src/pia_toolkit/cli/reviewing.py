"""Decisions on verdicts of a scan: taken on a terminal, or from a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pia_toolkit.cli.console import now, tell

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words


def demand_terminal() -> None:
    """Raise `NoTerminalForReview` where nobody can be asked."""
    from pia_toolkit.errors import NoTerminalForReview

    if not sys.stdin.isatty():
        raise NoTerminalForReview


def take_from(file: Path, case: "Case", author: str, speak: "Words") -> None:
    """Take the decisions of a file into a case and say how many were new. Raises `Several`; then none is taken."""
    from pia_toolkit.case_folder.review import take_decisions

    tell(speak("cli.decisions-taken", count=take_decisions(case, file, author, now())))


def review_case(case: "Case", author: str, speak: "Words") -> None:
    """Walk through the verdicts of a case on the terminal, saving after each decision."""
    from pia_toolkit.case_folder.case import INVENTORY
    from pia_toolkit.case_folder.review import as_decided, keep_decisions, kinds_in, withdraw
    from pia_toolkit.cli.review import ReviewSession, review
    from pia_toolkit.cli.terminal import open_terminal
    from pia_toolkit.domain.inventory import Inventory

    with case.locked():
        session = ReviewSession(
            terminal=open_terminal(sys.stdin, sys.stdout),
            words=speak,
            kinds=kinds_in(case),
            keep=lambda decision: keep_decisions(case, (decision,), now()),
            withdraw=lambda table, column: withdraw(case, table, column, now()),
            now=now,
            author=author,
        )
        review(as_decided(case, case.load(INVENTORY, Inventory)), session)
