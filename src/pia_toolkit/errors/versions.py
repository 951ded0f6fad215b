"""Errors of frozen versions, of comparing them, and of cases that a newer toolkit made."""

from pia_toolkit.errors.kinds import ExitCode, PiaError, WrongCommand
from pia_toolkit.errors.working import CaseError


class CaseFromNewer(CaseError):
    """`file` of the case `path` is written by a newer version of the toolkit than `installed`. Nothing was touched."""

    id = "case-from-newer"


class CaseIsFrozen(CaseError):
    """`path` is a frozen version, which is never changed."""

    id = "case-is-frozen"


class NeverFrozen(CaseError):
    """The case `case` has no frozen version yet."""

    id = "never-frozen"


class VersionMissing(WrongCommand):
    """The case `case` has no version `version`; `known` lists those there are."""

    id = "version-missing"


class VersionChanged(PiaError):
    """Version `version` of the case `case` is not as it was frozen; `count` of its files differ."""

    id = "version-changed"
    exit_code = ExitCode.VERIFICATION_FAILED


class NothingInCommon(WrongCommand):
    """The cases `before` and `after` share neither a table that looks alike nor an origin."""

    id = "nothing-in-common"


class SupplierNameUnfit(WrongCommand):
    """What was given as the name of a supplier cannot be shown as one: `problem`."""

    id = "supplier-name-unfit"


class NotPreTender(WrongCommand):
    """Version `version` of the case `case` is of stage `stage`; cases for suppliers come from before the tender."""

    id = "not-pre-tender"
