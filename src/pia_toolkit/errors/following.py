"""Errors of following up measures: who does what until when, what is done."""

from pia_toolkit.errors.kinds import WrongCommand


class MeasureUnknown(WrongCommand):
    """No measure is called `measure`."""

    id = "measure-unknown"


class MeasureMisspelt(WrongCommand):
    """No measure is called `measure`; `near` is almost called so."""

    id = "measure-misspelt"


class MeasureNotAdvised(WrongCommand):
    """The catalogue has `measure`, but it is not advised for this case."""

    id = "measure-not-advised"


class DateNotUnderstood(WrongCommand):
    """`date` is not written as year, month and day."""

    id = "date-not-understood"


class NoSuchDay(WrongCommand):
    """`date` is written as a date, but the calendar has no such day."""

    id = "no-such-day"


class DoneWithoutEvidence(WrongCommand):
    """`measure` is said to be done, and nothing shows it."""

    id = "done-without-evidence"


class DroppedWithoutReason(WrongCommand):
    """`measure` is to be dropped, and it is not said why."""

    id = "dropped-without-reason"


class EvidenceNotThere(WrongCommand):
    """`path` looks like the name of a file, and there is none."""

    id = "evidence-not-there"


class ActionClosed(WrongCommand):
    """`measure` is done or dropped already."""

    id = "action-closed"


class ActionNotClosed(WrongCommand):
    """`measure` is neither done nor dropped, so that it cannot be opened again."""

    id = "action-not-closed"


class ActionNotChosen(WrongCommand):
    """Nobody chose `measure` so far."""

    id = "action-not-chosen"


class AuthorNotNamed(WrongCommand):
    """It is not said who decides."""

    id = "author-not-named"
