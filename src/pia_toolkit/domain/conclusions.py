"""What the assessment stages conclude, kept together: the content of `assessment.json`."""

from pydantic import Field

from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.plan import Plan

CONCLUSIONS_SCHEMA = "pia-toolkit/conclusions/1"


class Conclusions(Frozen):
    """Assessment and plan of one case."""

    schema_id: str = Field(default=CONCLUSIONS_SCHEMA, alias="schema")
    assessment: Assessment
    plan: Plan
