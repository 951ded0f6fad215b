"""The public contracts: JSON Schemas of what the commands print and the cases keep."""

from typing import Any

from pia_toolkit.domain.action import FOLLOWED_SCHEMA, FollowedPlan
from pia_toolkit.domain.conclusions import CONCLUSIONS_SCHEMA, Conclusions
from pia_toolkit.domain.decision_standing import DECISION_STANDING_SCHEMA, DecisionStanding
from pia_toolkit.domain.difference import DIFFERENCE_SCHEMA, Difference
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import INVENTORY_SCHEMA, Inventory
from pia_toolkit.domain.ladder import TRIED_SCHEMA, Tried
from pia_toolkit.domain.measurement import MEASURE_SCHEMA, Measurement
from pia_toolkit.domain.mitigated import MITIGATED_SCHEMA, Mitigated
from pia_toolkit.domain.register import REGISTER_SCHEMA, Register
from pia_toolkit.domain.report import REPORT_SCHEMA, Report
from pia_toolkit.domain.risk import RISK_SCHEMA, RiskReport
from pia_toolkit.domain.version import VERSION_SCHEMA, Manifest

CONTRACTS: dict[str, tuple[str, type[Frozen]]] = {
    "inventory": (INVENTORY_SCHEMA, Inventory),
    "measure": (MEASURE_SCHEMA, Measurement),
    "risk": (RISK_SCHEMA, RiskReport),
    "what-if": (TRIED_SCHEMA, Tried),
    "mitigated": (MITIGATED_SCHEMA, Mitigated),
    "conclusions": (CONCLUSIONS_SCHEMA, Conclusions),
    "report": (REPORT_SCHEMA, Report),
    "difference": (DIFFERENCE_SCHEMA, Difference),
    "version": (VERSION_SCHEMA, Manifest),
    "actions": (FOLLOWED_SCHEMA, FollowedPlan),
    "register": (REGISTER_SCHEMA, Register),
    "decision": (DECISION_STANDING_SCHEMA, DecisionStanding),
}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one contract."""
    identity, model = CONTRACTS[name]
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode="serialization")
    schema["properties"]["schema"]["const"] = identity
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": identity, **schema}
