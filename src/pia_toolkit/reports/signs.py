"""Levels and states as a sign before a word, for text and spreadsheets; the page draws the same shapes."""

from pia_toolkit.domain.action import Standing
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.levels import Level

LEVEL_SIGNS = {Level.NEGLIGIBLE: "○", Level.LIMITED: "◔", Level.SIGNIFICANT: "◑", Level.MAXIMUM: "●"}
STATE_SIGNS = {
    RightsState.CONSISTENT: "✓",
    RightsState.PARTLY: "◑",
    RightsState.FALLS_SHORT: "▲",
    RightsState.UNKNOWN: "?",
    RightsState.NOT_APPLICABLE: "–",
}

SIGN_OF = {
    Standing.NOT_CHOSEN: RightsState.UNKNOWN,
    Standing.OPEN: RightsState.PARTLY,
    Standing.OVERDUE: RightsState.FALLS_SHORT,
    Standing.DONE: RightsState.CONSISTENT,
    Standing.DROPPED: RightsState.NOT_APPLICABLE,
}
"""The state of the rights matrix whose shape and colour tell how a measure stands."""


def signed_level(level: Level, word: str) -> str:
    """Return a level as sign and word, such as '● maximum'."""
    return f"{LEVEL_SIGNS[level]} {word}"


def signed_state(state: RightsState, word: str) -> str:
    """Return a state as sign and word, such as '▲ falls short'."""
    return f"{STATE_SIGNS[state]} {word}"
