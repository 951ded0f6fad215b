"""The walk through the verdicts of a case on a terminal: one column at a time, saved after each decision."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pia_toolkit.cli.review_screen import choose_category, choose_role, show_verdict
from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.inventory import ColumnVerdict, Inventory, Role, Ruling, TableVerdict
from pia_toolkit.domain.review import Decision
from pia_toolkit.i18n import Words

Place = tuple[str, str]
"""A column: the names of its table and of itself."""


class Kind(Protocol):
    """What has to be known of a kind of data: the role it usually has."""

    @property
    def role(self) -> Role:
        """What such a column does to a person's privacy."""


@dataclass(frozen=True)
class ReviewSession:
    """What a review needs from outside: a terminal, words, the kinds of data, and how decisions are kept.

    `keep` and `withdraw` save at once and return the inventory as it is then; `author` is asked for when empty.
    """

    terminal: Terminal
    words: Words
    kinds: Mapping[str, Kind]
    keep: Callable[[Decision], Inventory]
    withdraw: Callable[[str, str], Inventory]
    now: Callable[[], datetime]
    author: str = ""


class _StopReviewError(Exception):
    """The person wants to stop for now."""


def review(inventory: Inventory, session: ReviewSession) -> Inventory:
    """Show the verdicts one by one, those that were decided last, and return the inventory as it is afterwards.

    Columns with personal data come first. Ctrl-C, the end of the input and `q` end the review and lose nothing.
    """
    current = _Review(inventory, session)
    try:
        current.run()
    except (KeyboardInterrupt, EOFError, _StopReviewError):
        current.report("stopped")
    return current.inventory


class _Review:
    """The way through the columns, and the inventory so far."""

    def __init__(self, inventory: Inventory, session: ReviewSession) -> None:
        self.inventory = inventory
        self.session = session
        self.terminal, self.speak, self.author = session.terminal, session.words, session.author
        columns = [(table.name, column) for table in inventory.tables for column in table.columns]
        columns.sort(key=lambda entry: (entry[1].decision is not None, not entry[1].contains_personal_data))
        self.places: list[Place] = [(table, column.name) for table, column in columns]

    def run(self) -> None:
        """Show column after column."""
        self.terminal.say(self.speak("review.intro"))
        while not self.author:
            self.author = self.terminal.ask(self.speak("review.author"))
        number = 0
        while number < len(self.places):
            number = max(0, number + self.put(number))
        self.report("finished")

    def report(self, how: str) -> None:
        """Say how the review ended and how many columns are decided."""
        decided = sum(column.decision is not None for table in self.inventory.tables for column in table.columns)
        self.terminal.say()
        self.terminal.say(self.speak(f"review.{how}", decided=decided, total=len(self.places)))

    def find(self, place: Place) -> tuple[TableVerdict, ColumnVerdict]:
        """Return a column as it is now, with its table."""
        table = next(table for table in self.inventory.tables if table.name == place[0])
        return table, next(column for column in table.columns if column.name == place[1])

    def put(self, number: int) -> int:
        """Show one column until it is decided, skipped or left; return how many columns to go on."""
        place = self.places[number]
        table, column = self.find(place)
        show_verdict(table, column, (number + 1, len(self.places)), self.terminal, self.speak)
        while True:
            match self.read_key():
                case "s":
                    return 1
                case "b":
                    return self.back(number)
                case "q":
                    raise _StopReviewError
                case typed:
                    if self.obey(typed, place):
                        return 1

    def obey(self, typed: str, place: Place) -> bool:
        """Do what a key stands for; return whether the column is done with."""
        match typed:
            case "a":
                return self.decide(place, Ruling.ACCEPTED)
            case "r":
                return self.decide(place, Ruling.NOT_PERSONAL)
            case "c":
                return self.change(place)
            case "w":
                return self.withdraw(place)
        return self.tell("review.help" if typed == "?" else "review.unknown-key")

    def read_key(self) -> str:
        """Return what was typed, in small half-width letters, as a Chinese keyboard may give wide ones."""
        return unicodedata.normalize("NFKC", self.terminal.ask(self.speak("review.prompt"))).casefold()

    def tell(self, key: str) -> bool:
        """Say something that decides nothing."""
        self.terminal.say(self.speak(key))
        return False

    def back(self, number: int) -> int:
        """Go back a column, or stay at the first one."""
        if not number:
            self.tell("review.is-first")
        return -1

    def change(self, place: Place) -> bool:
        """Let the person choose what the column holds; nothing chosen decides nothing."""
        category = choose_category(self.session.kinds, self.terminal, self.speak)
        if not category:
            return self.tell("review.nothing-decided")
        usual = self.session.kinds[category].role
        role = choose_role(usual, self.terminal, self.speak)
        return self.decide(place, Ruling.CHANGED, category, None if role is usual else role)

    def decide(self, place: Place, ruling: Ruling, category: str = "", role: Role | None = None) -> bool:
        """Ask why and keep a decision; one that needs a reason and has none is not taken."""
        agrees = ruling is Ruling.ACCEPTED
        reason = self.terminal.ask(self.speak("review.reason-if-any" if agrees else "review.reason"))
        if not reason and not agrees:
            return self.tell("review.nothing-decided")
        decision = Decision(
            table=place[0],
            column=place[1],
            decision=ruling,
            category=category,
            role=role,
            by=self.author,
            at=self.session.now(),
            reason=reason,
        )
        self.inventory = self.session.keep(decision)
        return True

    def withdraw(self, place: Place) -> bool:
        """Take a decision back, if there is one."""
        if self.find(place)[1].decision is None:
            return self.tell("review.not-decided")
        self.inventory = self.session.withdraw(*place)
        self.tell("review.withdrawn")
        return True
