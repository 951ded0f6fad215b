"""Charts as inline SVG: few, labelled directly, readable without colour, on paper and in the dark.

They take their colours from classes of the page, hold no script and load nothing. Every text is escaped.
"""

from html import escape

from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.levels import Level
from pia_toolkit.reports.curves import draw_curves
from pia_toolkit.reports.pictures import Bar, Bars, Curves, Mark, Picture, Ruler

_BAR_STEP, _BAR_TOP, _BAR_HEIGHT, _BASELINE = 48, 22, 14, 14
_RULER_LINE, _MARK_STEP, _TICK, _LABEL_BELOW = 26, 26, 6, 20
_RULER_EDGE = 0.02
"""Share of the width that is left free at both ends of a ruler, so that no mark is cut."""

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


def draw(picture: Picture, name: str, title: str) -> str:
    """Return a picture as SVG; `name` makes its ids unique, `title` is what it says."""
    told = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(picture.text)}</desc>'
    labelled = f'role="img" aria-labelledby="{name}-title {name}-text"'
    match picture:
        case Bars():
            return _draw_bars(picture, labelled, told)
        case Curves():
            return draw_curves(picture, labelled, told)
        case Ruler():
            return _draw_ruler(picture, labelled, told)


def _draw_bars(picture: Bars, labelled: str, told: str) -> str:
    """Draw lying bars; label and figure stand above each.

    Widths are percentages: the chart fits a phone and a sheet of paper without scaling its text.
    """
    bars = "".join(_bar(bar, position * _BAR_STEP) for position, bar in enumerate(picture.bars))
    return (
        f'<svg class="chart bars" width="100%" height="{_BAR_STEP * len(picture.bars)}" {labelled}>{told}{bars}</svg>'
    )


def _bar(bar: Bar, top: int) -> str:
    kind = "bar exposed" if bar.exposed else "bar"
    length = f"{bar.length * 100:.2f}%"
    place = f'y="{top + _BAR_TOP}" height="{_BAR_HEIGHT}" rx="2"'
    return (
        f'<text x="0" y="{top + _BASELINE}">{escape(bar.label)}</text>'
        f'<text class="figure" x="100%" y="{top + _BASELINE}" text-anchor="end">{escape(bar.figure)}</text>'
        f'<rect class="track" x="0" width="100%" {place}/>'
        f'<rect class="{kind}{" hollow" if bar.hollow else ""}" x="0" width="{length}" {place}/>'
    )


def _draw_ruler(picture: Ruler, labelled: str, told: str) -> str:
    """Draw what was measured on lines of its own, and below it the scale with the limit as a line through all."""
    line = _MARK_STEP * len(picture.marks) + _RULER_LINE
    parts = [f'<line class="scale" x1="0" x2="100%" y1="{line}" y2="{line}"/>']
    if picture.span:
        width = max((1 - 2 * _RULER_EDGE) * (picture.span.high - picture.span.low), 0.004)
        parts.append(
            f'<rect class="span" x="{_along(picture.span.low)}" width="{width:.2%}" y="{line - 7}" height="14" rx="3"/>'
        )
    parts += [
        f'<line class="scale" x1="{_along(tick.place)}" x2="{_along(tick.place)}" y1="{line}" y2="{line + _TICK}"/>'
        + _label(tick, line + _LABEL_BELOW + _TICK, "soft")
        for tick in picture.ticks
    ]
    if picture.limit:
        place = _along(picture.limit.place)
        parts.append(f'<line class="limit" x1="{place}" x2="{place}" y1="18" y2="{line}"/>')
        parts.append(_label(picture.limit, _BASELINE, "soft"))
    for number, mark in enumerate(picture.marks):
        height = _RULER_LINE + _MARK_STEP * number + 8
        kind = "dot exposed" if mark.exposed else "dot"
        parts.append(
            f'<line class="stem" x1="{_along(mark.place)}" x2="{_along(mark.place)}" y1="{height}" y2="{line}"/>'
            f'<circle class="{kind}" cx="{_along(mark.place)}" cy="{height}" r="5.5"/>' + _beside(mark, height + 5)
        )
    height = line + _LABEL_BELOW + _TICK + 8
    return f'<svg class="chart ruler" width="100%" height="{height}" {labelled}>{told}{"".join(parts)}</svg>'


def _along(place: float) -> str:
    """Return where a place on a ruler lies, as a percentage of the width."""
    return f"{_RULER_EDGE + (1 - 2 * _RULER_EDGE) * place:.2%}"


def _label(mark: Mark, height: int, kind: str) -> str:
    """Write a label at its place, within the picture."""
    anchor = "start" if mark.place < 0.1 else "end" if mark.place > 0.9 else "middle"  # noqa: PLR2004  # near an edge
    return (
        f'<text class="{kind}" x="{_along(mark.place)}" y="{height}" text-anchor="{anchor}">{escape(mark.label)}</text>'
    )


def _beside(mark: Mark, height: int) -> str:
    """Write the label of a mark on the side with more room."""
    left = mark.place > 0.5  # noqa: PLR2004  # the middle
    return (
        f'<text x="{_along(mark.place)}" dx="{-12 if left else 12}" y="{height}" '
        f'text-anchor="{"end" if left else "start"}">{escape(mark.label)}</text>'
    )


def _mark(shapes: str) -> str:
    return f'<svg class="mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{shapes}</svg>'
