"""What must be so before approval: the conditions of the outcome, each a sentence that can be tested."""

from pia_toolkit.domain.report import Report
from pia_toolkit.domain.requirement import Requirement
from pia_toolkit.reports.blocks import Block
from pia_toolkit.reports.reasoning import Telling


def tell_requirements(report: Report, telling: Telling) -> Block | None:
    """Tell every condition; None where approval is suggested as it stands."""
    listed = report.assessment.outcome.requirements
    if not listed:
        return None
    return Block(
        title=telling.words("assess.requirements"),
        sentences=tuple(tell_requirement(entry, telling) for entry in listed),
        small=(telling.words("assess.requirements-about"),),
    )


def tell_requirement(requirement: Requirement, telling: Telling) -> str:
    """Tell one condition: a risk, an answer, or all questions together."""
    words, about = telling.words, telling.questions.get(requirement.ref, requirement.ref)
    level = words.label("level", requirement.level) if requirement.level else ""
    return words(f"assess.requirement.{requirement.demand.value}", title=about, question=about, level=level)
