"""Which facts rule each other out, and which bring others with them, by the rules that make them.

Only what holds of every case is here; a condition that asks for two facts that rule each other out can never hold.
"""

from collections.abc import Iterable, Mapping

from pia_toolkit.domain.facts import FactCode

_ABOUT_PEOPLE = (
    FactCode.DIRECT_IDENTIFIER,
    FactCode.PERSISTENT_IDENTIFIER,
    FactCode.WEAK_PSEUDONYM,
    FactCode.SINGLED_OUT,
    FactCode.FINE_LOCATION,
    FactCode.FINE_TIME,
    FactCode.TRACE,
    FactCode.LOAD_CURVE,
    FactCode.HOME_INFERABLE,
    FactCode.BIOMETRIC,
    FactCode.SENSITIVE_CATEGORY,
    FactCode.SENSITIVE_PLACE,
    FactCode.CHILDREN,
    FactCode.VULNERABLE_PEOPLE,
    FactCode.COMMUNICATIONS_METADATA,
    FactCode.FREE_TEXT,
    FactCode.SCORING,
    FactCode.HIDDEN_PERSONAL_DATA,
    FactCode.COLUMN_WITHOUT_PURPOSE,
    FactCode.STALE_RECORDS,
    FactCode.POOR_QUALITY,
    FactCode.COARSENED,
    FactCode.LARGE_ENOUGH_CLASSES,
)
"""Facts that are read only from tables in which personal data were found."""
_LEFT_OPEN = (FactCode.NO_RETENTION, FactCode.NO_LEGAL_BASIS, FactCode.NO_NOTICE, FactCode.NO_OWNER)
"""What was left open is told only where personal data may be at stake."""
_SERIES = (FactCode.TRACE, FactCode.LOAD_CURVE)

RULED_OUT_BY: Mapping[FactCode, tuple[FactCode, ...]] = {
    FactCode.NO_PERSONAL_DATA: (*_ABOUT_PEOPLE, *_LEFT_OPEN),
    FactCode.ENCRYPTED: (FactCode.NOT_ENCRYPTED,),
    FactCode.COARSENED: (FactCode.FINE_LOCATION, FactCode.FINE_TIME),
    FactCode.LARGE_ENOUGH_CLASSES: _SERIES,
    FactCode.AGGREGATED: _SERIES,
}
"""What cannot hold beside a fact; read in both directions."""
BRINGS: Mapping[FactCode, tuple[FactCode, ...]] = {
    FactCode.POLICE_RECIPIENT: (FactCode.OUTSIDE_RECIPIENTS,),
    FactCode.RECIPIENT_ABROAD: (FactCode.OUTSIDE_RECIPIENTS,),
    FactCode.SMALL_COUNTS: (FactCode.SMALL_CLASSES,),
}
"""What always holds beside a fact."""


def contradict(facts: Mapping[FactCode, bool]) -> bool:
    """Whether no case can have these facts as told: each true or false, the rest left open."""
    hold = _with_those_brought(code for code, holds in facts.items() if holds)
    if any(not holds and code in hold for code, holds in facts.items()):
        return True
    return any(other in hold for code in hold for other in RULED_OUT_BY.get(code, ()))


def _with_those_brought(codes: Iterable[FactCode]) -> frozenset[FactCode]:
    hold = frozenset(codes)
    return hold.union(*(BRINGS.get(code, ()) for code in hold))
