"""Errors of judging risks: levels that people set, and an assessment that no longer follows."""

from pia_toolkit.errors.kinds import ExitCode, PiaError, WrongCommand


class ScenarioUnknown(WrongCommand):
    """No risk scenario is called `scenario`."""

    id = "scenario-unknown"


class ScenarioMisspelt(WrongCommand):
    """No risk scenario is called `scenario`; `near` is almost called so."""

    id = "scenario-misspelt"


class ScenarioDoesNotArise(WrongCommand):
    """The catalogue has `scenario`, but it does not arise in this case, so that it has no level."""

    id = "scenario-does-not-arise"


class OverrideWithoutReason(WrongCommand):
    """The level of `scenario` is to be set, and it is not said why."""

    id = "override-without-reason"


class OverrideWithoutLevel(WrongCommand):
    """It is said why, but not to which likelihood or severity `scenario` is to be set."""

    id = "override-without-level"


class NotOverridden(WrongCommand):
    """Nobody set a level for `scenario`, so that there is nothing to withdraw."""

    id = "not-overridden"


class AssessmentDoesNotFollow(PiaError):
    """The kept assessment of `case` is not what follows from the case as it is."""

    id = "assessment-does-not-follow"
    exit_code = ExitCode.VERIFICATION_FAILED
