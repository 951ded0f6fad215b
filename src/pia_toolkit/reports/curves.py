"""Curves of shares over the number of known points, as inline SVG."""

from html import escape

from pia_toolkit.reports.pictures import Curve, Curves

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 420, 22, 250
_LABEL_STEP = 17
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DASHES = ("", "7 4", "2 4", "10 4 2 4", "1 3", "14 5")


def draw_curves(picture: Curves, labelled: str, told: str) -> str:
    """Draw curves from 0 to 100 %, each with its interval as a band, a dash of its own and its label at its end."""
    last = max((point.at for curve in picture.curves for point in curve.points), default=1)
    body = "".join(_curve(curve, last, number) for number, curve in enumerate(picture.curves))
    return (
        f'<svg class="chart curves" viewBox="0 0 {_WIDTH} {_HEIGHT}" {labelled}>{told}'
        f"{_axes(picture, last)}{body}{_ends(picture, last)}</svg>"
    )


def _axes(picture: Curves, last: int) -> str:
    lines = "".join(
        f'<line class="hair" x1="{_LEFT}" x2="{_RIGHT}" y1="{_y(share):.1f}" y2="{_y(share):.1f}"/>'
        f'<text class="soft" x="{_LEFT - 8}" y="{_y(share) + 4:.1f}" text-anchor="end">{share * 100:.0f}</text>'
        for share in _TICKS
    )
    across = "".join(
        f'<text class="soft" x="{_x(at, last):.1f}" y="{_BOTTOM + 20}" text-anchor="middle">{at}</text>'
        for at in range(1, last + 1)
    )
    return (
        f'{lines}{across}<text class="soft" x="{_LEFT}" y="12">{escape(picture.up)}</text>'
        f'<text class="soft" x="{(_LEFT + _RIGHT) / 2:.0f}" y="{_BOTTOM + 40}" text-anchor="middle">'
        f"{escape(picture.across)}</text>"
    )


def _curve(curve: Curve, last: int, number: int) -> str:
    there = [(_x(point.at, last), point) for point in curve.points]
    upper = " ".join(f"{x:.1f},{_y(point.high):.1f}" for x, point in there)
    lower = " ".join(f"{x:.1f},{_y(point.low):.1f}" for x, point in reversed(there))
    middle = " ".join(f"{x:.1f},{_y(point.share):.1f}" for x, point in there)
    dash = f' stroke-dasharray="{_DASHES[number % len(_DASHES)]}"' if number % len(_DASHES) else ""
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{_y(point.share):.1f}" r="3"/>' for x, point in there)
    return f'<polygon class="band" points="{upper} {lower}"/><polyline class="curve"{dash} points="{middle}"/>{dots}'


def _ends(picture: Curves, last: int) -> str:
    """Write each label beside the end of its curve; labels that would overlap move down, or up from the bottom."""
    ends = sorted((_y(curve.points[-1].share), number, curve) for number, curve in enumerate(picture.curves))
    places: list[float] = []
    for y, _, _ in ends:
        places.append(max(y, places[-1] + _LABEL_STEP) if places else y)
    excess = max(0.0, places[-1] - _BOTTOM) if places else 0.0
    return "".join(
        f'<text x="{_x(curve.points[-1].at, last) + 10:.1f}" y="{place - excess + 4:.1f}">{escape(curve.label)}</text>'
        for place, (_, _, curve) in zip(places, ends, strict=True)
    )


def _x(at: int, last: int) -> float:
    return _LEFT + 14 + (_RIGHT - _LEFT - 28) * ((at - 1) / max(last - 1, 1))


def _y(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share
