"""Every error a user can meet: an id whose words are data, what to fill them with, and an exit code.

The sentence (what happened, where) and the hint (what to do next) stand in `templates/words/<lang>/errors.yaml`
under the id. No error carries a cell of anybody's data: file names, column names, row numbers, counts only.
"""

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


class CannotRead(PiaError):
    """The input cannot be read."""

    exit_code = ExitCode.CANNOT_READ


class FileMissing(CannotRead):
    """`path`: there is no such file."""

    id = "file-missing"


class FileEmpty(CannotRead):
    """`path` holds nothing."""

    id = "file-empty"


class NoPermission(CannotRead):
    """`path` may not be read by this user."""

    id = "no-permission"


class UnknownFormat(CannotRead):
    """`path` is of no format pia reads; `known` lists those it does."""

    id = "unknown-format"


class NotWhatItSays(CannotRead):
    """`path` is called `claimed` but its bytes are not that; `found` is what they look like."""

    id = "not-what-it-says"


class FileDamaged(CannotRead):
    """`path` breaks off or contradicts itself `where` (row, sheet, byte)."""

    id = "file-damaged"


class JsonBroken(FileDamaged):
    """`path` breaks the rules of JSON in line `line` at sign `sign`; `problem` tells how."""

    id = "json-broken"


class WebPage(NotWhatItSays):
    """`path` is called `claimed` but is a web page, as servers send in place of data."""

    id = "web-page"


class PasswordNeeded(CannotRead):
    """`path` is protected with a password."""

    id = "password-needed"


class NotDecodable(CannotRead):
    """`path` holds bytes that are not text in `encoding`, first in row `row`."""

    id = "not-decodable"


class LimitExceeded(CannotRead):
    """`path` goes beyond a stated limit: `limit` names it as `--limit-…` does, `allowed` and `found` are its figures."""

    id = "limit-exceeded"


class MembersRefused(CannotRead):
    """`count` members of the archive `path`, the first of them number `member`, must not be read: `problem`."""

    id = "members-refused"


class UnknownColumn(CannotRead):
    """`column` is not in table `table`; `known` lists the columns."""

    id = "unknown-column"


class UnknownTable(CannotRead):
    """`path` has no sheet, layer or table called `table`; `known` lists those it has."""

    id = "unknown-table"


class AddressNotUnderstood(CannotRead):
    """`path` is no address of a database that pia reads; `known` shows how they are written."""

    id = "address-not-understood"


class DatabasePasswordNeeded(CannotRead):
    """The database at `path` asks for a password, and none was given."""

    id = "database-password-needed"


class DatabaseUnreachable(CannotRead):
    """There is no way, or no longer a way, to the database server at `path`."""

    id = "database-unreachable"


class DatabaseRefused(CannotRead):
    """The database server at `path` answers, but does not let this user in."""

    id = "database-refused"


class DatabaseTimeout(CannotRead):
    """A query of the database at `path` took longer than `seconds`, or waited too long for a lock."""

    id = "database-timeout"


class DatabaseEmpty(CannotRead):
    """The database at `path` has no table that this user may read."""

    id = "database-empty"


class TableNotReadable(CannotRead):
    """`table` of the database at `path` cannot be read: it is gone, not allowed, or a view that fails."""

    id = "table-not-readable"


class DatabaseEncrypted(CannotRead):
    """The database file `path` is encrypted."""

    id = "database-encrypted"


class DatabaseVersion(CannotRead):
    """The database file `path` was written by a version of DuckDB that the one here does not read."""

    id = "database-version"


class DatabasePacked(CannotRead):
    """The database file `path` is packed, and can only be read unpacked."""

    id = "database-packed"


class ChangedSinceScan(CannotRead):
    """`path` is not the file that was scanned."""

    id = "changed-since-scan"


class DatasetMoved(CannotRead):
    """The data set `name` of this case is no longer where it was scanned."""

    id = "dataset-moved"


class ContentInvalid(PiaError):
    """A checklist, recognizer, catalogue, words or case file is wrong: `file`, `line`, `field`, `problem`."""

    id = "content-invalid"
    exit_code = ExitCode.INVALID_CONTENT


class AnswersForOtherVersion(PiaError):
    """`file` answers version `given` of checklist `checklist`; installed is `installed`."""

    id = "answers-other-version"
    exit_code = ExitCode.INVALID_CONTENT


class UnknownAnswer(PiaError):
    """`file` answers `question`, which checklist `checklist` does not ask, or with a word that is no answer."""

    id = "unknown-answer"
    exit_code = ExitCode.INVALID_CONTENT


class CaseError(PiaError):
    """A case folder cannot be used."""

    exit_code = ExitCode.CANNOT_READ


class NotACase(CaseError):
    """`path` is not a case folder."""

    id = "not-a-case"


class CaseExists(CaseError):
    """`path` already holds a case or other files."""

    id = "case-exists"


class CaseInUse(CaseError):
    """Another process works in `path`."""

    id = "case-in-use"


class StepMissing(CaseError):
    """`step` needs `needed` first; `command` does it."""

    id = "step-missing"


class CannotWrite(CaseError):
    """`path` cannot be written: `problem`. Nothing that was there is lost."""

    id = "cannot-write"


class HistoryBroken(PiaError):
    """The history of the case was changed: line `line` does not follow from the one before."""

    id = "history-broken"
    exit_code = ExitCode.VERIFICATION_FAILED


class WrongCommand(PiaError):
    """The command line asks for something that does not exist."""

    exit_code = ExitCode.WRONG_COMMAND


class UnknownReportFormat(WrongCommand):
    """`format` is no report format; `known` lists them."""

    id = "unknown-report-format"


class UnknownLanguage(WrongCommand):
    """`language` is not available; `known` lists those that are."""

    id = "unknown-language"


class PopulationTooSmall(WrongCommand):
    """A population of `population` people cannot hold the `units` units of the file."""

    id = "population-too-small"


class SamplingFractionOutOfRange(WrongCommand):
    """`fraction` is no share of a population: it must be above 0 and at most 1."""

    id = "sampling-fraction-out-of-range"


class ReferenceWithoutCounts(CannotRead):
    """No cell of `column` in the reference table `table` is a count of people."""

    id = "reference-without-counts"


class ReferenceDoesNotMatch(CannotRead):
    """No class of the file is in the reference table `table`; `unmatched` counts the values of each column."""

    id = "reference-does-not-match"


class NoTerminal(WrongCommand):
    """Questions cannot be put: this is no terminal."""

    id = "no-terminal"


class NoTerminalForReview(NoTerminal):
    """Verdicts cannot be shown one by one: this is no terminal."""

    id = "no-terminal-for-review"


class UnknownRecognizer(WrongCommand):
    """There is no recognizer called `recognizer`; `known` lists those that are called alike."""

    id = "unknown-recognizer"


class Bug(PiaError):
    """pia itself failed; `kind` and `where` tell a developer, without any value."""

    id = "bug"
    exit_code = ExitCode.BUG
