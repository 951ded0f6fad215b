"""Why: the pointers from a conclusion back to what it rests on."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen, Scalar


class ReasonKind(StrEnum):
    """What a reason points at."""

    FINDING = "finding"
    MEASUREMENT = "measurement"
    ANSWER = "answer"
    DECLARATION = "declaration"
    SCENARIO = "scenario"
    OVERRIDE = "override"


class Reason(Frozen):
    """One pointer: `ref` names the finding, measurement, answer, field, scenario or override; `says` is the sentence.

    `ref` is `table/column` for a finding, `table/measure` for a measurement, `checklist/question` for an answer,
    the field's name for a declaration, `scenarios/id` for a scenario, `overrides/id` for a level that a person set for
    it. `says` is a key of `templates/words/<lang>/reasons.yaml`, filled with `values`.
    """

    kind: ReasonKind
    ref: str
    says: str
    values: dict[str, Scalar] = Field(default_factory=dict)


def unique(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return reasons without repeats, in order."""
    seen: dict[tuple[object, ...], Reason] = {}
    for reason in reasons:
        seen.setdefault((reason.kind, reason.ref, reason.says, *reason.values.items()), reason)
    return tuple(seen.values())
