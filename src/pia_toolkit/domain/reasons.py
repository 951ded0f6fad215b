"""Why: the pointers from a conclusion back to what it rests on."""

from enum import StrEnum

from pydantic import Field

from pia_toolkit.domain.frozen import Frozen, Scalar


class ReasonKind(StrEnum):
    """What a reason points at."""

    FINDING = "finding"
    MEASUREMENT = "measurement"
    ANSWER = "answer"
    DECLARATION = "declaration"


class Reason(Frozen):
    """One pointer: `ref` names the finding, measurement, answer or declared field; `says` is the sentence.

    `ref` is `table/column` for a finding, `table/measure` for a measurement, `checklist/question` for an answer and
    the field's name for a declaration. `says` is a key of `templates/words/<lang>/reasons.yaml`, filled with `values`.
    """

    kind: ReasonKind
    ref: str
    says: str
    values: dict[str, Scalar] = Field(default_factory=dict)
