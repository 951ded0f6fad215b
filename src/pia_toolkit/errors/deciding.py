"""Errors of deciding about a proposal: advice, views, decision, signatures."""

from pia_toolkit.errors.kinds import ExitCode, PiaError, WrongCommand
from pia_toolkit.errors.working import CaseError


class AssessmentOutdated(CaseError):
    """The assessment of `case` no longer follows from its data, answers and declared fields."""

    id = "assessment-outdated"


class NothingDecided(CaseError):
    """No decision was taken about `case` so far."""

    id = "nothing-decided-yet"


class DecisionIncomplete(WrongCommand):
    """What was said lacks something, or does not go together: `problem`."""

    id = "decision-incomplete"


class ReasonNeeded(WrongCommand):
    """A reason has to be given: `problem`."""

    id = "reason-needed"


class DayUnfit(WrongCommand):
    """The day `date` cannot be right: `problem`."""

    id = "day-unfit"


class SignedAlready(WrongCommand):
    """`name` signed this decision as `role` before, on `date`."""

    id = "signed-already"


class NotSigned(WrongCommand):
    """`name` has not signed the decision."""

    id = "not-signed"


class NothingToWithdraw(WrongCommand):
    """`part` is not there to be withdrawn from the decision on `case`."""

    id = "nothing-to-withdraw"


class ChangedSinceDecided(PiaError):
    """`files` of the case `case` are no longer as they were when the decision was taken."""

    id = "changed-since-decided"
    exit_code = ExitCode.VERIFICATION_FAILED


class DecisionEditedByHand(PiaError):
    """`decision.yaml` of the case `case` was changed by hand since pia wrote it."""

    id = "decision-edited-by-hand"
    exit_code = ExitCode.VERIFICATION_FAILED
