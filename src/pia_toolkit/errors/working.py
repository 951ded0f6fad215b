"""Content files, cases and commands that are not as they must be."""

from pia_toolkit.errors.kinds import ExitCode, PiaError, WrongCommand


class ContentInvalid(PiaError):
    """A checklist, recognizer, catalogue, words or case file is wrong: `file`, `line`, `field`, `problem`."""

    id = "content-invalid"
    exit_code = ExitCode.INVALID_CONTENT


class UnknownAnswer(PiaError):
    """`file` answers `question`, which checklist `checklist` does not ask, or with a word that is no answer."""

    id = "unknown-answer"
    exit_code = ExitCode.INVALID_CONTENT


class FormNotReadable(PiaError):
    """The returned form `file` cannot be read: `problem`. No answer was taken."""

    id = "form-not-readable"
    exit_code = ExitCode.CANNOT_READ


class FormOfOtherCase(PiaError):
    """The returned form `file` was made for the case `given`; this case is `here`."""

    id = "form-of-other-case"
    exit_code = ExitCode.INVALID_CONTENT


class FormInConflict(WrongCommand):
    """`count` answers of a returned form differ from those of the case, and nobody can be asked which to keep."""

    id = "form-in-conflict"


class UnknownRole(WrongCommand):
    """`role` answers no questions; `known` lists the roles that do."""

    id = "unknown-role"


class UnknownSample(WrongCommand):
    """There is no sample proposal `name`; `known` lists those there are."""

    id = "unknown-sample"


class UnknownSection(WrongCommand):
    """No checklist has a section `section`; `known` lists checklists and sections."""

    id = "unknown-section"


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


class PopulationToldTwice(WrongCommand):
    """The sampling fraction, the size of the population, that the file is everyone: more than one was told."""

    id = "population-told-twice"


class ReferenceIncomplete(WrongCommand):
    """A reference table was named without its column of counts, or the column without the table."""

    id = "reference-incomplete"


class NoTerminal(WrongCommand):
    """Questions cannot be put: this is no terminal."""

    id = "no-terminal"


class NoTerminalForReview(NoTerminal):
    """Verdicts cannot be shown one by one: this is no terminal."""

    id = "no-terminal-for-review"


class Bug(PiaError):
    """pia itself failed; `kind` and `where` tell a developer, without any value."""

    id = "bug"
    exit_code = ExitCode.BUG
