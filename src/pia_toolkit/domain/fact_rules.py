"""Which facts hold here: from what was scanned, what was measured and what was declared."""

from pia_toolkit.domain.declared_facts import DECLARED
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.found_facts import FOUND, signalled
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.known import Known
from pia_toolkit.domain.measured_facts import MEASURED
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.reasons import Reason, unique
from pia_toolkit.domain.risk import RiskReport

_RULES = (FOUND, MEASURED, DECLARED)


def facts_of(proposal: Proposal, inventory: Inventory, risk: RiskReport) -> tuple[Fact, ...]:
    """Return every fact that holds here, each with the column, measurement or field that made it true.

    A fact about people is read only from tables in which personal data were found. The order is that of
    `FactCode`.
    """
    known = Known(proposal, inventory, risk)
    return tuple(Fact(code=code, because=because) for code in FactCode if (because := _because(code, known)))


def _because(code: FactCode, known: Known) -> tuple[Reason, ...]:
    """Collect what the fact's own rule says, then further columns whose kind speaks for it."""
    own = tuple(reason for rules in _RULES if code in rules for reason in rules[code](known))
    told = {reason.ref for reason in own}
    return unique((*own, *(reason for reason in signalled(code, known) if reason.ref not in told)))
