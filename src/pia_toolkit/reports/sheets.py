"""What a sheet of the workbook is: columns, rows, lists to choose from, words that have a colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pia_toolkit.domain.action import Standing
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.inventory import Ruling
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Due, Owner
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Content
from pia_toolkit.reports.signs import SIGN_OF, signed_level, signed_state

_LEVEL_COLOURS = {
    Level.NEGLIGIBLE: ("3F4A52", "EEF1F3"),
    Level.LIMITED: ("174A69", "E1EDF5"),
    Level.SIGNIFICANT: ("7A3F00", "FBEBD6"),
    Level.MAXIMUM: ("7A1810", "F7DCD8"),
}
_STATE_COLOURS = {
    RightsState.CONSISTENT: ("14503A", "DFF1E9"),
    RightsState.PARTLY: ("7A3F00", "FBEBD6"),
    RightsState.FALLS_SHORT: ("7A1810", "F7DCD8"),
    RightsState.UNKNOWN: ("3F4A52", "EEF1F3"),
    RightsState.NOT_APPLICABLE: ("3F4A52", "FFFFFF"),
}


Colours = Mapping[str, tuple[str, str]]
"""A text and its ink and ground, as RGB."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet; `chosen_from` names the list its cells may hold."""

    title: str
    width: float
    chosen_from: str | None = None
    colours: Colours = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One sheet by the key of its name; `frozen` is how many columns stay in sight.

    `headed`: a list with a header row; otherwise lines of label and text.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Sequence[Content], ...]
    frozen: int = 1
    headed: bool = True


def choices(words: Words) -> dict[str, Sequence[str]]:
    """Return the lists that cells can be chosen from."""
    return {
        "status": tuple(words.label("standing", standing) for standing in Standing),
        "owner": tuple(words.label("owner", owner) for owner in Owner),
        "due": tuple(words.label("due", due) for due in Due),
        "decision": tuple(words.label("ruling", ruling) for ruling in (Ruling.ACCEPTED, Ruling.NOT_PERSONAL)),
    }


def level_colours(words: Words) -> Colours:
    """Return the colour that repeats each level."""
    return {signed_level(level, words.label("level", level)): colours for level, colours in _LEVEL_COLOURS.items()}


def standing_colours(words: Words) -> Colours:
    """Return the colour that repeats how a measure stands."""
    return {
        words.label("standing", standing): _STATE_COLOURS[SIGN_OF[standing]]
        for standing in Standing
        if standing is not Standing.NOT_CHOSEN
    }


def state_colours(words: Words) -> Colours:
    """Return the colour that repeats each state of the rights matrix."""
    return {
        signed_state(state, words.label("rights-state", state)): colours for state, colours in _STATE_COLOURS.items()
    }
