"""Charts as inline SVG: few, labelled directly, readable without colour, on paper and in the dark.

They take their colours from classes of the page, hold no script and load nothing. Every text is escaped.
"""

from collections.abc import Sequence
from html import escape

from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.levels import Level
from pia_toolkit.reports.singling_out import Band

_BAR_STEP, _BAR_TOP, _BAR_HEIGHT, _BASELINE = 48, 22, 14, 14

_LEVEL_SHAPES = {
    Level.NEGLIGIBLE: '<circle cx="8" cy="8" r="6.5"/>',
    Level.LIMITED: '<circle cx="8" cy="8" r="6.5"/><path class="solid" d="M8 8V1.5A6.5 6.5 0 0 1 14.5 8z"/>',
    Level.SIGNIFICANT: '<circle cx="8" cy="8" r="6.5"/><path class="solid" d="M8 1.5a6.5 6.5 0 0 1 0 13z"/>',
    Level.MAXIMUM: '<circle class="solid" cx="8" cy="8" r="6.5"/>',
}
_STATE_SHAPES = {
    RightsState.CONSISTENT: '<path d="M2.5 8.5l3.7 3.8 7.3-8.6"/>',
    RightsState.PARTLY: '<circle cx="8" cy="8" r="6.5"/><path class="solid" d="M8 1.5a6.5 6.5 0 0 1 0 13z"/>',
    RightsState.FALLS_SHORT: '<path class="solid" d="M8 1l7 13.5H1z"/>',
    RightsState.UNKNOWN: '<path d="M4.8 5.2c0-4.2 6.6-4.2 6.6-.2 0 2.5-3.3 2.4-3.3 5M8.1 12.9v1.4"/>',
    RightsState.NOT_APPLICABLE: '<path d="M2.5 8h11"/>',
}


def level_mark(level: Level) -> str:
    """Return the shape of a level: empty, quarter, half, full circle. Its word always stands beside it."""
    return _mark(_LEVEL_SHAPES[level])


def state_mark(state: RightsState) -> str:
    """Return the shape of a state: tick, half circle, triangle, question, dash; its word stands beside it."""
    return _mark(_STATE_SHAPES[state])


def bars(bands: Sequence[Band], name: str, title: str, description: str) -> str:
    """Return lying bars, one per band, from zero to all; label and figure stand above each.

    Widths are percentages: the chart fits a phone and a sheet of paper without scaling its text. A band too
    small to be told is drawn hollow, as long as it could be at most. `name` makes the ids unique.
    """
    height = _BAR_STEP * len(bands)
    return (
        f'<svg class="chart bars" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{name}-title {name}-text">{_told(name, title, description)}'
        + "".join(_bar(band, position * _BAR_STEP) for position, band in enumerate(bands))
        + "</svg>"
    )


def _bar(band: Band, top: int) -> str:
    kind = "bar exposed" if band.exposed else "bar"
    length = f"{band.length * 100:.2f}%"
    place = f'y="{top + _BAR_TOP}" height="{_BAR_HEIGHT}" rx="2"'
    return (
        f'<text x="0" y="{top + _BASELINE}">{escape(band.label)}</text>'
        f'<text class="figure" x="100%" y="{top + _BASELINE}" text-anchor="end">{escape(band.figure)}</text>'
        f'<rect class="track" x="0" width="100%" {place}/>'
        f'<rect class="{kind}{" hollow" if band.upper_bound else ""}" x="0" width="{length}" {place}/>'
    )


def _told(name: str, title: str, description: str) -> str:
    """Return the words of a chart for those who do not see it."""
    return f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>'


def _mark(shapes: str) -> str:
    return f'<svg class="mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{shapes}</svg>'
