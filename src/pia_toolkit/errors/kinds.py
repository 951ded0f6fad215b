"""What every error has: an id, what fills its sentence, and an exit code."""

from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    LEVEL_REACHED = 1
    WRONG_COMMAND = 2
    CANNOT_READ = 3
    INVALID_CONTENT = 4
    VERIFICATION_FAILED = 5
    BUG = 70


class PiaError(Exception):
    """One thing that went wrong in the user's world."""

    id: ClassVar[str]
    exit_code: ClassVar[ExitCode]

    def __init__(self, **values: str | float) -> None:
        super().__init__(values)
        self.values = values

    def __str__(self) -> str:
        return f"{self.id}: " + ", ".join(f"{key}={value}" for key, value in self.values.items())


class WrongCommand(PiaError):
    """The command line asks for something that does not exist."""

    exit_code = ExitCode.WRONG_COMMAND


class Several(PiaError):
    """Several things went wrong; all are told."""

    id = "several"

    def __init__(self, errors: Sequence[PiaError]) -> None:
        super().__init__(count=len(errors))
        self.errors = tuple(errors)
        self.exit_code = max(error.exit_code for error in errors)  # type: ignore[misc]  # that of the gravest


def raise_all(problems: Sequence[PiaError]) -> None:
    """Raise what was collected: nothing, the one problem, or all of them as `Several`."""
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems)
