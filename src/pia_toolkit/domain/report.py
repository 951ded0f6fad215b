"""Everything a report needs, in one frozen value: the writers differ only in form."""

from datetime import datetime

from pydantic import Field

from pia_toolkit.domain.action import Actions
from pia_toolkit.domain.answers import Answers
from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.decision_standing import DecisionStanding
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.plan import Plan
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.domain.version import CameFrom, LastVersion

REPORT_SCHEMA = "pia-toolkit/report/1"


class UsedFile(Frozen):
    """A checklist, catalogue or words file that shaped the result: its name, where it came from, its hash."""

    name: str
    origin: str = Field(description="shipped, project or user")
    sha256: str


class Provenance(Frozen):
    """What made this report and when. The time comes from outside, so that a report can be made again."""

    case_id: str
    created_at: datetime
    tool_version: str
    history_head: str = Field(description="hash of the last line of the case's history")
    files: tuple[UsedFile, ...] = ()
    version: LastVersion | None = Field(default=None, description="the last frozen version, if there is one")
    came_from: CameFrom | None = Field(default=None, description="of a case that was made for a supplier")


class Report(Frozen):
    """One assessment, complete. `language` is that of checklists; writers take their own words in it."""

    schema_id: str = Field(default=REPORT_SCHEMA, alias="schema")
    language: str
    provenance: Provenance
    proposal: Proposal
    inventory: Inventory
    risk: RiskReport
    checklists: tuple[Checklist, ...]
    answers: Answers
    assessment: Assessment
    plan: Plan
    actions: Actions = Actions()
    decision: DecisionStanding = DecisionStanding()
